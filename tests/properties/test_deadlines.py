"""What holds of every deadline, whatever the calendar, the term and the pauses."""

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from feedback_service.deadlines.calendar import (
    Calendar,
    CalendarDay,
    DayKind,
    DayStatus,
    calendar_of,
)
from feedback_service.deadlines.explain import explain
from feedback_service.deadlines.terms import Pause, Term, TermUnit, compute, days_late, due_on

FIRST, LAST = date(2026, 1, 1), date(2027, 6, 30)
YEARS = range(2025, 2031)

dates = st.dates(FIRST, LAST)
lengths = st.integers(1, 40)
units = st.sampled_from(TermUnit)
terms = st.builds(Term, code=st.just("any"), days=lengths, unit=units)


def rows(statuses: st.SearchStrategy[DayStatus]) -> st.SearchStrategy[list[CalendarDay]]:
    row = st.builds(
        CalendarDay,
        date=dates,
        kind=st.sampled_from(DayKind),
        status=statuses,
        source=st.just("Văn bản"),
    )
    return st.lists(row, max_size=40, unique_by=lambda day: day.date)


announced = rows(st.just(DayStatus.ANNOUNCED))
mixed = rows(st.sampled_from(DayStatus))


@st.composite
def pauses(draw: st.DrawFn) -> list[Pause]:
    spans = draw(st.lists(st.tuples(dates, st.integers(0, 30)), max_size=4))
    return [
        Pause(start, start + timedelta(days=length), number)
        for number, (start, length) in enumerate(spans)
    ]


def calendar(days: list[CalendarDay]) -> Calendar:
    return calendar_of(days, YEARS)


@given(mixed, dates, lengths)
def test_a_working_term_ends_on_a_working_day_after_receipt(
    days: list[CalendarDay], start: date, length: int
) -> None:
    known = calendar(days)
    end = due_on(start, Term("any", length, TermUnit.WORKING), known)
    assert end > start
    assert known.is_working_day(end)


@given(mixed, dates, lengths)
def test_exactly_the_days_of_the_term_are_worked_between(
    days: list[CalendarDay], start: date, length: int
) -> None:
    known = calendar(days)
    end = due_on(start, Term("any", length, TermUnit.WORKING), known)
    assert known.count_working_days(start, end) == length


@given(mixed, dates, lengths, lengths)
def test_one_term_after_another_equals_both_together(
    days: list[CalendarDay], start: date, first: int, second: int
) -> None:
    known = calendar(days)
    halfway = due_on(start, Term("any", first, TermUnit.WORKING), known)
    together = due_on(start, Term("any", first + second, TermUnit.WORKING), known)
    assert due_on(halfway, Term("any", second, TermUnit.WORKING), known) == together


@given(mixed, dates, lengths)
def test_adding_working_days_to_a_calendar_agrees_with_the_term(
    days: list[CalendarDay], start: date, length: int
) -> None:
    known = calendar(days)
    end = due_on(start, Term("any", length, TermUnit.WORKING), known)
    assert known.add_working_days(start, length) == end
    after_end = end + timedelta(days=1)
    assert known.add_working_days(after_end, -1) == end


@given(mixed, dates, terms, dates)
def test_one_more_holiday_never_brings_a_date_forward(
    days: list[CalendarDay], start: date, term: Term, extra: date
) -> None:
    holiday = CalendarDay(extra, DayKind.HOLIDAY, DayStatus.ANNOUNCED, "Văn bản")
    more = [day for day in days if day.date != extra] + [holiday]
    assert due_on(start, term, calendar(more)) >= due_on(start, term, calendar(days))


@given(mixed, dates, terms)
def test_a_calendar_day_term_ends_on_the_first_working_day_at_its_end(
    days: list[CalendarDay], start: date, term: Term
) -> None:
    known = calendar(days)
    end = due_on(start, replace(term, unit=TermUnit.CALENDAR), known)
    nominal = start + timedelta(days=term.days)
    assert end >= nominal
    assert known.is_working_day(end)
    assert known.count_working_days(nominal - timedelta(days=1), end) == 1


@given(mixed, dates, terms)
def test_a_date_is_provisional_exactly_when_a_decision_could_move_it(
    days: list[CalendarDay], start: date, term: Term
) -> None:
    # The decision least kind to the date: every pending day off holds, no pending swap does.
    decided = [
        replace(day, status=DayStatus.ANNOUNCED)
        for day in days
        if day.status is DayStatus.ANNOUNCED or day.kind is not DayKind.SWAP_WORK
    ]
    deadline = compute(start, term, calendar(days))
    latest = due_on(start, term, calendar(decided))
    assert deadline.computed_due_on is not None
    assert latest >= deadline.computed_due_on
    assert deadline.provisional == (latest != deadline.computed_due_on)


@given(mixed, dates, terms, pauses())
def test_a_pause_never_brings_a_date_forward(
    days: list[CalendarDay], start: date, term: Term, stops: list[Pause]
) -> None:
    paused = compute(start, term, calendar(days), stops).computed_due_on
    assert paused is not None
    assert paused >= due_on(start, term, calendar(days))
    assert not any(stop.holds_on(paused) for stop in stops)


@given(mixed, dates, terms, pauses(), st.none() | dates)
def test_an_explanation_agrees_with_the_date_and_lists_each_day_once(
    days: list[CalendarDay],
    start: date,
    term: Term,
    stops: list[Pause],
    promised_on: date | None,
) -> None:
    known = calendar(days)
    deadline = compute(start, term, known, stops, promised_on=promised_on)
    explanation = explain(start, term, known, stops, promised_on=promised_on)
    assert explanation.due_on == deadline.promised_due_on
    span = (explanation.due_on - start).days
    assert [day.date for day in explanation.days] == [
        start + timedelta(days=number) for number in range(span + 1)
    ]
    counted = [day.date for day in explanation.days if day.counted]
    assert len(counted) == term.days
    assert counted[-1] == deadline.computed_due_on
    assert all(day.reason for day in explanation.days)


@given(mixed, dates, terms, dates)
def test_a_promise_is_kept_or_bettered_and_lateness_follows_it(
    days: list[CalendarDay], start: date, term: Term, promised_on: date
) -> None:
    deadline = compute(start, term, calendar(days), promised_on=promised_on)
    assert deadline.promised_due_on is not None
    assert deadline.computed_due_on is not None
    assert deadline.promised_due_on == max(promised_on, deadline.computed_due_on)
    assert days_late(deadline.promised_due_on, deadline.promised_due_on) == 0
    assert days_late(deadline.promised_due_on, deadline.promised_due_on + timedelta(days=1)) == 1


@given(dates, terms)
def test_a_missing_year_never_stops_a_case_from_getting_a_deadline(start: date, term: Term) -> None:
    deadline = compute(start, term, calendar_of([], []))
    assert deadline.to_be_announced
    assert deadline.computed_due_on is None


@given(announced, dates, terms)
def test_announced_rows_alone_never_make_a_date_provisional(
    days: list[CalendarDay], start: date, term: Term
) -> None:
    assert not compute(start, term, calendar(days)).provisional
