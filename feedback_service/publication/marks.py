"""Marked passages as they are kept: wherever they reach, the words in their place sealed."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete

from feedback_service.foundation.database import db
from feedback_service.identity.service import Vault
from feedback_service.publication.always_hidden import add_term
from feedback_service.publication.drafts import PublicationDraft, warnings_about
from feedback_service.publication.errors import PassageOutside, ReplacementTellsTooMuch
from feedback_service.publication.models import Publication, RedactionPassage
from feedback_service.publication.redaction import (
    REASON_LABELS,
    Passage,
    Reason,
    Scope,
    fits,
    key_of,
    merge,
    spread,
)
from feedback_service.publication.suggestions import KnownValues


def refuse_marks(draft: PublicationDraft, passages: Sequence[Passage], known: KnownValues) -> None:
    """Refuse passages outside the texts, and words that tell as much as what they stand for."""
    if not all(fits(each, draft.parts) for each in passages):
        raise PassageOutside
    for each in passages:
        if each.replacement and (found := warnings_about(each.replacement, known)):
            labels = ", ".join(REASON_LABELS[Reason(reason)] for reason in found)
            raise ReplacementTellsTooMuch(
                field=f"word-{key_of(each)}", word=each.replacement, found=labels
            )


def reached(draft: PublicationDraft, passages: Sequence[Passage]) -> list[Passage]:
    """Return all that marked passages hide: each place they reach, overlapping ones made one."""
    return merge(spread(draft.parts, passages))


def propose_everywhere(
    vault: Vault,
    draft: PublicationDraft,
    passages: Sequence[Passage],
    *,
    account_id: int,
    now: datetime,
) -> None:
    """Let the values that are to be hidden in every case be proposed from now on."""
    for each in passages:
        if each.scope == Scope.EVERYWHERE:
            value = draft.parts[each.part][each.start : each.end]
            field = f"scope-{key_of(each)}"
            add_term(vault, value, each.reason, account_id=account_id, now=now, field=field)


def replace_passages(
    vault: Vault,
    publication: Publication,
    passages: Sequence[Passage],
    *,
    account_id: int,
    now: datetime,
) -> None:
    """Store these passages in place of all others of a publication."""
    db.session.execute(
        delete(RedactionPassage).where(RedactionPassage.publication_id == publication.id)
    )
    db.session.add_all(
        RedactionPassage(
            publication_id=publication.id,
            part=each.part,
            start=each.start,
            end=each.end,
            reason=each.reason,
            author_id=each.author_id or account_id,
            at=now,
            scope=each.scope,
            replacement_text_id=seal_word(vault, publication.case_id, each.replacement),
        )
        for each in passages
    )


def seal_word(vault: Vault, case_id: int, word: str) -> str | None:
    """Seal a word that stands for something hidden; nothing where there is none."""
    if not word:
        return None
    return vault.seal_text(case_id=case_id, purpose="replacement", text=word)
