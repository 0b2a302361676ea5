"""The public calculator: a date with every day that leads to it, whatever was typed."""

from datetime import date

import pytest
from flask import Flask

from feedback_service.deadlines.calendar import CalendarDay, DayKind, DayStatus
from feedback_service.deadlines.service import write_days
from feedback_service.foundation.database import transaction
from tests.entrypoints.web.submit.walking import words_of
from tests.support.clock import FrozenClock
from tests.support.page_client import PageClient

ASKED = {
    "received-day": "23",
    "received-month": "11",
    "received-year": "2026",
    "term": "own",
    "days": "5",
    "unit": "working",
}


@pytest.fixture(autouse=True)
def _stands(clock: FrozenClock) -> None:
    """The day is that of the tests."""


def test_a_term_of_ones_own_yields_a_date_and_every_day_before_it(client: PageClient) -> None:
    page = client.get("/deadlines", query_string=ASKED)
    words = words_of(page)

    assert page.status_code == 200
    assert "Hạn cuối: 30/11/2026" in words
    assert "Thứ Hai, ngày tiếp nhận; không tính vào thời hạn" in words
    assert "Chủ nhật, ngày nghỉ hằng tuần; không tính" in words
    assert "ngày thứ 5 trong 5 ngày làm việc, là ngày cuối của thời hạn" in words


def test_a_known_term_is_reckoned_by_the_row_in_force_that_day(client: PageClient) -> None:
    words = words_of(client.get("/deadlines", query_string=ASKED | {"term": "answer", "days": ""}))

    assert "Hạn cuối: 14/12/2026" in words
    assert "Thông tư 02/2017/TT-VPCP" in words


def test_the_terms_in_force_stand_there_with_words_and_basis(client: PageClient) -> None:
    words = words_of(client.get("/deadlines"))

    assert "20 ngày theo lịch" in words
    assert "Cơ quan giải quyết phải trả lời bạn chậm nhất ngày này." in words


def test_a_year_without_a_calendar_is_told_and_not_guessed(client: PageClient) -> None:
    page = client.get("/deadlines", query_string=ASKED | {"received-year": "2090"})
    words = words_of(page)

    assert page.status_code == 200
    assert "Chưa có lịch làm việc của năm 2090" in words
    assert "Hạn cuối" not in words


def test_a_date_that_may_still_move_is_told_as_such(client: PageClient, app: Flask) -> None:
    with app.app_context(), transaction():
        day = CalendarDay(
            date=date(2026, 11, 25),
            kind=DayKind.HOLIDAY,
            status=DayStatus.PROVISIONAL,
            source="Tờ trình",
        )
        write_days([day])

    assert "có thể lùi lại" in words_of(client.get("/deadlines", query_string=ASKED))


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"received-day": "31", "received-month": "2"}, "Ngày tiếp nhận không có trong lịch"),
        ({"received-day": "", "received-month": "", "received-year": ""}, "Hãy nhập ngày tiếp"),
        ({"received-year": "1700"}, "phải từ 2018 đến 2100"),
        ({"days": "0"}, "từ 1 đến 366"),
        ({"days": "9" * 400}, "từ 1 đến 366"),
        ({"days": ""}, "Hãy nhập số ngày"),
        ({"unit": "moon"}, "Hãy chọn cách tính ngày"),
        ({"unit": ""}, "ngày làm việc hay ngày theo lịch"),
        ({"term": "x"}, "Hãy chọn thời hạn"),
    ],
)
def test_what_cannot_be_reckoned_comes_back_with_the_mend(
    client: PageClient, typed: dict[str, str], said: str
) -> None:
    page = client.get("/deadlines", query_string=ASKED | typed)

    assert page.status_code == 422
    assert said in words_of(page)
    shown = (ASKED | typed)["received-year"]
    assert f'value="{shown}"' in page.get_data(as_text=True)


def test_guide_and_footer_lead_to_it(client: PageClient) -> None:
    assert client.get("/guide").get_data(as_text=True).count('href="/deadlines"') == 2
