"""Why an answer of the archive was due on its day: the rule, and the days where nobody is betrayed.

The day of receipt is finer than the month the archive tells. It is left out of complaints about
conduct, and wherever place or month are not told in full: those who were at the counter that day
could be told apart. How many days late an answer was, would tell it too.
"""

from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import select

from feedback_service.cases.clocks import ANSWER_CODES, explain_clock, pauses_of
from feedback_service.cases.history import events_of
from feedback_service.cases.models import Case, CaseClock
from feedback_service.cases.workflow import Kind
from feedback_service.deadlines.errors import CalendarYearMissing
from feedback_service.deadlines.explain import ExplainedDay
from feedback_service.deadlines.terms import Pause, TermCode, TermUnit
from feedback_service.foundation.database import db
from feedback_service.publication.models import Publication
from feedback_service.publication.queries import PublishedCase

WAITED = "chờ người gửi bổ sung; không tính"


@dataclass(frozen=True, kw_only=True)
class ExplainedDate:
    """The term of an answer, whether it was kept, and its days; none where they would tell much."""

    term_days: int
    unit: TermUnit
    source: str
    on_time: bool
    # None where it would tell the day of receipt.
    days_late: int | None
    due_on: date | None
    days: list[ExplainedDay]


def explain_published(case: PublishedCase) -> ExplainedDate | None:
    """Return why the answer was due when it was; None where no clock ran to its end."""
    found = db.session.execute(
        select(CaseClock, Case.area_code, Case.received_on)
        .join(Case, Case.id == CaseClock.case_id)
        .join(Publication, Publication.case_id == CaseClock.case_id)
        .where(Publication.id == case.publication_id)
        .order_by(CaseClock.id)
    ).all()
    clocks = [row[0] for row in found]
    clock = _met_clock(clocks, case.answered_on)
    if clock is None or clock.promised_due_on is None:
        return None
    late = max(0, (case.answered_on - clock.promised_due_on).days)
    in_full = (case.area_code, case.received_month) == (
        found[0].area_code,
        f"{found[0].received_on:%Y-%m}",
    )
    telling = case.kind == Kind.CONDUCT or not in_full
    # Each question to the author started a clock: without one there is no pause to look for.
    was_asked = any(each.code == TermCode.AUTHOR_REPLY for each in clocks)
    pauses = pauses_of(events_of(clock.case_id), clocks) if was_asked else []
    return ExplainedDate(
        term_days=clock.days,
        unit=TermUnit(clock.unit),
        source=clock.source,
        on_time=late == 0,
        days_late=None if telling else late,
        due_on=None if telling else clock.promised_due_on,
        days=[] if telling else _days(clock, pauses),
    )


def _met_clock(clocks: list[CaseClock], answered_on: date) -> CaseClock | None:
    met = [clock for clock in clocks if clock.code in ANSWER_CODES and clock.met_on == answered_on]
    return met[-1] if met else None


def _days(clock: CaseClock, pauses: list[Pause]) -> list[ExplainedDay]:
    today = clock.met_on or clock.started_on
    try:
        days = explain_clock(clock, today=today, pauses=pauses).days
    except CalendarYearMissing:
        return []
    return [
        # What was asked, and when exactly, is between the author and the office.
        replace(day, reason=WAITED, source=None)
        if not day.counted and any(pause.holds_on(day.date) for pause in pauses)
        else day
        for day in days
    ]
