"""What is asked of likeness: which earlier answers one is like, and how often an agency copies."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlalchemy import ColumnElement, Select, case, func, select

from feedback_service.accounts.permissions import Actor
from feedback_service.agencies.models import Agency
from feedback_service.cases.models import Case
from feedback_service.cases.visibility import countable_cases, visible_cases
from feedback_service.cases.workflow import Kind
from feedback_service.foundation.database import db
from feedback_service.responses.likeness import (
    CopyCount,
    Match,
    Passage,
    a_year_before,
    is_copy,
)
from feedback_service.responses.models import Answer, AnswerLikeness, AnswerMatch
from feedback_service.responses.stages import HANDED_IN

MOST_EXPORTED = 5000


class Comparing(StrEnum):
    """How far the comparison of an answer has come."""

    WAITING = "waiting"
    TOO_SHORT = "too_short"
    DONE = "done"


@dataclass(frozen=True, kw_only=True)
class AlikeAnswer(Match):
    """An earlier answer that is like one, as its reader may know of it."""

    case_id: int
    reference: str
    sent_on: date | None
    passages: tuple[Passage, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """An answer beside the earlier ones of its agency, of those that the reader may see."""

    progress: Comparing
    matches: tuple[AlikeAnswer, ...] = ()

    @property
    def asks(self) -> bool:
        """Whether the reviewer is asked if so much of another answer fits this case."""
        return is_copy(self.matches)


@dataclass(frozen=True, kw_only=True)
class CopyLine:
    """An agency, and how many of its answers of a year are near copies."""

    code: str
    name: str
    count: CopyCount


@dataclass(frozen=True, kw_only=True)
class CountedAnswer:
    """A sent answer that the index of its agency counts; what it is like only where it is seen."""

    case_id: int
    reference: str
    sent_on: date
    is_copy: bool
    copy_of: str | None
    likeness: float | None


def comparison_of(actor: Actor, case: Case, answer: Answer) -> Comparison:
    """Return which earlier answers one is like, of those that an actor may see."""
    row = db.session.get(AnswerLikeness, answer.id)
    about_conduct = case.kind == Kind.CONDUCT
    # What was compared before the draft was written again, or before the case turned, is stale.
    if row is None or row.text_id != answer.finding_text_id or row.is_conduct != about_conduct:
        return Comparison(progress=Comparing.WAITING)
    if row.first_id is None:
        return Comparison(progress=Comparing.TOO_SHORT)
    return Comparison(progress=Comparing.DONE, matches=_matches(actor, case, answer))


def copies_by_agency(*, today: date) -> list[CopyLine]:
    """Return the agencies that answered within the year, those that copy most before the others."""
    counts = select(AnswerLikeness.agency_id, *_COUNTED).where(*_in_index(today))
    rows = db.session.execute(counts.group_by(AnswerLikeness.agency_id)).all()
    known = {row.id: row for row in db.session.execute(_names([row[0] for row in rows]))}
    lines = [
        CopyLine(
            code=known[agency_id].code,
            name=known[agency_id].name,
            count=CopyCount(copies=int(copies), answers=answers),
        )
        for agency_id, answers, copies in rows
    ]
    return sorted(lines, key=lambda line: (-line.count.copies, line.name))


def copies_of_agency(agency_id: int, *, today: date) -> CopyCount:
    """Return the same of one agency."""
    found = select(*_COUNTED).where(AnswerLikeness.agency_id == agency_id, *_in_index(today))
    answers, copies = db.session.execute(found).one()
    return CopyCount(copies=int(copies or 0), answers=answers)


def counted_answers(actor: Actor, agency_id: int, *, today: date) -> Sequence[CountedAnswer]:
    """Return the answers behind the index of an agency, the oldest first, of those one may see."""
    query = (
        select(Case, AnswerLikeness)
        .join(Case, Case.id == AnswerLikeness.case_id)
        .where(
            AnswerLikeness.agency_id == agency_id,
            *_in_index(today),
            countable_cases(),
            visible_cases(actor),
        )
        .order_by(AnswerLikeness.sent_on, AnswerLikeness.answer_id)
        .limit(MOST_EXPORTED)
    )
    rows = db.session.execute(query).all()
    copied = _copied(actor, [row.answer_id for _case, row in rows if row.is_copy])
    return [
        CountedAnswer(
            case_id=found.id,
            reference=found.reference,
            sent_on=row.sent_on,
            is_copy=row.is_copy,
            copy_of=copied.get(row.answer_id, (None, None))[0],
            likeness=copied.get(row.answer_id, (None, None))[1],
        )
        for found, row in rows
        if row.sent_on is not None
    ]


def _copied(actor: Actor, answer_ids: Collection[int]) -> dict[int, tuple[str, float]]:
    """Return for each of some answers the likest earlier one that an actor may see."""
    if not answer_ids:
        return {}
    query = (
        select(AnswerMatch.answer_id, Case.reference, AnswerMatch.likeness)
        .join(Answer, Answer.id == AnswerMatch.other_id)
        .join(Case, Case.id == Answer.case_id)
        .where(AnswerMatch.answer_id.in_(answer_ids), countable_cases(), visible_cases(actor))
        # The likest comes last and stays.
        .order_by(AnswerMatch.likeness, AnswerMatch.other_id.desc())
    )
    rows = db.session.execute(query)
    return {answer_id: (reference, how) for answer_id, reference, how in rows}


def _matches(actor: Actor, about: Case, answer: Answer) -> tuple[AlikeAnswer, ...]:
    conduct = about.kind == Kind.CONDUCT
    # At once, before the worker has forgotten what turned.
    of_its_kind = Case.kind == Kind.CONDUCT if conduct else countable_cases()
    query = (
        select(AnswerMatch, Case.id, Case.reference, AnswerLikeness.sent_on)
        .join(Answer, Answer.id == AnswerMatch.other_id)
        .join(Case, Case.id == Answer.case_id)
        .join(AnswerLikeness, AnswerLikeness.answer_id == AnswerMatch.other_id)
        .where(
            AnswerMatch.answer_id == answer.id,
            Answer.stage.in_(HANDED_IN),
            of_its_kind,
            visible_cases(actor),
        )
        .order_by(AnswerMatch.likeness.desc(), AnswerMatch.other_id)
    )
    return tuple(
        AlikeAnswer(
            likeness=match.likeness,
            same_question=match.same_question,
            case_id=case_id,
            reference=reference,
            sent_on=sent_on,
            passages=tuple(Passage(*each) for each in match.passages),
        )
        for match, case_id, reference, sent_on in db.session.execute(query)
    )


_COUNTED = (
    func.count(AnswerLikeness.answer_id),
    func.sum(case((AnswerLikeness.is_copy, 1), else_=0)),
)


def _in_index(today: date) -> tuple[ColumnElement[bool], ...]:
    """Return what the index counts: never a complaint, and what was sent within the year."""
    return (
        AnswerLikeness.is_conduct.is_(False),
        AnswerLikeness.sent_on.between(a_year_before(today), today),
    )


def _names(agency_ids: Collection[int]) -> Select[int, str, str]:
    return select(Agency.id, Agency.code, Agency.name).where(Agency.id.in_(agency_ids))
