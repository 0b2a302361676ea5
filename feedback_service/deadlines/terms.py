"""Terms, pauses, and the dates they yield.

The day of receipt is day zero (Civil Code 2015, Article 147). A working-day term counts working
days; a calendar-day term whose last day is a rest day ends on the next working day (Article 148).
Dates are compared, never seconds.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from feedback_service.deadlines.calendar import Calendar, days_after
from feedback_service.deadlines.errors import CalendarYearMissing, TermMissing


class TermUnit(StrEnum):
    """What a term counts."""

    WORKING = "working"
    CALENDAR = "calendar"

    @property
    def label(self) -> str:
        """Return the words people read."""
        return "ngày làm việc" if self is TermUnit.WORKING else "ngày theo lịch"


class TermCode(StrEnum):
    """The clocks of a case, and the dates an agency sets itself."""

    FORWARD = "forward"
    ANSWER = "answer"
    ANSWER_LEGAL_DOCUMENT = "answer_legal_document"
    PROGRESS_NOTICE = "progress_notice"
    ANSWER_REVIEW = "answer_review"
    AUTHOR_REPLY = "author_reply"
    DECLINE_APPEAL = "decline_appeal"
    APPEAL_DECISION = "appeal_decision"
    REOPEN = "reopen"
    CLOSE_AFTER = "close_after"
    # Dates of the lead agency's own; no clock of a case runs or stops by them.
    VERIFICATION = "verification"
    ACCUSED_REPLY = "accused_reply"


@dataclass(frozen=True, kw_only=True)
class Scope:
    """Which cases a row of a term is for, and what a case is; an empty part leaves it open."""

    agency_code: str = ""
    category: str = ""
    kind: str = ""
    province_code: str = ""

    def holds_for(self, case: "Scope") -> bool:
        """Tell whether a case is among those that are meant."""
        return all(
            not own or own == other for own, other in zip(self.parts, case.parts, strict=True)
        )

    @property
    def parts(self) -> tuple[str, str, str, str]:
        """The parts, the one that counts most first."""
        return self.agency_code, self.category, self.kind, self.province_code

    @property
    def closeness(self) -> tuple[bool, ...]:
        """What decides between rows that hold: the agency's own first, the province's last."""
        return tuple(bool(part) for part in self.parts)


EVERY_CASE = Scope()


@dataclass(frozen=True)
class Term:
    """A rule in force from one date to another (inclusive); valid_to None means until changed."""

    code: str
    days: int
    unit: TermUnit
    valid_from: date = date.min
    valid_to: date | None = None
    source: str = ""
    note: str = ""
    article: str = ""
    # What the people who wait are told of it.
    words: str = ""
    scope: Scope = EVERY_CASE

    def __post_init__(self) -> None:
        """Refuse a term without a length: day zero is never a due date."""
        if self.days < 1:
            raise ValueError("a term has at least one day")
        if self.valid_to is not None and self.valid_to < self.valid_from:
            raise ValueError("a term does not end before it begins")

    @property
    def basis(self) -> str:
        """Article and document that a term rests on."""
        return f"{self.article}, {self.source}" if self.article else self.source

    def is_in_force(self, on: date) -> bool:
        """Tell whether the row holds on a date."""
        return self.valid_from <= on and (self.valid_to is None or on <= self.valid_to)


@dataclass(frozen=True)
class Pause:
    """The clock stands still on the days strictly between the two dates; to_on None: still on.

    latest_on is the day on which it ends whatever happens.
    """

    from_on: date
    to_on: date | None
    event_id: int | str
    latest_on: date | None = None

    def is_on(self, today: date | None) -> bool:
        """Tell whether the clock still stands."""
        return self.to_on is None and not (today and self.latest_on and self.latest_on <= today)

    def holds_on(self, day: date) -> bool:
        """Tell whether a day is cut out of the span."""
        return self.from_on < day and (self.to_on is None or day < self.to_on)


@dataclass(frozen=True)
class Deadline:
    """The date by the calendar as known now, and the latest date ever told (what counts).

    provisional: a pending decision of the calendar could still move the computed date.
    to_be_announced: the calendar of a year is missing, so there is no computed date yet.
    paused: an author is being asked; the date is the earliest possible, if they reply today.
    """

    computed_due_on: date | None
    promised_due_on: date | None
    provisional: bool = False
    to_be_announced: bool = False
    paused: bool = False


class DayMark(StrEnum):
    """What a day is for a running term."""

    RECEIVED = "received"
    COUNTED = "counted"
    REST = "rest"
    PUT_OFF = "put_off"
    PAUSED = "paused"


class Step(NamedTuple):
    """A day of the way from receipt to the due date; number is that of a counted day."""

    date: date
    mark: DayMark
    number: int = 0
    pause: Pause | None = None


def term_in_force(terms: Iterable[Term], code: str, on: date, case: Scope = EVERY_CASE) -> Term:
    """Return the row of a term that holds on a date for a case: the one made most for it.

    Of two that are made for it alike, the younger one. Raises TermMissing.
    """
    rows = [
        term
        for term in terms
        if term.code == code and term.is_in_force(on) and term.scope.holds_for(case)
    ]
    if not rows:
        raise TermMissing(code=str(code), on=f"{on:%d/%m/%Y}")
    return max(rows, key=lambda term: (term.scope.closeness, term.valid_from))


def walk(
    received_on: date, term: Term, calendar: Calendar, pauses: Sequence[Pause] = ()
) -> Iterator[Step]:
    """Yield every day from receipt to the due date, each once; CalendarYearMissing on the way.

    Exactly term.days steps are COUNTED and the last step is the due date. Open pauses must have
    been closed before (see close_pauses), else there is no end.
    """
    yield Step(received_on, DayMark.RECEIVED)
    number = 1
    for day in days_after(received_on):
        pause = next((pause for pause in pauses if pause.holds_on(day)), None)
        if pause is not None:
            yield Step(day, DayMark.PAUSED, pause=pause)
            continue
        is_last = number == term.days
        if (term.unit is TermUnit.WORKING or is_last) and not calendar.is_working_day(day):
            is_working_term = term.unit is TermUnit.WORKING
            yield Step(day, DayMark.REST if is_working_term else DayMark.PUT_OFF)
            continue
        yield Step(day, DayMark.COUNTED, number)
        if is_last:
            return
        number += 1


def due_on(received_on: date, term: Term, calendar: Calendar) -> date:
    """Return the last day of a term without pauses; CalendarYearMissing where none is known."""
    *_, last = walk(received_on, term, calendar)
    return last.date


def compute(
    received_on: date,
    term: Term,
    calendar: Calendar,
    pauses: Sequence[Pause] = (),
    today: date | None = None,
    promised_on: date | None = None,
) -> Deadline:
    """Return the deadline as known today; promised_on is the latest date told before.

    Never raises for want of a calendar. today is needed only where a pause is still open.
    """
    paused = any(pause.is_on(today) for pause in pauses)
    try:
        steps = list(walk(received_on, term, calendar, close_pauses(pauses, today)))
    except CalendarYearMissing:
        return Deadline(None, promised_on, to_be_announced=True, paused=paused)
    computed = steps[-1].date
    return Deadline(
        computed_due_on=computed,
        promised_due_on=max(computed, promised_on or computed),
        provisional=not _is_certain(steps, term, calendar),
        paused=paused,
    )


def close_pauses(pauses: Sequence[Pause], today: date | None) -> list[Pause]:
    """Return the pauses with the open one ended today, and none longer than it may be."""
    if today is None and any(pause.to_on is None for pause in pauses):
        raise ValueError("an open pause can only be reckoned as of a day")
    return [replace(pause, to_on=_end_of(pause, today)) for pause in pauses]


def _end_of(pause: Pause, today: date | None) -> date | None:
    ends = [day for day in (pause.to_on or today, pause.latest_on) if day is not None]
    return min(ends, default=None)


def days_late(due_on: date | None, met_on: date) -> int:
    """Return by how many days a date was missed; 0 when met in time or while none is known."""
    return 0 if due_on is None else max(0, (met_on - due_on).days)


def _is_certain(steps: Sequence[Step], term: Term, calendar: Calendar) -> bool:
    # Of a calendar-day term only the last day asks the calendar; of a working-day term each does.
    asked = steps if term.unit is TermUnit.WORKING else steps[-1:]
    counted = (step.date for step in asked if step.mark is DayMark.COUNTED)
    return all(calendar.is_settled(day) for day in counted)
