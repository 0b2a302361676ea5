"""Use cases of the answer, from draft to sending."""

from datetime import datetime
from typing import Any

from sqlalchemy import delete, select

from feedback_service.accounts.queries import actor_of
from feedback_service.agencies.queries import focal_point
from feedback_service.cases.assignment import barred_units, demand_lead
from feedback_service.cases.clocks import ANSWER_CODES, meet_clock, start_clock
from feedback_service.cases.history import record, staff, take_step
from feedback_service.cases.models import Case
from feedback_service.cases.triage import tell_author
from feedback_service.cases.workflow import STATE_NAMES, Kind, State, Step
from feedback_service.deadlines.terms import TermCode
from feedback_service.foundation.clock import local_date
from feedback_service.foundation.database import db
from feedback_service.identity.service import Vault
from feedback_service.notifications.messages import (
    AnswerNeedsApproval,
    AnswerNeedsReview,
    AnswerReturned,
    AnswerSent,
    Message,
)
from feedback_service.notifications.outbox import enqueue
from feedback_service.responses.alike import comparison_of
from feedback_service.responses.answer_files import withdraw_answer_files
from feedback_service.responses.answer_letters import write_answer_letter
from feedback_service.responses.commands import DraftAnswer
from feedback_service.responses.comparing import forget_comparison, note_sent
from feedback_service.responses.conclusions import check_outcome
from feedback_service.responses.errors import (
    AnswerChanged,
    AnswerIncomplete,
    AnswerMissing,
    AuthorsOwnDraft,
    CopyUnconfirmed,
    GapsLeft,
    NotVerifiedYet,
    OutcomeUnknown,
    ReasonMissing,
    StageWrong,
)
from feedback_service.responses.following import follow_answer
from feedback_service.responses.gaps import gaps_in
from feedback_service.responses.grouping import demand_alone, end_group, give_answer, staying
from feedback_service.responses.inquiries import finished_verification
from feedback_service.responses.models import Answer, PromiseRow
from feedback_service.responses.queries import latest_answer
from feedback_service.responses.stages import (
    OUTCOMES,
    PART_LABELS,
    PARTS,
    WRITABLE,
    Stage,
    missing_parts,
    next_stage,
)

SHORTEST_REASON = 10


def save_draft(
    vault: Vault,
    case: Case,
    draft: DraftAnswer,
    *,
    version: int,
    account_id: int,
    now: datetime,
) -> Answer:
    """Save what an officer wrote; `version` is that of the page, 0 for a first draft."""
    demand_lead(case, account_id)
    demand_alone(case)
    if draft.outcome not in OUTCOMES[Kind(case.kind)]:
        raise OutcomeUnknown
    if case.state != State.IN_PROGRESS or case.lead_agency_id is None:
        raise StageWrong(stage=STATE_NAMES[State(case.state)])
    answer = latest_answer(case.id)
    if answer is None or answer.stage == Stage.SENT:
        answer = _first_draft(case, answer, account_id, now)
    elif answer.agency_id != case.lead_agency_id or answer.stage == Stage.IN_REVIEW:
        # Of another agency, or taken out of review when the case became one about conduct.
        _start_again(answer, case.lead_agency_id, now)
    elif answer.stage not in WRITABLE:
        raise StageWrong(stage=Stage(answer.stage).label)
    elif answer.version != version:
        raise AnswerChanged
    forget_comparison(answer)
    answer.outcome, answer.rule_tests = draft.outcome, dict(draft.rule_tests)
    answer.drafted_by_id, answer.drafted_at = account_id, now
    for name, text in draft.parts().items():
        setattr(answer, f"{name}_text_id", _seal(vault, case, f"answer_{name}", text))
    _replace_promises(vault, case, answer, draft)
    return answer


def submit_to_head(case: Case, *, account_id: int, vault: Vault, now: datetime) -> Answer:
    """Put a complete draft before the head, and with it what the cases of its group will get."""
    demand_lead(case, account_id)
    demand_alone(case)
    if case.state != State.IN_PROGRESS:
        raise StageWrong(stage=STATE_NAMES[State(case.state)])
    answer = _answer_of(case)
    texts = vault.read_texts(getattr(answer, f"{name}_text_id") for name in PARTS)
    parts = {n: texts.get(getattr(answer, f"{n}_text_id") or "", "") for n in PARTS}
    missing = missing_parts(parts)
    if missing:
        raise AnswerIncomplete(missing=", ".join(missing))
    _demand_no_gaps(vault, answer, parts)
    verified = finished_verification(case)
    if case.kind == Kind.CONDUCT and verified is not None:
        check_outcome(answer.outcome, verified.conclusion)
    answer.stage = next_stage(Stage(answer.stage), "submit")
    record(case, "answer_submitted", doer=staff(account_id), now=now)
    _tell_agency(case, AnswerNeedsApproval(reference=case.reference), answer.agency_id, now)
    for member in staying(case, None, account_id=account_id, now=now):
        give_answer(vault, answer, member, stage=Stage.WITH_HEAD)
        record(member, "answer_submitted", doer=staff(account_id), now=now)
    return answer


def approve(case: Case, *, account_id: int, now: datetime) -> Answer:
    """The head signs; the case and its group go to the focal point's review."""
    demand_lead(case, account_id)
    demand_alone(case)
    answer = _answer_of(case)
    _demand_verified(case, answer)
    members = staying(case, Stage.WITH_HEAD, account_id=account_id, now=now)
    _approve(case, answer, account_id=account_id, now=now)
    for member in members:
        _approve(member, _answer_of(member), account_id=account_id, now=now)
    desk = focal_point()
    # Where the focal point is itself accused, another person of the lead agency reviews.
    barred = desk is None or desk.id in barred_units(case.id)
    reviewer_id = answer.agency_id if desk is None or barred else desk.id
    _tell_agency(case, AnswerNeedsReview(reference=case.reference), reviewer_id, now)
    return answer


def return_draft(
    vault: Vault, case: Case, *, reason: str, account_id: int, now: datetime
) -> Answer:
    """The head, or the focal point, gives an unfit answer back with a reason."""
    if len(reason.strip()) < SHORTEST_REASON:
        raise ReasonMissing(least=SHORTEST_REASON)
    demand_alone(case)
    answer = _answer_of(case)
    was_in_review = answer.stage == Stage.IN_REVIEW
    if not was_in_review:
        demand_lead(case, account_id)
    members = staying(case, Stage(answer.stage), account_id=account_id, now=now)
    _return(vault, case, answer, reason=reason, account_id=account_id, now=now)
    for member in members:
        own = _answer_of(member)
        _return(vault, member, own, reason=reason, account_id=account_id, now=now)
    _tell_agency(case, AnswerReturned(reference=case.reference), answer.agency_id, now)
    return answer


def send(vault: Vault, case: Case, *, account_id: int, now: datetime, fits: bool = False) -> Answer:
    """A reviewer who neither drafted nor signed sends it: the one act that stops the clock.

    A near copy of an answer to a different question is sent by whoever says that it `fits` this
    case. Each case of its group gets the answer as its own, and stops its own clock.
    """
    demand_alone(case)
    answer = _answer_of(case)
    copied = _copied_cases(case, answer, account_id)
    if copied and not fits:
        raise CopyUnconfirmed
    # Found before the leading case is answered: then it leads no more.
    members = staying(case, Stage.IN_REVIEW, account_id=account_id, now=now)
    said = {"fits_though_like": copied} if copied else {}
    _send(vault, case, answer, account_id=account_id, now=now, facts=said)
    for member in members:
        facts = {"leading_case_id": case.id}
        _send(vault, member, _answer_of(member), account_id=account_id, now=now, facts=facts)
    end_group(case, now=now)
    return answer


def _copied_cases(case: Case, answer: Answer, account_id: int) -> list[int]:
    """Return the cases of which the answer is a near copy, of those that the reviewer may see."""
    found = comparison_of(actor_of(account_id), case, answer)
    return [match.case_id for match in found.matches if match.is_near_copy] if found.asks else []


def _approve(case: Case, answer: Answer, *, account_id: int, now: datetime) -> None:
    answer.stage = next_stage(Stage(answer.stage), "approve")
    answer.approved_by_id, answer.approved_at = account_id, now
    take_step(case, Step.APPROVE, doer=staff(account_id), now=now)
    start_clock(case, TermCode.ANSWER_REVIEW, on=local_date(now))


def _return(
    vault: Vault, case: Case, answer: Answer, *, reason: str, account_id: int, now: datetime
) -> None:
    was_in_review = answer.stage == Stage.IN_REVIEW
    answer.stage = next_stage(Stage(answer.stage), "return")
    text_id = vault.seal_text(case_id=case.id, purpose="answer_return", text=reason)
    answer.return_text_id = text_id
    answer.approved_by_id = answer.approved_at = None
    doer = staff(account_id)
    if was_in_review:
        take_step(case, Step.RETURN_ANSWER, doer=doer, now=now, text_id=text_id)
        meet_clock(case, TermCode.ANSWER_REVIEW, on=local_date(now))
    else:
        record(case, "answer_returned_by_head", doer=doer, now=now, text_id=text_id)


def _send(
    vault: Vault,
    case: Case,
    answer: Answer,
    *,
    account_id: int,
    now: datetime,
    facts: dict[str, Any] | None = None,
) -> None:
    if account_id in {answer.approved_by_id, answer.drafted_by_id}:
        raise AuthorsOwnDraft
    answer.stage = next_stage(Stage(answer.stage), "send")
    answer.reviewed_by_id, answer.sent_at = account_id, now
    told = {"round": answer.round, "outcome": answer.outcome, **(facts or {})}
    take_step(case, Step.SEND, doer=staff(account_id), now=now, facts=told)
    case.answered_at = now
    today = local_date(now)
    meet_clock(case, TermCode.ANSWER_REVIEW, *ANSWER_CODES, on=today)
    tell_author(case, AnswerSent(reference=case.reference), now)
    note_sent(answer, now=now)
    follow_answer(answer, now=now)
    write_answer_letter(vault, case, answer, account_id=account_id, now=now)


def _first_draft(case: Case, sent: Answer | None, account_id: int, now: datetime) -> Answer:
    assert case.lead_agency_id is not None  # noqa: S101 — the caller has checked the state
    answer = Answer(
        case_id=case.id,
        round=(sent.round if sent else 0) + 1,
        stage=Stage.DRAFT,
        agency_id=case.lead_agency_id,
        outcome="",
        rule_tests={},
        drafted_by_id=account_id,
        drafted_at=now,
    )
    db.session.add(answer)
    # Promises point at the answer.
    db.session.flush()
    return answer


def _start_again(answer: Answer, agency_id: int, now: datetime) -> None:
    """The draft of an agency that gave the case back is not the next agency's."""
    if answer.agency_id != agency_id:
        withdraw_answer_files(answer, now=now)
    answer.agency_id, answer.stage = agency_id, Stage.DRAFT
    answer.approved_by_id = answer.approved_at = answer.return_text_id = None


def _replace_promises(vault: Vault, case: Case, answer: Answer, draft: DraftAnswer) -> None:
    db.session.execute(delete(PromiseRow).where(PromiseRow.answer_id == answer.id))
    for promise in draft.promises:
        text_id = vault.seal_text(case_id=case.id, purpose="promise", text=promise.text)
        db.session.add(PromiseRow(answer_id=answer.id, text_id=text_id, due_on=promise.due_on))


def _answer_of(case: Case) -> Answer:
    answer = latest_answer(case.id)
    if answer is None or answer.agency_id != case.lead_agency_id:
        raise AnswerMissing
    return answer


def _demand_verified(case: Case, answer: Answer) -> None:
    """What is told about conduct rests on an inquiry, or on a reason why none was needed."""
    if case.kind != Kind.CONDUCT:
        return
    verified = finished_verification(case)
    if verified is None:
        raise NotVerifiedYet
    check_outcome(answer.outcome, verified.conclusion)


def _demand_no_gaps(vault: Vault, answer: Answer, parts: dict[str, str]) -> None:
    """Refuse what a template left open: the next who reads it is the author."""
    promises = db.session.scalars(
        select(PromiseRow.text_id).where(PromiseRow.answer_id == answer.id).order_by(PromiseRow.id)
    )
    written = {**parts, "promises": "\n".join(vault.read_texts(promises).values())}
    labels = PART_LABELS | {"promises": "cam kết"}
    left = [
        f"{{{gap}}} ({labels[name]})" for name, text in written.items() for gap in gaps_in(text)
    ]
    if left:
        raise GapsLeft(gaps=", ".join(left))


def _seal(vault: Vault, case: Case, purpose: str, text: str) -> str | None:
    return vault.seal_text(case_id=case.id, purpose=purpose, text=text) if text else None


def _tell_agency(case: Case, message: Message, agency_id: int, now: datetime) -> None:
    enqueue(
        message,
        recipient_kind="agency",
        recipient_id=agency_id,
        dedupe_key=f"{type(message).__name__}:{case.id}:{now.isoformat()}",
        now=now,
    )
