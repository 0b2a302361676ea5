"""Why a case comes to an agency: the words that speak for it, for who may read them anyway."""

import re

from feedback_service.accounts.permissions import Role
from tests.entrypoints.web.workspace.office import Office, hidden_of, text_of
from tests.support.lives import AREA, COMMUNE, DEPARTMENT, OTHER_DEPARTMENT

NEXT = "/workspace/triage/next"
UNSURE = {
    "title": "Chuyện ở trường mầm non",
    "story": "Trường mầm non thu tiền khám sức khỏe cho trẻ em không có biên lai, hóa đơn thuế.",
    "area_code": AREA,
}
CLEAR = {
    "title": "Chờ giấy chuyển tuyến",
    "story": "Bệnh viện bắt chờ giấy chuyển tuyến, viện phí không được thanh toán, bác sĩ trả lời.",
}
BUILDING = {
    "title": "Giấy phép xây dựng",
    "story": "Xin giấy phép xây dựng nhà trên đất nông nghiệp, xã bảo lên huyện, huyện bảo về xã.",
}
MARK = re.compile(r"<mark title=\"([^\"]+)\">([^<]*)<")


def keys_of(page: str) -> dict[str, str]:
    """Return what each key of a page goes to."""
    return dict(re.findall(r'data-key="([^"]+)" data-goes="([^"]+)"', page))


def test_the_candidates_stand_with_likelihood_words_and_a_key_each(office: Office) -> None:
    office.submit(**BUILDING, area_code=AREA)
    page = text_of(office.browser(office.intake).get(NEXT))
    keys = keys_of(page)

    assert {"1", "2", "3", "enter"} <= keys.keys()
    assert keys["enter"] == keys["1"]
    assert "ài viết có “" in page
    assert re.search("(Rất có khả năng|Nhiều khả năng|Có thể|Ít khả năng): bài viết có “", page)


def test_a_candidate_is_taken_with_its_own_button(office: Office) -> None:
    reference = office.submit(**UNSURE)
    desk = office.browser(office.intake)
    page = desk.get(NEXT)
    found = re.search(
        r'id="candidate-2".*?name="forward_agency" value="([^"]+)"', text_of(page), re.S
    )
    assert found is not None
    action = f"/workspace/triage/{reference}/forward"
    typed = {**hidden_of(page, action), "forward_agency": found[1]}

    assert desk.post(action, data=typed).status_code == 303
    agency = office.behind(lambda: office.life.agency(found[1]))
    assert office.case(reference).lead_agency_id == agency


def test_words_speak_for_nobody_where_conduct_is_complained_of(office: Office) -> None:
    office.behind(lambda: office.life.against(COMMUNE, story=UNSURE["story"]))
    page = text_of(office.browser(office.intake).get(NEXT))

    assert "ài viết có “" not in page


def test_the_case_page_marks_the_words_that_led_there(office: Office) -> None:
    reference = office.submit(**CLEAR)
    page = text_of(office.browser(office.intake).get(f"/workspace/cases/{reference}"))
    marks = MARK.findall(page)

    assert "Vì sao hồ sơ đến đây?" in page
    assert "Nội dung thường thuộc việc của Sở Y tế" in page
    assert any("chuyển tuyến" in said.lower() for _why, said in marks)
    assert all("Sở Y tế" in why for why, _said in marks)
    assert "những chữ ấy được tô" in page


def test_the_officer_who_got_a_case_reads_why_and_that_the_desk_chose(office: Office) -> None:
    reference = office.submit(**CLEAR)
    office.behind(lambda: office.life.forward(office.case(reference).id, DEPARTMENT))
    page = text_of(office.browser(office.officer).get(f"/workspace/cases/{reference}"))

    assert "Cơ quan đầu mối đã xem và chọn cơ quan này." in page
    assert "Đề xuất lúc đó: Sở Y tế (chắc chắn), vì:" in page
    assert MARK.search(page) is None


def test_the_officer_to_whom_the_words_led_sees_them_marked(office: Office) -> None:
    reference = office.submit(**BUILDING)
    office.behind(lambda: office.life.forward(office.case(reference).id, DEPARTMENT))
    page = text_of(office.browser(office.officer).get(f"/workspace/cases/{reference}"))

    assert any("giấy phép" in said.lower() for _why, said in MARK.findall(page))
    assert "chọn cơ quan này" not in page


def test_whoever_may_not_see_a_case_is_told_no_word_of_it(office: Office) -> None:
    reference = office.submit(**CLEAR)
    stranger = office.account(OTHER_DEPARTMENT, Role.OFFICER)
    answer = office.browser(stranger).get(f"/workspace/cases/{reference}")

    assert answer.status_code == 404
    assert "chuyển tuyến" not in text_of(answer)


def test_a_case_that_codes_settled_has_no_marks(office: Office) -> None:
    reference = office.submit(**CLEAR, field="Đường bộ", area_code=AREA)
    page = text_of(office.browser(office.intake).get(f"/workspace/cases/{reference}"))

    assert MARK.search(page) is None
