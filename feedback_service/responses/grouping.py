"""Answering alike cases together: an officer's explicit act, never the service's own.

The leading case is drafted, signed and reviewed; each member gets the answer as its own, in a text
sealed for it, and keeps its number, key, clocks, rating, consent and the right to be reopened.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from feedback_service.accounts.queries import actor_of
from feedback_service.cases.alike import are_alike
from feedback_service.cases.assignment import demand_lead, take_back_answer
from feedback_service.cases.groups import (
    leading_of,
    members_of,
    memberships_in,
    open_membership,
)
from feedback_service.cases.handling import take_case
from feedback_service.cases.history import SYSTEM, Doer, record, staff
from feedback_service.cases.models import Case
from feedback_service.cases.relations import GroupMember
from feedback_service.cases.visibility import visible_cases
from feedback_service.cases.workflow import STATE_NAMES, Kind, State
from feedback_service.foundation.database import db
from feedback_service.identity.service import Vault
from feedback_service.responses.comparing import forget_comparison
from feedback_service.responses.errors import (
    AnsweredTogether,
    GroupFull,
    NoneChosen,
    NotAlike,
    NotGroupable,
    NotInGroup,
)
from feedback_service.responses.models import Answer, PromiseRow
from feedback_service.responses.queries import latest_answer
from feedback_service.responses.stages import PARTS, Stage

MOST_MEMBERS = 100
WORKED_ON = (State.ASSIGNED, State.IN_PROGRESS)
_ON_ITS_WAY = (Stage.WITH_HEAD, Stage.IN_REVIEW)


def group_cases(leading: Case, others: Sequence[Case], *, account_id: int, now: datetime) -> None:
    """Let some cases get the answer of a leading one; who groups them takes them on.

    Raises NotGroupable, NotAlike or GroupFull, and then nothing has been done.
    """
    demand_lead(leading, account_id)
    _demand_fit(leading)
    if not others:
        raise NoneChosen
    if len(members_of(leading)) + len(others) > MOST_MEMBERS:
        raise GroupFull(most=MOST_MEMBERS)
    for case in others:
        _demand_fit(case, leading)
        _end(open_membership(case.id), now=now)
        # The row that ends must be gone before the one that begins.
        db.session.flush()
        db.session.add(GroupMember(leading_case_id=leading.id, case_id=case.id, from_at=now))
        facts = {"leading_case_id": leading.id}
        record(case, "grouped", doer=staff(account_id), now=now, facts=facts)
        if case.state == State.ASSIGNED:
            take_case(case, officer_id=account_id, account_id=account_id, now=now)
    facts = {"members": len(others)}
    record(leading, "group_led", doer=staff(account_id), now=now, facts=facts)


def leave_group(case: Case, *, account_id: int, now: datetime) -> None:
    """Let a case be answered by itself; an answer in review goes back for it alone."""
    demand_lead(case, account_id)
    if leading_of(case) is None:
        raise NotInGroup
    take_back_answer(case, doer=staff(account_id), now=now)
    answer = latest_answer(case.id)
    if answer is not None and answer.stage in _ON_ITS_WAY:
        answer.stage = Stage.RETURNED
        answer.approved_by_id = answer.approved_at = None
    _leave(case, doer=staff(account_id), now=now)


def demand_alone(case: Case) -> None:
    """Refuse to answer a case that gets the answer of another."""
    if leading_of(case) is not None:
        raise AnsweredTogether


def staying(leading: Case, stage: Stage | None, *, account_id: int, now: datetime) -> list[Case]:
    """Return the members whose answer stands at a stage as the leading case's; the others leave.

    None: no answer is on its way yet. Whoever acts must be one who may see a member.
    """
    rows = memberships_in(leading)
    if not rows:
        return []
    fit = {member.id: member for member in members_of(leading, lock=True)}
    seen = set(
        db.session.scalars(
            select(Case.id).where(Case.id.in_(fit), visible_cases(actor_of(account_id)))
        )
    )
    kept = []
    for row in rows:
        member = fit.get(row.case_id)
        if member is not None and member.id in seen and _stands_at(member, stage):
            kept.append(member)
        else:
            _end(row, now=now)
            record(db.session.get_one(Case, row.case_id), "group_left", doer=SYSTEM, now=now)
    return kept


def give_answer(vault: Vault, answer: Answer, member: Case, *, stage: Stage) -> Answer:
    """Write the leading case's answer for a member, in texts sealed for it."""
    own = latest_answer(member.id)
    if own is None:
        own = Answer(case_id=member.id, round=1, drafted_by_id=answer.drafted_by_id)
        db.session.add(own)
    else:
        forget_comparison(own)
    own.stage, own.agency_id, own.outcome = stage, answer.agency_id, answer.outcome
    own.rule_tests = dict(answer.rule_tests)
    own.drafted_by_id, own.drafted_at = answer.drafted_by_id, answer.drafted_at
    own.approved_by_id, own.approved_at, own.return_text_id = None, None, None
    promises = _promises_of(answer)
    ids = [getattr(answer, f"{part}_text_id") for part in PARTS]
    texts = vault.read_texts([*ids, *(each.text_id for each in promises)])
    for part, text_id in zip(PARTS, ids, strict=True):
        purpose = f"answer_{part}"
        sealed = vault.seal_text(case_id=member.id, purpose=purpose, text=texts[text_id])
        setattr(own, f"{part}_text_id", sealed)
    db.session.flush()
    for each in _promises_of(own):
        db.session.delete(each)
    for each in promises:
        text_id = vault.seal_text(case_id=member.id, purpose="promise", text=texts[each.text_id])
        db.session.add(PromiseRow(answer_id=own.id, text_id=text_id, due_on=each.due_on))
    return own


def end_group(leading: Case, *, now: datetime) -> None:
    """The answer is sent: from here on every case of the group goes its own way."""
    for row in memberships_in(leading):
        _end(row, now=now)


def _demand_fit(case: Case, leading: Case | None = None) -> None:
    why = _why_not(case, leading)
    if why:
        raise NotGroupable(reference=case.reference, why=why)
    if leading is not None and not are_alike(case, leading):
        raise NotAlike(reference=case.reference)


def _why_not(case: Case, leading: Case | None) -> str:
    """Say what stands against a case in a group, or nothing."""
    answer = latest_answer(case.id)
    reasons = {
        "là phản ánh về hành vi": case.kind == Kind.CONDUCT,
        "đã được niêm phong": case.sealed_at is not None,
        f"đang ở trạng thái “{STATE_NAMES[State(case.state)]}”": case.state not in WORKED_ON,
        "đã được người gửi mở lại": case.reopened_at is not None,
        "đang được trả lời chung với hồ sơ khác": leading_of(case) is not None,
        "có câu trả lời đang trình duyệt": answer is not None and answer.stage in _ON_ITS_WAY,
    }
    if leading is not None:
        reasons |= {
            "chính là hồ sơ đại diện": case.id == leading.id,
            "do cơ quan khác chủ trì": case.lead_agency_id != leading.lead_agency_id,
            "thuộc loại khác": case.kind != leading.kind,
            "đang đại diện cho một nhóm khác": bool(members_of(case)),
        }
    return next((why for why, holds in reasons.items() if holds), "")


def _stands_at(member: Case, stage: Stage | None) -> bool:
    in_review = stage == Stage.IN_REVIEW
    if member.state != (State.ANSWER_IN_REVIEW if in_review else State.IN_PROGRESS):
        return False
    answer = latest_answer(member.id)
    if stage is None:
        return answer is None or answer.stage not in (*_ON_ITS_WAY, Stage.SENT)
    return answer is not None and answer.stage == stage


def _leave(case: Case, *, doer: Doer, now: datetime) -> None:
    _end(open_membership(case.id), now=now)
    record(case, "group_left", doer=doer, now=now)


def _end(row: GroupMember | None, *, now: datetime) -> None:
    if row is not None:
        row.until_at = now


def _promises_of(answer: Answer) -> Sequence[PromiseRow]:
    query = select(PromiseRow).where(PromiseRow.answer_id == answer.id).order_by(PromiseRow.id)
    return db.session.scalars(query).all()
