"""Work that falls due: found by state ("due and not done"), never by a window of time."""

from datetime import datetime, timedelta

from sqlalchemy import select

from feedback_service.accounts.permissions import Role
from feedback_service.cases.clocks import (
    ANSWER_CODES,
    end_clocks,
    notice_span,
    refresh_clocks,
    scope_of,
)
from feedback_service.cases.history import SYSTEM, record, take_step
from feedback_service.cases.models import Case, CaseClock
from feedback_service.cases.rechecking import lay_what_follows, recheck_cases
from feedback_service.cases.workflow import State, Step
from feedback_service.deadlines.queries import load_calendar, load_terms
from feedback_service.deadlines.terms import TermCode, compute, term_in_force
from feedback_service.foundation.clock import local_date
from feedback_service.foundation.database import db
from feedback_service.notifications.messages import RoutingRuleBroken
from feedback_service.notifications.outbox import enqueue
from feedback_service.routing.rule_changes import newly_broken
from feedback_service.routing.tree_changes import apply_due

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
        if clock.code in ANSWER_CODES:
            clock.notice_on = clock.promised_due_on + notice_span(case, clock.overdue_on)
        facts = {"code": clock.code, "round": clock.round, "on": clock.overdue_on.isoformat()}
        # Whoever lets the date pass is named for good: handing the case on takes nothing back.
        record(
            case,
            "overdue",
            doer=SYSTEM,
            now=now,
            reason_code=clock.code,
            agency_id=case.lead_agency_id,
            facts=facts,
        )
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
        term = term_in_force(terms, TermCode.CLOSE_AFTER, since, scope_of(case))
        until = compute(since, term, calendar).computed_due_on
        # Over a year without a calendar the case stays open: the author may still come back.
        if until is not None and today > until:
            take_step(case, Step.CLOSE, doer=SYSTEM, now=now)
            case.closed_at = now
            closed += 1
    return closed


def follow_bars(*, now: datetime) -> int:
    """Let the bars follow units that merge and people who move; return how many cases changed.

    A lead that must not see its case any more loses it to the next unbarred authority, the same
    day; where there is none, the case is held with an alarm.
    """
    return len(lay_what_follows(now=now) | recheck_cases(now=now))


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


def change_tree(*, now: datetime) -> int:
    """Let changes of the tree hold whose day has come; the bars follow in their own turn."""
    return apply_due(now=now)
