"""The dates that terms and pauses yield, by the shipped calendar."""

from datetime import date

import pytest

from feedback_service.deadlines.calendar import DayKind, DayStatus, calendar_of
from feedback_service.deadlines.errors import CalendarYearMissing, TermMissing
from feedback_service.deadlines.queries import shipped_calendar, shipped_days, shipped_terms
from feedback_service.deadlines.terms import (
    Pause,
    Term,
    TermCode,
    TermUnit,
    compute,
    days_late,
    due_on,
    term_in_force,
)

SHIPPED = shipped_calendar()
WORKING, CALENDAR = TermUnit.WORKING, TermUnit.CALENDAR


def term(days: int, unit: TermUnit = WORKING) -> Term:
    return Term(code="test", days=days, unit=unit)


def on(text: str) -> date:
    return date.fromisoformat(text)


def test_only_the_last_day_of_a_calendar_day_term_asks_the_calendar() -> None:
    # 2023 is not in the calendar; the term ends in 2024.
    assert due_on(on("2023-12-20"), term(20, CALENDAR), SHIPPED) == on("2024-01-09")


@pytest.mark.parametrize("unit", list(TermUnit))
def test_a_term_that_runs_into_a_missing_year_is_refused(unit: TermUnit) -> None:
    with pytest.raises(CalendarYearMissing, match="2028"):
        due_on(on("2027-12-30"), term(5, unit), SHIPPED)


def test_the_end_of_time_is_a_missing_year() -> None:
    with pytest.raises(CalendarYearMissing, match="10000"):
        due_on(date.max, term(5, CALENDAR), SHIPPED)


def test_a_missing_year_leaves_the_date_to_be_announced() -> None:
    deadline = compute(on("2027-12-30"), term(5), SHIPPED)
    assert deadline.to_be_announced
    assert deadline.computed_due_on is None
    assert deadline.promised_due_on is None


def test_a_promise_stands_even_where_the_calendar_is_gone() -> None:
    deadline = compute(on("2027-12-30"), term(5), SHIPPED, promised_on=on("2028-01-06"))
    assert deadline.to_be_announced
    assert deadline.promised_due_on == on("2028-01-06")


@pytest.mark.parametrize(
    ("received", "days", "unit", "provisional"),
    [
        ("2026-11-20", 5, WORKING, True),  # Fri: counts Tue 24
        ("2026-11-24", 5, WORKING, False),  # received on it: day zero
        ("2026-11-16", 5, WORKING, False),  # Mon -> Mon 23, ends before it
        ("2026-11-10", 20, CALENDAR, False),  # spans it, ends Mon 30: nothing can change
        ("2026-11-04", 20, CALENDAR, True),  # ends on it
        ("2027-01-29", 5, WORKING, True),  # Fri: counts 4 and 5 February
        ("2027-02-10", 5, WORKING, False),  # Wed: begins after the provisional block
    ],
)
def test_a_date_is_provisional_when_a_pending_day_could_move_it(
    received: str, days: int, unit: TermUnit, *, provisional: bool
) -> None:
    assert compute(on(received), term(days, unit), SHIPPED).provisional is provisional


def test_confirming_a_pending_day_off_moves_the_date_later() -> None:
    confirmed = [
        type(day)(day.date, day.kind, DayStatus.ANNOUNCED, day.source, day.note)
        for day in shipped_days()
    ]
    calendar = calendar_of(confirmed, SHIPPED.years)
    assert due_on(on("2026-11-20"), term(5), SHIPPED) == on("2026-11-27")  # Fri -> Fri
    assert due_on(on("2026-11-20"), term(5), calendar) == on("2026-11-30")  # Fri -> Mon


def test_days_strictly_inside_a_pause_are_cut_out() -> None:
    # Mon 9/3; asked Tue 10, replied Fri 13: Wed and Thu do not count.
    pause = Pause(on("2026-03-10"), on("2026-03-13"), event_id=7)
    assert compute(on("2026-03-09"), term(5), SHIPPED, [pause]).computed_due_on == on("2026-03-18")


def test_a_pause_of_a_day_or_overnight_cuts_nothing_out() -> None:
    same_day = Pause(on("2026-03-10"), on("2026-03-10"), event_id=7)
    overnight = Pause(on("2026-03-10"), on("2026-03-11"), event_id=8)
    deadline = compute(on("2026-03-09"), term(5), SHIPPED, [same_day, overnight])
    assert deadline.computed_due_on == on("2026-03-16")


def test_overlapping_pauses_are_cut_out_once() -> None:
    one = Pause(on("2026-03-10"), on("2026-03-13"), event_id=7)
    two = Pause(on("2026-03-11"), on("2026-03-13"), event_id=8)
    deadline = compute(on("2026-03-09"), term(5), SHIPPED, [one, two])
    assert deadline.computed_due_on == on("2026-03-18")


def test_a_pause_after_the_due_date_changes_nothing() -> None:
    pause = Pause(on("2026-03-16"), on("2026-04-16"), event_id=7)
    assert compute(on("2026-03-09"), term(5), SHIPPED, [pause]).computed_due_on == on("2026-03-16")


def test_an_open_pause_moves_the_date_with_every_day_and_is_never_overdue() -> None:
    pause = Pause(on("2026-03-13"), None, event_id=7)
    dates = []
    for today in (on("2026-03-17"), on("2026-03-18"), on("2026-05-20")):
        deadline = compute(on("2026-03-09"), term(5), SHIPPED, [pause], today)
        assert deadline.paused
        assert deadline.computed_due_on is not None
        assert days_late(deadline.computed_due_on, today) == 0
        dates.append(deadline.computed_due_on)
    assert dates == [on("2026-03-17"), on("2026-03-18"), on("2026-05-20")]


def test_an_open_pause_can_only_be_reckoned_as_of_a_day() -> None:
    with pytest.raises(ValueError, match="as of a day"):
        compute(on("2026-03-09"), term(5), SHIPPED, [Pause(on("2026-03-10"), None, 7)])


def test_pauses_move_a_calendar_day_term_before_its_last_day_is_put_off() -> None:
    # 20 days from Mon 2/3 end Sun 22/3; with two days cut out they end Tue 24/3.
    pause = Pause(on("2026-03-10"), on("2026-03-13"), event_id=7)
    deadline = compute(on("2026-03-02"), term(20, CALENDAR), SHIPPED, [pause])
    assert deadline.computed_due_on == on("2026-03-24")


def test_a_promised_date_is_never_shortened() -> None:
    deadline = compute(on("2026-03-09"), term(5), SHIPPED, promised_on=on("2026-03-18"))
    assert deadline.computed_due_on == on("2026-03-16")
    assert deadline.promised_due_on == on("2026-03-18")


def test_a_later_computed_date_becomes_the_promise() -> None:
    deadline = compute(on("2026-03-09"), term(5), SHIPPED, promised_on=on("2026-03-12"))
    assert deadline.promised_due_on == on("2026-03-16")


@pytest.mark.parametrize(
    ("due", "met", "late"),
    [
        ("2026-03-16", "2026-03-16", 0),
        ("2026-03-16", "2026-03-10", 0),
        ("2026-03-16", "2026-03-17", 1),
        ("2026-02-27", "2026-03-02", 3),
    ],
)
def test_lateness_compares_dates(due: str, met: str, late: int) -> None:
    assert days_late(on(due), on(met)) == late


def test_nothing_is_late_while_the_date_is_to_be_announced() -> None:
    assert days_late(None, on("2030-01-01")) == 0


@pytest.mark.parametrize(
    ("code", "days", "unit"),
    [
        (TermCode.FORWARD, 5, WORKING),
        (TermCode.ANSWER, 20, CALENDAR),
        (TermCode.ANSWER_LEGAL_DOCUMENT, 15, CALENDAR),
        (TermCode.PROGRESS_NOTICE, 7, CALENDAR),
        (TermCode.ANSWER_REVIEW, 2, WORKING),
        (TermCode.AUTHOR_REPLY, 10, WORKING),
        (TermCode.DECLINE_APPEAL, 15, CALENDAR),
        (TermCode.APPEAL_DECISION, 5, WORKING),
        (TermCode.REOPEN, 15, CALENDAR),
        (TermCode.CLOSE_AFTER, 15, CALENDAR),
    ],
)
def test_the_shipped_terms_of_today(code: TermCode, days: int, unit: TermUnit) -> None:
    row = term_in_force(shipped_terms(), code, on("2026-11-22"))
    assert (row.days, row.unit) == (days, unit)
    assert row.source


def test_every_clock_has_a_shipped_term() -> None:
    assert {row.code for row in shipped_terms()} == set(TermCode)


def test_a_case_keeps_the_row_of_its_day() -> None:
    terms = shipped_terms()
    before = term_in_force(terms, TermCode.ANSWER_LEGAL_DOCUMENT, on("2025-05-30"))
    after = term_in_force(terms, TermCode.ANSWER_LEGAL_DOCUMENT, on("2025-05-31"))
    assert (before.days, after.days) == (20, 15)


def test_a_date_before_all_rows_has_no_term() -> None:
    with pytest.raises(TermMissing, match="01/01/2001"):
        term_in_force(shipped_terms(), TermCode.ANSWER, on("2001-01-01"))


def test_of_two_overlapping_rows_the_younger_one_holds() -> None:
    old = Term("answer", 20, CALENDAR, on("2018-01-01"))
    new = Term("answer", 10, CALENDAR, on("2026-01-01"))
    assert term_in_force([new, old], "answer", on("2026-01-01")) is new
    assert term_in_force([new, old], "answer", on("2025-12-31")) is old


def test_a_term_of_no_days_cannot_be_made() -> None:
    with pytest.raises(ValueError, match="at least one day"):
        term(0)


def test_kinds_of_days_have_words_for_people() -> None:
    assert all(kind.label for kind in DayKind)
    assert TermUnit.CALENDAR.label == "ngày theo lịch"
