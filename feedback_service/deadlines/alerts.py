"""On which days people are told that a date comes near, is there, or has passed.

At half of the term, three and one working days before the date, on it, the day after, and every
week from the date on.
"""

from datetime import date, timedelta

from feedback_service.deadlines.calendar import Calendar
from feedback_service.deadlines.errors import CalendarYearMissing

WORKING_DAYS_BEFORE = (3, 1)
FIRST_LATE = timedelta(days=1)
EVERY = timedelta(days=7)


def next_alert(started_on: date, due_on: date, after: date, calendar: Calendar) -> date:
    """Return the first day after a day on which somebody is to be told of a date."""
    if after < due_on:
        half = started_on + (due_on - started_on) // 2
        before = [working_days_before(due_on, days, calendar) for days in WORKING_DAYS_BEFORE]
        days = [day for day in (half, *before, due_on) if max(started_on, after) < day <= due_on]
        return min(days, default=due_on)
    if after < due_on + FIRST_LATE:
        return due_on + FIRST_LATE
    return due_on + ((after - due_on) // EVERY + 1) * EVERY


def concerns_overseer_only(due_on: date, told_on: date | None, today: date) -> bool:
    """Tell whether those who work on it were told on the date itself, and are again in a week."""
    return told_on == due_on < today < due_on + EVERY


def concerns_head(due_on: date, today: date, calendar: Calendar) -> bool:
    """Tell whether so little time is left that the head is told as well."""
    return today >= working_days_before(due_on, WORKING_DAYS_BEFORE[-1], calendar)


def working_days_before(due_on: date, days: int, calendar: Calendar) -> date:
    """Return the working day from which so many are left until a date."""
    day = due_on
    while days:
        day -= timedelta(days=1)
        days -= is_worked(day, calendar)
    return day


def is_worked(day: date, calendar: Calendar) -> bool:
    """Tell whether a day is worked, by the week where its year has no calendar yet."""
    try:
        return calendar.is_working_day(day)
    except CalendarYearMissing:
        # No date hangs on it: told a day early is told.
        return day.weekday() < 5
