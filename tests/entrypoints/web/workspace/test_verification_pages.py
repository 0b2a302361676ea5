"""The pages of a verification: what verifier and head may do there, and what is refused."""

import pytest

from feedback_service.accounts.permissions import Role
from feedback_service.accounts.service import move_to_agency
from feedback_service.cases import handling
from feedback_service.foundation.database import transaction
from feedback_service.responses.conclusions import Conclusion, Measure
from tests.entrypoints.web.workspace.office import Office, text_of
from tests.support.inquiry import EVIDENCE, EXTRACT, FINDINGS, PLAN, WHY_REPLY, Inquiry
from tests.support.lives import INSPECTORATE
from tests.support.page_client import PageClient

FOUND = {
    "evidence": EVIDENCE,
    "findings": FINDINGS,
    "proposed_conclusion": "founded",
    "proposed_measure": "reminder",
}


@pytest.fixture
def inquiry(office: Office) -> Inquiry:
    """The inspectorate, and a unit that is complained about."""
    return office.behind(lambda: Inquiry(office.life))


def filed(office: Office, inquiry: Inquiry) -> str:
    return office.behind(lambda: office.life.case(inquiry.file()).reference)


def opened(office: Office, inquiry: Inquiry) -> str:
    return office.behind(lambda: office.life.case(inquiry.opened()).reference)


def act(office: Office, who: int, reference: str, name: str, **typed: str) -> tuple[int, str]:
    page = f"/workspace/cases/{reference}/verification"
    said = office.do(who, reference, f"verification/{name}", at=page, **typed)
    return said.status_code, text_of(said)


def page_of(office: Office, who: int, reference: str) -> str:
    said = office.browser(who).get(f"/workspace/cases/{reference}/verification")
    assert said.status_code == 200
    return text_of(said)


def test_a_verification_goes_through_the_pages(office: Office, inquiry: Inquiry) -> None:
    reference = filed(office, inquiry)
    case_page = text_of(office.browser(inquiry.head).get(f"/workspace/cases/{reference}"))
    assert f"/workspace/cases/{reference}/verification" in case_page
    who = str(inquiry.verifier)
    assert act(office, inquiry.head, reference, "open", verifier=who, plan=PLAN)[0] == 303
    assert act(office, inquiry.verifier, reference, "findings", **FOUND)[0] == 303
    assert act(office, inquiry.verifier, reference, "report")[0] == 303
    shown = page_of(office, inquiry.head, reference)
    assert EVIDENCE in shown
    assert FINDINGS in shown
    chosen = {"conclusion": "partly_founded", "measure": "criticism"}
    assert act(office, inquiry.head, reference, "conclude", **chosen)[0] == 303

    for person in (inquiry.verifier, inquiry.head, office.reviewer):
        assert "Phản ánh đúng một phần" in page_of(office, person, reference)
    answer = text_of(office.browser(inquiry.verifier).get(f"/workspace/cases/{reference}/answer"))
    assert "Kết luận xác minh: Phản ánh đúng một phần" in answer


def test_the_answer_page_says_what_it_waits_for(office: Office, inquiry: Inquiry) -> None:
    reference = filed(office, inquiry)
    page = text_of(office.browser(inquiry.verifier).get(f"/workspace/cases/{reference}/answer"))

    assert "Chưa xác minh xong nên chưa ký duyệt được câu trả lời." in page


def test_what_was_typed_comes_back_with_the_sentence_at_its_field(
    office: Office, inquiry: Inquiry
) -> None:
    reference = filed(office, inquiry)
    status, page = act(office, inquiry.head, reference, "open", plan="Đi hỏi.")

    assert status == 422
    assert 'id="act-open_verification" open' in page
    assert "Đi hỏi." in page
    assert 'href="#verifier"' in page
    assert 'href="#plan"' in page
    assert "Hãy chọn người xác minh." in page


def test_a_barred_colleague_is_not_offered_and_is_refused(office: Office, inquiry: Inquiry) -> None:
    reference = filed(office, inquiry)
    stranger = str(office.officer)
    assert f'value="{stranger}"' not in page_of(office, inquiry.head, reference)
    status, page = act(office, inquiry.head, reference, "open", verifier=stranger, plan=PLAN)

    assert status == 422
    assert "Hãy chọn người khác." in page


def test_a_measure_without_fault_is_refused_at_its_field(office: Office, inquiry: Inquiry) -> None:
    reference = opened(office, inquiry)
    typed = FOUND | {"proposed_conclusion": "unfounded"}
    status, page = act(office, inquiry.verifier, reference, "findings", **typed)

    assert status == 422
    assert 'id="proposed_measure-error"' in page
    assert EVIDENCE in page


def test_findings_are_reported_whole_and_by_the_verifier_only(
    office: Office, inquiry: Inquiry
) -> None:
    reference = opened(office, inquiry)
    status, page = act(office, inquiry.verifier, reference, "report")
    assert status == 422
    assert "chứng cứ đã thu thập, nhận định, kết luận đề nghị" in page
    colleague = office.account(INSPECTORATE, Role.INSPECTOR)
    assert "Trình lãnh đạo kết luận" not in page_of(office, colleague, reference)
    hidden = {"version": str(office.case(reference).version), "verification_version": "1"}
    assert act(office, colleague, reference, "report", **hidden)[0] == 403


def test_findings_that_were_read_before_they_changed_are_not_concluded(
    office: Office, inquiry: Inquiry
) -> None:
    reference = opened(office, inquiry)
    act(office, inquiry.verifier, reference, "findings", **FOUND)
    act(office, inquiry.verifier, reference, "report")
    chosen = {"conclusion": "founded", "measure": "none", "verification_version": "1"}
    version = {"version": str(office.case(reference).version)}
    client = office.browser(inquiry.head)
    client.get(f"/workspace/cases/{reference}/verification")
    said = client.post(
        f"/workspace/cases/{reference}/verification/conclude", data={**chosen, **version}
    )

    assert said.status_code == 409


def test_the_head_gives_findings_back_and_the_verifier_reads_why(
    office: Office, inquiry: Inquiry
) -> None:
    reference = opened(office, inquiry)
    act(office, inquiry.verifier, reference, "findings", **FOUND)
    act(office, inquiry.verifier, reference, "report")
    why = {"verification_return_reason": "Cần xem thêm sổ của tháng trước."}
    assert act(office, inquiry.head, reference, "return", **why)[0] == 303

    assert why["verification_return_reason"] in page_of(office, inquiry.verifier, reference)


def test_a_verification_is_in_the_list_of_whom_it_waits_for(
    office: Office, inquiry: Inquiry
) -> None:
    reference = opened(office, inquiry)

    def waits_for(account_id: int) -> bool:
        client = office.browser(account_id)
        return reference in text_of(client.get("/workspace/inbox?view=verification"))

    colleague = office.account(INSPECTORATE, Role.INSPECTOR)
    people = (inquiry.verifier, inquiry.head, colleague)
    assert [waits_for(each) for each in people] == [True, False, False]
    act(office, inquiry.verifier, reference, "findings", **FOUND)
    act(office, inquiry.verifier, reference, "report")
    assert [waits_for(each) for each in people] == [False, True, False]


def test_why_nothing_is_verified_is_put_down(office: Office, inquiry: Inquiry) -> None:
    reference = filed(office, inquiry)
    typed = {"skip_reason": "mended", "skip_text": "Trung tâm đã xin lỗi và trả kết quả ngay."}
    assert act(office, inquiry.head, reference, "skip", **typed)[0] == 303

    assert typed["skip_text"] in page_of(office, office.reviewer, reference)


def test_a_case_about_a_rule_has_no_such_page(office: Office) -> None:
    reference = office.reach("in_progress")
    said = office.browser(office.head).get(f"/workspace/cases/{reference}/verification")

    assert said.status_code == 303
    assert said.location.endswith(f"/workspace/cases/{reference}")


def test_another_verifier_is_named(office: Office, inquiry: Inquiry) -> None:
    reference = opened(office, inquiry)
    second = office.account(INSPECTORATE, Role.INSPECTOR)
    said = act(office, inquiry.head, reference, "verifier", new_verifier=str(second))

    assert said[0] == 303
    assert "Lưu kết quả" in page_of(office, second, reference)
    assert "Lưu kết quả" not in page_of(office, inquiry.verifier, reference)


def test_the_machine_warns_and_the_head_answers_for_what_goes_out(
    office: Office, inquiry: Inquiry
) -> None:
    reference = opened(office, inquiry)
    story = "Tôi đã đọc quy định ba lần mà vẫn không biết phải nộp giấy tờ gì."
    extract = f"Bà Nguyễn Thị Mai nói ngày 12: {story}"
    typed = {"reply_reason": WHY_REPLY, "extract": extract}
    assert act(office, inquiry.verifier, reference, "extract", **typed)[0] == 303
    page = page_of(office, inquiry.head, reference)
    for said in ("Nguyễn Thị Mai", "Nguyên văn lời người phản ánh", "Ngày, giờ"):
        assert said in page
    status, page = act(office, inquiry.head, reference, "extract/release")
    assert status == 422
    assert "Hãy đánh dấu là đã xem từng chi tiết." in page
    seen = {"acknowledged": "yes"}
    assert act(office, inquiry.head, reference, "extract/release", **seen)[0] == 303


def test_an_extract_in_other_words_needs_no_such_promise(office: Office, inquiry: Inquiry) -> None:
    reference = opened(office, inquiry)
    typed = {"reply_reason": WHY_REPLY, "extract": EXTRACT}
    act(office, inquiry.verifier, reference, "extract", **typed)
    assert "Máy thấy chi tiết" not in page_of(office, inquiry.head, reference)

    assert act(office, inquiry.head, reference, "extract/release")[0] == 303


def test_figures_of_conclusions_are_public_for_the_province_alone(
    office: Office, inquiry: Inquiry
) -> None:
    def conclude(times: int) -> None:
        for _ in range(times):
            inquiry.concluded(Conclusion.FOUNDED, Measure.REMINDER)

    public = office.browser(inquiry.accused_head)
    office.behind(lambda: conclude(4))
    assert "cần ít nhất 5 hồ sơ có cùng kết luận" in text_of(public.get("/statistics"))
    office.behind(lambda: conclude(1))
    page = text_of(public.get("/statistics"))

    assert "Phản ánh đúng" in page
    assert "Nhắc nhở" in page
    assert "Kỷ luật" not in page


def test_hot_spots_are_shown_to_who_sees_the_cases(office: Office, inquiry: Inquiry) -> None:
    def pile() -> str:
        receipts = [office.life.against("33.ttpvhcc-11953") for _ in range(5)]
        return receipts[0].reference

    reference = office.behind(pile)
    page = text_of(office.browser(inquiry.verifier).get("/workspace/hot-spots"))
    assert "Trung tâm Phục vụ hành chính công" in page
    assert "Chậm trễ" in page
    assert reference not in page
    moved = office.account("33.ttpvhcc-11953", Role.INSPECTOR)
    office.behind(lambda: move(office, moved))
    empty = text_of(office.browser(moved).get("/workspace/hot-spots"))
    assert "Chưa nơi nào có từ 5 phản ánh trở lên." in empty
    for other in (inquiry.accused_head, office.head):
        client = office.browser(other)
        assert client.get("/workspace/hot-spots").status_code == 404
        assert "/workspace/hot-spots" not in text_of(client.get("/workspace/"))


def move(office: Office, account_id: int) -> None:
    with transaction():
        inspectorate = office.life.agency(INSPECTORATE)
        move_to_agency(account_id, inspectorate, now=office.life.at)


def test_the_author_reads_how_far_it_is_in_plain_words(office: Office, inquiry: Inquiry) -> None:
    def walk() -> dict[str, str]:
        receipt = office.life.against("33.ttpvhcc-11953")
        office.life.do(
            handling.take_case,
            receipt.case_id,
            officer_id=inquiry.verifier,
            account_id=inquiry.verifier,
            now=office.life.at,
        )
        inquiry.opened(receipt.case_id)
        inquiry.released(receipt.case_id)
        office.life.later(days=15)
        inquiry.write(receipt.case_id)
        inquiry.report(receipt.case_id)
        inquiry.conclude(receipt.case_id, Conclusion.FOUNDED, Measure.DISCIPLINE)
        return {"reference": receipt.reference, "key": receipt.tracking_key}

    own = office.behind(walk)
    client = PageClient(office.app)
    client.get("/track")
    client.post("/track", data=own)
    page = text_of(client.get(f"/track/{own['reference']}"))

    assert "Đang xác minh" in page
    assert "Đã có kết luận" in page
    assert "qua một bản trích không nêu bạn là ai" in page
    for kept in ("Kỷ luật", EVIDENCE, FINDINGS, PLAN, EXTRACT):
        assert kept not in page
