"""What the package `holidays` proposes, with the traps that are known of it."""

from datetime import date

from feedback_service.deadlines.calendar import DayKind, DayStatus
from feedback_service.deadlines.library import library_days
from feedback_service.deadlines.queries import shipped_calendar


def test_everything_is_a_proposal_that_names_no_document() -> None:
    days = library_days(2027)
    assert {day.status for day in days} == {DayStatus.PROVISIONAL}
    assert all("chưa có văn bản" in day.source for day in days)
    assert {day.date.year for day in days} == {2027}


def test_both_halves_of_a_swap_it_knows_are_proposed() -> None:
    kinds = {day.date: day.kind for day in library_days(2026)}
    assert kinds[date(2026, 8, 31)] is DayKind.SWAP_OFF
    assert kinds[date(2026, 8, 22)] is DayKind.SWAP_WORK
    assert kinds[date(2026, 4, 27)] is DayKind.COMPENSATORY_OFF


def test_it_misses_a_swap_that_was_decided_late() -> None:
    """Why it only proposes; when this fails, the package has learned of it."""
    announced = {day for day in shipped_calendar().days if day.year == 2026}
    missed = announced - {day.date for day in library_days(2026)}
    assert missed == {date(2026, 1, 2), date(2026, 1, 10)}
