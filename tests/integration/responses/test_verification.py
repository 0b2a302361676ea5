"""A complaint about conduct is verified before it is answered: who may do what, in which order."""

from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from feedback_service.accounts.permissions import Role
from feedback_service.accounts.service import move_to_agency
from feedback_service.cases import authoring, handling
from feedback_service.cases.clocks import clocks_of
from feedback_service.cases.errors import LeadActs
from feedback_service.cases.history import events_of
from feedback_service.cases.workflow import Door
from feedback_service.foundation.database import db, transaction
from feedback_service.identity.models import SealedText
from feedback_service.responses import verifying
from feedback_service.responses.commands import Findings
from feedback_service.responses.conclusions import Conclusion, Measure, Progress
from feedback_service.responses.errors import (
    CaseNotInHand,
    ConductOnly,
    FindingsIncomplete,
    MeasureNotDue,
    NotVerifiedYet,
    OutcomeDiffers,
    OwnVerification,
    PlanMissing,
    ProgressWrong,
    ReasonMissing,
    VerificationRuns,
    VerifierActs,
    VerifierUnfit,
)
from feedback_service.responses.inquiries import current_verification, open_verification_view
from feedback_service.responses.models import Verification
from tests.support.inquiry import EVIDENCE, FINDINGS, PLAN, Inquiry
from tests.support.lives import (
    BELOW_COMMUNE,
    COMMUNE,
    DESK,
    INSPECTORATE,
    OTHER_DEPARTMENT,
    WORDS,
    Life,
)


@pytest.fixture
def inquiry(life: Life) -> Inquiry:
    """The inspectorate, and a unit that is complained about."""
    return Inquiry(life)


def progress_of(inquiry: Inquiry, case_id: int) -> str:
    return inquiry.verification(case_id).progress


def test_a_complaint_goes_from_the_plan_over_findings_to_a_conclusion(inquiry: Inquiry) -> None:
    case_id = inquiry.opened()
    inquiry.write(case_id)
    inquiry.report(case_id)
    inquiry.conclude(case_id, Conclusion.PARTLY_FOUNDED, Measure.CRITICISM)
    view = open_verification_view(inquiry.life.case(case_id), inquiry.life.vault)

    assert view is not None
    assert (view.progress, view.conclusion, view.measure) == (
        "concluded",
        "partly_founded",
        "criticism",
    )
    assert (view.plan, view.evidence, view.findings) == (PLAN, EVIDENCE, FINDINGS)
    assert view.verifier_name != view.decider_name
    names = [event.name for event in events_of(case_id)]
    assert names[-3:] == ["verification_opened", "verification_reported", "verification_concluded"]


@pytest.mark.parametrize("channel", ["press", "phone"])
def test_a_report_of_the_press_or_of_the_hotline_is_verified_the_same(
    inquiry: Inquiry, channel: str
) -> None:
    case_id = inquiry.concluded(channel=channel, keyed_in_by_id=inquiry.life.intake)

    assert inquiry.life.case(case_id).channel == channel
    assert progress_of(inquiry, case_id) == "concluded"


def test_its_date_is_its_own_and_moves_no_clock(inquiry: Inquiry) -> None:
    case_id = inquiry.file()

    def clocks() -> list[tuple[object, ...]]:
        db.session.rollback()
        rows = clocks_of(case_id)
        return [(c.code, c.promised_due_on, c.met_on, c.ended_on) for c in rows]

    before = clocks()
    inquiry.opened(case_id)
    inquiry.write(case_id)
    inquiry.report(case_id)
    inquiry.conclude(case_id)

    assert clocks() == before
    due_on = inquiry.verification(case_id).due_on
    assert due_on is not None
    assert due_on > date(2026, 1, 1)


def test_no_text_and_no_measure_stands_in_the_history(inquiry: Inquiry) -> None:
    case_id = inquiry.opened()
    inquiry.write(case_id)
    inquiry.report(case_id)
    inquiry.conclude(case_id, Conclusion.FOUNDED, Measure.DISCIPLINE)
    told = [
        (event.name, event.reason_code, event.text_id, event.facts)
        for event in events_of(case_id)
        if event.name.startswith("verification")
    ]

    assert all(text_id is None for _name, _code, text_id, _facts in told)
    assert "discipline" not in repr(told)
    assert {"round": 1, "verifier_id": inquiry.verifier} == told[0][3]


def test_every_text_lies_in_the_vault(inquiry: Inquiry) -> None:
    case_id = inquiry.opened()
    inquiry.write(case_id)
    bodies = db.session.scalars(select(SealedText.body).where(SealedText.case_id == case_id)).all()

    assert bodies
    for words in (PLAN, EVIDENCE, FINDINGS):
        assert not [body for body in bodies if words.encode() in body]


def test_only_conduct_is_verified(life: Life, inquiry: Inquiry) -> None:
    case_id = life.reach_in_progress()
    for open_it in (inquiry.opened, inquiry.skip):
        with pytest.raises((ConductOnly, LeadActs)):
            open_it(case_id)
    with pytest.raises(ConductOnly):
        inquiry.skip(case_id, life.head)


def test_only_the_lead_agency_opens(life: Life, inquiry: Inquiry) -> None:
    case_id = inquiry.file()
    for stranger in (life.head, inquiry.accused_head, life.reviewer):
        with pytest.raises(LeadActs):
            inquiry.opened(case_id, account_id=stranger)


def test_who_may_not_see_the_case_does_not_verify_it(life: Life, inquiry: Inquiry) -> None:
    case_id = inquiry.file()
    moved = life.account(BELOW_COMMUNE, Role.INSPECTOR)
    with transaction():
        move_to_agency(moved, life.agency(INSPECTORATE), now=life.at)
    custodian = life.account(INSPECTORATE, Role.CUSTODIAN)
    for unfit in (moved, custodian, life.officer, inquiry.accused_head, 999_999):
        with pytest.raises(VerifierUnfit):
            inquiry.opened(case_id, verifier_id=unfit)

    assert current_verification(life.case(case_id)) is None


def test_a_verification_begins_with_a_plan(inquiry: Inquiry) -> None:
    with pytest.raises(PlanMissing):
        inquiry.opened(plan="  Đi hỏi  ")


def test_a_case_has_one_verification_at_a_time(inquiry: Inquiry) -> None:
    case_id = inquiry.opened()
    for again in (inquiry.opened, inquiry.skip):
        with pytest.raises(VerificationRuns):
            again(case_id)
    inquiry.write(case_id)
    inquiry.report(case_id)
    inquiry.conclude(case_id)
    inquiry.opened(case_id)

    assert inquiry.verification(case_id).round == 2


@pytest.mark.parametrize("state", ["withdrawn", "redirected", "answered"])
def test_nobody_verifies_what_nobody_handles(inquiry: Inquiry, state: str) -> None:
    case_id = inquiry.concluded()
    if state == "redirected":
        inquiry.life.redirect(case_id, Door.COMPLAINT)
    elif state == "answered":
        inquiry.draft(case_id)
        inquiry.approve(case_id)
        inquiry.life.send(case_id)
    else:
        withdraw(inquiry.life, case_id)
    with pytest.raises((CaseNotInHand, LeadActs)):
        inquiry.opened(case_id)


def withdraw(life: Life, case_id: int) -> None:
    life.do_sealed(authoring.withdraw, case_id, text="", now=life.at)


def test_only_the_named_verifier_writes_and_reports(life: Life, inquiry: Inquiry) -> None:
    case_id = inquiry.opened()
    colleague = life.account(INSPECTORATE, Role.INSPECTOR)
    for other in (colleague, inquiry.head):
        with pytest.raises(VerifierActs):
            inquiry.write(case_id, by=other)
        with pytest.raises(VerifierActs):
            inquiry.report(case_id, by=other)


def test_who_verified_does_not_conclude(inquiry: Inquiry) -> None:
    case_id = inquiry.opened(verifier_id=inquiry.head)
    inquiry.write(case_id, by=inquiry.head)
    inquiry.report(case_id, by=inquiry.head)
    with pytest.raises(OwnVerification):
        inquiry.conclude(case_id)

    assert progress_of(inquiry, case_id) == Progress.REPORTED


def test_the_database_itself_refuses_one_person_for_both(inquiry: Inquiry) -> None:
    case_id = inquiry.opened()
    with pytest.raises(IntegrityError, match="two_persons"), transaction():
        db.session.execute(
            update(Verification)
            .where(Verification.case_id == case_id)
            .values(decided_by_id=inquiry.verifier)
        )


@pytest.mark.parametrize("part", ["evidence", "findings", "conclusion"])
def test_unfinished_findings_are_saved_and_not_reported(inquiry: Inquiry, part: str) -> None:
    whole = {"evidence": EVIDENCE, "findings": FINDINGS, "conclusion": Conclusion.UNFOUNDED}
    case_id = inquiry.opened()
    inquiry.write(case_id, Findings(**{name: v for name, v in whole.items() if name != part}))
    with pytest.raises(FindingsIncomplete):
        inquiry.report(case_id)

    assert progress_of(inquiry, case_id) == Progress.OPEN


def test_no_measure_without_fault(inquiry: Inquiry) -> None:
    case_id = inquiry.opened()
    for conclusion in (Conclusion.UNFOUNDED, Conclusion.NOT_VERIFIABLE, None):
        with pytest.raises(MeasureNotDue):
            inquiry.write(case_id, Findings(conclusion=conclusion, measure=Measure.REMINDER))
    inquiry.write(case_id)
    inquiry.report(case_id)
    with pytest.raises(MeasureNotDue):
        inquiry.conclude(case_id, Conclusion.UNFOUNDED, Measure.DISCIPLINE)


def test_the_head_gives_findings_back_with_a_reason(inquiry: Inquiry) -> None:
    case_id = inquiry.opened()
    inquiry.write(case_id)
    inquiry.report(case_id)
    give_back(inquiry, case_id, WORDS)
    view = open_verification_view(inquiry.life.case(case_id), inquiry.life.vault)

    assert view is not None
    assert (view.progress, view.return_reason) == ("open", WORDS)
    inquiry.report(case_id)
    assert progress_of(inquiry, case_id) == Progress.REPORTED
    with pytest.raises(ReasonMissing):
        give_back(inquiry, case_id, "Sai")


def give_back(inquiry: Inquiry, case_id: int, reason: str) -> None:
    life = inquiry.life
    life.do_sealed(
        verifying.return_report, case_id, reason=reason, account_id=inquiry.head, now=life.at
    )


ACTS: dict[str, Callable[[Inquiry, int], object]] = {
    "write": lambda inquiry, case_id: inquiry.write(case_id),
    "report": lambda inquiry, case_id: inquiry.report(case_id),
    "return": lambda inquiry, case_id: give_back(inquiry, case_id, WORDS),
    "conclude": lambda inquiry, case_id: inquiry.conclude(case_id),
}
WRONG = [("open", "return"), ("open", "conclude"), ("reported", "write"), ("reported", "report")]
WRONG += [("concluded", act) for act in ACTS]


@pytest.mark.parametrize(("reached", "act"), WRONG)
def test_an_act_out_of_turn_changes_nothing(inquiry: Inquiry, reached: str, act: str) -> None:
    case_id = inquiry.opened()
    inquiry.write(case_id)
    if reached != "open":
        inquiry.report(case_id)
    if reached == "concluded":
        inquiry.conclude(case_id)
    with pytest.raises(ProgressWrong):
        ACTS[act](inquiry, case_id)

    assert progress_of(inquiry, case_id) == reached


def test_another_verifier_goes_on_with_what_is_there(life: Life, inquiry: Inquiry) -> None:
    case_id = inquiry.opened()
    inquiry.write(case_id)
    second = life.account(INSPECTORATE, Role.INSPECTOR)
    life.do(
        verifying.name_verifier,
        case_id,
        verifier_id=second,
        account_id=inquiry.head,
        now=life.at,
    )
    with pytest.raises(VerifierActs):
        inquiry.report(case_id)
    inquiry.report(case_id, by=second)

    assert progress_of(inquiry, case_id) == Progress.REPORTED


def test_an_answer_about_conduct_is_not_signed_before_its_verification(inquiry: Inquiry) -> None:
    case_id = inquiry.opened()
    inquiry.draft(case_id)
    with pytest.raises(NotVerifiedYet):
        inquiry.approve(case_id)
    inquiry.write(case_id)
    inquiry.report(case_id)
    with pytest.raises(NotVerifiedYet):
        inquiry.approve(case_id)
    inquiry.conclude(case_id)
    inquiry.approve(case_id)

    assert inquiry.life.case(case_id).state == "answer_in_review"


def test_without_need_of_a_verification_the_answer_is_signed_at_once(inquiry: Inquiry) -> None:
    case_id = inquiry.file()
    inquiry.skip(case_id)
    inquiry.draft(case_id, "unfounded")
    inquiry.approve(case_id)

    assert inquiry.life.case(case_id).state == "answer_in_review"


def test_an_answer_says_what_was_concluded(inquiry: Inquiry) -> None:
    case_id = inquiry.concluded(Conclusion.UNFOUNDED)
    with pytest.raises(OutcomeDiffers):
        inquiry.draft(case_id, "founded")
    early = inquiry.opened()
    inquiry.draft(early, "founded")
    inquiry.write(early)
    inquiry.report(early)
    inquiry.conclude(early, Conclusion.UNFOUNDED, Measure.NONE)
    with pytest.raises(OutcomeDiffers):
        inquiry.approve(early)


def test_what_one_agency_verified_is_not_the_next_ones(life: Life, inquiry: Inquiry) -> None:
    case_id = inquiry.concluded()
    life.give_back(case_id, account_id=inquiry.verifier)
    life.forward(case_id, OTHER_DEPARTMENT)

    assert current_verification(life.case(case_id)) is None


def test_the_desk_verifies_where_it_leads(life: Life, inquiry: Inquiry) -> None:
    """An accusation against the inspectorate goes elsewhere; whoever leads verifies."""
    case_id = life.against(INSPECTORATE).case_id
    if life.case(case_id).lead_agency_id != life.agency(DESK):
        life.forward(case_id, DESK)
    officer = life.account(DESK, Role.OFFICER)
    life.do(handling.take_case, case_id, officer_id=officer, account_id=officer, now=life.at)
    inquiry.opened(case_id, verifier_id=officer, account_id=life.reviewer)
    inquiry.write(case_id, by=officer)
    inquiry.report(case_id, by=officer)
    inquiry.conclude(case_id, by=life.reviewer)

    assert progress_of(inquiry, case_id) == Progress.CONCLUDED


def test_a_case_that_becomes_one_about_conduct_needs_a_verification(
    life: Life, inquiry: Inquiry
) -> None:
    case_id = life.reach_review()
    life.make_conduct(case_id, COMMUNE)
    assert life.case(case_id).lead_agency_id == life.agency(INSPECTORATE)
    life.do(
        handling.take_case,
        case_id,
        officer_id=inquiry.verifier,
        account_id=inquiry.verifier,
        now=life.at,
    )
    inquiry.draft(case_id, "unfounded")
    with pytest.raises(NotVerifiedYet):
        inquiry.approve(case_id)
