"""What is offered after the story: procedures, the office and why, answers; nothing is kept."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from flask import Flask

from feedback_service.foundation import clock
from feedback_service.foundation.database import db
from feedback_service.identity.service import Vault
from feedback_service.publication.answers_found import answers_found
from tests.entrypoints.web.submit.walking import ANSWERS, Writer, value_of, words_of
from tests.support.page_client import parse
from tests.support.publishing import answered_case, make_people, publish_case

BIRTH = "Tôi nộp hồ sơ đăng ký khai sinh cho con ở phường từ đầu tháng mà chưa được giải quyết."
LAMP = "Đèn đường trước cổng trường tôi hỏng hai tháng, đã báo mà không ai trả lời, sửa chữa."
REVIEW = "Đèn đường trước cổng trường hỏng"
UNTOLD = "Quy định này làm tôi nghĩ mãi mà vẫn thấy lạ lùng vô cùng."
HARASSED = "Đăng ký khai sinh cho con mà cán bộ phường quát tháo, gây khó dễ với tôi nhiều lần."
ANSWER_ME = "Câu trả lời này giải quyết được việc của tôi"
PROCEDURE = "1.001193"


@pytest.fixture
def lamp(app: Flask, vault: Vault, now: datetime) -> str:
    """The reference of a published case about a lamp before a school."""
    with app.app_context():
        people = make_people(now)
        return publish_case(vault, people, answered_case(vault, people, now), now)


def tell(writer: Writer, story: str, kind: str = "regulation", title: str = "Việc của tôi") -> str:
    """Write the story page of a kind and return where it leads."""
    writer.fill(kind, until="story")
    return again(writer, story, kind, title)


def again(writer: Writer, story: str, kind: str = "regulation", title: str = "Việc của tôi") -> str:
    """Send the story page once more and return where it leads."""
    form = ANSWERS[kind]["story"] | {"title": title, "story": story}
    return writer.client.post("/submit/story", data=form).location


def press(writer: Writer, action: str) -> Any:
    """Press a button of the page."""
    return writer.client.post("/submit/suggestions", data={"action": action})


def chosen_on(writer: Writer, step: str) -> list[str]:
    """Return what is chosen on a page of the form."""
    page = parse(writer.client.get(f"/submit/{step}").get_data(as_text=True))
    return [each.get("value", "") for each in page.iter() if each.get("checked") is not None]


def found_today(app: Flask) -> int:
    with app.app_context():
        number = answers_found(clock.today(), clock.today())
        db.session.rollback()
    return number


def test_a_procedure_that_the_story_names_is_taken_with_one_press(writer: Writer) -> None:
    assert tell(writer, BIRTH) == "/submit/suggestions"
    page = words_of(writer.client.get("/submit/suggestions"))
    assert "đăng ký khai sinh" in page
    assert press(writer, f"procedure:{PROCEDURE}").location == "/submit/rule"
    assert chosen_on(writer, "rule") == [PROCEDURE]


def test_the_office_is_told_with_the_words_that_led_there(writer: Writer) -> None:
    tell(writer, BIRTH)
    page = words_of(writer.client.get("/submit/suggestions"))
    assert "Cơ quan có thể giải quyết" in page
    assert "vì bạn viết “" in page
    assert "khai sinh" in page.split("vì bạn viết")[1]


def test_a_story_that_tells_nothing_meets_no_page(writer: Writer) -> None:
    assert tell(writer, UNTOLD) == "/submit/rule"
    assert writer.client.get("/submit/suggestions").location == "/submit/rule"


def test_whoever_went_on_is_asked_again_for_another_story_only(writer: Writer) -> None:
    tell(writer, BIRTH)
    assert press(writer, "continue").location == "/submit/rule"
    assert again(writer, BIRTH) == "/submit/rule"
    assert again(writer, LAMP) == "/submit/suggestions"
    assert again(writer, UNTOLD) == "/submit/rule"
    assert BIRTH not in writer.client.get("/submit/story").get_data(as_text=True)


def test_whoever_chose_a_procedure_or_comes_from_the_check_meets_no_page(writer: Writer) -> None:
    tell(writer, BIRTH)
    press(writer, f"procedure:{PROCEDURE}")
    assert again(writer, LAMP) == "/submit/rule"
    writer.fill("regulation")
    form = {"title": "Việc của tôi", "story": BIRTH}
    assert writer.client.post("/submit/story?from=check", data=form).location == "/submit/check"


def test_only_what_was_offered_can_be_taken(writer: Writer) -> None:
    tell(writer, BIRTH)
    assert press(writer, "procedure:1.012756").location == "/submit/rule"
    assert press(writer, "office:33.sxd").location == "/submit/rule"
    assert chosen_on(writer, "rule") in ([], [""])
    assert press(writer, "answered:PAKN.2026.AAAAAAAA").location == "/submit/rule"
    assert value_of(parse(writer.client.get("/submit/story").get_data(as_text=True)), "title")


def test_an_answer_that_serves_ends_without_a_case(
    app: Flask, writer: Writer, lamp: str, stored: Callable[[str], int]
) -> None:
    assert tell(writer, LAMP, title=REVIEW) == "/submit/suggestions"
    before = stored("cases")
    page = writer.client.get("/submit/suggestions").get_data(as_text=True)
    assert f'href="/archive/{lamp}" target="_blank" rel="noopener noreferrer"' in page
    assert "ba bóng đèn bị cháy" in page
    assert "0912 000 777" not in page
    assert ANSWER_ME in page

    left = press(writer, f"answered:{lamp}")
    assert (left.status_code, left.location) == (303, f"/submit/answered/{lamp}")
    assert f"/archive/{lamp}" in words_of(writer.client.get(left.location))
    assert (stored("drafts"), stored("cases")) == (0, before)
    assert writer.client.get_cookie("draft", path="/submit") is None
    assert found_today(app) == 1


def test_the_figures_say_how_many_were_served_so(writer: Writer, lamp: str) -> None:
    for _ in range(2):
        tell(writer, LAMP, title=REVIEW)
        press(writer, f"answered:{lamp}")
    words = "Tìm được câu trả lời có sẵn trong lúc viết, nên không cần gửi: 2 người."
    assert words in words_of(writer.client.get("/statistics"))
    table = writer.client.get("/statistics/answers-found.csv").get_data(as_text=True)
    assert table.splitlines()[1:] == [f"{clock.today().isoformat()},2"]


def test_a_second_press_counts_nobody_twice(app: Flask, writer: Writer, lamp: str) -> None:
    tell(writer, LAMP, title=REVIEW)
    held = writer.client.get_cookie("draft", path="/submit")
    assert held is not None
    press(writer, f"answered:{lamp}")
    writer.client.set_cookie("draft", held.value, path="/submit")
    assert press(writer, f"answered:{lamp}").status_code in {303, 410}
    assert found_today(app) == 1


def test_an_answer_about_another_matter_is_not_offered(writer: Writer, lamp: str) -> None:
    tell(writer, BIRTH, title="Đăng ký khai sinh quá lâu")
    assert lamp not in writer.client.get("/submit/suggestions").get_data(as_text=True)


def test_whoever_was_harassed_is_shown_the_office_and_no_archive(writer: Writer, lamp: str) -> None:
    story = f"{HARASSED} {LAMP}"
    tell(writer, story, "conduct", REVIEW)
    page = writer.client.get("/submit/suggestions", follow_redirects=True).get_data(as_text=True)
    assert lamp not in page
    assert "procedure:" not in page
    assert press(writer, f"answered:{lamp}").location == "/submit/rule"


def test_whoever_complains_of_an_office_is_asked_whether_it_is_the_one(writer: Writer) -> None:
    story = "Bệnh viện tỉnh bắt chờ giấy chuyển tuyến, bác sĩ quát nạt, không thanh toán viện phí."
    assert tell(writer, story, "conduct") == "/submit/suggestions"
    page = words_of(writer.client.get("/submit/suggestions"))
    assert "Có phải đơn vị bạn phản ánh?" in page
    assert "không xem được phản ánh của bạn" in page
    assert press(writer, "office:33.syt").location == "/submit/rule"
    assert chosen_on(writer, "office") == ["33.syt"]


def test_praise_and_bribes_meet_no_archive(writer: Writer, lamp: str) -> None:
    assert tell(writer, LAMP, "praise", REVIEW) == "/submit/place"
    assert tell(writer, f"{LAMP} Cán bộ đòi phong bì mới làm.", title=REVIEW) == "/submit/advice"
    writer.client.post("/submit/advice", data={"action": "continue"})
    page = writer.client.get("/submit/suggestions", follow_redirects=True).get_data(as_text=True)
    assert lamp not in page


def test_a_farewell_to_an_answer_that_is_not_public_is_not_found(writer: Writer) -> None:
    assert writer.client.get("/submit/answered/PAKN.2026.AAAAAAAA").status_code == 404


def test_without_a_draft_there_is_nothing_to_suggest(writer: Writer) -> None:
    assert writer.client.get("/submit/suggestions").location == "/submit/"
