"""Who holds a case: the lead agency, its officer, and the units barred from it."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select

from feedback_service.accounts.models import Account
from feedback_service.accounts.queries import heads_by_agency
from feedback_service.agencies.models import Agency
from feedback_service.agencies.queries import agencies_by_ids, focal_point
from feedback_service.cases.clocks import ANSWER_CODES, meet_clock, running_clocks
from feedback_service.cases.errors import (
    AgencyBarred,
    AgencyElsewhere,
    AgencyUnknown,
    HeadsBarred,
    LeadActs,
)
from feedback_service.cases.history import Doer, take_step
from feedback_service.cases.models import Assignment, Case, CaseBar
from feedback_service.cases.workflow import Kind, State, Step
from feedback_service.deadlines.terms import TermCode
from feedback_service.foundation.clock import local_date
from feedback_service.foundation.database import db
from feedback_service.identity.service import Vault
from feedback_service.notifications.messages import CaseAssigned
from feedback_service.notifications.outbox import enqueue
from feedback_service.routing.bars import are_barred
from feedback_service.routing.queries import barred_agencies


def lay_bars(case: Case) -> None:
    """Bar the accused unit, all below it and whoever took these over; safe to repeat.

    People are barred through the units they are or ever were in.
    """
    if case.accused_agency_id is not None:
        bar_units(case, barred_agencies(case.accused_agency_id))


def bar_units(case: Case, agency_ids: Collection[int]) -> list[int]:
    """Bar some units from a case; return those that were not barred before."""
    new = sorted(set(agency_ids) - barred_units(case.id))
    for agency_id in new:
        db.session.add(CaseBar(case_id=case.id, agency_id=agency_id))
    # The assignment that follows must find the bars.
    db.session.flush()
    return new


def barred_units(case_id: int) -> set[int]:
    """Return the units that must not see a case."""
    found = db.session.scalars(
        select(CaseBar.agency_id).where(CaseBar.case_id == case_id, CaseBar.agency_id.is_not(None))
    )
    return {agency_id for agency_id in found if agency_id is not None}


def assign_lead(
    vault: Vault,
    case: Case,
    *,
    agency_id: int,
    doer: Doer,
    now: datetime,
    text_id: str | None = None,
) -> None:
    """Give the case to a lead agency that answers here and is not barred."""
    if case.kind == Kind.CONDUCT:
        vault.stop_sharing(case.id)
    hand_over(case, agency_id=agency_id, doer=doer, now=now, text_id=text_id)


def hand_over(
    case: Case, *, agency_id: int, doer: Doer, now: datetime, text_id: str | None = None
) -> None:
    """Let an agency lead from now on, where no name is shared that would have to be taken away."""
    agency = agency_for(case, agency_id)
    take_step(case, Step.ASSIGN, doer=doer, now=now, agency_id=agency_id, text_id=text_id)
    end_assignments(case, now=now)
    db.session.add(Assignment(case_id=case.id, agency_id=agency_id, role="lead", from_at=now))
    case.lead_agency_id = agency_id
    case.officer_id = None
    case.held_at = None
    meet_clock(case, TermCode.FORWARD, on=local_date(now))
    _tell_agency(case, agency, now)


def demand_unbarred_head(case: Case, agency_id: int) -> None:
    """Refuse an agency whose every head came from a barred unit: nobody there could sign."""
    barred = barred_units(case.id)
    if agency_id not in barred and are_barred(heads_by_agency().get(agency_id, ()), barred):
        raise HeadsBarred


def take_back_answer(case: Case, *, doer: Doer, now: datetime) -> None:
    """Let an answer in review go no further: it may be the accused unit's own."""
    if case.state == State.ANSWER_IN_REVIEW:
        take_step(case, Step.RETURN_ANSWER, doer=doer, now=now)
        meet_clock(case, TermCode.ANSWER_REVIEW, on=local_date(now))


def agency_for(case: Case, agency_id: int) -> Agency:
    """Return an agency that may be given the case: it exists, answers here, and is not barred."""
    agency = agencies_by_ids([agency_id]).get(agency_id)
    if agency is None or agency.valid_to is not None:
        raise AgencyUnknown
    if not agency.answers_here:
        raise AgencyElsewhere
    if agency_id in barred_units(case.id):
        raise AgencyBarred
    return agency


def demand_lead(case: Case, account_id: int) -> None:
    """Let only people of the lead agency pass; a cooperating agency may read and no more."""
    account = db.session.get(Account, account_id)
    if account is None or account.agency_id is None or account.agency_id != case.lead_agency_id:
        raise LeadActs


def demand_lead_or_desk(case: Case, account_id: int) -> None:
    """Let people of the lead agency and of the focal point pass."""
    account, desk = db.session.get(Account, account_id), focal_point()
    if desk is None or account is None or account.agency_id != desk.id:
        demand_lead(case, account_id)


def end_assignments(case: Case, *, now: datetime) -> None:
    """Take the case out of the hands of all agencies."""
    holding = db.session.scalars(
        select(Assignment)
        .where(Assignment.case_id == case.id, Assignment.until_at.is_(None))
        .order_by(Assignment.id)
    )
    for assignment in holding:
        assignment.until_at = now
    case.lead_agency_id = None
    case.officer_id = None


def holding_agencies(case_id: int) -> list[Assignment]:
    """Return who holds the case now, the lead first."""
    return list(
        db.session.scalars(
            select(Assignment)
            .where(Assignment.case_id == case_id, Assignment.until_at.is_(None))
            .order_by(Assignment.role.desc(), Assignment.id)
        )
    )


def _tell_agency(case: Case, agency: Agency, now: datetime) -> None:
    due_on = next(
        (c.promised_due_on for c in running_clocks(case.id) if c.code in ANSWER_CODES), None
    )
    # Several transfers to one agency are several letters: the instant makes them differ.
    enqueue(
        CaseAssigned(reference=case.reference, agency_id=agency.id, due_on=due_on),
        recipient_kind="agency",
        recipient_id=agency.id,
        dedupe_key=f"assigned:{case.id}:{now.isoformat()}",
        now=now,
    )
