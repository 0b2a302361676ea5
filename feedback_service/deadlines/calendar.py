"""The working calendar: which days civil servants work, and on whose word.

Monday to Friday are worked (Decision 188/1999/QĐ-TTg) unless a row says otherwise. A provisional
row never gives more time: until it is confirmed, a day off is counted as worked and a worked
Saturday as worked, so that no legal maximum is exceeded whichever way the decision falls.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import cached_property
from hashlib import sha256

from feedback_service.deadlines.errors import CalendarYearMissing

WEEKDAYS = ("Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ nhật")
WEEKLY_REST_SOURCE = "Quyết định 188/1999/QĐ-TTg"
SATURDAY = 5
# The notice of the next year's days off usually comes between October and December.
NAG_FROM_MONTH = 11
# Inside CalendarDay the name `date` is its field.
Date = date


class DayKind(StrEnum):
    """What a row makes of its day."""

    HOLIDAY = "holiday"
    COMPENSATORY_OFF = "compensatory_off"
    SWAP_OFF = "swap_off"
    SWAP_WORK = "swap_work"

    @property
    def label(self) -> str:
        """Return the words people read."""
        return _KIND_LABELS[self]


class DayStatus(StrEnum):
    """Whether a row, or a year, has been decided."""

    ANNOUNCED = "announced"
    PROVISIONAL = "provisional"

    @property
    def label(self) -> str:
        """Return the words people read."""
        return "đã công bố" if self is DayStatus.ANNOUNCED else "dự kiến"


_KIND_LABELS = {
    DayKind.HOLIDAY: "nghỉ lễ, tết",
    DayKind.COMPENSATORY_OFF: "nghỉ bù",
    DayKind.SWAP_OFF: "nghỉ do hoán đổi ngày làm việc",
    DayKind.SWAP_WORK: "làm bù do hoán đổi ngày làm việc",
}


@dataclass(frozen=True)
class CalendarDay:
    """One day that differs, or may differ, from its weekday."""

    date: date
    kind: DayKind
    status: DayStatus
    source: str
    note: str = ""
    announced_on: Date | None = None

    @property
    def is_worked(self) -> bool:
        """Tell whether people work on this day once the row holds."""
        return self.kind is DayKind.SWAP_WORK

    def is_settled_from(self, today: Date) -> bool:
        """Tell whether nobody needs to decide on the day from a date on."""
        return self.status is DayStatus.ANNOUNCED or self.date < today

    @property
    def is_settled(self) -> bool:
        """Tell whether the row can no longer change the nature of its day."""
        return self.status is DayStatus.ANNOUNCED or self.is_worked == _is_weekday(self.date)


@dataclass(frozen=True)
class DayReason:
    """Why a day is worked or not, in a sentence, and on whose word."""

    is_working: bool
    reason: str
    source: str | None


@dataclass(frozen=True)
class Calendar:
    """The rows by date, and the years whose rows are complete enough to count on."""

    days: Mapping[date, CalendarDay]
    years: frozenset[int]

    @cached_property
    def version(self) -> str:
        """Return 16 characters that two calendars share when they yield the same dates.

        Of what the rows say, not of when they came: sources and notes move nothing, and a row that
        is taken back brings back the version of before.
        """
        rows = sorted(f"{day.date} {day.is_worked:d} {day.status}" for day in self.days.values())
        years = map(str, sorted(self.years))
        return sha256("\n".join([*years, *rows]).encode()).hexdigest()[:16]

    def is_working_day(self, day: date) -> bool:
        """Tell whether a day is worked; CalendarYearMissing where nobody can know."""
        row = self._row(day)
        if row is None or (row.status is DayStatus.PROVISIONAL and not row.is_worked):
            return _is_weekday(day)
        return row.is_worked

    def is_settled(self, day: date) -> bool:
        """Tell whether no pending decision can change whether the day is worked."""
        row = self._row(day)
        return row is None or row.is_settled

    def working_days_after(self, start: date) -> Iterator[date]:
        """Yield the working days after a date, earliest first."""
        return (day for day in days_after(start) if self.is_working_day(day))

    def next_working_day(self, day: date) -> date:
        """Return the first working day after a date."""
        return next(self.working_days_after(day))

    def add_working_days(self, start: date, days: int) -> date:
        """Return the working day that lies so many working days after (or, negative, before)."""
        step = timedelta(days=1 if days >= 0 else -1)
        day, left = start, abs(days)
        while left:
            day += step
            left -= self.is_working_day(day)
        return day

    def count_working_days(self, start: date, end: date) -> int:
        """Return how many working days lie after start, up to and including end."""
        span = (end - start).days
        return sum(self.is_working_day(start + timedelta(days=n)) for n in range(1, span + 1))

    def day_reason(self, day: date) -> DayReason:
        """Return why a day is worked or not."""
        row = self._row(day)
        if row is None:
            return _weekday_reason(day)
        working = self.is_working_day(day)
        if row.status is DayStatus.ANNOUNCED:
            return DayReason(working, f"{WEEKDAYS[day.weekday()]}, {_described(row)}", row.source)
        plain = "ngày làm việc" if working else "ngày nghỉ hằng tuần"
        reason = f"{WEEKDAYS[day.weekday()]}, tính là {plain} vì mới dự kiến {_described(row)}"
        return DayReason(working, f"{reason}, chưa có quyết định", row.source)

    def _row(self, day: date) -> CalendarDay | None:
        if day.year not in self.years:
            raise CalendarYearMissing(day.year)
        return self.days.get(day)


def calendar_of(days: Iterable[CalendarDay], years: Iterable[int]) -> Calendar:
    """Build a calendar from its rows and the years they cover."""
    return Calendar(days={day.date: day for day in days}, years=frozenset(years))


def days_after(start: date) -> Iterator[date]:
    """Yield every date after one; CalendarYearMissing at the end of what a date can hold."""
    day = start
    while day < date.max:
        day += timedelta(days=1)
        yield day
    raise CalendarYearMissing(day.year + 1)


def missing_holidays(year: int, days: Iterable[CalendarDay]) -> list[str]:
    """Return the paid holidays of the Labour Code (Article 112) that a year's rows leave out.

    The lunar ones are looked for where they can fall: the five days of Tết between 14 January
    and 28 February, the Hùng Kings' day between 25 March and 29 April.
    """
    off = {day.date for day in days if day.date.year == year and not day.is_worked}
    fixed = {
        "Tết Dương lịch 1/1": date(year, 1, 1),
        "Ngày Chiến thắng 30/4": date(year, 4, 30),
        "Ngày Quốc tế lao động 1/5": date(year, 5, 1),
        "Quốc khánh 2/9": date(year, 9, 2),
    }
    missing = [name for name, day in fixed.items() if day not in off and _is_weekday(day)]
    if sum(date(year, 1, 14) <= day <= date(year, 2, 28) for day in off) < 5:
        missing.append("Tết Âm lịch (5 ngày)")
    if not any(date(year, 3, 25) <= day <= date(year, 4, 29) for day in off):
        missing.append("Giỗ Tổ Hùng Vương 10/3 âm lịch")
    return missing


@dataclass(frozen=True)
class YearGap:
    """A year that cannot be counted on yet: not known at all, or with days only expected."""

    year: int
    is_missing: bool
    provisional: int


def year_gaps(calendar: Calendar, today: date) -> list[YearGap]:
    """Return what this year lacks, and from 1 November what the next one does.

    Days that have passed are not asked for any more: nobody decides on them.
    """
    years = [today.year, today.year + 1] if today.month >= NAG_FROM_MONTH else [today.year]
    waiting = [day.date.year for day in calendar.days.values() if not day.is_settled_from(today)]
    gaps = (YearGap(year, year not in calendar.years, waiting.count(year)) for year in years)
    return [gap for gap in gaps if gap.is_missing or gap.provisional]


def _is_weekday(day: date) -> bool:
    return day.weekday() < SATURDAY


def _weekday_reason(day: date) -> DayReason:
    name = WEEKDAYS[day.weekday()]
    if _is_weekday(day):
        return DayReason(is_working=True, reason=f"{name}, ngày làm việc", source=None)
    reason = f"{name}, ngày nghỉ hằng tuần"
    return DayReason(is_working=False, reason=reason, source=WEEKLY_REST_SOURCE)


def _described(row: CalendarDay) -> str:
    return f"{row.kind.label}: {row.note}" if row.note else row.kind.label
