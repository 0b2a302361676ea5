"""How long a date takes: over two years of the calendar that the package carries."""

from datetime import date, timedelta
from statistics import median
from time import perf_counter

from feedback_service.deadlines.calendar import Calendar
from feedback_service.deadlines.queries import shipped_calendar
from feedback_service.deadlines.terms import Term, TermUnit, due_on

# The terms of the law, from the shortest to the longest, and from where they are counted.
TERMS = (
    Term("forward", 5, TermUnit.WORKING),
    Term("answer", 20, TermUnit.CALENDAR),
    Term("longest", 60, TermUnit.WORKING),
)
FIRST, DAYS = date(2025, 6, 1), 730


def microseconds_of_a_date(rounds: int) -> float:
    """Return the time of the dearest term, the median of rounds over each day of two years."""
    calendar = shipped_calendar()
    starts = [FIRST + timedelta(days=number) for number in range(DAYS)]
    return max(
        median(_seconds(term, starts, calendar) for _ in range(rounds)) / DAYS * 1e6
        for term in TERMS
    )


def _seconds(term: Term, starts: list[date], calendar: Calendar) -> float:
    begun = perf_counter()
    for start in starts:
        due_on(start, term, calendar)
    return perf_counter() - begun
