"""An answer from draft to sending, through the pages."""

import pytest

from feedback_service.accounts.permissions import Role
from tests.entrypoints.web.workspace.office import Office, hidden_of, text_of
from tests.support.lives import DEPARTMENT
from tests.support.publishing import answered_case, make_people, publish_case

WHOLE = {
    "outcome": "explained",
    "finding": "Đã kiểm tra lại toàn bộ hồ sơ của bạn.",
    "basis": "Điều 5 Nghị định 20/2008/NĐ-CP.",
    "measures": "Đã niêm yết lại quy định tại bộ phận một cửa.",
    "next_steps": "Bạn có thể nộp lại hồ sơ từ ngày mai.",
    "test-necessary": "passes",
    "promise-1": "Niêm yết quy định ở cả ba cơ sở",
    "promise-1-on-day": "15",
    "promise-1-on-month": "12",
    "promise-1-on-year": "2026",
}


def save(office: Office, reference: str, **changes: str) -> None:
    said = office.do(
        office.officer,
        reference,
        "answer",
        at=f"/workspace/cases/{reference}/answer",
        **{**WHOLE, **changes},
    )
    assert said.status_code == 303, text_of(said)


def act(office: Office, account_id: int, reference: str, name: str, **typed: str) -> int:
    page = f"/workspace/cases/{reference}/answer"
    return office.do(account_id, reference, f"answer/{name}", at=page, **typed).status_code


def review(office: Office, account_id: int, reference: str, name: str, **typed: str) -> int:
    page = f"/workspace/review/{reference}"
    return office.do(account_id, reference, f"answer/{name}", at=page, **typed).status_code


def test_saving_keeps_every_part_and_submits_nothing(office: Office) -> None:
    reference = office.reach("in_progress")

    save(office, reference)

    page = text_of(office.browser(office.officer).get(f"/workspace/cases/{reference}/answer"))
    assert WHOLE["finding"] in page
    assert WHOLE["promise-1"] in page
    assert 'value="explained" checked' in page
    assert 'name="test-necessary" value="passes" checked' in page
    assert (
        'name="promise-1-on-day" type="text" inputmode="numeric" maxlength="2" value="15"' in page
    )
    head = text_of(office.browser(office.head).get("/workspace/inbox?view=approval"))
    assert reference not in head


def test_an_answer_goes_from_the_officer_to_the_author(office: Office) -> None:
    reference = office.reach("in_progress")
    save(office, reference)

    assert act(office, office.officer, reference, "submit") == 303
    waiting = text_of(office.browser(office.head).get("/workspace/inbox?view=approval"))
    assert reference in waiting
    assert act(office, office.head, reference, "approve") == 303
    assert reference in text_of(office.browser(office.reviewer).get("/workspace/review"))
    shown = text_of(office.browser(office.reviewer).get(f"/workspace/review/{reference}"))
    assert WHOLE["next_steps"] in shown
    assert review(office, office.reviewer, reference, "send") == 303

    assert office.case(reference).state == "answered"


def test_a_draft_that_lacks_a_part_is_not_submitted(office: Office) -> None:
    reference = office.reach("in_progress")
    save(office, reference, basis="")

    page = f"/workspace/cases/{reference}/answer"
    said = office.do(office.officer, reference, "answer/submit", at=page)

    assert said.status_code == 422
    assert "căn cứ pháp lý" in text_of(said)


def test_a_draft_saved_meanwhile_is_shown_beside_what_was_typed(office: Office) -> None:
    reference = office.reach("in_progress")
    address = f"/workspace/cases/{reference}/answer"
    save(office, reference)
    slow = office.browser(office.officer)
    hidden = hidden_of(slow.get(address), address)
    save(office, reference, finding="Bản mà đồng nghiệp vừa lưu xong.")

    mine = {**WHOLE, "finding": "Bản mà tôi đang viết dở dang."}
    said = slow.post(address, data={**hidden, **mine})

    assert said.status_code == 409
    assert "Bản mà đồng nghiệp vừa lưu xong." in text_of(said)
    assert "Bản mà tôi đang viết dở dang." in text_of(said)
    again = slow.post(address, data={**hidden_of(said, address), **mine})
    assert again.status_code == 303


def test_the_head_signs_only_the_version_that_was_read(office: Office) -> None:
    reference = office.reach("in_progress")
    address = f"/workspace/cases/{reference}/answer"
    save(office, reference)
    act(office, office.officer, reference, "submit")
    slow = office.browser(office.head)
    read = hidden_of(slow.get(address), f"{address}/approve")
    act(office, office.head, reference, "return", draft_return_reason="Sửa lại phần căn cứ.")
    save(office, reference, basis="Một căn cứ khác hẳn bản trước.")
    act(office, office.officer, reference, "submit")

    said = slow.post(f"{address}/approve", data=read)

    assert said.status_code == 409
    assert office.case(reference).state == "in_progress"


def test_a_returned_draft_says_why(office: Office) -> None:
    reference = office.reach("in_progress")
    save(office, reference)
    act(office, office.officer, reference, "submit")

    why = "Phần kết quả chưa trả lời đúng điều người gửi hỏi."
    assert act(office, office.head, reference, "return", draft_return_reason=why) == 303

    page = text_of(office.browser(office.officer).get(f"/workspace/cases/{reference}/answer"))
    assert why in page


def test_a_reviewer_returns_an_unfit_answer_to_its_agency(office: Office) -> None:
    reference = office.reach("review")

    why = "Câu trả lời chưa nêu căn cứ của việc thu phí."
    status = review(
        office, office.reviewer, reference, "return-to-agency", answer_return_reason=why
    )

    assert status == 303
    assert office.case(reference).state == "in_progress"


def test_nobody_of_the_agency_that_answers_reviews_the_answer(office: Office) -> None:
    reference = office.reach("review")
    both = office.account(DEPARTMENT, Role.HEAD, Role.REVIEWER)

    page = office.browser(office.reviewer).get(f"/workspace/review/{reference}")
    read = hidden_of(page, f"/workspace/cases/{reference}/answer/send")

    assert review(office, both, reference, "send", **read) == 403
    assert office.case(reference).state == "answer_in_review"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"outcome": "founded"}, "outcome"),
        ({"promise-1-on-month": "13"}, "promise-1-on"),
        ({"promise-1": ""}, "promise-1"),
    ],
)
def test_what_cannot_be_saved_is_said_at_its_field(
    office: Office, changes: dict[str, str], field: str
) -> None:
    reference = office.reach("in_progress")

    page = f"/workspace/cases/{reference}/answer"
    said = office.do(office.officer, reference, "answer", at=page, **{**WHOLE, **changes})

    assert said.status_code == 422
    assert f'href="#{field}"' in text_of(said)
    assert WHOLE["finding"] in text_of(said)


def test_the_six_tests_are_asked_of_rules_only(office: Office) -> None:
    rule = office.reach("in_progress")
    praise = office.reach("in_progress", kind="praise", category="praise")
    officer = office.browser(office.officer)

    assert "test-necessary" in text_of(officer.get(f"/workspace/cases/{rule}/answer"))
    assert "test-necessary" not in text_of(officer.get(f"/workspace/cases/{praise}/answer"))


def test_the_next_agency_starts_afresh(office: Office) -> None:
    reference = office.reach("in_progress")
    save(office, reference)
    act(office, office.officer, reference, "submit")

    def pass_on() -> int:
        case_id = office.life.case(office.case(reference).id).id
        office.life.forward(case_id, "33.syt")
        return office.life.account("33.syt", Role.OFFICER, Role.HEAD)

    other = office.behind(pass_on)
    assert office.do(other, reference, "take").status_code == 303

    page = text_of(office.browser(other).get(f"/workspace/cases/{reference}/answer"))
    assert WHOLE["finding"] not in page
    said = office.do(other, reference, "answer", at=f"/workspace/cases/{reference}/answer", **WHOLE)
    assert said.status_code == 303


def test_answers_given_before_stand_beside_the_draft_and_the_review(office: Office) -> None:
    def publish() -> str:
        vault, at = office.life.vault, office.life.at
        people = make_people(at)
        case_id = answered_case(vault, people, at, title="Đèn đường trước cổng trường hỏng")
        return publish_case(vault, people, case_id, at)

    published = office.behind(publish)
    alike = {"title": "Đèn đường trước cổng chợ hỏng", "story": "Đèn đường hỏng đã ba tháng nay."}

    drafting, reviewed = office.reach("in_progress", **alike), office.reach("review", **alike)
    draft = text_of(office.browser(office.officer).get(f"/workspace/cases/{drafting}/answer"))
    review_page = text_of(office.browser(office.reviewer).get(f"/workspace/review/{reviewed}"))

    assert f"/archive/{published}" in draft
    assert f"/archive/{published}" in review_page
