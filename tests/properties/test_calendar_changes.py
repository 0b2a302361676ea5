"""What holds however the calendar comes to be what it is, and for every explanation."""

import random
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback_service.deadlines.calendar import (
    Calendar,
    CalendarDay,
    DayKind,
    DayStatus,
    calendar_of,
)
from feedback_service.deadlines.edits import Edit, difference, edited
from feedback_service.deadlines.explain import explain
from feedback_service.deadlines.terms import Pause, Term, TermUnit, compute

FIRST, LAST = date(2026, 1, 1), date(2027, 6, 30)
YEARS = range(2025, 2031)
EMPTY = calendar_of([], YEARS)
SEED, CASES = 20261127, 100_000

dates = st.dates(FIRST, LAST)
terms = st.builds(
    Term, code=st.just("any"), days=st.integers(1, 40), unit=st.sampled_from(TermUnit)
)
rows = st.builds(
    CalendarDay,
    date=dates,
    kind=st.sampled_from(DayKind),
    status=st.sampled_from(DayStatus),
    source=st.just("Văn bản"),
)
announcements = st.lists(rows, max_size=30, unique_by=lambda day: day.date)


def after_each(days: list[CalendarDay]) -> Calendar:
    calendar = EMPTY
    for day in days:
        calendar = edited(calendar, Edit(days=(day,)))
    return calendar


@given(announcements, st.randoms(), dates, terms)
def test_the_order_of_announcements_does_not_matter_for_a_computed_date(
    days: list[CalendarDay], chance: random.Random, start: date, term: Term
) -> None:
    shuffled = chance.sample(days, len(days))
    one, other = after_each(days), after_each(shuffled)
    assert one.version == other.version
    assert compute(start, term, one).computed_due_on == compute(start, term, other).computed_due_on


@given(announcements, dates, terms)
def test_a_promise_is_at_least_every_date_that_was_ever_computed(
    days: list[CalendarDay], start: date, term: Term
) -> None:
    calendar, promised, told = EMPTY, None, []
    for day in days:
        calendar = edited(calendar, Edit(days=(day,)))
        deadline = compute(start, term, calendar, promised_on=promised)
        promised = deadline.promised_due_on
        told.append(deadline.computed_due_on)
    assert promised == max((on for on in told if on), default=None)


@given(announcements, announcements, dates, terms)
def test_reckoning_twice_is_reckoning_once(
    before: list[CalendarDay], after: list[CalendarDay], start: date, term: Term
) -> None:
    first = compute(start, term, calendar_of(before, YEARS))
    calendar = edited(calendar_of(before, YEARS), Edit(days=tuple(after)))
    once = compute(start, term, calendar, promised_on=first.promised_due_on)
    assert compute(start, term, calendar, promised_on=once.promised_due_on) == once


@given(announcements, announcements, dates, terms)
def test_a_date_before_the_days_that_differ_does_not_move(
    before: list[CalendarDay], after: list[CalendarDay], start: date, term: Term
) -> None:
    """What a look at a change leaves out: clocks that end before it, and such that begin after."""
    old = calendar_of(before, YEARS)
    new = edited(old, Edit(days=tuple(after)))
    span = difference(old, new)
    was = compute(start, term, old).computed_due_on
    assert was is not None
    if span is None or was < span.first or start >= span.last:
        assert compute(start, term, new).computed_due_on == was


@given(announcements, announcements, dates, terms)
def test_calendars_of_one_version_give_one_date(
    some: list[CalendarDay], others: list[CalendarDay], start: date, term: Term
) -> None:
    one, other = calendar_of(some, YEARS), calendar_of(others, YEARS)
    if one.version == other.version:
        assert compute(start, term, one) == compute(start, term, other)


@pytest.mark.slow
def test_a_hundred_thousand_explanations_end_at_the_promised_date() -> None:
    """Random cases with pauses and promises, over a new calendar every thousand; seeded."""
    chance = random.Random(SEED)
    calendar = EMPTY
    for number in range(CASES):
        if number % 1000 == 0:
            calendar = calendar_of((_row(chance) for _ in range(chance.randrange(40))), YEARS)
        start = _day(chance)
        term = Term("any", chance.randint(1, 30), chance.choice(list(TermUnit)))
        pauses = [_pause(chance, start, each) for each in range(chance.randrange(3))]
        promised = start + timedelta(chance.randint(1, 60)) if chance.random() < 0.5 else None
        deadline = compute(start, term, calendar, pauses, promised_on=promised)
        explained = explain(start, term, calendar, pauses, promised_on=promised)
        assert explained.due_on == deadline.promised_due_on, (number, start, term, pauses)
        assert sum(day.counted for day in explained.days) == term.days


def _day(chance: random.Random) -> date:
    return FIRST + timedelta(chance.randrange((LAST - FIRST).days))


def _row(chance: random.Random) -> CalendarDay:
    kind, status = chance.choice(list(DayKind)), chance.choice(list(DayStatus))
    return CalendarDay(_day(chance), kind, status, "Văn bản")


def _pause(chance: random.Random, start: date, number: int) -> Pause:
    asked = start + timedelta(chance.randrange(30))
    return Pause(asked, asked + timedelta(chance.randrange(15)), number)
