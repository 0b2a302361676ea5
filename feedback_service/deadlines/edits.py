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


@dataclass(frozen=True)
class Comparison:
    """Days of a file beside what stands on their dates."""

    added: tuple[CalendarDay, ...]
    changed: tuple[tuple[CalendarDay, CalendarDay], ...]
    same: tuple[CalendarDay, ...]

    @property
    def written(self) -> tuple[CalendarDay, ...]:
        """The days that are not there yet as they are given, in order."""
        days = [*self.added, *(after for _before, after in self.changed)]
        return tuple(sorted(days, key=lambda day: day.date))


def compared(calendar: Calendar, days: Iterable[CalendarDay]) -> Comparison:
    """Return which days are new, which change a row, and which are there already."""
    ordered = sorted(days, key=lambda day: day.date)
    known = calendar.days
    return Comparison(
        added=tuple(day for day in ordered if day.date not in known),
        changed=tuple((known[day.date], day) for day in ordered if known.get(day.date, day) != day),
        same=tuple(day for day in ordered if known.get(day.date) == day),
    )


def past_in(calendar: Calendar, edit: Edit, today: date) -> list[CalendarDay]:
    """Return the days gone by that would count otherwise, in years that are reckoned with."""
    after = edited(calendar, edit)
    return [
        day
        for day in edit.days
        if day.date < today
        and day.date.year in calendar.years
        and calendar.is_working_day(day.date) != after.is_working_day(day.date)
    ]


def overlapping(calendar: Calendar, edit: Edit) -> list[tuple[CalendarDay, CalendarDay]]:
    """Return announced rows that days of another kind would replace, each with its day."""
    pairs = [(calendar.days[day.date], day) for day in edit.days if day.date in calendar.days]
    return [
        (before, after)
        for before, after in pairs
        if before.status is DayStatus.ANNOUNCED and before.kind is not after.kind
    ]
