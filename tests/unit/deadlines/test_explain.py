"""Every day of an explanation says whether it counted, why, and on whose word."""

from datetime import date

import pytest

from feedback_service.deadlines.errors import CalendarYearMissing
from feedback_service.deadlines.explain import ExplainedDay, Explanation, explain
from feedback_service.deadlines.queries import shipped_calendar
from feedback_service.deadlines.terms import Pause, Term, TermUnit

SHIPPED = shipped_calendar()
FIVE_WORKING = Term("forward", 5, TermUnit.WORKING)
TWENTY_CALENDAR = Term("answer", 20, TermUnit.CALENDAR)


def by_date(explanation: Explanation) -> dict[date, ExplainedDay]:
    return {day.date: day for day in explanation.days}


def test_the_day_of_receipt_is_day_zero() -> None:
    first = explain(date(2026, 3, 9), FIVE_WORKING, SHIPPED).days[0]
    assert first.date == date(2026, 3, 9)
    assert not first.counted
    assert "tiếp nhận" in first.reason
    assert first.source == "Bộ luật Dân sự 2015, Điều 147"


def test_a_swapped_weekend_is_told_with_its_documents() -> None:
    days = by_date(explain(date(2025, 4, 24), Term("x", 6, TermUnit.WORKING), SHIPPED))
    worked, off = days[date(2025, 4, 26)], days[date(2025, 5, 2)]  # Saturday, Friday
    assert worked.counted
    assert "làm bù" in worked.reason
    assert not off.counted
    assert "hoán đổi" in off.reason
    assert worked.source == off.source == "Công văn 8726/VPCP-KGVX ngày 26/11/2024"


def test_a_holiday_is_skipped_by_name() -> None:
    day = by_date(explain(date(2026, 4, 28), FIVE_WORKING, SHIPPED))[date(2026, 4, 30)]
    assert not day.counted
    assert "Ngày Chiến thắng" in day.reason
    assert day.source == "Bộ luật Lao động 2019, Điều 112"


def test_a_last_day_on_a_rest_day_is_put_off_with_the_rule() -> None:
    explanation = explain(date(2026, 4, 6), TWENTY_CALENDAR, SHIPPED)
    days = by_date(explanation)
    for rest in (date(2026, 4, 26), date(2026, 4, 27)):  # Sunday, Monday in its stead
        assert not days[rest].counted
        assert "lùi sang ngày làm việc kế tiếp" in days[rest].reason
        assert "Điều 148" in (days[rest].source or "")
    assert explanation.due_on == date(2026, 4, 28)
    assert days[date(2026, 4, 28)].counted
    assert sum(day.counted for day in explanation.days) == 20


def test_weekends_inside_a_calendar_day_term_count() -> None:
    days = by_date(explain(date(2026, 3, 3), TWENTY_CALENDAR, SHIPPED))
    assert days[date(2026, 3, 8)].counted  # Sunday


def test_paused_days_name_the_pause_and_its_event() -> None:
    pause = Pause(date(2026, 3, 10), date(2026, 3, 13), event_id=41)
    days = by_date(explain(date(2026, 3, 9), FIVE_WORKING, SHIPPED, [pause]))
    paused = days[date(2026, 3, 11)]
    assert not paused.counted
    assert "từ 10/03/2026 đến 13/03/2026" in paused.reason
    assert "41" in (paused.source or "")
    assert days[date(2026, 3, 10)].counted
    assert days[date(2026, 3, 13)].counted


def test_an_open_pause_is_told_up_to_today() -> None:
    pause = Pause(date(2026, 3, 10), None, event_id=41)
    explanation = explain(date(2026, 3, 9), FIVE_WORKING, SHIPPED, [pause], date(2026, 3, 20))
    assert "đến 20/03/2026" in by_date(explanation)[date(2026, 3, 16)].reason


def test_days_up_to_an_earlier_promise_are_held() -> None:
    explanation = explain(date(2026, 3, 9), FIVE_WORKING, SHIPPED, promised_on=date(2026, 3, 18))
    assert explanation.due_on == date(2026, 3, 18)
    held = explanation.days[-2:]
    assert [day.date for day in held] == [date(2026, 3, 17), date(2026, 3, 18)]
    assert all(not day.counted and "đã hứa 18/03/2026" in day.reason for day in held)


def test_a_promise_before_the_computed_date_holds_nothing() -> None:
    explanation = explain(date(2026, 3, 9), FIVE_WORKING, SHIPPED, promised_on=date(2026, 3, 12))
    assert explanation.due_on == date(2026, 3, 16)
    assert explanation.days[-1].counted


def test_a_pending_day_says_that_it_counts_for_now() -> None:
    day = by_date(explain(date(2026, 11, 20), FIVE_WORKING, SHIPPED))[date(2026, 11, 24)]
    assert day.counted
    assert "mới dự kiến" in day.reason


def test_a_missing_year_has_no_explanation() -> None:
    with pytest.raises(CalendarYearMissing):
        explain(date(2027, 12, 30), FIVE_WORKING, SHIPPED)


def test_the_published_shape() -> None:
    shape = explain(date(2026, 3, 13), Term("x", 1, TermUnit.WORKING), SHIPPED).to_json()
    assert shape == {
        "due_on": "2026-03-16",
        "days": [
            {
                "date": "2026-03-13",
                "counted": False,
                "reason": "Thứ Sáu, ngày tiếp nhận; không tính vào thời hạn",
                "source": "Bộ luật Dân sự 2015, Điều 147",
            },
            {
                "date": "2026-03-14",
                "counted": False,
                "reason": "Thứ Bảy, ngày nghỉ hằng tuần; không tính",
                "source": "Quyết định 188/1999/QĐ-TTg",
            },
            {
                "date": "2026-03-15",
                "counted": False,
                "reason": "Chủ nhật, ngày nghỉ hằng tuần; không tính",
                "source": "Quyết định 188/1999/QĐ-TTg",
            },
            {
                "date": "2026-03-16",
                "counted": True,
                "reason": "Thứ Hai, ngày làm việc; "
                "ngày thứ 1 trong 1 ngày làm việc, là ngày cuối của thời hạn",
                "source": None,
            },
        ],
    }
