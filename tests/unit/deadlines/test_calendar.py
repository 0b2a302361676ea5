"""Which days are worked, by the shipped calendar and by made-up rows."""

from datetime import date

import pytest

from feedback_service.deadlines.calendar import (
    CalendarDay,
    DayKind,
    DayStatus,
    calendar_of,
    missing_holidays,
)
from feedback_service.deadlines.errors import CalendarYearMissing
from feedback_service.deadlines.queries import shipped_calendar, shipped_days, shipped_years

SHIPPED = shipped_calendar()


def day(text: str, kind: DayKind, status: DayStatus = DayStatus.ANNOUNCED) -> CalendarDay:
    return CalendarDay(date.fromisoformat(text), kind, status, "Văn bản thử", "ngày thử")


@pytest.mark.parametrize(
    ("on", "worked"),
    [
        ("2024-02-07", True),  # Wednesday before Tết
        ("2024-02-08", False),  # Thursday, first day of Tết
        ("2024-02-14", False),  # Wednesday, last day of Tết
        ("2024-02-15", True),  # Thursday
        ("2024-04-29", False),  # Monday, swapped
        ("2024-05-04", True),  # Saturday, worked for it
        ("2024-09-03", False),  # Tuesday beside National Day
        ("2025-01-24", True),  # Friday before Tết
        ("2025-01-27", False),  # Monday of Tết
        ("2025-01-31", False),  # Friday of Tết
        ("2025-02-03", True),  # Monday after Tết
        ("2025-04-26", True),  # Saturday, worked for 2 May
        ("2025-05-02", False),  # Friday, swapped
        ("2025-09-01", False),  # Monday beside National Day
        ("2026-01-02", False),  # Friday, swapped a week before
        ("2026-01-10", True),  # Saturday, worked for 2 January
        ("2026-02-16", False),  # Monday of Tết
        ("2026-02-20", False),  # Friday of Tết
        ("2026-02-23", True),  # Monday after Tết
        ("2026-04-26", False),  # Sunday, Hùng Kings' day
        ("2026-04-27", False),  # Monday in its stead
        ("2026-08-22", True),  # Saturday, worked for 31 August
        ("2026-08-31", False),  # Monday, swapped
        ("2026-11-24", True),  # Tuesday, Culture Day pending
        ("2027-01-01", False),  # Friday
        ("2027-02-05", True),  # Friday of Tết, block not announced
        ("2027-02-06", False),  # Saturday of Tết: a weekly rest day whatever is decided
        ("2027-05-03", False),  # Monday in stead of Saturday 1 May
        ("2027-09-02", False),  # Thursday
    ],
)
def test_the_shipped_calendar_knows_which_days_are_worked(on: str, *, worked: bool) -> None:
    assert SHIPPED.is_working_day(date.fromisoformat(on)) is worked


def test_a_year_without_calendar_is_refused_by_name() -> None:
    with pytest.raises(CalendarYearMissing, match="2031"):
        SHIPPED.is_working_day(date(2031, 5, 5))


@pytest.mark.parametrize(
    ("on", "settled"),
    [
        ("2026-11-24", False),  # Tuesday, pending
        ("2026-11-25", True),  # no row
        ("2027-02-05", False),  # Friday of Tết, provisional
        ("2027-02-07", True),  # Sunday of Tết: rest whatever is decided
        ("2026-01-02", True),  # announced swap
    ],
)
def test_only_a_provisional_row_that_could_change_its_day_is_unsettled(
    on: str, *, settled: bool
) -> None:
    assert SHIPPED.is_settled(date.fromisoformat(on)) is settled


def test_a_provisional_make_up_saturday_counts_as_worked() -> None:
    saturday = day("2026-06-06", DayKind.SWAP_WORK, DayStatus.PROVISIONAL)
    calendar = calendar_of([saturday], [2026])
    assert calendar.is_working_day(saturday.date)
    assert not calendar.is_settled(saturday.date)


def test_a_reason_names_weekday_kind_occasion_and_source() -> None:
    reason = SHIPPED.day_reason(date(2026, 1, 2))
    assert not reason.is_working
    assert "Thứ Sáu" in reason.reason
    assert "hoán đổi" in reason.reason
    assert "10/1/2026" in reason.reason
    assert reason.source == "Công văn 12729/VPCP-KGVX ngày 25/12/2025"


def test_a_pending_day_off_says_that_it_is_pending() -> None:
    reason = SHIPPED.day_reason(date(2026, 11, 24))
    assert reason.is_working
    assert "dự kiến" in reason.reason
    assert "chưa có quyết định" in reason.reason
    assert reason.source is not None
    assert "80-NQ/TW" in reason.source


def test_a_sunday_rests_on_the_working_week_decision() -> None:
    reason = SHIPPED.day_reason(date(2026, 3, 15))
    assert reason.reason.startswith("Chủ nhật")
    assert reason.source == "Quyết định 188/1999/QĐ-TTg"


@pytest.mark.parametrize(
    ("start", "days", "expected"),
    [
        ("2025-04-25", 5, "2025-05-06"),  # Fri: 26 (Sat) 28 29, 5/5 (Mon), 6/5 (Tue)
        ("2026-05-08", -3, "2026-05-05"),  # Fri back to Tue
        ("2026-05-04", -1, "2026-04-29"),  # Mon back over 30/4 and 1/5 to Wed
        ("2026-05-03", 0, "2026-05-03"),  # nothing to add
    ],
)
def test_working_days_are_added_forwards_and_backwards(
    start: str, days: int, expected: str
) -> None:
    got = SHIPPED.add_working_days(date.fromisoformat(start), days)
    assert got == date.fromisoformat(expected)


def test_the_next_working_day_after_the_eve_of_tet_is_after_tet() -> None:
    assert SHIPPED.next_working_day(date(2026, 2, 13)) == date(2026, 2, 23)


def test_working_days_of_2026_add_up() -> None:
    # 261 weekdays less 1/1, 16-20/2 (5), 27/4, 30/4, 1/5, 1/9, 2/9; both swaps cost nothing
    # and 24/11 is pending, so counted.
    assert SHIPPED.count_working_days(date(2025, 12, 31), date(2026, 12, 31)) == 261 - 11


@pytest.mark.parametrize("year", [2024, 2025, 2026, 2027])
def test_no_paid_holiday_is_missing_from_a_shipped_year(year: int) -> None:
    assert missing_holidays(year, shipped_days()) == []
    assert year in {row.year for row in shipped_years()}


def test_a_year_with_two_rows_is_told_what_it_lacks() -> None:
    rows = [day("2029-01-01", DayKind.HOLIDAY), day("2029-04-30", DayKind.HOLIDAY)]
    missing = missing_holidays(2029, rows)
    assert [name.split()[0] for name in missing] == ["Ngày", "Tết", "Giỗ"]  # 2/9/2029 is a Sunday


def test_every_shipped_row_names_its_source_and_announced_rows_their_day() -> None:
    for row in shipped_days():
        assert row.source
        assert row.note
        assert (row.announced_on is None) == (row.status is DayStatus.PROVISIONAL)


def test_shipped_swaps_come_in_pairs() -> None:
    off = [row.date.year for row in shipped_days() if row.kind is DayKind.SWAP_OFF]
    work = [row.date.year for row in shipped_days() if row.kind is DayKind.SWAP_WORK]
    assert off == work == [2024, 2025, 2026, 2026]
