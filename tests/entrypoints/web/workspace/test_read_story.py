"""What the machine read is marked in the story that is sorted; it decides nothing."""

import re

import pytest

from tests.entrypoints.web.workspace.office import Office, hidden_of, text_of
from tests.support.lives import DEPARTMENT

NEXT = "/workspace/triage/next"
STORY = (
    "Tôi đăng ký khai sinh ở phường Phố Hiến <b>từ</b> ngày 1/10/2026, quá hạn hai tuần, "
    "bị thu 50.000đ không biên lai."
)
NOTICE = "Có thể cần chỉ dẫn nơi khác"


def marks(page: str) -> list[str]:
    """Return what is marked in a page."""
    return re.findall(r"<mark title=\"[^\"]+\">([^<]*)<", page)


def test_findings_are_marked_where_they_stand_and_listed_with_reasons(office: Office) -> None:
    office.submit(story=STORY)
    page = text_of(office.browser(office.intake).get(NEXT))

    assert marks(page) == [
        "đăng ký khai sinh",
        "phường Phố Hiến",
        "1/10/2026",
        "quá hạn",
        "50.000đ",
        "không biên lai",
    ]
    assert "&lt;b&gt;từ&lt;/b&gt;" in page
    assert "Máy đọc được gì trong bài (6)" in page
    assert "mã 1.001193" in page
    assert NOTICE not in page


def test_a_name_of_several_places_means_the_one_that_is_served(office: Office) -> None:
    office.submit(story="Ở xã Tân Hưng cán bộ hẹn đi hẹn lại nhiều lần không giải quyết.")
    page = text_of(office.browser(office.intake).get(NEXT))

    assert re.search(r'title="Nơi: Xã Tân Hưng, Tỉnh Hưng Yên', page)


def test_the_desk_is_told_that_a_text_may_belong_elsewhere(office: Office) -> None:
    story = "Chấp hành viên kê biên nhà của tôi mà không báo trước cho gia đình."
    office.submit(story=story)
    page = text_of(office.browser(office.intake).get(NEXT))

    assert NOTICE in page
    assert "Nói về việc thi hành án." in page
    assert "“Chấp hành viên”" in page


def test_a_story_in_which_nothing_is_found_says_so(office: Office) -> None:
    office.submit(story="Mọi việc cứ như vậy mãi, tôi không biết nói với ai bây giờ nữa.")
    page = text_of(office.browser(office.intake).get(NEXT))

    assert marks(page) == []
    assert "Không thấy nơi, cơ quan, thủ tục nào được nêu rõ." in page


def test_the_page_of_the_case_shows_the_text_as_it_was_written(office: Office) -> None:
    reference = office.submit(story=STORY)
    page = text_of(office.browser(office.intake).get(f"/workspace/cases/{reference}"))

    assert marks(page) == []


def use(office: Office, reference: str, read: str, **changed: str) -> int:
    """Let something that was read count; return the status."""
    desk = office.browser(office.intake)
    action = f"/workspace/triage/{reference}/state-fact"
    hidden = hidden_of(desk.get(NEXT), action)
    return desk.post(action, data={**hidden, "read": read, **changed}).status_code


def test_what_was_read_counts_by_one_press_and_the_route_is_decided_anew(office: Office) -> None:
    reference = office.submit(story=STORY, area_code=None)
    page = text_of(office.browser(office.intake).get(NEXT))
    assert 'value="procedure:1.001193"' in page
    assert 'value="place:11953"' in page

    assert use(office, reference, "place:11953") == 303
    assert use(office, reference, "procedure:1.001193") == 303

    case = office.case(reference)
    assert (case.area_code, case.procedure_code) == ("11953", "1.001193")
    page = text_of(office.browser(office.intake).get(NEXT))
    assert 'value="place:11953"' not in page
    assert "Gợi ý nơi xử lý được tính lại." not in page
    assert "Ủy ban nhân dân phường Phố Hiến" in page or "Phường Phố Hiến" in page
    whole = text_of(office.browser(office.intake).get(f"/workspace/cases/{reference}"))
    assert "Ghi nhận nơi, thủ tục hoặc cơ quan đọc được trong bài" in whole


@pytest.mark.parametrize("read", ["place:99999", "procedure:9.999999", "office:33.khong", "x", ""])
def test_what_is_not_there_does_not_count(office: Office, read: str) -> None:
    reference = office.submit(story=STORY)

    assert use(office, reference, read) == 422
    assert office.case(reference).procedure_code is None


def test_a_case_that_waits_no_more_or_is_about_conduct_keeps_its_facts(office: Office) -> None:
    gone, waiting = office.forwarded(story=STORY), office.submit(story=STORY)
    desk = office.browser(office.intake)
    desk.get(NEXT)
    conduct = office.behind(lambda: office.life.against(DEPARTMENT, story=STORY).reference)
    for reference in (gone, conduct):
        version = str(office.case(reference).version)
        action = f"/workspace/triage/{reference}/state-fact"
        said = desk.post(action, data={"version": version, "read": "procedure:1.001193"})
        assert said.status_code in {403, 404, 409}
        assert office.case(reference).procedure_code is None
    assert use(office, waiting, "procedure:1.001193", version="99") == 409
