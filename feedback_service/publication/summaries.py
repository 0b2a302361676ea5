"""A summary of a case by the agency: in its own words, where the author's are not published."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from sqlalchemy import select

from feedback_service.cases.models import Case
from feedback_service.cases.workflow import Kind
from feedback_service.foundation.database import db
from feedback_service.foundation.errors import Invalid
from feedback_service.identity.service import Vault
from feedback_service.publication.drafts import (
    PublicationDraft,
    known_values,
    leaks_of,
    missing_of,
    must_be_summary,
    open_draft,
    parts_of,
    publishable_answer,
    warnings_about,
)
from feedback_service.publication.errors import (
    AboutCopies,
    AboutTellsTooMuch,
    AnsweredCopies,
    AnsweredTellsTooMuch,
    FullTextAgreed,
    TitleCopies,
    TitleTellsTooMuch,
)
from feedback_service.publication.leaks import Leak, LeakKind
from feedback_service.publication.models import Publication
from feedback_service.publication.redaction import NEVER_PUBLIC, REASON_LABELS, Reason
from feedback_service.responses.queries import AnswerView

_TELLS: Mapping[str, type[Invalid]] = {
    "title": TitleTellsTooMuch,
    "about": AboutTellsTooMuch,
    "answered": AnsweredTellsTooMuch,
}
_COPIES: Mapping[str, type[Invalid]] = {
    "title": TitleCopies,
    "about": AboutCopies,
    "answered": AnsweredCopies,
}


@dataclass(frozen=True, kw_only=True)
class SummaryDraft:
    """A case and its answer, opened, with the summary as far as it is written."""

    case: Case
    answer: AnswerView
    publication: Publication | None
    own_title: str
    parts: dict[str, str]
    title: str
    about: str
    answered: str
    leaks: tuple[Leak, ...]
    return_reason: str

    @property
    def public_parts(self) -> dict[str, str]:
        """What the public would read, by the parts of a published case."""
        return {"question": self.about, "finding": self.answered}

    @property
    def missing(self) -> list[str]:
        """The parts that the answer must have and lacks, in words."""
        return missing_of(self.answer)

    @property
    def left(self) -> int:
        """How much in it could tell who complained."""
        return len(self.leaks)

    def with_texts(self, title: str, about: str, answered: str) -> "SummaryDraft":
        """Return the same draft with other texts."""
        return replace(self, title=title, about=about, answered=answered)

    def checked(self, vault: Vault) -> "SummaryDraft":
        """Return the same draft with what in its texts could tell who complained."""
        texts = f"{self.title}\n{self.about}\n{self.answered}"
        return replace(self, leaks=tuple(leaks_of(self.case, texts, vault)))


def open_for_publication(case: Case, vault: Vault) -> PublicationDraft | SummaryDraft:
    """Gather what may be published of a case: the author's words, or a summary."""
    return open_summary(case, vault) if must_be_summary(case) else open_draft(case, vault)


def open_summary(case: Case, vault: Vault) -> SummaryDraft:
    """Gather a case for its summary; raises FullTextAgreed or NotAnsweredYet."""
    answer = publishable_answer(case, vault)
    if not must_be_summary(case):
        raise FullTextAgreed
    publication = db.session.scalar(select(Publication).where(Publication.case_id == case.id))
    own = (case.title_text_id, case.story_text_id, case.proposal_text_id)
    written = _written(publication)
    returned = publication.return_text_id if publication else None
    texts = vault.read_texts([*own, *written, returned])
    title, about, answered = (texts.get(each or "", "") for each in written)
    return SummaryDraft(
        case=case,
        answer=answer,
        publication=publication,
        own_title=texts.get(case.title_text_id or "", ""),
        parts=parts_of(case, answer, texts),
        title=title,
        about=about,
        answered=answered,
        leaks=tuple(leaks_of(case, f"{title}\n{about}\n{answered}", vault)) if about else (),
        return_reason=texts.get(returned or "", ""),
    )


def refuse_in_summary(case: Case, vault: Vault, texts: Mapping[str, str]) -> None:
    """Refuse numbers of people, words copied from the author, and in conduct the unit's name."""
    known = known_values(case, vault)
    never = NEVER_PUBLIC | ({Reason.UNIT} if case.kind == Kind.CONDUCT else set())
    for name, text in texts.items():
        found = [
            REASON_LABELS[Reason(each)] for each in warnings_about(text, known) if each in never
        ]
        if found:
            raise _TELLS[name](found=", ".join(found))
        copied = [leak.text for leak in leaks_of(case, text, vault) if leak.kind is LeakKind.COPIED]
        if copied:
            raise _COPIES[name](found=copied[0])


def _written(publication: Publication | None) -> tuple[str | None, str | None, str | None]:
    if publication is None or not publication.is_summary:
        return None, None, None
    return publication.title_text_id, publication.about_text_id, publication.answered_text_id
