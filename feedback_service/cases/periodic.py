"""Work that falls due: found by state ("due and not done"), never by a window of time."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import func, select

from feedback_service.accounts.permissions import Role
from feedback_service.agencies.queries import successors as successors_of_all
from feedback_service.agencies.queries import tree
from feedback_service.cases.assignment import end_assignments, lay_bars
from feedback_service.cases.clocks import end_clocks, refresh_clocks
from feedback_service.cases.history import SYSTEM, record, take_step
from feedback_service.cases.intake import hold
from feedback_service.cases.models import Case, CaseBar, CaseClock
from feedback_service.cases.triage import tell_author
from feedback_service.cases.workflow import State, Step
from feedback_service.deadlines.queries import load_calendar, load_terms
from feedback_service.deadlines.terms import TermCode, compute, term_in_force
from feedback_service.foundation.clock import local_date
from feedback_service.foundation.database import db
from feedback_service.notifications.messages import DeadlineChanged, RoutingRuleBroken
from feedback_service.notifications.outbox import enqueue
from feedback_service.routing.bars import barred_agency_ids
from feedback_service.routing.rule_changes import newly_broken

BATCH = 100


def end_silences(*, now: datetime) -> int:
    """Let cases go on whose author stayed silent past the reply term; return how many."""
    today = local_date(now)
    waiting = db.session.scalars(
        select(Case)
        .join(CaseClock, CaseClock.case_id == Case.id)
        .where(
            Case.state == State.NEEDS_INFORMATION,
            CaseClock.code == TermCode.AUTHOR_REPLY,
            CaseClock.ended_on.is_(None),
            CaseClock.promised_due_on < today,
        )
        .order_by(Case.id)
        .limit(BATCH)
    ).all()
    for case in waiting:
        take_step(case, Step.END_SILENCE, doer=SYSTEM, now=now)
        end_clocks(case, TermCode.AUTHOR_REPLY, on=today)
        refresh_clocks(case, today=today)
    return len(waiting)


def mark_overdue(*, now: datetime) -> int:
    """Write the overdue event once per clock, dated the day after the promised date."""
    today = local_date(now)
    late = db.session.scalars(
        select(CaseClock)
        .join(Case, Case.id == CaseClock.case_id)
        .where(
            CaseClock.ended_on.is_(None),
            CaseClock.promised_due_on < today,
            CaseClock.overdue_on.is_(None),
            CaseClock.code != TermCode.AUTHOR_REPLY,
            # While the author is asked the clocks stand still.
            Case.state != State.NEEDS_INFORMATION,
        )
        .order_by(CaseClock.promised_due_on, CaseClock.id)
        .limit(BATCH)
    ).all()
    for clock in late:
        case = db.session.get_one(Case, clock.case_id)
        if clock.promised_due_on is None:
            continue
        clock.overdue_on = clock.promised_due_on + timedelta(days=1)
        facts = {"code": clock.code, "round": clock.round, "on": clock.overdue_on.isoformat()}
        record(case, "overdue", doer=SYSTEM, now=now, reason_code=clock.code, facts=facts)
    return len(late)


def close_answered(*, now: datetime) -> int:
    """Close answered cases when the days to reopen have passed."""
    today, calendar = local_date(now), load_calendar()
    terms = load_terms(TermCode.CLOSE_AFTER)
    answered = db.session.scalars(
        select(Case)
        .where(Case.state == State.ANSWERED, Case.answered_at.is_not(None))
        .order_by(Case.answered_at, Case.id)
        .limit(BATCH)
    ).all()
    closed = 0
    for case in answered:
        since = local_date(case.answered_at or now)
        term = term_in_force(terms, TermCode.CLOSE_AFTER, since)
        until = compute(since, term, calendar).computed_due_on
        # Over a year without a calendar the case stays open: the author may still come back.
        if until is not None and today > until:
            take_step(case, Step.CLOSE, doer=SYSTEM, now=now)
            case.closed_at = now
            closed += 1
    return closed


def recompute_open_cases(*, now: datetime) -> int:
    """Compute the running clocks again after the calendar changed; return how many cases moved.

    A promised date only ever moves later; the author is told once a case, the history each clock.
    """
    today = local_date(now)
    running = select(CaseClock.case_id).where(CaseClock.ended_on.is_(None))
    moved_cases = 0
    for case in db.session.scalars(select(Case).where(Case.id.in_(running)).order_by(Case.id)):
        moved = refresh_clocks(case, today=today)
        for clock in moved:
            until = clock.promised_due_on
            facts = {"code": clock.code, "round": clock.round, "on": until and until.isoformat()}
            record(
                case,
                "deadline_changed",
                doer=SYSTEM,
                now=now,
                reason_code=clock.code,
                facts=facts,
            )
        if moved:
            tell_author(case, DeadlineChanged(reference=case.reference), now)
            moved_cases += 1
    return moved_cases


def follow_bars(*, now: datetime) -> int:
    """Bar whoever has taken an accused unit over, or come under it, since; return how many cases.

    Where that is the agency that leads, the case is held with an alarm.
    """
    units, successors = tree(), successors_of_all()
    accused = select(Case.accused_agency_id).where(Case.accused_agency_id.is_not(None)).distinct()
    changed = 0
    for agency_id in db.session.scalars(accused.order_by(Case.accused_agency_id)).all():
        barred = barred_agency_ids(agency_id or 0, units, successors)
        for case in _cases_with_a_gap(agency_id, barred):
            lay_bars(case)
            changed += 1
            if case.lead_agency_id in barred:
                end_assignments(case, now=now)
                hold(case, now=now)
    return changed


def report_broken_rules(*, now: datetime) -> int:
    """Tell administrators of routing rules that broke since; return how many."""
    broken = newly_broken(local_date(now))
    for number in broken:
        enqueue(
            RoutingRuleBroken(number=number),
            recipient_kind="role",
            recipient_id=0,
            recipient_role=Role.ADMINISTRATOR,
            # A rule may break again after it was mended: that is another alarm.
            dedupe_key=f"rule-broken:{number}:{now.isoformat()}",
            now=now,
        )
    return len(broken)


def _cases_with_a_gap(accused_id: int | None, barred: frozenset[int]) -> Sequence[Case]:
    laid = (
        select(func.count())
        .where(CaseBar.case_id == Case.id, CaseBar.agency_id.in_(barred))
        .correlate(Case)
        .scalar_subquery()
    )
    query = select(Case).where(Case.accused_agency_id == accused_id, laid < len(barred))
    return db.session.scalars(query.order_by(Case.id).limit(BATCH)).all()
