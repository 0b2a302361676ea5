"""The bars as they stand today: they follow units that merge and people who move.

Nobody who must not see a case goes on holding it: the lead changes, its officer is let go, and
where nobody unbarred is left the case is held with an alarm.
"""

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime

from sqlalchemy import Select, and_, exists, func, or_, select

from feedback_service.accounts.models import AccountAgency
from feedback_service.accounts.permissions import Role
from feedback_service.accounts.queries import heads_by_agency
from feedback_service.agencies.queries import successors as successors_of_all
from feedback_service.agencies.queries import tree
from feedback_service.cases.assignment import (
    bar_units,
    barred_units,
    end_assignments,
    hand_over,
    holding_agencies,
    take_back_answer,
)
from feedback_service.cases.history import SYSTEM, record
from feedback_service.cases.intake import hold, note_decision, tell_desk
from feedback_service.cases.models import Assignment, Case, CaseBar
from feedback_service.cases.preparation import decide
from feedback_service.cases.visibility import barred_from
from feedback_service.cases.workflow import OPEN_STATES, Kind, State
from feedback_service.foundation.clock import local_date
from feedback_service.foundation.database import db
from feedback_service.notifications.messages import LeadMoved, OfficerStepped
from feedback_service.notifications.outbox import enqueue
from feedback_service.routing.bars import are_barred, barred_agency_ids
from feedback_service.routing.queries import barred_agencies

BATCH = 100


def lay_what_follows(*, now: datetime) -> set[int]:
    """Bar whoever has come under a barred unit, or taken one over, since; return which cases."""
    units, successors = tree(), successors_of_all()
    changed = {case.id for case in _unbarred_against() if _lay(case, case.accused_agency_id, now)}
    barred = select(CaseBar.agency_id).where(CaseBar.agency_id.is_not(None)).distinct()
    for unit_id in db.session.scalars(barred.order_by(CaseBar.agency_id)).all():
        follows = barred_agency_ids(unit_id or 0, units, successors)
        if len(follows) > 1:
            gaps = _cases_with_a_gap(unit_id, follows)
            changed |= {case.id for case in gaps if _lay(case, unit_id, now)}
    return changed


def _lay(case: Case, unit_id: int | None, now: datetime) -> bool:
    if unit_id is None:
        return False
    laid = bar_units(case, barred_agencies(unit_id))
    facts = {"agencies": laid}
    record(case, "bars_followed", doer=SYSTEM, now=now, agency_id=unit_id, facts=facts)
    return True


def _unbarred_against() -> Sequence[Case]:
    own = exists().where(CaseBar.case_id == Case.id, CaseBar.agency_id == Case.accused_agency_id)
    query = select(Case).where(Case.accused_agency_id.is_not(None), ~own)
    return db.session.scalars(query.order_by(Case.id).limit(BATCH)).all()


def _cases_with_a_gap(unit_id: int | None, follows: Collection[int]) -> Sequence[Case]:
    laid = (
        select(func.count())
        .where(CaseBar.case_id == Case.id, CaseBar.agency_id.in_(follows))
        .correlate(Case)
        .scalar_subquery()
    )
    barring = select(CaseBar.case_id).where(CaseBar.agency_id == unit_id)
    query = select(Case).where(Case.id.in_(barring), laid < len(follows))
    return db.session.scalars(query.order_by(Case.id).limit(BATCH)).all()


def recheck_cases(*, now: datetime) -> set[int]:
    """Take open cases out of barred hands and send held ones on; return which cases moved."""
    ids = {case_id for query in _queries() for case_id in db.session.scalars(query.limit(BATCH))}
    query = select(Case).where(Case.id.in_(ids), Case.state.in_(OPEN_STATES)).order_by(Case.id)
    return {case.id for case in db.session.scalars(query).all() if recheck_case(case, now=now)}


def _queries() -> Iterator[Select[int]]:
    """Yield what finds, by state, every open case that may be in the wrong hands."""
    of_open = select(Case.id).where(Case.state.in_(OPEN_STATES)).order_by(Case.id)
    own_bar = and_(CaseBar.case_id == Assignment.case_id, CaseBar.agency_id == Assignment.agency_id)
    held_by_barred = select(Assignment.case_id).join(CaseBar, own_bar)
    yield of_open.where(Case.id.in_(held_by_barred.where(Assignment.until_at.is_(None))))
    ever = select(AccountAgency.agency_id).where(AccountAgency.account_id == Case.officer_id)
    yield (
        of_open.join(CaseBar, CaseBar.case_id == Case.id)
        .where(Case.officer_id.is_not(None))
        .where(or_(CaseBar.account_id == Case.officer_id, CaseBar.agency_id.in_(ever)))
        .distinct()
    )
    # Given back by an agency, it waits for a person, who has read why.
    yield of_open.where(
        Case.held_at.is_not(None),
        Case.kind == Kind.CONDUCT,
        Case.lead_agency_id.is_(None),
        Case.transfers == 0,
    )
    for agency_id, heads in heads_by_agency().items():
        elsewhere = [units - {agency_id} for units in heads]
        if all(elsewhere):
            suspect = select(CaseBar.case_id).where(CaseBar.agency_id.in_(set().union(*elsewhere)))
            yield of_open.where(Case.lead_agency_id == agency_id, Case.id.in_(suspect))


def recheck_case(case: Case, *, now: datetime) -> bool:
    """Take one open case out of barred hands, or send it on; tell whether it changed."""
    if case.state not in OPEN_STATES:
        return False
    barred = barred_units(case.id)
    changed = _let_cooperating_go(case, barred, now)
    if case.officer_id is not None and case.officer_id in barred_from(case.reference).accounts:
        _let_officer_go(case, now)
        changed = True
    lead = case.lead_agency_id
    if lead is None:
        return (case.held_at is not None and _send_on(case, now=now)) or changed
    if _may_lead(lead, barred):
        return changed
    take_back_answer(case, doer=SYSTEM, now=now)
    record(case, "lead_barred", doer=SYSTEM, now=now, agency_id=lead)
    end_assignments(case, now=now)
    if not _send_on(case, now=now):
        hold(case, now=now)
    return True


def _send_on(case: Case, *, now: datetime) -> bool:
    """Give a case about conduct to the lowest unbarred authority, where there is one."""
    if case.kind != Kind.CONDUCT or case.transfers or case.state == State.ANSWER_IN_REVIEW:
        return False
    barred = frozenset(barred_units(case.id))
    decision = decide(case, "", today=local_date(now), barred=barred)
    lead_id = decision.lead.agency_id if decision.lead else None
    if lead_id is None or not _may_lead(lead_id, barred):
        return False
    note_decision(case, decision, account_id=None, now=now)
    hand_over(case, agency_id=lead_id, doer=SYSTEM, now=now)
    event = record(case, "lead_moved", doer=SYSTEM, now=now, agency_id=case.lead_agency_id)
    tell_desk(case, LeadMoved(reference=case.reference), number=event.number, now=now)
    return True


def _may_lead(agency_id: int, barred: Collection[int]) -> bool:
    heads = heads_by_agency().get(agency_id, ())
    return agency_id not in barred and not are_barred(heads, barred)


def _let_cooperating_go(case: Case, barred: Collection[int], now: datetime) -> bool:
    gone = [
        held
        for held in holding_agencies(case.id)
        if held.agency_id in barred and held.agency_id != case.lead_agency_id
    ]
    for held in gone:
        held.until_at = now
    return bool(gone)


def _let_officer_go(case: Case, now: datetime) -> None:
    facts = {"officer_id": case.officer_id}
    event = record(case, "officer_barred", doer=SYSTEM, now=now, facts=facts)
    case.officer_id = None
    if case.lead_agency_id is not None:
        enqueue(
            OfficerStepped(reference=case.reference),
            recipient_kind="role",
            recipient_id=case.lead_agency_id,
            recipient_role=Role.HEAD,
            dedupe_key=f"officer:{case.id}:{event.number}",
            now=now,
        )
