"""How long there is until a date."""

from datetime import date

import pytest

from feedback_service.deadlines.calendar import Calendar, calendar_of
from feedback_service.deadlines.queries import shipped_calendar
from feedback_service.entrypoints.web.workspace.time_left import Phrase, time_left

# A Monday; the day after is a holiday of 2026.
TODAY = date(2026, 11, 23)
CALENDAR = shipped_calendar()


@pytest.mark.parametrize(
    ("due_on", "phrase", "days"),
    [
        (date(2026, 11, 23), Phrase.TODAY, 0),
        (date(2026, 12, 1), Phrase.WORKING_DAYS, 6),
        (date(2026, 11, 28), Phrase.WORKING_DAYS, 4),
        (date(2026, 11, 22), Phrase.LATE, 1),
        (date(2026, 11, 3), Phrase.LATE, 20),
        (None, Phrase.UNKNOWN, 0),
    ],
)
def test_days_ahead_are_working_days_and_days_behind_are_days(
    due_on: date | None, phrase: Phrase, days: int
) -> None:
    plain = calendar_of([], [2026])

    left = time_left(due_on, today=TODAY, calendar=plain)

    assert (left.phrase, left.days) == (phrase, days)


def test_a_weekend_that_holds_the_date_is_told_in_days() -> None:
    saturday = date(2026, 11, 28)

    left = time_left(date(2026, 11, 29), today=saturday, calendar=calendar_of([], [2026]))

    assert (left.phrase, left.days) == (Phrase.DAYS, 1)


def test_a_year_without_a_calendar_is_told_in_days() -> None:
    nothing = Calendar(days={}, years=frozenset())

    left = time_left(date(2026, 11, 25), today=TODAY, calendar=nothing)

    assert (left.phrase, left.days) == (Phrase.DAYS, 2)


def test_a_date_that_stands_still_is_neither_near_nor_late() -> None:
    left = time_left(date(2026, 11, 20), today=TODAY, calendar=CALENDAR, paused=True)

    assert left.phrase is Phrase.PAUSED
    assert not left.is_late


@pytest.mark.parametrize(
    ("met_on", "phrase"),
    [(date(2026, 11, 20), Phrase.MET), (date(2026, 11, 21), Phrase.MET_LATE)],
)
def test_an_act_done_is_on_time_or_late_for_good(met_on: date, phrase: Phrase) -> None:
    left = time_left(date(2026, 11, 20), today=TODAY, calendar=CALENDAR, runs=False, met_on=met_on)

    assert left.phrase is phrase


def test_what_has_ended_without_the_act_waits_for_nothing() -> None:
    left = time_left(date(2026, 11, 20), today=TODAY, calendar=CALENDAR, runs=False)

    assert left.phrase is Phrase.NONE


@pytest.mark.parametrize(
    ("due_on", "tone"),
    [
        (date(2026, 12, 10), "neutral"),
        (date(2026, 11, 25), "waiting"),
        (date(2026, 11, 23), "late"),
        (date(2026, 11, 20), "late"),
    ],
)
def test_what_presses_is_told_by_its_tone(due_on: date, tone: str) -> None:
    assert time_left(due_on, today=TODAY, calendar=calendar_of([], [2026])).tone == tone
