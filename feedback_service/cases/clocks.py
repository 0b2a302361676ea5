"""The clocks of a case: started under the term in force, moved by history, never by hand."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from sqlalchemy import func, select

from feedback_service.agencies.queries import agency_by_id, served_province
from feedback_service.cases.history import events_of
from feedback_service.cases.models import Case, CaseClock, CaseEvent
from feedback_service.cases.workflow import State, Step
from feedback_service.deadlines.alerts import next_alert
from feedback_service.deadlines.calendar import Calendar
from feedback_service.deadlines.explain import Explanation, explain
from feedback_service.deadlines.queries import find_term, load_calendar
from feedback_service.deadlines.terms import (
    Deadline,
    Pause,
    Scope,
    Term,
    TermCode,
    TermUnit,
    compute,
)
from feedback_service.foundation.clock import local_date
from feedback_service.foundation.database import db
from feedback_service.foundation.inserts import new_row
from feedback_service.foundation.reference import remembered

# The author's own time and the desk's checks do not stop because the author is asked.
PAUSABLE = (TermCode.FORWARD, TermCode.ANSWER, TermCode.ANSWER_LEGAL_DOCUMENT)
ANSWER_CODES = (TermCode.ANSWER, TermCode.ANSWER_LEGAL_DOCUMENT)
# Before whose dates the people who hold the case are told.
ALERTED = (TermCode.FORWARD, *ANSWER_CODES)


def start_clock(case: Case, code: TermCode, *, on: date) -> CaseClock:
    """Start a clock on its day zero, under the row of the term in force that day."""
    last = db.session.scalar(
        select(func.max(CaseClock.round)).where(
            CaseClock.case_id == case.id, CaseClock.code == code
        )
    )
    clock = CaseClock(**_clock_values(case.id, code, on, (last or 0) + 1, scope_of(case)))
    db.session.add(clock)
    # Later steps of the same use case look for the running clock.
    db.session.flush()
    return clock


def first_clock(case_id: int, code: TermCode, *, on: date, scope: Scope) -> CaseClock:
    """Return the first clock of its kind for a case that is about to be inserted."""
    return new_row(CaseClock, **_clock_values(case_id, code, on, 1, scope))


def scope_of(case: Case) -> Scope:
    """Return what terms may ask of a case: who leads it, else whom it concerns, and its kind."""
    return scope_for(case.kind, case.category, case.lead_agency_id or case.concerned_agency_id)


def scope_for(kind: str, category: str, agency_id: int | None) -> Scope:
    """Return what terms may ask of a case of a kind and category that is with an agency."""
    return Scope(
        agency_code=_code_of(agency_id) if agency_id else "",
        category=category,
        kind=kind,
        province_code=served_province() or "",
    )


@remembered
def _code_of(agency_id: int) -> str:
    return agency_by_id(agency_id).code


def _clock_values(
    case_id: int, code: TermCode, on: date, number: int, scope: Scope
) -> dict[str, Any]:
    term, deadline = _first_deadline(code, on, scope)
    return {
        "case_id": case_id,
        "code": code,
        "round": number,
        "days": term.days,
        "unit": term.unit,
        "source": term.basis,
        "started_on": on,
        "computed_due_on": deadline.computed_due_on,
        "promised_due_on": deadline.promised_due_on,
        "provisional": deadline.provisional,
        "tell_on": _first_alert(code, on, deadline.promised_due_on),
        "reckoned_under": load_calendar().version,
    }


@remembered
def _first_alert(code: TermCode, on: date, due_on: date | None) -> date | None:
    if code not in ALERTED or due_on is None:
        return None
    return next_alert(on, due_on, on, load_calendar())


@remembered
def _first_deadline(code: TermCode, on: date, scope: Scope) -> tuple[Term, Deadline]:
    """Return the term in force on a day and the date it yields to every such case of that day."""
    term = find_term(code, on, scope)
    return term, compute(on, term, load_calendar(), [], on, None)


def notice_span(case: Case, on: date) -> timedelta:
    """Return how long the author of a late case may be left without a word of progress."""
    return timedelta(days=find_term(TermCode.PROGRESS_NOTICE, on, scope_of(case)).days)


def late_answer_clock(case: Case, today: date) -> CaseClock | None:
    """Return the running clock of the answer where its date has passed and nothing pauses it."""
    clock = answer_clock(case)
    due_on = clock.promised_due_on if clock else None
    if clock is None or due_on is None or due_on >= today:
        return None
    # A question asked in time stops the clock; one that was asked too late does not.
    is_asked = case.state == State.NEEDS_INFORMATION and clock.overdue_on is None
    return None if is_asked else clock


def answer_clock(case: Case) -> CaseClock | None:
    """Return the running clock of the answer."""
    return next((each for each in running_clocks(case.id) if each.code in ANSWER_CODES), None)


def answer_code(case: Case) -> TermCode:
    """Return the term that a case's answer is due under: a new round keeps the first one's."""
    first = next((clock.code for clock in clocks_of(case.id) if clock.code in ANSWER_CODES), None)
    return TermCode(first or TermCode.ANSWER)


def meet_clock(case: Case, *codes: TermCode, on: date) -> None:
    """The act a clock waited for was done on this date."""
    for clock in running_clocks(case.id):
        if clock.code in codes:
            clock.met_on = on
            clock.ended_on = on


def unmeet_clock(case: Case, code: TermCode, *, today: date) -> None:
    """The act that met the newest clock of a kind was taken back: it runs on as if never met."""
    clocks = [clock for clock in clocks_of(case.id) if clock.code == code]
    if clocks and clocks[-1].met_on is not None:
        clocks[-1].met_on = clocks[-1].ended_on = None
        # The days since, and what the calendar has become, count as for every running clock.
        db.session.flush()
        refresh_clocks(case, today=today)


def end_clocks(case: Case, *codes: TermCode, on: date) -> None:
    """The case left its way: these clocks, by default all, end without having been met."""
    for clock in running_clocks(case.id):
        if not codes or clock.code in codes:
            clock.ended_on = on


def refresh_clocks(case: Case, *, today: date) -> list[CaseClock]:
    """Compute the running clocks again; return those whose promised date moved."""
    calendar = load_calendar()
    pauses = pauses_of(events_of(case.id), clocks_of(case.id))
    return [c for c in running_clocks(case.id) if reckon(c, calendar, pauses, today)]


def running_clocks(case_id: int) -> list[CaseClock]:
    """Return the clocks that still run, oldest first."""
    return list(
        db.session.scalars(
            select(CaseClock)
            .where(CaseClock.case_id == case_id, CaseClock.ended_on.is_(None))
            .order_by(CaseClock.id)
        )
    )


def clocks_of(case_id: int) -> list[CaseClock]:
    """Return all clocks of a case, oldest first."""
    return list(
        db.session.scalars(
            select(CaseClock).where(CaseClock.case_id == case_id).order_by(CaseClock.id)
        )
    )


def explain_clock(clock: CaseClock, pauses: Sequence[Pause], *, today: date) -> Explanation:
    """Say for every day of a clock whether it counted, and why, by the pauses of its case."""
    mine = pauses_within(clock.code, clock.started_on, pauses)
    return explain(
        clock.started_on, _term(clock), load_calendar(), mine, today, clock.promised_due_on
    )


def pauses_of(events: Iterable[CaseEvent], clocks: Iterable[CaseClock]) -> list[Pause]:
    """Cut the pauses out of history: asked until given, or until the time to reply was over.

    That time ends a pause even where nobody noted the silence: a worker that sleeps gives no days.
    """
    replies = [clock for clock in clocks if clock.code == TermCode.AUTHOR_REPLY]
    return _cut(events, [clock.promised_due_on for clock in replies])


def pauses_of_each(case_ids: Collection[int]) -> dict[int, list[Pause]]:
    """Return the pauses of those of some cases whose authors were ever asked."""
    replies: dict[int, list[date | None]] = {}
    query = select(CaseClock.case_id, CaseClock.promised_due_on).where(
        CaseClock.case_id.in_(case_ids), CaseClock.code == TermCode.AUTHOR_REPLY
    )
    for case_id, until in db.session.execute(query.order_by(CaseClock.id)):
        replies.setdefault(case_id, []).append(until)
    events: dict[int, list[CaseEvent]] = {}
    told = select(CaseEvent).where(CaseEvent.case_id.in_(replies))
    for event in db.session.scalars(told.order_by(CaseEvent.case_id, CaseEvent.number)):
        events.setdefault(event.case_id, []).append(event)
    return {case_id: _cut(events.get(case_id, []), until) for case_id, until in replies.items()}


def _cut(events: Iterable[CaseEvent], reply_by: Iterable[date | None]) -> list[Pause]:
    last_days = iter(reply_by)
    pauses: list[Pause] = []
    for event in events:
        if event.name == Step.ASK:
            last = next(last_days, None)
            latest_on = last + timedelta(days=1) if last else None
            pauses.append(Pause(local_date(event.at), None, event.number, latest_on))
        elif pauses and pauses[-1].to_on is None and event.to_state != State.NEEDS_INFORMATION:
            pauses[-1] = replace(pauses[-1], to_on=local_date(event.at))
    return pauses


def reckon(clock: CaseClock, calendar: Calendar, pauses: Sequence[Pause], today: date) -> bool:
    """Compute a clock again by a calendar; tell whether its promised date moved."""
    before = clock.promised_due_on
    mine = pauses_within(clock.code, clock.started_on, pauses)
    deadline = compute(clock.started_on, _term(clock), calendar, mine, today, before)
    clock.computed_due_on = deadline.computed_due_on
    clock.promised_due_on = deadline.promised_due_on
    clock.provisional = deadline.provisional
    if clock.code in ALERTED and clock.promised_due_on is not None:
        since = clock.told_on or clock.started_on
        clock.tell_on = next_alert(clock.started_on, clock.promised_due_on, since, calendar)
    clock.reckoned_under = calendar.version
    return clock.promised_due_on != before


def pauses_within(code: str, started_on: date, pauses: Iterable[Pause]) -> list[Pause]:
    """Return those pauses of a case that a clock of its stands still in."""
    if code not in PAUSABLE:
        return []
    return [pause for pause in pauses if pause.to_on is None or pause.to_on > started_on]


def stands_still(code: str, pauses: Iterable[Pause]) -> bool:
    """Tell whether a clock stands because its author is being asked: its date is not known yet."""
    return code in PAUSABLE and any(pause.to_on is None for pause in pauses)


def _term(clock: CaseClock) -> Term:
    return Term(code=clock.code, days=clock.days, unit=TermUnit(clock.unit), source=clock.source)
