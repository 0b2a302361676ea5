"""What the machine read is marked in the story that is sorted; it decides nothing."""

import re

from tests.entrypoints.web.workspace.office import Office, text_of

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
