"""What an actor may do with a case now: one table, read by the case page and by every endpoint.

Visibility has been decided before this is asked. Plain values in, plain values out.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from feedback_service.accounts.permissions import Actor, Permission, can
from feedback_service.cases.handling import MOST_TRANSFERS
from feedback_service.cases.triage import MOST_QUESTIONS
from feedback_service.cases.workflow import OPEN_STATES, Kind, State, Step, may_step
from feedback_service.oversight.lateness import ON_TIME, ApologyKind, Asked, Standing
from feedback_service.responses.conclusions import FINISHED, Progress, ReplyStage
from feedback_service.responses.inquiries import VERIFIABLE
from feedback_service.responses.stages import Stage


class Act(StrEnum):
    """An unsafe act of the workspace; its endpoint bears the same name."""

    FORWARD = "forward"
    ASK = "ask"
    DECLINE = "decline"
    REDIRECT = "redirect"
    FORWARD_OUT = "forward_out"
    MAKE_CONDUCT = "make_conduct"
    DECIDE_APPEAL = "decide_appeal"
    RECALL = "recall"
    STATE_FACT = "state_fact"
    TAKE = "take"
    RETURN_CASE = "return_case"
    ASK_COOPERATION = "ask_cooperation"
    GIVE_OPINION = "give_opinion"
    END_COOPERATION = "end_cooperation"
    GROUP_CASES = "group_cases"
    LEAVE_GROUP = "leave_group"
    MERGE_CASE = "merge_case"
    UNDO_MERGE = "undo_merge"
    SPLIT_CASE = "split_case"
    SAVE_ANSWER = "save_answer"
    SUBMIT_ANSWER = "submit_answer"
    APPROVE_ANSWER = "approve_answer"
    RETURN_DRAFT = "return_draft"
    SEND_ANSWER = "send_answer"
    RETURN_ANSWER = "return_answer"
    REQUEST_UNSEALING = "request_unsealing"
    OPEN_VERIFICATION = "open_verification"
    SKIP_VERIFICATION = "skip_verification"
    NAME_VERIFIER = "name_verifier"
    SAVE_FINDINGS = "save_findings"
    REPORT_VERIFICATION = "report_verification"
    RETURN_VERIFICATION = "return_verification"
    CONCLUDE_VERIFICATION = "conclude_verification"
    WRITE_EXTRACT = "write_extract"
    RELEASE_EXTRACT = "release_extract"
    RECORD_DOCUMENT = "record_document"
    END_FOLLOW_UP = "end_follow_up"
    DROP_FOLLOW_UP = "drop_follow_up"
    TELL_PROGRESS = "tell_progress"
    ASK_EXTENSION = "ask_extension"
    DECIDE_EXTENSION = "decide_extension"
    SIGN_APOLOGY = "sign_apology"
    SIGN_DOSSIER_APOLOGY = "sign_dossier_apology"
    KEEP_PROMISE = "keep_promise"
    WITHDRAW_PROMISE = "withdraw_promise"
    RECUSE = "recuse"
    ADD_BAR = "add_bar"
    CORRECT_ACCUSED = "correct_accused"
    ASK_LIFT = "ask_lift"
    DECIDE_LIFT = "decide_lift"


@dataclass(frozen=True, kw_only=True)
class Situation:
    """What the table needs to know of a case."""

    state: State
    kind: Kind
    lead_agency_id: int | None
    focal_point_id: int | None
    transfers: int = 0
    questions: int = 0
    sealed: bool = False
    declined_by_id: int | None = None
    appeal_open: bool = False
    stage: Stage | None = None
    approved_by_id: int | None = None
    drafted_by_id: int | None = None
    # The focal point is itself accused: the lead agency reviews among its own people.
    desk_is_barred: bool = False
    progress: Progress | None = None
    verifier_id: int | None = None
    reply: ReplyStage | None = None
    # Agencies that cooperate now, and those of them whose opinion is awaited.
    cooperating_ids: frozenset[int] = frozenset()
    awaited_ids: frozenset[int] = frozenset()
    # The answer promised something that no document shows yet.
    is_followed: bool = False
    # What was said about its date, and what may be said now.
    dates: Standing = ON_TIME
    # A sent answer holds promises with days of their own.
    has_promised: bool = False
    # It is or was in a group, and now it gets the answer of another case, which leads.
    is_grouped: bool = False
    follows: bool = False
    # It ended in an earlier case about the same matter.
    is_merged: bool = False


P = Permission
DESK: dict[Act, Permission] = {
    Act.FORWARD: P.TRIAGE,
    Act.ASK: P.TRIAGE,
    Act.DECLINE: P.TRIAGE,
    Act.REDIRECT: P.TRIAGE,
    Act.FORWARD_OUT: P.TRIAGE,
    Act.MAKE_CONDUCT: P.TRIAGE,
    Act.RECALL: P.TRIAGE,
    Act.STATE_FACT: P.TRIAGE,
    Act.MERGE_CASE: P.TRIAGE,
    Act.UNDO_MERGE: P.TRIAGE,
    Act.SPLIT_CASE: P.TRIAGE,
    Act.DECIDE_APPEAL: P.DECIDE_APPEAL,
    Act.SEND_ANSWER: P.REVIEW_ANSWER,
    Act.RETURN_ANSWER: P.REVIEW_ANSWER,
    Act.ADD_BAR: P.TRIAGE,
    Act.CORRECT_ACCUSED: P.TRIAGE,
    Act.ASK_LIFT: P.TRIAGE,
    Act.DECIDE_LIFT: P.TRIAGE,
}
# Who may see a case at all: on pages of their own, whatever state the case is in.
ABOUT_BARS = frozenset(
    {Act.RECUSE, Act.ADD_BAR, Act.CORRECT_ACCUSED, Act.ASK_LIFT, Act.DECIDE_LIFT}
)
ABOUT_ALIKE = frozenset(
    {Act.GROUP_CASES, Act.LEAVE_GROUP, Act.MERGE_CASE, Act.UNDO_MERGE, Act.SPLIT_CASE}
)
# On pages of their own, so not among the forms of the case page.
ELSEWHERE = ABOUT_BARS | ABOUT_ALIKE | {Act.RECALL, Act.STATE_FACT}
# Only people of the agency that leads.
LEAD: dict[Act, Permission] = {
    Act.ASK: P.HANDLE,
    Act.TAKE: P.HANDLE,
    Act.RETURN_CASE: P.HANDLE,
    Act.ASK_COOPERATION: P.HANDLE,
    Act.END_COOPERATION: P.HANDLE,
    Act.GROUP_CASES: P.HANDLE,
    Act.LEAVE_GROUP: P.HANDLE,
    Act.MERGE_CASE: P.HANDLE,
    Act.UNDO_MERGE: P.HANDLE,
    Act.SAVE_ANSWER: P.HANDLE,
    Act.SUBMIT_ANSWER: P.HANDLE,
    Act.APPROVE_ANSWER: P.APPROVE_ANSWER,
    Act.RETURN_DRAFT: P.APPROVE_ANSWER,
    Act.REQUEST_UNSEALING: P.REQUEST_UNSEALING,
    Act.OPEN_VERIFICATION: P.DECIDE_VERIFICATION,
    Act.SKIP_VERIFICATION: P.DECIDE_VERIFICATION,
    Act.NAME_VERIFIER: P.DECIDE_VERIFICATION,
    Act.SAVE_FINDINGS: P.HANDLE,
    Act.REPORT_VERIFICATION: P.HANDLE,
    Act.RETURN_VERIFICATION: P.DECIDE_VERIFICATION,
    Act.CONCLUDE_VERIFICATION: P.DECIDE_VERIFICATION,
    Act.WRITE_EXTRACT: P.HANDLE,
    Act.RELEASE_EXTRACT: P.DECIDE_VERIFICATION,
    Act.RECORD_DOCUMENT: P.HANDLE,
    Act.END_FOLLOW_UP: P.HANDLE,
    Act.DROP_FOLLOW_UP: P.APPROVE_ANSWER,
    Act.TELL_PROGRESS: P.HANDLE,
    Act.ASK_EXTENSION: P.HANDLE,
    Act.DECIDE_EXTENSION: P.APPROVE_ANSWER,
    Act.SIGN_APOLOGY: P.APPROVE_ANSWER,
    Act.SIGN_DOSSIER_APOLOGY: P.APPROVE_ANSWER,
    Act.KEEP_PROMISE: P.HANDLE,
    Act.WITHDRAW_PROMISE: P.APPROVE_ANSWER,
}
# Of the named verifier alone; and of anybody who may decide but the verifier.
OF_VERIFIER = frozenset({Act.SAVE_FINDINGS, Act.REPORT_VERIFICATION, Act.WRITE_EXTRACT})
NOT_OF_VERIFIER = frozenset(
    {Act.RETURN_VERIFICATION, Act.CONCLUDE_VERIFICATION, Act.RELEASE_EXTRACT}
)
REVIEW = frozenset({Act.SEND_ANSWER, Act.RETURN_ANSWER})
# Done to the leading case for its whole group.
OF_LEADING = REVIEW | {
    Act.SAVE_ANSWER,
    Act.SUBMIT_ANSWER,
    Act.APPROVE_ANSWER,
    Act.RETURN_DRAFT,
    Act.GROUP_CASES,
}
STEPS: dict[Act, Step] = {
    Act.FORWARD: Step.ASSIGN,
    Act.ASK: Step.ASK,
    Act.DECLINE: Step.DECLINE,
    Act.REDIRECT: Step.REDIRECT,
    Act.FORWARD_OUT: Step.FORWARD_OUT,
    # The case is given to another authority by the same act.
    Act.MAKE_CONDUCT: Step.ASSIGN,
    Act.RECALL: Step.RECALL,
    Act.MERGE_CASE: Step.MERGE,
    Act.UNDO_MERGE: Step.UNMERGE,
    Act.TAKE: Step.TAKE,
    Act.RETURN_CASE: Step.RETURN,
    Act.SEND_ANSWER: Step.SEND,
    Act.RETURN_ANSWER: Step.RETURN_ANSWER,
}
WORKED_ON = frozenset({State.ASSIGNED, State.IN_PROGRESS})
WRITABLE = frozenset({None, Stage.DRAFT, Stage.RETURNED, Stage.SENT})


def _verifiable(situation: Situation) -> bool:
    """Tell whether conduct is in the hands of whoever may verify it."""
    return situation.kind is Kind.CONDUCT and situation.state in VERIFIABLE and not situation.sealed


def _begins(situation: Situation) -> bool:
    running = situation.progress is not None and situation.progress not in FINISHED
    return _verifiable(situation) and not running


def _is_open(situation: Situation) -> bool:
    return _verifiable(situation) and situation.progress is Progress.OPEN


def _is_reported(situation: Situation) -> bool:
    return _verifiable(situation) and situation.progress is Progress.REPORTED


def _is_followed(situation: Situation) -> bool:
    return situation.is_followed and not situation.sealed


def _owes_apology(situation: Situation) -> bool:
    return situation.dates.is_late and ApologyKind.ANSWER not in situation.dates.apologised


def _owes_dossier_apology(situation: Situation) -> bool:
    dates = situation.dates
    return dates.delay_proven and ApologyKind.DOSSIER not in dates.apologised


def _has_promised(situation: Situation) -> bool:
    return situation.has_promised and not situation.sealed


CONDITIONS: dict[Act, Callable[[Situation], bool]] = {
    Act.OPEN_VERIFICATION: _begins,
    Act.SKIP_VERIFICATION: _begins,
    Act.NAME_VERIFIER: _is_open,
    Act.SAVE_FINDINGS: _is_open,
    Act.REPORT_VERIFICATION: _is_open,
    Act.RETURN_VERIFICATION: _is_reported,
    Act.CONCLUDE_VERIFICATION: _is_reported,
    Act.WRITE_EXTRACT: lambda s: _is_open(s) and s.reply in {None, ReplyStage.WRITTEN},
    Act.RELEASE_EXTRACT: lambda s: _is_open(s) and s.reply is ReplyStage.WRITTEN,
    Act.RECORD_DOCUMENT: _is_followed,
    Act.END_FOLLOW_UP: _is_followed,
    Act.DROP_FOLLOW_UP: _is_followed,
    Act.TELL_PROGRESS: lambda s: s.dates.is_late,
    Act.ASK_EXTENSION: lambda s: s.dates.before_due and s.dates.extension is None,
    Act.DECIDE_EXTENSION: lambda s: s.dates.extension is Asked.WAITING,
    Act.SIGN_APOLOGY: _owes_apology,
    Act.SIGN_DOSSIER_APOLOGY: _owes_dossier_apology,
    Act.KEEP_PROMISE: _has_promised,
    Act.WITHDRAW_PROMISE: _has_promised,
    Act.ASK: lambda s: s.questions < MOST_QUESTIONS,
    Act.MAKE_CONDUCT: lambda s: s.kind is not Kind.CONDUCT,
    Act.DECIDE_APPEAL: lambda s: s.appeal_open,
    Act.RETURN_CASE: lambda s: s.transfers < MOST_TRANSFERS and s.stage is not Stage.WITH_HEAD,
    Act.ASK_COOPERATION: lambda s: s.state in WORKED_ON,
    Act.END_COOPERATION: lambda s: s.state in OPEN_STATES and bool(s.cooperating_ids),
    Act.GIVE_OPINION: lambda s: s.state in OPEN_STATES,
    Act.GROUP_CASES: lambda s: (
        s.state in WORKED_ON and s.kind is not Kind.CONDUCT and s.stage in WRITABLE
    ),
    Act.LEAVE_GROUP: lambda s: s.follows,
    Act.MERGE_CASE: lambda s: s.kind is not Kind.CONDUCT and not s.sealed and not s.follows,
    Act.UNDO_MERGE: lambda s: s.is_merged,
    Act.SPLIT_CASE: lambda s: (
        s.state in OPEN_STATES and s.kind is not Kind.CONDUCT and not s.sealed and not s.follows
    ),
    Act.SAVE_ANSWER: lambda s: s.state is State.IN_PROGRESS and s.stage in WRITABLE,
    Act.SUBMIT_ANSWER: lambda s: (
        s.state is State.IN_PROGRESS and s.stage in {Stage.DRAFT, Stage.RETURNED}
    ),
    Act.APPROVE_ANSWER: lambda s: s.state is State.IN_PROGRESS and s.stage is Stage.WITH_HEAD,
    Act.RETURN_DRAFT: lambda s: s.stage is Stage.WITH_HEAD,
    Act.SEND_ANSWER: lambda s: s.stage is Stage.IN_REVIEW,
    Act.RETURN_ANSWER: lambda s: s.stage is Stage.IN_REVIEW,
    Act.REQUEST_UNSEALING: lambda s: s.state in OPEN_STATES and not s.sealed,
}


def may_do(actor: Actor, act: Act, situation: Situation) -> bool:
    """Tell whether an act is this actor's to do, whatever state the case is in."""
    if act is Act.RECUSE:
        return can(actor, P.SEE_CASES)
    if act is Act.DECIDE_APPEAL and situation.declined_by_id == actor.account_id:
        return False
    if act is Act.GIVE_OPINION:
        return actor.agency_id in situation.awaited_ids and can(actor, P.HANDLE)
    written_by = {situation.approved_by_id, situation.drafted_by_id}
    if act is Act.SEND_ANSWER and actor.account_id in written_by:
        return False
    if act is Act.DECIDE_EXTENSION and situation.dates.extension_by_id == actor.account_id:
        return False
    verifies = actor.account_id is not None and actor.account_id == situation.verifier_id
    if (act in OF_VERIFIER and not verifies) or (act in NOT_OF_VERIFIER and verifies):
        return False
    is_desk = situation.focal_point_id is not None and situation.focal_point_id == actor.agency_id
    at_desk = is_desk and act in DESK and can(actor, DESK[act])
    leads = situation.lead_agency_id is not None and situation.lead_agency_id == actor.agency_id
    if leads and act in REVIEW and situation.desk_is_barred:
        return can(actor, P.HANDLE)
    return at_desk or (leads and act in LEAD and can(actor, LEAD[act]))


def is_possible(act: Act, situation: Situation) -> bool:
    """Tell whether the case stands where an act can be done."""
    step = STEPS.get(act)
    if step is not None and not may_step(situation.state, step):
        return False
    if situation.follows and act in OF_LEADING:
        return False
    condition = CONDITIONS.get(act)
    return condition is None or condition(situation)


def possible_acts(actor: Actor, situation: Situation) -> frozenset[Act]:
    """Return the acts for which the page of the case shows a form."""
    return frozenset(
        act
        for act in set(Act) - ELSEWHERE
        if may_do(actor, act, situation) and is_possible(act, situation)
    )
