"""Open cases after the calendar changed: found by the version a clock was last reckoned under.

Each batch is whole: the clocks, one event for each that moved, and the mails. Whoever is killed
between two leaves nothing half done, and what is left is found again by its state.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, func, select

from feedback_service.cases.clocks import pauses_of_each, reckon, stands_still
from feedback_service.cases.history import SYSTEM, Note, record_each
from feedback_service.cases.models import Case, CaseClock
from feedback_service.cases.triage import tell_author
from feedback_service.deadlines.calendar import Calendar
from feedback_service.deadlines.queries import load_calendar
from feedback_service.deadlines.terms import Pause
from feedback_service.foundation.clock import local_date
from feedback_service.foundation.database import db
from feedback_service.notifications.messages import DatesMoved, DeadlineChanged
from feedback_service.notifications.outbox import enqueue

BATCH = 500


@dataclass(frozen=True)
class Recomputed:
    """How many cases a batch took up, and how many of them have a later date now."""

    cases: int
    moved: int


def recompute_open_cases(*, now: datetime) -> int:
    """Reckon a batch of cases anew whose clocks know an older calendar; return how many."""
    return recompute_batch(now=now).cases


def recompute_batch(*, now: datetime, most: int = BATCH) -> Recomputed:
    """Reckon so many cases anew at most, and tell both sides of each that moved.

    A promised date only ever moves later; the author is told once a case, the history each clock,
    the agency once for all its cases of a day.
    """
    calendar, today = load_calendar(), local_date(now)
    case_ids = _waiting(calendar.version, most)
    clocks = _running(case_ids)
    pauses = pauses_of_each(case_ids)
    moved = [c for c in clocks if _follow(c, calendar, pauses.get(c.case_id, ()), today)]
    cases = _cases(moved)
    record_each(_notes(cases, moved), doer=SYSTEM, now=now)
    for case in cases.values():
        tell_author(case, DeadlineChanged(reference=case.reference), now)
    _tell_agencies(cases.values(), calendar.version, now)
    db.session.flush()
    return Recomputed(cases=len(case_ids), moved=len(cases))


def cases_to_recompute() -> int:
    """Return how many open cases still stand by an older calendar."""
    version = load_calendar().version
    # A case whose clocks lie on both sides is rare, and counts twice until it was reckoned.
    counts = (
        select(func.count(CaseClock.case_id.distinct())).where(*side) for side in _older(version)
    )
    return sum(db.session.scalar(query) or 0 for query in counts)


def _follow(clock: CaseClock, calendar: Calendar, pauses: Sequence[Pause], today: date) -> bool:
    """Reckon a clock by the calendar; one that stands still waits for the reply that lets it go on.

    What it stood still for would be told as a change of the calendar otherwise.
    """
    if clock.promised_due_on is not None and stands_still(clock.code, pauses):
        clock.reckoned_under = calendar.version
        return False
    return reckon(clock, calendar, pauses, today)


def _older(version: str) -> Iterator[tuple[ColumnElement[bool], ColumnElement[bool]]]:
    # Two ranges of the index: an inequality would read every running clock each time.
    runs, under = CaseClock.ended_on.is_(None), CaseClock.reckoned_under
    yield runs, under < version
    yield runs, under > version


def _waiting(version: str, most: int) -> list[int]:
    found: set[int] = set()
    for side in _older(version):
        if len(found) < most:
            order = CaseClock.reckoned_under, CaseClock.case_id
            query = select(CaseClock.case_id).where(*side).group_by(*order).order_by(*order)
            found.update(db.session.scalars(query.limit(most - len(found))))
    return sorted(found)


def _running(case_ids: Collection[int]) -> list[CaseClock]:
    query = select(CaseClock).where(CaseClock.case_id.in_(case_ids), CaseClock.ended_on.is_(None))
    return list(db.session.scalars(query.order_by(CaseClock.case_id, CaseClock.id)))


def _cases(moved: Iterable[CaseClock]) -> dict[int, Case]:
    query = select(Case).where(Case.id.in_({clock.case_id for clock in moved}))
    return {case.id: case for case in db.session.scalars(query.order_by(Case.id))}


def _notes(cases: dict[int, Case], moved: Iterable[CaseClock]) -> Iterator[Note]:
    for clock in moved:
        until = clock.promised_due_on
        facts = {"code": clock.code, "round": clock.round, "on": until and until.isoformat()}
        yield Note(cases[clock.case_id], "deadline_changed", reason_code=clock.code, facts=facts)


def _tell_agencies(cases: Iterable[Case], version: str, now: datetime) -> None:
    """Tell each lead, once a day and calendar, that dates of its cases moved."""
    for agency_id in sorted({case.lead_agency_id for case in cases if case.lead_agency_id}):
        enqueue(
            DatesMoved(),
            recipient_kind="agency",
            recipient_id=agency_id,
            dedupe_key=f"dates-moved:{version}:{agency_id}:{local_date(now)}",
            now=now,
        )
