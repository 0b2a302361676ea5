"""What the lead agency does with a case before it answers."""

from feedback_service.accounts.permissions import Role
from tests.entrypoints.web.workspace.office import Office, text_of
from tests.support.lives import DEPARTMENT, DESK, OTHER_DEPARTMENT, WORDS


def test_an_officer_takes_a_case_upon_themself(office: Office) -> None:
    reference = office.forwarded()

    said = office.do(office.officer, reference, "take")

    assert said.status_code == 303
    assert office.case(reference).officer_id == office.officer
    assert reference in text_of(office.browser(office.officer).get("/workspace/inbox?view=mine"))


def test_only_who_may_assign_chooses_another_officer(office: Office) -> None:
    reference = office.forwarded()
    colleague = office.account(DEPARTMENT, Role.OFFICER)

    refused = office.do(office.officer, reference, "take", take_officer=colleague)
    chosen = office.do(office.head, reference, "take", take_officer=colleague)

    assert (refused.status_code, chosen.status_code) == (403, 303)
    assert office.case(reference).officer_id == colleague


def test_nobody_of_another_agency_can_be_made_responsible(office: Office) -> None:
    reference = office.forwarded()
    stranger = office.account(OTHER_DEPARTMENT, Role.OFFICER)

    said = office.do(office.head, reference, "take", take_officer=stranger)

    assert said.status_code == 422
    assert office.case(reference).officer_id is None


def test_a_returned_case_comes_back_with_its_proposal(office: Office) -> None:
    reference = office.forwarded()

    said = office.do(
        office.officer,
        reference,
        "return",
        return_reason="Việc này thuộc ngành y tế theo quy định về thẩm quyền.",
        return_agency=OTHER_DEPARTMENT,
    )

    assert said.status_code == 303
    assert said.headers["Location"] == "/workspace/"
    desk = office.browser(office.intake)
    assert reference in text_of(desk.get("/workspace/triage?tab=returned"))
    page = text_of(desk.get(f"/workspace/cases/{reference}"))
    assert "Cơ quan vừa trả lại đề nghị chuyển đến đây" in page
    assert "Việc này thuộc ngành y tế" in page


def test_a_request_to_unseal_waits_for_the_custodian_and_opens_nothing(office: Office) -> None:
    reference = office.reach("in_progress")
    custodian = office.account(DESK, Role.CUSTODIAN)

    said = office.do(office.officer, reference, "request-unsealing", unseal_reason=WORDS)

    assert said.status_code == 303
    page = text_of(office.browser(custodian).get("/workspace/unsealing"))
    assert reference in page
    assert WORDS in page
    assert "feedback identity unseal" in page
    assert "Nguyễn Thị Mai" not in page


def test_a_custodian_of_the_accused_unit_is_not_told_of_a_request(office: Office) -> None:
    reference = office.reach("in_progress")
    custodian = office.browser(office.account(DESK, Role.CUSTODIAN))
    office.do(office.officer, reference, "request-unsealing", unseal_reason=WORDS)
    assert reference in text_of(custodian.get("/workspace/unsealing"))

    office.do(office.intake, reference, "make-conduct", conduct_agency=DESK)

    page = text_of(custodian.get("/workspace/unsealing"))
    assert reference not in page
    assert WORDS not in page
    assert 'site-figure__value">0<' in text_of(custodian.get("/workspace/"))


def test_the_reason_for_unsealing_is_not_told_in_the_history(office: Office) -> None:
    reference = office.reach("in_progress")
    reason = "Cần mời người gửi đến làm việc trực tiếp."
    office.do(office.officer, reference, "request-unsealing", unseal_reason=reason)

    page = text_of(office.browser(office.intake).get(f"/workspace/cases/{reference}"))

    assert "Đề nghị mở niêm phong danh tính" in page
    assert reason not in page
