"""How the work of an agency stands: with each of its people, and with each agency below it.

Counted among the cases the reader may see; of agencies below, among those the reader is not barred
from, and never a complaint about conduct.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from statistics import median

from sqlalchemy import ColumnElement, Select, and_, case, func, select
from sqlalchemy.orm import InstrumentedAttribute

from feedback_service.accounts.models import Account
from feedback_service.accounts.permissions import Actor
from feedback_service.cases.filters import waits_until
from feedback_service.cases.models import Assignment, Case, CaseClock
from feedback_service.cases.visibility import unbarred_cases, visible_cases
from feedback_service.cases.workflow import OPEN_STATES, Kind
from feedback_service.deadlines.calendar import Calendar
from feedback_service.deadlines.errors import CalendarYearMissing
from feedback_service.foundation.clock import local_date, local_noon
from feedback_service.foundation.database import db
from feedback_service.responses.models import Answer
from feedback_service.responses.stages import Stage

HALF_A_DAY = timedelta(hours=12)


@dataclass(frozen=True, kw_only=True)
class Workload:
    """What is open, and what was answered of late, in so many working days."""

    open: int = 0
    late: int = 0
    soon: int = 0
    answered: int = 0
    # From the day the agency got the case to the day its head signed; None: nothing answered.
    median_days: float | None = None


@dataclass(frozen=True, kw_only=True)
class Span:
    """The days that are asked about: what falls due next, and since when answers count."""

    today: date
    soon_until: date
    answered_since: date


def by_officer(
    actor: Actor, agency_id: int, *, span: Span, calendar: Calendar
) -> dict[int | None, Workload]:
    """Return the work of an agency by officer; None is what has no officer."""
    mine = and_(visible_cases(actor), Case.lead_agency_id == agency_id)
    given = _open(Case.officer_id, mine, span)
    done = _answered(Answer.drafted_by_id, mine, span, calendar)
    return _joined(given, done)


def by_agency(
    actor: Actor, agency_ids: Collection[int], *, span: Span, calendar: Calendar
) -> dict[int | None, Workload]:
    """Return the work of other agencies, each as a whole."""
    theirs = and_(
        unbarred_cases(actor),
        Case.kind != Kind.CONDUCT,
        Case.sealed_at.is_(None),
        Case.lead_agency_id.in_(agency_ids),
    )
    given = _open(Case.lead_agency_id, theirs, span)
    done = _answered(Answer.agency_id, theirs, span, calendar)
    return _joined(given, done)


def names_of(account_ids: Iterable[int | None]) -> dict[int, str]:
    """Return the names of accounts, also of those who have left."""
    wanted = [each for each in account_ids if each is not None]
    query = select(Account.id, Account.name).where(Account.id.in_(wanted)).order_by(Account.id)
    return {row.id: row.name for row in db.session.execute(query)}


def _open(
    group: InstrumentedAttribute[int | None], which: ColumnElement[bool], span: Span
) -> dict[int | None, Workload]:
    late = waits_until(CaseClock.promised_due_on < span.today)
    soon = waits_until(CaseClock.promised_due_on.between(span.today, span.soon_until))
    query = (
        select(group, func.count(Case.id), _sum(late), _sum(soon))
        .where(which, Case.state.in_(OPEN_STATES))
        .group_by(group)
    )
    return {
        key: Workload(open=number, late=int(late_ones), soon=int(soon_ones))
        for key, number, late_ones, soon_ones in db.session.execute(query)
    }


def _sum(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.sum(case((condition, 1), else_=0))


def _answered(
    group: InstrumentedAttribute[int],
    which: ColumnElement[bool],
    span: Span,
    calendar: Calendar,
) -> dict[int | None, list[int | None]]:
    """Return, for each group, the working days of every answer that was sent in the time."""
    found: dict[int | None, list[int | None]] = {}
    counted: dict[tuple[date, date], int | None] = {}
    for key, begun_at, reopened_at, signed_at, number in db.session.execute(
        _answers(group, which, span)
    ):
        # A case that was reopened began anew.
        begun = max(filter(None, (begun_at, reopened_at if number > 1 else None)), default=None)
        days = None
        if begun is not None and signed_at is not None:
            between = (local_date(begun), local_date(signed_at))
            if between not in counted:
                counted[between] = _working_days(calendar, *between)
            days = counted[between]
        found.setdefault(key, []).append(days)
    return found


def _answers(
    group: InstrumentedAttribute[int], which: ColumnElement[bool], span: Span
) -> Select[int, datetime, datetime | None, datetime | None, int]:
    begun_at = (
        select(func.max(Assignment.from_at))
        .where(
            Assignment.case_id == Answer.case_id,
            Assignment.agency_id == Answer.agency_id,
            Assignment.role == "lead",
            Assignment.from_at <= Answer.sent_at,
        )
        .scalar_subquery()
    )
    return (
        select(group, begun_at, Case.reopened_at, Answer.approved_at, Answer.round)
        .join(Case, Case.id == Answer.case_id)
        .where(
            which,
            Answer.agency_id == Case.lead_agency_id,
            Answer.stage == Stage.SENT,
            Answer.sent_at >= local_noon(span.answered_since) - HALF_A_DAY,
        )
    )


def _working_days(calendar: Calendar, first: date, last: date) -> int | None:
    try:
        return calendar.count_working_days(first, last)
    except CalendarYearMissing:
        return None


def _joined(
    given: dict[int | None, Workload], done: dict[int | None, list[int | None]]
) -> dict[int | None, Workload]:
    found = dict(given)
    for key, days in done.items():
        known = [each for each in days if each is not None]
        found[key] = replace(
            found.get(key, Workload()),
            answered=len(days),
            median_days=float(median(known)) if known else None,
        )
    return found
