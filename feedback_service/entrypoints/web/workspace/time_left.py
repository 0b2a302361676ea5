"""How long there is until a date, as people say it. Plain values in, plain values out."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from feedback_service.deadlines.calendar import Calendar
from feedback_service.deadlines.errors import CalendarYearMissing


class Phrase(StrEnum):
    """What there is to say about a date."""

    NONE = "none"
    UNKNOWN = "unknown"
    PAUSED = "paused"
    MET = "met"
    MET_LATE = "met_late"
    LATE = "late"
    TODAY = "today"
    WORKING_DAYS = "working_days"
    DAYS = "days"


TONES = {
    Phrase.NONE: "neutral",
    Phrase.UNKNOWN: "neutral",
    Phrase.PAUSED: "waiting",
    Phrase.MET: "done",
    Phrase.MET_LATE: "late",
    Phrase.LATE: "late",
    Phrase.TODAY: "late",
    Phrase.WORKING_DAYS: "neutral",
    Phrase.DAYS: "neutral",
}
SOON_DAYS = 2


@dataclass(frozen=True, kw_only=True)
class TimeLeft:
    """A phrase and its number of days."""

    phrase: Phrase
    days: int = 0
    due_on: date | None = None
    provisional: bool = False

    @property
    def tone(self) -> str:
        """The tone of the tag: what is due within two days waits, what is late is late."""
        counted = self.phrase in {Phrase.WORKING_DAYS, Phrase.DAYS}
        return "waiting" if counted and self.days <= SOON_DAYS else TONES[self.phrase]

    @property
    def is_late(self) -> bool:
        """Tell whether the date has passed without the act it waits for."""
        return self.phrase is Phrase.LATE


def time_left(
    due_on: date | None,
    *,
    today: date,
    calendar: Calendar,
    runs: bool = True,
    paused: bool = False,
    provisional: bool = False,
    met_on: date | None = None,
) -> TimeLeft:
    """Say how a date stands today: working days ahead, calendar days behind."""
    phrase, days = _phrase(due_on, today, calendar, runs=runs, paused=paused, met_on=met_on)
    return TimeLeft(phrase=phrase, days=days, due_on=due_on, provisional=provisional)


def _phrase(
    due_on: date | None,
    today: date,
    calendar: Calendar,
    *,
    runs: bool,
    paused: bool,
    met_on: date | None,
) -> tuple[Phrase, int]:
    if met_on is not None:
        late = due_on is not None and met_on > due_on
        return (Phrase.MET_LATE if late else Phrase.MET), 0
    if not runs:
        return Phrase.NONE, 0
    if paused:
        return Phrase.PAUSED, 0
    if due_on is None:
        return Phrase.UNKNOWN, 0
    return _distance(due_on, today, calendar)


def _distance(due_on: date, today: date, calendar: Calendar) -> tuple[Phrase, int]:
    days = (due_on - today).days
    if days < 0:
        return Phrase.LATE, -days
    if days == 0:
        return Phrase.TODAY, 0
    try:
        working = calendar.count_working_days(today, due_on)
    except CalendarYearMissing:
        return Phrase.DAYS, days
    return (Phrase.WORKING_DAYS, working) if working else (Phrase.DAYS, days)
