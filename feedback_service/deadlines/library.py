"""What the package `holidays` says of a year, as proposals: it reckons, and knows no document.

It reckons the lunar days and lists some swaps, late and not all: of 2026 it lacks the one of
2 January. Its worked weekends are those of every year at once, and are picked out by year.
"""

import re
from collections.abc import Iterator
from datetime import date
from importlib.metadata import version

from feedback_service.deadlines.calendar import CalendarDay, DayKind, DayStatus

_SWAPPED = re.compile(r"thay cho ngày (\d{1,2})/(\d{1,2})/(\d{4})")
_COMPENSATED = "nghỉ bù"


def library_days(year: int) -> list[CalendarDay]:
    """Return the days that the package proposes for a year, by date."""
    # Of use some times a year: not worth the memory of every process.
    import holidays  # noqa: PLC0415

    known = holidays.country_holidays("VN", years=year, language="vi")
    source = f"Đề xuất của thư viện holidays {version('holidays')}, chưa có văn bản"
    days = {day.date: day for name in sorted(known.items()) for day in _days(*name, source)}
    return [days[day] for day in sorted(days) if day.year == year]


def _days(on: date, name: str, source: str) -> Iterator[CalendarDay]:
    swapped = _SWAPPED.search(name)
    if swapped is not None:
        day, month, year = map(int, swapped.groups())
        work = date(year, month, day)
        yield _row(on, DayKind.SWAP_OFF, source, f"làm bù {work:%d/%m/%Y}")
        yield _row(work, DayKind.SWAP_WORK, source, f"thay cho ngày nghỉ {on:%d/%m/%Y}")
    elif _COMPENSATED in name.casefold():
        yield _row(on, DayKind.COMPENSATORY_OFF, source, name)
    else:
        yield _row(on, DayKind.HOLIDAY, source, name)


def _row(on: date, kind: DayKind, source: str, note: str) -> CalendarDay:
    return CalendarDay(on, kind, DayStatus.PROVISIONAL, source, note)
