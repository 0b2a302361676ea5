"""A change of the calendar before it holds: what becomes of the days, and what it must not tear."""

from datetime import date

import pytest

from feedback_service.deadlines.calendar import (
    CalendarDay,
    DayKind,
    DayStatus,
    YearGap,
    calendar_of,
    year_gaps,
)
from feedback_service.deadlines.edits import Edit, Span, difference, edited, torn_by, unpaired
from feedback_service.deadlines.queries import shipped_calendar

SHIPPED = shipped_calendar()
FRIDAY, SATURDAY = date(2027, 1, 8), date(2027, 1, 16)


def day(on: date, kind: DayKind, status: DayStatus = DayStatus.ANNOUNCED) -> CalendarDay:
    return CalendarDay(on, kind, status, "Văn bản")


OFF, WORK = day(FRIDAY, DayKind.SWAP_OFF), day(SATURDAY, DayKind.SWAP_WORK)


def test_every_swap_that_is_shipped_has_its_other_half() -> None:
    assert unpaired(SHIPPED.days.values()) == []


@pytest.mark.parametrize("half", [OFF, WORK], ids=["off", "work"])
def test_half_a_swap_is_noticed_and_both_halves_are_none(half: CalendarDay) -> None:
    assert torn_by(SHIPPED, Edit(days=(half,))) == [half]
    assert torn_by(SHIPPED, Edit(days=(OFF, WORK))) == []


def test_whoever_takes_one_half_away_tears_the_other() -> None:
    gone = Edit(gone=frozenset({date(2026, 8, 22)}))
    assert [torn.date for torn in torn_by(SHIPPED, gone)] == [date(2026, 8, 31)]


def test_what_was_torn_before_is_not_held_against_a_change() -> None:
    torn = edited(SHIPPED, Edit(days=(OFF,)))
    other = day(date(2027, 3, 3), DayKind.HOLIDAY)
    assert torn_by(torn, Edit(days=(other,))) == []


def test_a_worked_day_half_a_year_away_is_no_other_half() -> None:
    far = day(date(2027, 7, 10), DayKind.SWAP_WORK)
    assert torn_by(SHIPPED, Edit(days=(OFF, far))) == [OFF, far]


def test_expected_swaps_need_no_other_half_yet() -> None:
    expected = day(FRIDAY, DayKind.SWAP_OFF, DayStatus.PROVISIONAL)
    assert torn_by(SHIPPED, Edit(days=(expected,))) == []


def test_a_day_written_over_another_and_one_taken_away() -> None:
    after = edited(SHIPPED, Edit(days=(OFF,), gone=frozenset({date(2026, 11, 24)})))
    assert after.days[FRIDAY] == OFF
    assert date(2026, 11, 24) not in after.days
    assert after.years == SHIPPED.years


def test_a_year_opens_with_the_last_of_its_paid_holidays() -> None:
    tet = [date(2028, 1, 24 + number) for number in range(5)]
    others = [date(2028, 4, 4), date(2028, 5, 1)]
    days = tuple(day(on, DayKind.HOLIDAY) for on in (*tet, *others))
    assert 2028 not in edited(SHIPPED, Edit(days=days[:-1])).years
    assert 2028 in edited(SHIPPED, Edit(days=days)).years


def test_two_calendars_differ_between_the_first_and_the_last_day_they_disagree_on() -> None:
    after = edited(SHIPPED, Edit(days=(OFF, WORK)))
    assert difference(SHIPPED, after) == Span(FRIDAY, SATURDAY)
    assert difference(SHIPPED, SHIPPED) is None
    opened = edited(SHIPPED, Edit(opened=frozenset({2028})))
    assert difference(SHIPPED, opened) == Span(date(2028, 1, 1), date(2028, 12, 31))


def test_the_version_of_a_calendar_is_of_what_moves_dates() -> None:
    row = SHIPPED.days[date(2026, 9, 2)]
    renamed = CalendarDay(row.date, row.kind, row.status, "Văn bản khác", "Ghi chú khác")
    after = edited(SHIPPED, Edit(days=(OFF, WORK)))
    back = edited(after, Edit(gone=frozenset({FRIDAY, SATURDAY})))
    assert edited(SHIPPED, Edit(days=(renamed,))).version == SHIPPED.version
    assert after.version != SHIPPED.version
    assert back.version == SHIPPED.version
    assert calendar_of(SHIPPED.days.values(), [2026]).version != SHIPPED.version


@pytest.mark.parametrize(
    ("today", "years"),
    [
        (date(2026, 10, 31), [2026]),
        (date(2026, 11, 1), [2026, 2027]),
        (date(2026, 11, 25), [2027]),
        (date(2027, 1, 5), [2027]),
        (date(2027, 11, 25), [2028]),
    ],
)
def test_the_next_year_is_asked_for_from_the_first_of_november(
    today: date, years: list[int]
) -> None:
    """The day of 24 November 2026 is pending until it has passed."""
    assert [gap.year for gap in year_gaps(SHIPPED, today)] == years


def test_a_missing_year_and_a_complete_one() -> None:
    whole = calendar_of([day(date(2026, 9, 2), DayKind.HOLIDAY)], [2026])
    assert year_gaps(whole, date(2026, 11, 1)) == [YearGap(2027, is_missing=True, provisional=0)]
    assert year_gaps(whole, date(2026, 10, 1)) == []
