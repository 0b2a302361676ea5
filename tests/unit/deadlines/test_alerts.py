"""On which days people are told of a date."""

from datetime import date, timedelta

from feedback_service.deadlines.alerts import (
    concerns_head,
    concerns_overseer_only,
    next_alert,
    working_days_before,
)
from feedback_service.deadlines.queries import shipped_calendar

CALENDAR = shipped_calendar()
# A Monday; due on the Friday eighteen days later.
STARTED, DUE = date(2026, 11, 2), date(2026, 11, 20)


def days_told(until: date) -> list[date]:
    """Return every day on which somebody is told, as long as each is told on its day."""
    told, after = [], STARTED
    while (after := next_alert(STARTED, DUE, after, CALENDAR)) <= until:
        told.append(after)
    return told


def test_people_are_told_at_half_before_on_the_day_after_and_every_week_after_a_date() -> None:
    assert days_told(date(2026, 12, 10)) == [
        date(2026, 11, 11),
        date(2026, 11, 17),
        date(2026, 11, 19),
        DUE,
        date(2026, 11, 21),
        date(2026, 11, 27),
        date(2026, 12, 4),
    ]


def test_whoever_was_asleep_is_told_next_on_a_day_still_to_come() -> None:
    for slept in (0, 3, 20, 90):
        woke = DUE + timedelta(days=slept)
        following = next_alert(STARTED, DUE, woke, CALENDAR)
        assert woke < following <= woke + timedelta(days=7)
        assert following == DUE + timedelta(days=1) or (following - DUE).days % 7 == 0


def test_the_day_after_a_date_concerns_who_oversees_and_no_one_told_the_day_before() -> None:
    first, week = DUE + timedelta(days=1), DUE + timedelta(days=7)
    assert concerns_overseer_only(DUE, DUE, first)
    assert not concerns_overseer_only(DUE, DUE - timedelta(days=1), first)
    assert not concerns_overseer_only(DUE, None, first)
    assert not concerns_overseer_only(DUE, DUE, DUE)
    assert not concerns_overseer_only(DUE, DUE, week)


def test_a_date_one_day_after_its_beginning_is_told_on_the_day() -> None:
    assert next_alert(STARTED, date(2026, 11, 3), STARTED, CALENDAR) == date(2026, 11, 3)


def test_days_before_a_date_are_worked_days() -> None:
    monday = date(2026, 11, 23)
    assert working_days_before(monday, 1, CALENDAR) == date(2026, 11, 20)
    assert working_days_before(monday, 3, CALENDAR) == date(2026, 11, 18)


def test_the_head_is_told_from_one_working_day_before() -> None:
    monday = date(2026, 11, 23)
    assert not concerns_head(monday, date(2026, 11, 19), CALENDAR)
    assert concerns_head(monday, date(2026, 11, 20), CALENDAR)
    assert concerns_head(monday, date(2026, 12, 20), CALENDAR)


def test_a_year_without_a_calendar_goes_by_the_week() -> None:
    assert working_days_before(date(2090, 1, 2), 1, CALENDAR) == date(2089, 12, 30)
