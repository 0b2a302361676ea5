"""What a list of cases shows, as a value and as conditions on the table."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, and_, exists, func, or_, select

from feedback_service.cases.clocks import ANSWER_CODES
from feedback_service.cases.groups import following
from feedback_service.cases.models import (
    Appeal,
    Assignment,
    BarLift,
    Case,
    CaseClock,
    Cooperation,
)
from feedback_service.cases.workflow import State
from feedback_service.deadlines.terms import TermCode

WAITED_FOR = (*ANSWER_CODES, TermCode.APPEAL_DECISION, TermCode.FORWARD)


@dataclass(frozen=True, kw_only=True)
class CaseFilter:
    """What a list shows; empty parts do not narrow."""

    states: tuple[State, ...] = ()
    kind: str | None = None
    lead_agency_id: int | None = None
    officer_id: int | None = None
    area_code: str | None = None
    reference: str | None = None
    # Some characters of the random part, as people read them out.
    reference_part: str | None = None
    case_ids: tuple[int, ...] | None = None
    # True: only what an agency gave back; False: only what none did.
    returned: bool | None = None
    held: bool = False
    overdue_on: date | None = None
    due_on: date | None = None
    # The first and the last day of those on which it is due.
    due_within: tuple[date, date] | None = None
    without_officer: bool = False
    appealed: bool = False
    # Somebody asked that a bar be lifted, and another person has yet to decide.
    lift_asked: bool = False
    # Not what gets the answer of another case.
    alone: bool = False
    # Another agency has the next move.
    with_others: bool = False


def conditions_of(wanted: CaseFilter) -> list[ColumnElement[bool]]:
    """Return what a filter asks for as conditions on cases."""
    parts: list[ColumnElement[bool]] = []
    if wanted.states:
        parts.append(Case.state.in_(wanted.states))
    for column, value in (
        (Case.kind, wanted.kind),
        (Case.lead_agency_id, wanted.lead_agency_id),
        (Case.officer_id, wanted.officer_id),
        (Case.area_code, wanted.area_code),
        (Case.reference, wanted.reference),
    ):
        if value is not None:
            parts.append(column == value)
    if wanted.case_ids is not None:
        parts.append(Case.id.in_(wanted.case_ids))
    if wanted.reference_part:
        parts.append(Case.reference.contains(wanted.reference_part, autoescape=True))
    return [*parts, *_special(wanted)]


def _special(wanted: CaseFilter) -> list[ColumnElement[bool]]:
    parts: list[ColumnElement[bool]] = []
    if wanted.returned is not None:
        parts.append(Case.transfers > 0 if wanted.returned else Case.transfers == 0)
    if wanted.held:
        parts.append(Case.held_at.is_not(None))
    if wanted.without_officer:
        parts.append(Case.officer_id.is_(None))
    if wanted.alone:
        parts.append(~following())
    if wanted.with_others:
        parts.append(with_others())
    if wanted.appealed:
        open_appeals = select(Appeal.case_id).where(Appeal.decided_at.is_(None))
        parts.append(Case.id.in_(open_appeals))
    if wanted.lift_asked:
        waiting = select(BarLift.case_id).where(BarLift.decided_at.is_(None))
        parts.append(Case.id.in_(waiting))
    return [*parts, *_due(wanted)]


def _due(wanted: CaseFilter) -> list[ColumnElement[bool]]:
    parts: list[ColumnElement[bool]] = []
    if wanted.overdue_on is not None:
        parts.append(waits_until(CaseClock.promised_due_on < wanted.overdue_on))
    if wanted.due_on is not None:
        parts.append(waits_until(CaseClock.promised_due_on == wanted.due_on))
    if wanted.due_within is not None:
        parts.append(waits_until(CaseClock.promised_due_on.between(*wanted.due_within)))
    return parts


def waits_until(due: ColumnElement[bool]) -> ColumnElement[bool]:
    """Return the condition that what a case waits for is due on some days, and is not paused."""
    # By the index of running clocks, not case by case.
    running = select(CaseClock.case_id).where(
        CaseClock.ended_on.is_(None), due, CaseClock.code.in_(WAITED_FOR)
    )
    # A question stops what still runs in time; what was late before stays late, or a question
    # would be a way out. A value, not an "exists": that would be asked of all cases at once, while
    # few stand at a question.
    late_since = (
        select(func.max(CaseClock.overdue_on))
        .where(CaseClock.case_id == Case.id, CaseClock.ended_on.is_(None))
        .where(due, CaseClock.code.in_(WAITED_FOR))
        .correlate(Case)
        .scalar_subquery()
    )
    asked = Case.state == State.NEEDS_INFORMATION
    return and_(Case.id.in_(running), or_(~asked, late_since.is_not(None)))


def with_others() -> ColumnElement[bool]:
    """Return the condition that the lead waits for others: a review, or an opinion it asked for."""
    asked = exists().where(
        Cooperation.case_id == Case.id, Cooperation.given_at.is_(None), still_helps()
    )
    return or_(Case.state == State.ANSWER_IN_REVIEW, asked)


def still_helps() -> ColumnElement[bool]:
    """Return the condition on cooperations that the agency still helps as it was asked."""
    return exists().where(
        Assignment.case_id == Cooperation.case_id,
        Assignment.agency_id == Cooperation.agency_id,
        Assignment.from_at == Cooperation.asked_at,
        Assignment.role == "cooperating",
        Assignment.until_at.is_(None),
    )


def stands_still() -> ColumnElement[bool]:
    """Return the condition that a clock is stopped, because the author is asked in time."""
    return and_(Case.state == State.NEEDS_INFORMATION, CaseClock.overdue_on.is_(None))
