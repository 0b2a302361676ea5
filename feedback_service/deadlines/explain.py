"""Why a date is that date: every day from receipt to the due date, with a reason and a source."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date

from feedback_service.deadlines.calendar import WEEKDAYS, Calendar, days_after
from feedback_service.deadlines.terms import (
    DayMark,
    Pause,
    Step,
    Term,
    TermUnit,
    close_pauses,
    walk,
)

DAY_ZERO_SOURCE = "Bộ luật Dân sự 2015, Điều 147"
REST_AT_END_SOURCE = "Bộ luật Dân sự 2015, Điều 148"


@dataclass(frozen=True)
class ExplainedDay:
    """One day: whether it used up a day of the term, why, and on whose word."""

    date: date
    counted: bool
    reason: str
    source: str | None = None


@dataclass(frozen=True)
class Explanation:
    """The date that counts, and every day that leads to it, each once, in order."""

    due_on: date
    days: list[ExplainedDay]

    @property
    def counted(self) -> int:
        """How many days were used up."""
        return sum(day.counted for day in self.days)

    @property
    def left_out(self) -> int:
        """How many days after the day of receipt were not."""
        return len(self.days) - 1 - self.counted

    def to_json(self) -> dict[str, object]:
        """Return the published shape; dates as ISO 8601."""
        days = [asdict(day) | {"date": day.date.isoformat()} for day in self.days]
        return {"due_on": self.due_on.isoformat(), "days": days}


def explain(
    received_on: date,
    term: Term,
    calendar: Calendar,
    pauses: Sequence[Pause] = (),
    today: date | None = None,
    promised_on: date | None = None,
) -> Explanation:
    """Explain the promised date day by day; CalendarYearMissing where there is none yet."""
    steps = list(walk(received_on, term, calendar, close_pauses(pauses, today)))
    days = [_explained(step, term, calendar) for step in steps]
    days.extend(_held(steps[-1].date, promised_on))
    return Explanation(due_on=days[-1].date, days=days)


def _explained(step: Step, term: Term, calendar: Calendar) -> ExplainedDay:
    name = WEEKDAYS[step.date.weekday()]
    source: str | None
    match step.mark:
        case DayMark.COUNTED:
            return _counted(step, term, calendar)
        case DayMark.RECEIVED:
            reason, source = f"{name}, ngày tiếp nhận; không tính vào thời hạn", DAY_ZERO_SOURCE
        case DayMark.PAUSED:
            reason, source = _paused(name, step.pause)
        case DayMark.PUT_OFF:
            why = calendar.day_reason(step.date)
            reason = f"{why.reason}; hạn rơi vào ngày nghỉ nên lùi sang ngày làm việc kế tiếp"
            source = f"{why.source}; {REST_AT_END_SOURCE}"
        case DayMark.REST:
            why = calendar.day_reason(step.date)
            reason, source = f"{why.reason}; không tính", why.source
    return ExplainedDay(step.date, counted=False, reason=reason, source=source)


def _counted(step: Step, term: Term, calendar: Calendar) -> ExplainedDay:
    is_last = step.number == term.days
    number = f"ngày thứ {step.number} trong {term.days} {term.unit.label}"
    if term.unit is TermUnit.CALENDAR and not is_last:
        reason = f"{WEEKDAYS[step.date.weekday()]}; {number}"
        return ExplainedDay(step.date, counted=True, reason=reason)
    why = calendar.day_reason(step.date)
    last = ", là ngày cuối của thời hạn" if is_last else ""
    reason = f"{why.reason}; {number}{last}"
    return ExplainedDay(step.date, counted=True, reason=reason, source=why.source)


def _paused(name: str, pause: Pause | None) -> tuple[str, str]:
    if pause is None or pause.to_on is None:
        raise ValueError("a paused day belongs to a closed pause")
    span = f"từ {pause.from_on:%d/%m/%Y} đến {pause.to_on:%d/%m/%Y}"
    reason = f"{name}, tạm dừng {span} để chờ người gửi bổ sung thông tin; không tính"
    return reason, f"Sự kiện {pause.event_id} trong lịch sử hồ sơ"


def _held(computed_on: date, promised_on: date | None) -> Iterator[ExplainedDay]:
    if promised_on is None:
        return
    reason = (
        f"giữ đến hạn đã hứa {promised_on:%d/%m/%Y}; theo lịch hiện nay thời hạn kết thúc ngày "
        f"{computed_on:%d/%m/%Y}, nhưng hạn đã báo cho người gửi thì không rút ngắn"
    )
    for day in days_after(computed_on):
        if day > promised_on:
            return
        yield ExplainedDay(day, counted=False, reason=f"{WEEKDAYS[day.weekday()]}, {reason}")
