"""How dates stand, agency by agency: what the focal point watches. Bounded reads, no texts."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select

from feedback_service.accounts.permissions import Actor
from feedback_service.agencies.models import Agency
from feedback_service.cases.clocks import ANSWER_CODES
from feedback_service.cases.filters import stands_still
from feedback_service.cases.models import Case, CaseClock, CaseEvent
from feedback_service.cases.visibility import visible_cases
from feedback_service.foundation.database import db
from feedback_service.oversight.models import Apology, ProgressNote

WEEKS = 8
MOST_EXPORTED = 2000


class Band(StrEnum):
    """How near a date is, or how long ago."""

    THIS_WEEK = "this_week"
    LATE_5 = "late_5"
    LATE_20 = "late_20"
    LATER = "later"


@dataclass(frozen=True, kw_only=True)
class MonitorLine:
    """An agency and how many of its cases lie in each band; without an agency: not forwarded."""

    code: str | None
    name: str | None
    counts: dict[Band, int]

    @property
    def late(self) -> int:
        """All that is late."""
        return sum(number for band, number in self.counts.items() if band is not Band.THIS_WEEK)


@dataclass(frozen=True, kw_only=True)
class OverdueLine:
    """An agency in the register: what is late now, and what its authors were told."""

    code: str | None
    name: str | None
    late: int
    told: int
    missed: int
    apologies: int
    broken: int
    # How often a date passed at this agency, ever: nothing takes that back.
    passed: int


@dataclass(frozen=True, kw_only=True)
class OverdueCase:
    """A late case in the file of the register."""

    case_id: int
    reference: str
    agency_name: str | None
    due_on: date
    told: int
    missed: int
    new_on: date | None


def days_of(band: Band, today: date) -> tuple[date, date]:
    """Return the first and the last due date of a band."""
    if band is Band.THIS_WEEK:
        return today, today + timedelta(days=6 - today.weekday())
    if band is Band.LATER:
        return date(2000, 1, 1), today - timedelta(days=21)
    first, last = (5, 1) if band is Band.LATE_5 else (20, 6)
    return today - timedelta(days=first), today - timedelta(days=last)


def by_agency(actor: Actor, *, today: date) -> list[MonitorLine]:
    """Return each agency with something due this week or late, the latest first."""
    sums = [_sum(CaseClock.promised_due_on.between(*days_of(band, today))) for band in Band]
    query = _running(actor, Agency.code, Agency.name, *sums).group_by(Agency.code, Agency.name)
    lines = [
        MonitorLine(code=code, name=name, counts=dict(zip(Band, map(int, counts), strict=True)))
        for code, name, *counts in db.session.execute(query)
    ]
    shown = [line for line in lines if any(line.counts.values())]
    return sorted(shown, key=lambda line: (-line.late, line.name or ""))


def trend(actor: Actor, *, today: date) -> list[tuple[date, int]]:
    """Return how many answers were late at the end of each of the last weeks, and today."""
    ends = [today - timedelta(days=today.weekday() + 1 + 7 * back) for back in range(WEEKS)][::-1]
    days = [*ends[1:], today]
    query = (
        select(*(_sum(_was_late(day)) for day in days))
        .join(Case, Case.id == CaseClock.case_id)
        .where(
            visible_cases(actor),
            CaseClock.code.in_(ANSWER_CODES),
            CaseClock.promised_due_on < today,
            or_(CaseClock.ended_on.is_(None), CaseClock.ended_on > days[0]),
        )
    )
    counts = db.session.execute(query).one()
    return [(day, int(number or 0)) for day, number in zip(days, counts, strict=True)]


def overdue_register(actor: Actor, *, today: date) -> list[OverdueLine]:
    """Return the agencies with late answers, and what was told and missed in these cases."""
    late = CaseClock.promised_due_on < today
    broken = and_(Apology.new_on < today)
    query = (
        _running(
            actor,
            Agency.code,
            Agency.name,
            func.count(Case.id),
            _sum(Apology.id.is_not(None)),
            _sum(broken),
            func.sum(func.coalesce(_notes(func.count(ProgressNote.text_id)), 0)),
            func.sum(func.coalesce(_notes(func.sum(ProgressNote.missed)), 0)),
        )
        .outerjoin(Apology, Apology.clock_id == CaseClock.id)
        .where(late)
        .group_by(Agency.code, Agency.name)
        .order_by(func.count(Case.id).desc(), Agency.name)
    )
    passed = _passed(actor)
    return [
        OverdueLine(
            code=code,
            name=name,
            late=number,
            apologies=int(letters),
            broken=int(broken_ones),
            told=int(told),
            missed=int(missed),
            passed=passed.get(code or "", 0),
        )
        for code, name, number, letters, broken_ones, told, missed in db.session.execute(query)
    ]


def _passed(actor: Actor) -> dict[str, int]:
    query = (
        select(Agency.code, func.count(CaseEvent.id))
        .join(Agency, Agency.id == CaseEvent.agency_id)
        .join(Case, Case.id == CaseEvent.case_id)
        .where(
            visible_cases(actor),
            CaseEvent.name == "overdue",
            CaseEvent.reason_code.in_(ANSWER_CODES),
        )
        .group_by(Agency.code)
    )
    return {row[0]: row[1] for row in db.session.execute(query)}


def overdue_cases(actor: Actor, *, today: date) -> list[OverdueCase]:
    """Return the late cases one by one, the latest first; at most so many as a file holds."""
    query = (
        _running(
            actor,
            Case.id,
            Case.reference,
            Agency.name,
            CaseClock.promised_due_on,
            _notes(func.count(ProgressNote.text_id)),
            func.coalesce(_notes(func.sum(ProgressNote.missed)), 0),
            Apology.new_on,
        )
        .outerjoin(Apology, Apology.clock_id == CaseClock.id)
        .where(CaseClock.promised_due_on < today)
        .order_by(CaseClock.promised_due_on, Case.id)
        .limit(MOST_EXPORTED)
    )
    return [
        OverdueCase(
            case_id=number,
            reference=reference,
            agency_name=name,
            due_on=due_on,
            told=int(told),
            missed=int(missed),
            new_on=new_on,
        )
        for number, reference, name, due_on, told, missed, new_on in db.session.execute(query)
    ]


def _running(actor: Actor, *columns: Any) -> "Select[*tuple[Any, ...]]":
    """Select of visible cases whose answer is awaited and not paused, with who leads them."""
    return (
        select(*columns)
        .select_from(CaseClock)
        .join(Case, Case.id == CaseClock.case_id)
        .outerjoin(Agency, Agency.id == Case.lead_agency_id)
        .where(
            visible_cases(actor),
            CaseClock.ended_on.is_(None),
            CaseClock.code.in_(ANSWER_CODES),
            ~stands_still(),
        )
    )


def _notes(counted: Any) -> Any:
    return select(counted).where(ProgressNote.case_id == Case.id).scalar_subquery()


def _was_late(day: date) -> ColumnElement[bool]:
    return and_(
        CaseClock.promised_due_on < day,
        or_(CaseClock.ended_on.is_(None), CaseClock.ended_on > day),
    )


def _sum(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.sum(case((condition, 1), else_=0))
