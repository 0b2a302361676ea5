"""Ending a case in an earlier one about the same matter, and taking that back before the answer.

Nobody compares who the authors are: the author said so, or the texts are alike and an officer says
why. Whoever sent the later one reads where it went, and takes it out again with one press.
"""

from datetime import datetime

from feedback_service.cases.alike import are_alike
from feedback_service.cases.assignment import demand_lead_or_desk
from feedback_service.cases.clocks import clocks_of, end_clocks, refresh_clocks, running_clocks
from feedback_service.cases.errors import (
    MergeAnswered,
    MergeBackwards,
    MergeMissing,
    MergeRefused,
    MergeUnlike,
    ReasonMissing,
)
from feedback_service.cases.groups import count_members, leading_of
from feedback_service.cases.history import Doer, events_of, record, staff, take_step
from feedback_service.cases.merges import earlier_case, merge_of, merged_into
from feedback_service.cases.models import Case
from feedback_service.cases.relations import Merge
from feedback_service.cases.triage import SHORTEST_REASON, tell_author
from feedback_service.cases.workflow import (
    OPEN_STATES,
    STATE_NAMES,
    Kind,
    MergeReason,
    State,
    Step,
    may_step,
)
from feedback_service.foundation.clock import local_date
from feedback_service.foundation.database import db
from feedback_service.identity.service import Vault
from feedback_service.notifications.messages import CaseForwarded

ANSWERED = (State.ANSWERED, State.CLOSED)


def merge_case(
    vault: Vault,
    case: Case,
    into: Case,
    *,
    reason: MergeReason,
    text: str,
    account_id: int,
    now: datetime,
) -> None:
    """End the later case in the earlier one, whose clocks alone run on.

    Raises MergeRefused, MergeBackwards, MergeUnlike or ReasonMissing.
    """
    demand_lead_or_desk(case, account_id)
    _demand_fit(case, into)
    if reason is MergeReason.SAME_TEXT and not are_alike(case, into):
        raise MergeUnlike
    if len(text.strip()) < SHORTEST_REASON:
        raise ReasonMissing(least=SHORTEST_REASON)
    text_id = vault.seal_text(case_id=case.id, purpose="merge_reason", text=text)
    running = [clock.id for clock in running_clocks(case.id)]
    doer = staff(account_id)
    take_step(
        case,
        Step.MERGE,
        doer=doer,
        now=now,
        reason_code=reason,
        text_id=text_id,
        facts={"into_case_id": into.id, "clock_ids": running},
    )
    case.closed_at = now
    end_clocks(case, on=local_date(now))
    row = Merge(case_id=case.id, into_case_id=into.id, reason_code=reason, text_id=text_id)
    row.merged_at = now
    db.session.add(row)
    record(into, "merged_here", doer=doer, now=now, facts={"case_id": case.id})
    tell_author(case, CaseForwarded(reference=case.reference), now)


def unmerge_case(case: Case, *, doer: Doer, now: datetime) -> None:
    """Take a merge back: the case goes on from where it stood, its clocks as if never ended."""
    row, into = merge_of(case.id), earlier_case(case)
    if row is None or into is None:
        raise MergeMissing
    if into.state in ANSWERED:
        raise MergeAnswered
    if doer.account_id is not None:
        demand_lead_or_desk(case, doer.account_id)
    last = [event for event in events_of(case.id) if event.name == Step.MERGE][-1]
    take_step(case, Step.UNMERGE, doer=doer, now=now, facts={"from_case_id": into.id})
    case.closed_at = None
    row.undone_at = now
    for clock in clocks_of(case.id):
        if clock.id in last.facts["clock_ids"]:
            clock.ended_on = None
    db.session.flush()
    refresh_clocks(case, today=local_date(now))
    record(into, "merge_undone", doer=doer, now=now, facts={"case_id": case.id})
    tell_author(case, CaseForwarded(reference=case.reference), now)


def _demand_fit(case: Case, into: Case) -> None:
    for each, why in ((case, _why_not_end(case, into)), (into, _why_not(into))):
        if why:
            raise MergeRefused(reference=each.reference, why=why)
    if case.kind != into.kind:
        raise MergeRefused(reference=into.reference, why="thuộc loại khác")
    if (into.received_at, into.id) > (case.received_at, case.id):
        raise MergeBackwards


def _why_not_end(case: Case, into: Case) -> str:
    """Say what stands against a case ending in another, or nothing."""
    if case.id == into.id:
        return "chính là hồ sơ này"
    if merged_into(case.id):
        return "đã có hồ sơ khác nhập vào"
    if leading_of(case) is not None or count_members(case):
        return "đang ở trong nhóm được trả lời chung"
    return _why_not(case) or ("" if may_step(State(case.state), Step.MERGE) else _stands(case))


def _why_not(case: Case) -> str:
    if case.kind == Kind.CONDUCT:
        return "là phản ánh về hành vi"
    if case.sealed_at is not None:
        return "đã được niêm phong"
    if case.reopened_at is not None:
        return "đã được người gửi mở lại"
    return "" if case.state in OPEN_STATES else _stands(case)


def _stands(case: Case) -> str:
    return f"đang ở trạng thái “{STATE_NAMES[State(case.state)]}”"
