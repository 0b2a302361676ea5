"""Stepping aside: whoever knows the people in a case bars themself from it."""

from collections.abc import Collection
from datetime import datetime

from feedback_service.accounts.permissions import GRANTS, Permission, Role
from feedback_service.accounts.queries import (
    AccountLine,
    account_ids_of_role,
    get_account,
    list_accounts,
)
from feedback_service.agencies.queries import focal_point
from feedback_service.cases.history import record, staff
from feedback_service.cases.intake import hold, tell_desk
from feedback_service.cases.models import Case, CaseBar
from feedback_service.cases.visibility import barred_from
from feedback_service.cases.workflow import OPEN_STATES
from feedback_service.foundation.database import db
from feedback_service.notifications.messages import NobodyHandles, OfficerStepped
from feedback_service.notifications.outbox import enqueue


def recuse(case: Case, *, account_id: int, now: datetime) -> None:
    """Bar oneself from a case; it needs no reason, and no second person.

    Whoever is left at the same agency is told; when nobody there can go on, the case is held with
    an alarm. What was done until now stays in the history.
    """
    db.session.add(CaseBar(case_id=case.id, account_id=account_id))
    event = record(case, "recused", doer=staff(account_id), now=now)
    if case.officer_id == account_id:
        case.officer_id = None
    who = get_account(account_id)
    if case.state not in OPEN_STATES or who.agency_id is None:
        return
    if _leaves_nobody(case, who):
        hold(case, now=now, alarm=NobodyHandles)
        return
    desk = focal_point()
    heads = set(account_ids_of_role(Role.HEAD, who.agency_id))
    at_desk = desk is not None and who.agency_id == desk.id
    if at_desk or heads <= barred_from(case.reference).accounts:
        tell_desk(case, OfficerStepped(reference=case.reference), number=event.number, now=now)
        return
    enqueue(
        OfficerStepped(reference=case.reference),
        recipient_kind="role",
        recipient_id=who.agency_id,
        recipient_role=Role.HEAD,
        dedupe_key=f"stepped:{case.id}:{event.number}",
        now=now,
    )


def _leaves_nobody(case: Case, who: AccountLine) -> bool:
    """Tell whether a kind of work that they could do can be done by nobody else there."""
    desk = focal_point()
    needed: set[Permission] = set()
    if who.agency_id == case.lead_agency_id:
        needed |= {Permission.HANDLE, Permission.APPROVE_ANSWER}
    if desk is not None and who.agency_id == desk.id:
        needed.add(Permission.TRIAGE)
    colleagues = list_accounts(agency_ids=[who.agency_id or 0], active=True)
    barred = barred_from(case.reference).accounts | {who.account_id}
    left = [line for line in colleagues if line.account_id not in barred]
    return any(_grants([who], each) and not _grants(left, each) for each in needed)


def _grants(lines: Collection[AccountLine], permission: Permission) -> bool:
    return any(permission in GRANTS[role] for line in lines for role in line.roles)
