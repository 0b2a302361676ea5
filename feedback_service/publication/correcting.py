"""Correcting what is public: one person proposes, another confirms; readers see that and why.

The text that is public stays until the correction is confirmed. What a correction replaced is
kept for readers, unless it was personal data: then, and on withdrawal, nothing of it is left.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import null, select, update

from feedback_service.cases.history import record, staff
from feedback_service.cases.models import Case
from feedback_service.foundation.database import db
from feedback_service.identity.service import Vault
from feedback_service.publication.commands import Correct, CorrectionReason
from feedback_service.publication.drafts import PublicationDraft, warnings_about
from feedback_service.publication.drafts import known_values as known_of
from feedback_service.publication.errors import (
    NoteTellsTooMuch,
    NothingCorrected,
    NotPrepared,
    NotPublished,
    PublicationChanged,
    ReasonMissing,
    SamePersonConfirms,
    TitleTellsTooMuch,
    WarningsLeft,
)
from feedback_service.publication.marks import (
    propose_everywhere,
    reached,
    refuse_marks,
    replace_passages,
    seal_word,
)
from feedback_service.publication.models import Publication, PublicationCorrection
from feedback_service.publication.redaction import PARTS, Passage
from feedback_service.publication.search_index import open_index
from feedback_service.publication.service import (
    SHORTEST_REASON,
    demand_parts,
    put_into_index,
    refuse_in_line,
)
from feedback_service.publication.summaries import (
    SummaryDraft,
    open_for_publication,
    refuse_in_summary,
)

Draft = PublicationDraft | SummaryDraft


@dataclass(frozen=True, kw_only=True)
class CorrectionDraft:
    """A correction that waits for the second person: what is public, and what would be."""

    correction: PublicationCorrection
    draft: Draft
    public: Mapping[str, str]
    note: str

    @property
    def proposed(self) -> dict[str, str]:
        """What the public would read, the title first."""
        return {"title": self.draft.title, **self.draft.public_parts}

    @property
    def changed(self) -> list[str]:
        """Which parts would read otherwise, the title first."""
        return changed_parts(self.public, self.proposed)


def changed_parts(public: Mapping[str, str], proposed: Mapping[str, str]) -> list[str]:
    """Return which parts of a public text would read otherwise, in their order."""
    return [n for n in ("title", *PARTS) if public.get(n, "") != proposed.get(n, "")]


def propose_correction(
    vault: Vault, case: Case, command: Correct, *, account_id: int, now: datetime
) -> PublicationCorrection:
    """Keep a correction for another person to confirm; proposing anew replaces it."""
    publication = _published(case)
    draft = open_for_publication(case, vault)
    demand_parts(draft)
    _refuse(vault, case, draft, command)
    waiting = waiting_correction(publication.id)
    if (waiting.version if waiting else 0) != command.version:
        raise PublicationChanged
    ids = {
        name: vault.seal_text(case_id=case.id, purpose=f"correction_{name}", text=text)
        for name, text in _texts_of(draft, command).items()
    }
    correction = waiting or PublicationCorrection(publication_id=publication.id, state="proposed")
    correction.answer_id = draft.answer.answer_id
    correction.reason = command.reason
    correction.note_text_id, correction.title_text_id = ids["note"], ids["title"]
    correction.about_text_id = ids.get("about")
    correction.answered_text_id = ids.get("answered")
    correction.passages = _kept(vault, draft, command.passages)
    correction.proposed_by_id, correction.proposed_at = account_id, now
    db.session.add(correction)
    db.session.flush()
    if not open_correction(case, vault).changed:
        raise NothingCorrected
    if isinstance(draft, PublicationDraft):
        propose_everywhere(vault, draft, command.passages, account_id=account_id, now=now)
    record(case, "correction_proposed", doer=staff(account_id), now=now, reason_code=command.reason)
    return correction


def open_correction(case: Case, vault: Vault) -> CorrectionDraft:
    """Gather the correction that waits, beside what is public; NotPrepared where none does."""
    publication = _published(case)
    correction = waiting_correction(publication.id)
    if correction is None:
        raise NotPrepared
    draft = open_for_publication(case, vault)
    ids = (
        correction.title_text_id,
        correction.about_text_id,
        correction.answered_text_id,
        correction.note_text_id,
    )
    texts = vault.read_texts(ids)
    title, about, answered, note = (texts.get(each or "", "") for each in ids)
    proposed: Draft
    if isinstance(draft, SummaryDraft):
        proposed = draft.with_texts(title, about, answered).checked(vault)
    else:
        warned = warnings_about(title, known_of(case, vault))
        proposed = draft.with_passages(title, _passages(correction, vault))
        proposed = proposed.with_warnings(warned)
    return CorrectionDraft(
        correction=correction, draft=proposed, public=_public(publication), note=note
    )


def confirm_correction(
    vault: Vault,
    case: Case,
    *,
    version: int,
    acknowledged: bool,
    account_id: int,
    now: datetime,
) -> PublicationCorrection:
    """Let the corrected text take the place of the public one."""
    opened = open_correction(case, vault)
    correction, draft, publication = opened.correction, opened.draft, _published(case)
    if correction.version != version or correction.answer_id != draft.answer.answer_id:
        raise PublicationChanged
    if correction.proposed_by_id == account_id:
        raise SamePersonConfirms
    if draft.left and not acknowledged:
        raise WarningsLeft(count=draft.left)
    correction.state, correction.confirmed_by_id, correction.made_at = "made", account_id, now
    correction.note, correction.changed = opened.note, opened.changed
    if correction.reason == CorrectionReason.PERSONAL_DATA:
        db.session.flush()
        forget_earlier(publication.id)
    else:
        correction.earlier = {name: opened.public.get(name, "") for name in opened.changed}
    _replace(vault, publication, opened, now)
    record(
        case,
        "corrected",
        doer=staff(account_id),
        now=now,
        reason_code=correction.reason,
        facts={"parts": len(opened.changed), "warnings_left": draft.left},
    )
    return correction


def drop_correction(case: Case, *, version: int, account_id: int, now: datetime) -> None:
    """Give a proposed correction up; what is public stays as it is."""
    correction = waiting_correction(_published(case).id)
    if correction is None:
        raise NotPrepared
    if correction.version != version:
        raise PublicationChanged
    correction.state = "dropped"
    record(
        case,
        "correction_dropped",
        doer=staff(account_id),
        now=now,
        reason_code=correction.reason,
    )


def waiting_correction(publication_id: int) -> PublicationCorrection | None:
    """Return the correction of a published case that nobody has confirmed yet."""
    return db.session.scalar(
        select(PublicationCorrection).where(
            PublicationCorrection.publication_id == publication_id,
            PublicationCorrection.state == "proposed",
        )
    )


def forget_earlier(publication_id: int) -> None:
    """Leave nothing public of what earlier corrections replaced."""
    db.session.execute(
        update(PublicationCorrection)
        .where(PublicationCorrection.publication_id == publication_id)
        .values(earlier=null())
        .execution_options(synchronize_session="fetch")
    )


def _published(case: Case) -> Publication:
    publication = db.session.scalar(select(Publication).where(Publication.case_id == case.id))
    if publication is None or publication.state != "published":
        raise NotPublished
    return publication


def _public(publication: Publication) -> dict[str, str]:
    return {name: getattr(publication, name) or "" for name in ("title", *PARTS)}


def _refuse(vault: Vault, case: Case, draft: Draft, command: Correct) -> None:
    if len(command.note.strip()) < SHORTEST_REASON:
        raise ReasonMissing(least=SHORTEST_REASON)
    known = known_of(case, vault)
    refuse_in_line(command.note, NoteTellsTooMuch, known)
    if isinstance(draft, SummaryDraft):
        texts = {n: str(getattr(command, n)).strip() for n in ("title", "about", "answered")}
        refuse_in_summary(case, vault, texts)
        return
    refuse_in_line(command.title, TitleTellsTooMuch, known)
    refuse_marks(draft, command.passages, known)


def _texts_of(draft: Draft, command: Correct) -> dict[str, str]:
    texts = {"note": command.note.strip(), "title": command.title.strip()}
    if isinstance(draft, SummaryDraft):
        texts |= {"about": command.about.strip(), "answered": command.answered.strip()}
    return texts


def _kept(vault: Vault, draft: Draft, passages: Sequence[Passage]) -> list[list[Any]]:
    """Return all that is to be hidden as it is kept, the words in its place sealed."""
    if isinstance(draft, SummaryDraft):
        return []
    case_id = draft.case.id
    return [
        [
            *(each.part, each.start, each.end, str(each.reason), str(each.scope)),
            seal_word(vault, case_id, each.replacement),
        ]
        for each in reached(draft, passages)
    ]


def _passages(correction: PublicationCorrection, vault: Vault) -> list[Passage]:
    rows: Iterable[list[Any]] = correction.passages
    words = vault.read_texts(row[5] for row in correction.passages)
    return [
        Passage(
            part=part,
            start=start,
            end=end,
            reason=reason,
            scope=scope,
            replacement=words.get(word_id or "", ""),
        )
        for part, start, end, reason, scope, word_id in rows
    ]


def _replace(
    vault: Vault, publication: Publication, opened: CorrectionDraft, now: datetime
) -> None:
    correction, draft = opened.correction, opened.draft
    for name in ("title", *PARTS):
        setattr(publication, name, opened.proposed.get(name))
    publication.question = opened.proposed.get("question", "")
    publication.title_text_id = correction.title_text_id
    publication.about_text_id = correction.about_text_id
    publication.answered_text_id = correction.answered_text_id
    publication.is_summary = isinstance(draft, SummaryDraft)
    publication.answer_id = draft.answer.answer_id
    publication.outcome = draft.answer.outcome
    publication.corrected_at = now
    db.session.flush()
    passages = _passages(correction, vault)
    by = correction.proposed_by_id
    replace_passages(vault, publication, passages, account_id=by, now=now)
    open_index(db.session()).remove(publication.id)
    put_into_index(publication)
