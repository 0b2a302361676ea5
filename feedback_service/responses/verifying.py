"""Verification of conduct: the lead agency names a verifier, who reports; its head concludes.

No clock of the case starts, stops or moves by any of this. Who verified does not conclude.
"""

from datetime import date, datetime

from feedback_service.cases.assignment import demand_lead
from feedback_service.cases.clocks import scope_of
from feedback_service.cases.history import record, staff
from feedback_service.cases.models import Case
from feedback_service.cases.workflow import STATE_NAMES, Kind, State
from feedback_service.deadlines.queries import calendar_of_agency, find_term, load_calendar
from feedback_service.deadlines.terms import TermCode, compute
from feedback_service.foundation.clock import local_date
from feedback_service.foundation.database import db
from feedback_service.identity.service import Vault
from feedback_service.responses.commands import Findings
from feedback_service.responses.conclusions import (
    FINISHED,
    Conclusion,
    Measure,
    Progress,
    ReplyStage,
    SkipReason,
    check_findings,
    check_measure,
    next_progress,
)
from feedback_service.responses.errors import (
    CaseNotInHand,
    ConductOnly,
    OwnVerification,
    PlanMissing,
    ReasonMissing,
    ReplyAwaited,
    VerificationMissing,
    VerificationRuns,
    VerifierActs,
    VerifierUnfit,
)
from feedback_service.responses.inquiries import (
    VERIFIABLE,
    current_verification,
    fit_verifiers,
    latest_verification,
    reply_of,
)
from feedback_service.responses.models import Verification

SHORTEST_PLAN = 20
SHORTEST_REASON = 10


def open_verification(
    vault: Vault, case: Case, *, verifier_id: int, plan: str, account_id: int, now: datetime
) -> Verification:
    """Name who verifies, with a plan and a date of the agency's own."""
    _demand_begin(case, account_id)
    if verifier_id not in dict(fit_verifiers(case)):
        raise VerifierUnfit
    _demand_text(plan)
    row = _new(case, account_id, now, Progress.OPEN)
    row.verifier_id = verifier_id
    row.due_on = own_date(case, TermCode.VERIFICATION, local_date(now))
    row.plan_text_id = _seal(vault, case, "verification_plan", plan)
    facts = {"round": row.round, "verifier_id": verifier_id}
    record(case, "verification_opened", doer=staff(account_id), now=now, facts=facts)
    return row


def skip_verification(
    vault: Vault, case: Case, *, reason: SkipReason, text: str, account_id: int, now: datetime
) -> Verification:
    """Put down why nothing has to be verified; the answer may then be signed."""
    _demand_begin(case, account_id)
    _demand_text(text)
    row = _new(case, account_id, now, Progress.NOT_NEEDED)
    row.skip_reason = reason
    row.skip_text_id = _seal(vault, case, "verification_skipped", text)
    row.decided_by_id, row.decided_at = account_id, now
    doer = staff(account_id)
    record(case, "verification_not_needed", doer=doer, now=now, reason_code=reason)
    return row


def name_verifier(case: Case, *, verifier_id: int, account_id: int, now: datetime) -> Verification:
    """Give an open verification to somebody else, who goes on with what is there."""
    row = _in_hand(case, account_id)
    row.progress = next_progress(Progress(row.progress), "write")
    if verifier_id not in dict(fit_verifiers(case)):
        raise VerifierUnfit
    row.verifier_id = verifier_id
    facts = {"round": row.round, "verifier_id": verifier_id}
    record(case, "verifier_named", doer=staff(account_id), now=now, facts=facts)
    return row


def save_findings(vault: Vault, case: Case, findings: Findings, *, account_id: int) -> Verification:
    """Save what the verifier has so far; it goes nowhere yet."""
    row = demand_verifier(case, account_id)
    row.progress = next_progress(Progress(row.progress), "write")
    measure = Measure(findings.measure or Measure.NONE)
    if findings.conclusion is not None:
        check_measure(Conclusion(findings.conclusion), measure)
    elif measure is not Measure.NONE:
        check_measure(Conclusion.UNFOUNDED, measure)
    row.conclusion = findings.conclusion
    row.measure = measure if findings.conclusion else None
    row.evidence_text_id = _seal_any(vault, case, "verification_evidence", findings.evidence)
    row.findings_text_id = _seal_any(vault, case, "verification_findings", findings.findings)
    return row


def report(vault: Vault, case: Case, *, account_id: int, now: datetime) -> Verification:
    """Put whole findings before the head; who may still reply is waited for."""
    row = demand_verifier(case, account_id)
    row.progress = next_progress(Progress(row.progress), "report")
    texts = vault.read_texts([row.evidence_text_id, row.findings_text_id])
    evidence, findings = (
        texts.get(each or "", "") for each in (row.evidence_text_id, row.findings_text_id)
    )
    check_findings(evidence, findings, row.conclusion)
    reply = reply_of(row.id)
    waits = reply is not None and reply.stage == ReplyStage.RELEASED
    if reply is not None and waits and reply.reply_by and local_date(now) <= reply.reply_by:
        raise ReplyAwaited(day=f"{reply.reply_by:%d/%m/%Y}")
    row.return_text_id = None
    record(case, "verification_reported", doer=staff(account_id), now=now)
    return row


def return_report(
    vault: Vault, case: Case, *, reason: str, account_id: int, now: datetime
) -> Verification:
    """Give findings back to the verifier with a reason."""
    row = demand_decider(case, account_id)
    row.progress = next_progress(Progress(row.progress), "return")
    if len(reason.strip()) < SHORTEST_REASON:
        raise ReasonMissing(least=SHORTEST_REASON)
    row.return_text_id = _seal(vault, case, "verification_return", reason)
    record(case, "verification_returned", doer=staff(account_id), now=now)
    return row


def conclude(
    case: Case, *, conclusion: Conclusion, measure: Measure, account_id: int, now: datetime
) -> Verification:
    """Conclude: the head may differ from what the verifier proposed, and answers for it."""
    row = demand_decider(case, account_id)
    row.progress = next_progress(Progress(row.progress), "conclude")
    check_measure(conclusion, measure)
    row.conclusion, row.measure = conclusion, measure
    row.decided_by_id, row.decided_at = account_id, now
    facts = {"round": row.round}
    doer = staff(account_id)
    # The measure concerns a person: it stays in its row, and is told in sums only.
    record(case, "verification_concluded", doer=doer, now=now, reason_code=conclusion, facts=facts)
    return row


def own_date(case: Case, code: TermCode, on: date) -> date | None:
    """Return the last day of a term the agency sets itself; None while the calendar lacks it.

    What the lead does itself is dated by its own days off; what it asks of a unit, by those of all.
    """
    scope = scope_of(case)
    its_own = code is TermCode.VERIFICATION
    calendar = calendar_of_agency(scope.agency_code) if its_own else load_calendar()
    return compute(on, find_term(code, on, scope), calendar).computed_due_on


def _demand_begin(case: Case, account_id: int) -> None:
    demand_lead(case, account_id)
    if case.kind != Kind.CONDUCT:
        raise ConductOnly
    _demand_in_hand(case)
    running = current_verification(case)
    if running is not None and running.progress not in FINISHED:
        raise VerificationRuns


def _demand_in_hand(case: Case) -> None:
    if case.state not in VERIFIABLE:
        raise CaseNotInHand(state=STATE_NAMES[State(case.state)])


def _new(case: Case, account_id: int, now: datetime, progress: Progress) -> Verification:
    assert case.lead_agency_id is not None  # noqa: S101 — the caller has checked the lead
    last = latest_verification(case.id)
    row = Verification(
        case_id=case.id,
        round=(last.round if last else 0) + 1,
        progress=progress,
        agency_id=case.lead_agency_id,
        opened_by_id=account_id,
        opened_at=now,
    )
    db.session.add(row)
    return row


def _in_hand(case: Case, account_id: int) -> Verification:
    demand_lead(case, account_id)
    _demand_in_hand(case)
    row = current_verification(case)
    if row is None:
        raise VerificationMissing
    return row


def demand_verifier(case: Case, account_id: int) -> Verification:
    """Return the verification in hand, for its named verifier only."""
    row = _in_hand(case, account_id)
    if row.verifier_id != account_id:
        raise VerifierActs
    return row


def demand_decider(case: Case, account_id: int) -> Verification:
    """Return the verification in hand, for anybody of the lead agency but its verifier."""
    row = _in_hand(case, account_id)
    if row.verifier_id == account_id:
        raise OwnVerification
    return row


def _demand_text(text: str) -> None:
    if len(text.strip()) < SHORTEST_PLAN:
        raise PlanMissing(least=SHORTEST_PLAN)


def _seal(vault: Vault, case: Case, purpose: str, text: str) -> str:
    return vault.seal_text(case_id=case.id, purpose=purpose, text=text)


def _seal_any(vault: Vault, case: Case, purpose: str, text: str) -> str | None:
    return _seal(vault, case, purpose, text) if text else None
