"""Taking back what the desk has just given to an agency, for as long as nothing has followed.

Nothing has followed while it is the last act of a person in the history of the case, ten minutes
have not passed, and nobody of the agency has opened the case.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select

from feedback_service.accounts.models import Account
from feedback_service.cases.assignment import end_assignments
from feedback_service.cases.case_file import latest_decision
from feedback_service.cases.clocks import unmeet_clock
from feedback_service.cases.corrections import forget_correction
from feedback_service.cases.errors import AlreadyFollowed, ForwardedByAnother, RecallTooLate
from feedback_service.cases.history import SYSTEM, events_of, staff, take_step
from feedback_service.cases.intake import decide_route, note_decision
from feedback_service.cases.models import Case, CaseEvent
from feedback_service.cases.workflow import State, Step
from feedback_service.deadlines.terms import TermCode
from feedback_service.foundation.access_log import View
from feedback_service.foundation.clock import local_date
from feedback_service.foundation.database import db
from feedback_service.foundation.errors import DomainError
from feedback_service.identity.service import Vault
from feedback_service.notifications.messages import CaseRecalled
from feedback_service.notifications.outbox import enqueue

RECALL_MINUTES = 10
# Where the clock that a forward meets begins.
_BEGINNINGS = frozenset({Step.RECEIVE, Step.UPHOLD_APPEAL})


def recall_case(
    vault: Vault, case: Case, *, account_id: int, looks: Sequence[View], now: datetime
) -> None:
    """Take a case back to the desk; `looks` are those of people who opened it.

    The forward clock runs on as if it had never been met, the answer's was never touched, and the
    agency is told. Raises AlreadyFollowed, RecallTooLate or ForwardedByAnother.
    """
    history = events_of(case.id)
    forward = _demand_recallable(case, history, account_id=account_id, looks=looks, now=now)
    agency_id = forward.agency_id
    event = take_step(case, Step.RECALL, doer=staff(account_id), now=now, agency_id=agency_id)
    end_assignments(case, now=now)
    if first_since_receipt([each.name for each in history if each.number < forward.number]):
        unmeet_clock(case, TermCode.FORWARD, today=local_date(now))
    forget_correction(case.id)
    _suggest_anew(vault, case, now=now)
    enqueue(
        CaseRecalled(reference=case.reference),
        recipient_kind="agency",
        recipient_id=agency_id or 0,
        dedupe_key=f"recalled:{case.id}:{event.number}",
        now=now,
    )


def may_recall(case: Case, *, account_id: int, looks: Sequence[View], now: datetime) -> bool:
    """Tell whether somebody can take a case back now."""
    try:
        _demand_recallable(case, events_of(case.id), account_id=account_id, looks=looks, now=now)
    except DomainError:
        return False
    return True


def first_since_receipt(names: Sequence[str]) -> bool:
    """Tell from the acts before it whether a forward met the forward clock: only the first does.

    A forward that was taken back counts as none.
    """
    forwards = 0
    for name in names:
        if name in _BEGINNINGS:
            forwards = 0
        elif name == Step.ASSIGN:
            forwards += 1
        elif name == Step.RECALL:
            forwards -= 1
    return forwards == 0


def _demand_recallable(
    case: Case,
    history: Sequence[CaseEvent],
    *,
    account_id: int,
    looks: Sequence[View],
    now: datetime,
) -> CaseEvent:
    last = next(event for event in reversed(history) if event.actor_kind != SYSTEM.kind)
    is_forward = last.name == Step.ASSIGN and last.from_state == State.RECEIVED
    still_there = case.state == State.ASSIGNED and case.lead_agency_id == last.agency_id
    if not is_forward or not still_there:
        raise AlreadyFollowed
    if last.account_id != account_id:
        raise ForwardedByAnother
    if now - last.at > timedelta(minutes=RECALL_MINUTES):
        raise RecallTooLate(minutes=RECALL_MINUTES)
    openers = {each.account_id for each in looks if each.at >= last.at} - {account_id}
    if _any_of_agency(openers, case.lead_agency_id):
        raise AlreadyFollowed
    return last


def _any_of_agency(account_ids: set[int], agency_id: int | None) -> bool:
    found = select(Account.id).where(Account.id.in_(account_ids), Account.agency_id == agency_id)
    return db.session.scalar(found.limit(1)) is not None


def _suggest_anew(vault: Vault, case: Case, *, now: datetime) -> None:
    """Let the rules speak again where a person had corrected them: that is what was taken back."""
    decision = latest_decision(case.id)
    if decision is not None and decision.account_id is not None:
        again = decide_route(vault, case, today=local_date(now))
        note_decision(case, again, account_id=None, now=now)
