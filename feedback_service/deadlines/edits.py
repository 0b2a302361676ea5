"""A change of the calendar before it holds: what becomes of it, and what speaks against it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from feedback_service.deadlines.calendar import (
    Calendar,
    CalendarDay,
    DayKind,
    DayStatus,
    calendar_of,
    missing_holidays,
)

# A document swaps a day for one of the same weeks; every swap since 2018 lay within ten days.
MOST_APART = timedelta(days=45)


@dataclass(frozen=True, kw_only=True)
class Edit:
    """Days written over what stands on their dates, dates that lose their row, years opened."""

    days: tuple[CalendarDay, ...] = ()
    gone: frozenset[date] = frozenset()
    opened: frozenset[int] = frozenset()

    @property
    def dates(self) -> list[date]:
        """The dates whose rows change, in order."""
        return sorted({day.date for day in self.days} | self.gone)


@dataclass(frozen=True)
class Span:
    """The days between which two calendars differ, both included."""

    first: date
    last: date


def edited(calendar: Calendar, edit: Edit) -> Calendar:
    """Return the calendar after an edit; a year that lacks no paid holiday any more is open."""
    days = {day: row for day, row in calendar.days.items() if day not in edit.gone}
    days |= {day.date: day for day in edit.days}
    touched = {day.year for day in edit.dates} - calendar.years
    complete = {year for year in touched if not missing_holidays(year, days.values())}
    return calendar_of(days.values(), calendar.years | edit.opened | complete)


def difference(before: Calendar, after: Calendar) -> Span | None:
    """Return the span in which days are worked in one calendar only; None where there is none."""
    days = [
        day
        for day in before.days.keys() | after.days.keys()
        if day.year in before.years & after.years
        and before.is_working_day(day) != after.is_working_day(day)
    ]
    for year in before.years ^ after.years:
        days += [date(year, 1, 1), date(year, 12, 31)]
    return Span(min(days), max(days)) if days else None


def unpaired(days: Iterable[CalendarDay]) -> list[CalendarDay]:
    """Return announced swaps without their other half: each day off with the nearest worked day."""
    swaps = sorted(
        (day for day in days if day.status is DayStatus.ANNOUNCED), key=lambda day: day.date
    )
    works = [day for day in swaps if day.kind is DayKind.SWAP_WORK]
    alone = []
    for off in (day for day in swaps if day.kind is DayKind.SWAP_OFF):
        near = [work for work in works if abs(work.date - off.date) <= MOST_APART]
        if near:
            works.remove(min(near, key=lambda work: (abs(work.date - off.date), work.date)))
        else:
            alone.append(off)
    return sorted([*alone, *works], key=lambda day: day.date)


def torn_by(calendar: Calendar, edit: Edit) -> list[CalendarDay]:
    """Return the swaps that stand alone after an edit and did not before."""
    before = {day.date for day in unpaired(calendar.days.values())}
    after = unpaired(edited(calendar, edit).days.values())
    return [day for day in after if day.date not in before]
