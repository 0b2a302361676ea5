"""The originals of a case as its publisher sees them: parts, marked passages, suggestions."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy import select

from feedback_service.agencies.models import Agency
from feedback_service.agencies.queries import agency_by_id, find_area
from feedback_service.cases.models import Case, CaseParticulars
from feedback_service.cases.parts import whole_of
from feedback_service.cases.workflow import Kind, State
from feedback_service.foundation.database import db
from feedback_service.identity.service import Vault
from feedback_service.publication.always_hidden import hashed_terms
from feedback_service.publication.coarsening import told_if_published
from feedback_service.publication.elsewhere import LeftOpen, left_open, open_in_archive
from feedback_service.publication.embargoes import DEMANDED, lacking
from feedback_service.publication.errors import NotAnsweredYet, SummaryOnly
from feedback_service.publication.leaks import Leak, find_leaks
from feedback_service.publication.models import Publication, RedactionPassage
from feedback_service.publication.redaction import (
    PART_LABELS,
    PARTS,
    Passage,
    Reason,
    fits,
    redact_all,
    spread,
    unmarked,
)
from feedback_service.publication.small_groups import Told
from feedback_service.publication.suggestions import (
    Known,
    KnownValues,
    hashed_own,
    initials_of,
    known_names,
    suggest,
)
from feedback_service.responses.queries import AnswerView, sent_answer

PUBLISHABLE = (State.ANSWERED, State.CLOSED)


@dataclass(frozen=True, kw_only=True)
class PublicationDraft:
    """A case before it is public, its texts opened: for the two persons who publish it."""

    case: Case
    answer: AnswerView
    publication: Publication | None
    own_title: str
    title: str
    parts: dict[str, str]
    passages: tuple[Passage, ...]
    suggestions: tuple[Passage, ...]
    title_warnings: tuple[str, ...]
    return_reason: str

    @property
    def public_parts(self) -> dict[str, str]:
        """What the public would read."""
        return redact_all(self.parts, self.passages)

    @property
    def missing(self) -> list[str]:
        """The parts that the answer must have and lacks, in words."""
        return missing_of(self.answer)

    @property
    def left(self) -> int:
        """How much the machine would hide and nobody has, in the title and other places too."""
        return len(self.warnings) + len(self.title_warnings) + len(self.left_open)

    @property
    def warnings(self) -> list[Passage]:
        """What the machine would hide and nobody has."""
        return unmarked(self.suggestions, self.passages)

    @property
    def left_open(self) -> list[LeftOpen]:
        """Hidden values that stand open in another place of the case."""
        return left_open(self.parts, self.title, self.passages)

    def with_warnings(self, title_warnings: tuple[str, ...]) -> "PublicationDraft":
        """Return the same draft with what its title could tell."""
        return replace(self, title_warnings=title_warnings)

    def with_passages(self, title: str, passages: Sequence[Passage]) -> "PublicationDraft":
        """Return the same draft with other passages hidden, wherever they reach.

        What lies outside the texts is left out here; keeping it is refused.
        """
        inside = [each for each in passages if fits(each, self.parts)]
        return replace(self, title=title, passages=tuple(spread(self.parts, inside)))


def open_draft(case: Case, vault: Vault) -> PublicationDraft:
    """Gather what may be published; raises SummaryOnly or NotAnsweredYet."""
    answer = publishable_answer(case, vault)
    if must_be_summary(case):
        raise SummaryOnly
    publication = db.session.scalar(select(Publication).where(Publication.case_id == case.id))
    texts = vault.read_texts(
        [
            case.title_text_id,
            case.story_text_id,
            case.proposal_text_id,
            case.accused_text_id,
            publication.title_text_id if publication else None,
            publication.return_text_id if publication else None,
        ]
    )
    known = _known_values(case, texts.get(case.accused_text_id or "", ""), vault)
    own_title = texts.get(case.title_text_id or "", "")
    parts = parts_of(case, answer, texts)
    title = texts[publication.title_text_id] if publication else own_title
    returned = texts.get(publication.return_text_id or "", "") if publication else ""
    return PublicationDraft(
        case=case,
        answer=answer,
        publication=publication,
        own_title=own_title,
        title=title,
        parts=parts,
        passages=tuple(spread(parts, _current_passages(publication, answer, vault))),
        suggestions=tuple(suggest(parts, known)),
        title_warnings=warnings_about(title, known),
        return_reason=returned,
    )


def missing_of(answer: AnswerView) -> list[str]:
    """Return in words what an answer must say before it is published, and does not."""
    texts = {name: str(getattr(answer, name)) for name in DEMANDED}
    return [PART_LABELS[name] for name in lacking(texts)]


def must_be_summary(case: Case) -> bool:
    """Tell whether only a summary by the agency may be published, never the author's words."""
    return case.kind == Kind.CONDUCT or not case.consent_publish


def publishable_answer(case: Case, vault: Vault) -> AnswerView:
    """Return the answer that would be published, or raise NotAnsweredYet."""
    if case.state not in PUBLISHABLE or case.sealed_at is not None:
        raise NotAnsweredYet
    answer = sent_answer(case.id, vault)
    if answer is None:
        raise NotAnsweredYet
    return answer


def told_to_readers(case: Case, answer: AnswerView) -> tuple[Told, str, str]:
    """Return what readers would be told of place and time now, and the names of both places."""
    told = told_if_published(case, answer.agency_id, accused_level_of(case))
    area = find_area(case.area_code) if told.province and case.area_code else None
    return told, area.province_name if area else "", area.name if area and told.area else ""


def accused_level_of(case: Case) -> str | None:
    """Return the level of the unit a complaint about conduct is about: all that is told of it."""
    if case.kind != Kind.CONDUCT or not case.accused_agency_id:
        return None
    return agency_by_id(case.accused_agency_id).level


def known_values(case: Case, vault: Vault) -> KnownValues:
    """Return what the case knows of people and units, to look for in its texts."""
    accused = vault.read_texts([case.accused_text_id]).get(case.accused_text_id or "", "")
    return _known_values(case, accused, vault)


def left_open_in_archive(draft: PublicationDraft) -> list[LeftOpen]:
    """Return the hidden values of a draft that other public cases still show."""
    return open_in_archive(draft.parts, draft.passages, without=draft.case.reference)


def warnings_about(title: str, known: KnownValues) -> tuple[str, ...]:
    """Return the reasons for which something in a single public line ought to be hidden."""
    found = suggest({"question": title}, known)
    return tuple(dict.fromkeys(passage.reason for passage in found))


def passages_of(publication_id: int, vault: Vault) -> list[Passage]:
    """Return the stored passages, in order."""
    rows = db.session.scalars(
        select(RedactionPassage)
        .where(RedactionPassage.publication_id == publication_id)
        .order_by(RedactionPassage.id)
    ).all()
    words = vault.read_texts(row.replacement_text_id for row in rows)
    return [
        Passage(
            part=row.part,
            start=row.start,
            end=row.end,
            reason=row.reason,
            author_id=row.author_id,
            scope=row.scope,
            replacement=words.get(row.replacement_text_id or "", ""),
        )
        for row in rows
    ]


def _current_passages(
    publication: Publication | None, answer: AnswerView, vault: Vault
) -> list[Passage]:
    if publication is None:
        return []
    passages = passages_of(publication.id, vault)
    if publication.answer_id != answer.answer_id:
        # The characters of an earlier answer say nothing about those of this one.
        passages = [each for each in passages if each.part in {"question", "proposal"}]
    return passages


def parts_of(case: Case, answer: AnswerView, texts: dict[str, str]) -> dict[str, str]:
    """Return the original parts of a case and its answer, empty ones left out."""
    found = {
        "question": texts.get(case.story_text_id or "", ""),
        "proposal": texts.get(case.proposal_text_id or "", ""),
        "finding": answer.finding,
        "basis": answer.basis,
        "measures": answer.measures,
        "next_steps": answer.next_steps,
        "promises": "\n".join(
            f"{promise.text} (trước ngày {promise.due_on:%d/%m/%Y})" for promise in answer.promises
        ),
    }
    return {part: found[part] for part in PARTS if found[part]}


def _known_values(case: Case, accused: str, vault: Vault) -> KnownValues:
    values = [*known_names([accused])]
    # Who wrote a part that was split off is sealed with the whole.
    whole = whole_of(case.id)
    sealed_with = whole.id if whole else case.id
    shared = vault.shared_person(sealed_with)
    if shared is not None:
        values += [
            Known(value=shared.name, reason=Reason.NAME),
            Known(value=shared.address, reason=Reason.ADDRESS),
            Known(value=shared.phone, reason=Reason.PHONE),
            Known(value=shared.email, reason=Reason.EMAIL),
        ]
    if case.kind == Kind.CONDUCT:
        values += _accused_unit(case)
    hints = vault.author_hints(sealed_with)
    return KnownValues(
        values=tuple(value for value in values if value.value),
        hashed=(*hashed_own(vault.author_values(sealed_with)), *hashed_terms(vault)),
        initials=initials_of(hints.get("name", "")),
    )


def _accused_unit(case: Case) -> list[Known]:
    """Return the names that would tell the reader which unit is complained about."""
    unit = db.session.get(Agency, case.accused_agency_id) if case.accused_agency_id else None
    areas = {code for code in (case.area_code, unit.area_code if unit else None) if code}
    names = [unit.name] if unit else []
    names += [area.name for area in map(find_area, sorted(areas)) if area is not None]
    return [Known(value=name, reason=Reason.UNIT) for name in names]


def leaks_of(case: Case, extract: str, vault: Vault) -> list[Leak]:
    """Return what in an extract could tell the accused unit who complained."""
    stated = db.session.get(CaseParticulars, case.id)
    texts = vault.read_texts(
        [
            case.title_text_id,
            case.story_text_id,
            case.proposal_text_id,
            stated.dossier_text_id if stated else None,
        ]
    )
    dossier = texts.get((stated.dossier_text_id if stated else None) or "", "")
    written = (case.title_text_id, case.story_text_id, case.proposal_text_id)
    return find_leaks(
        extract,
        known=known_values(case, vault),
        own=(case.reference, case.reference[-8:], dossier),
        written=[texts.get(each or "", "") for each in written],
    )
