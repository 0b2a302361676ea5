"""What the lead agency does with a case before it answers."""

from datetime import datetime

from sqlalchemy import select

from feedback_service.accounts.models import Account
from feedback_service.agencies.queries import focal_point
from feedback_service.cases.assignment import barred_units, demand_lead, end_assignments
from feedback_service.cases.corrections import forget_correction
from feedback_service.cases.errors import FocalPointDecides, OfficerUnknown, ReasonMissing
from feedback_service.cases.history import staff, take_step
from feedback_service.cases.intake import hold
from feedback_service.cases.models import Case, CaseEvent
from feedback_service.cases.triage import SHORTEST_REASON
from feedback_service.cases.visibility import barred_from
from feedback_service.cases.workflow import Step
from feedback_service.foundation.database import db
from feedback_service.identity.service import Vault
from feedback_service.notifications.messages import AgencyReturnedCase
from feedback_service.notifications.outbox import enqueue

MOST_TRANSFERS = 2


def take_case(case: Case, *, officer_id: int, account_id: int, now: datetime) -> None:
    """Make one officer of the lead agency responsible."""
    demand_lead(case, account_id)
    officer = db.session.get(Account, officer_id)
    if officer is None or not officer.active or officer.agency_id != case.lead_agency_id:
        raise OfficerUnknown
    if officer_id in barred_from(case.reference).accounts:
        raise OfficerUnknown
    take_step(case, Step.TAKE, doer=staff(account_id), now=now, facts={"officer_id": officer_id})
    case.officer_id = officer_id
    # Whoever takes it ends the alarm that nobody could.
    case.held_at = None


def return_case(
    vault: Vault,
    case: Case,
    *,
    reason: str,
    proposed_agency_id: int | None,
    account_id: int,
    now: datetime,
) -> None:
    """Give a case back to the desk with a reason; after two transfers the desk has decided."""
    demand_lead(case, account_id)
    if case.transfers >= MOST_TRANSFERS:
        raise FocalPointDecides
    if len(reason.strip()) < SHORTEST_REASON:
        raise ReasonMissing(least=SHORTEST_REASON)
    from_agency = case.lead_agency_id
    text_id = vault.seal_text(case_id=case.id, purpose="return_reason", text=reason)
    facts = {"proposed_agency_id": proposed_agency_id}
    take_step(
        case,
        Step.RETURN,
        doer=staff(account_id),
        now=now,
        text_id=text_id,
        agency_id=from_agency,
        facts=facts,
    )
    _leave(case, now)
    desk = focal_point()
    if desk is not None and desk.id in barred_units(case.id):
        hold(case, now=now)
    elif desk is not None:
        enqueue(
            AgencyReturnedCase(reference=case.reference),
            recipient_kind="agency",
            recipient_id=desk.id,
            dedupe_key=f"returned:{case.id}:{case.transfers}",
            now=now,
        )


def _leave(case: Case, now: datetime) -> None:
    case.transfers += 1
    end_assignments(case, now=now)
    # Whoever sent it here was wrong, or so it is said: like cases shall not follow.
    forget_correction(case.id)


def last_return(case_id: int) -> CaseEvent | None:
    """Return the latest event by which an agency gave the case back."""
    return db.session.scalar(
        select(CaseEvent)
        .where(CaseEvent.case_id == case_id, CaseEvent.name == Step.RETURN)
        .order_by(CaseEvent.number.desc())
        .limit(1)
    )
