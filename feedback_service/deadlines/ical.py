"""Days off from an iCalendar file (RFC 5545): whole-day events and nothing else.

What cannot be read as such is refused by its line: a calendar that was half understood would
propose half a year.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

from marshmallow import ValidationError

from feedback_service.deadlines.calendar import SATURDAY, DayKind
from feedback_service.deadlines.schemas import BadRow, CalendarDaySchema, CalendarFile

LONGEST_EVENT = timedelta(days=31)
_EVENT = "VEVENT"
_DATE = re.compile(r"\d{8}")
_ESCAPED = re.compile(r"\\(.)")
# What the name of an event says of its days, in the words of the notices.
_WORDS = (
    ("làm bù", DayKind.SWAP_WORK),
    ("đi làm", DayKind.SWAP_WORK),
    ("hoán đổi", DayKind.SWAP_OFF),
    ("nghỉ bù", DayKind.COMPENSATORY_OFF),
)


class _Broken(Exception):
    def __init__(self, line: int, said: str) -> None:
        self.line, self.said = line, said


@dataclass
class _Event:
    line: int
    # By name: the line it stands on, its parameters, its value.
    parts: dict[str, tuple[int, str, str]] = field(default_factory=dict)

    @property
    def is_cancelled(self) -> bool:
        return self.parts.get("STATUS", (0, "", ""))[2].upper() == "CANCELLED"


def is_ical(text: str) -> bool:
    """Tell whether a text gives itself out for an iCalendar file."""
    return text.lstrip()[:15].upper() == "BEGIN:VCALENDAR"


def read_ical(text: str, *, source: str) -> CalendarFile:
    """Read the days of a file; never raises: what is broken is a bad row with its line."""
    result, seen = CalendarFile([], []), dict[date, int]()
    try:
        events = list(_events(text))
    except _Broken as broken:
        return CalendarFile([], [BadRow(broken.line, {"_schema": [broken.said]})])
    for event in events:
        try:
            _take(event, source, seen, result)
        except _Broken as broken:
            result.bad_rows.append(BadRow(broken.line, {"_schema": [broken.said]}))
    if not events:
        said = "Tệp không có sự kiện nào (VEVENT). Hãy kiểm tra lại tệp."
        result.bad_rows.append(BadRow(1, {"_schema": [said]}))
    return result


def _take(event: _Event, source: str, seen: dict[date, int], result: CalendarFile) -> None:
    first, after_last = _span(event)
    name = _words(event.parts.get("SUMMARY", (0, "", ""))[2])
    for number in range((after_last - first).days):
        day = first + timedelta(days=number)
        if day in seen:
            said = f"Ngày {day:%d/%m/%Y} đã có ở dòng {seen[day]}. Hãy giữ lại một sự kiện."
            raise _Broken(event.line, said)
        row = {
            "date": day.isoformat(),
            "kind": _kind(name, day),
            "status": "provisional",
            "source": source,
            "note": name,
        }
        try:
            result.days.append(CalendarDaySchema().load(row))
        except ValidationError as error:
            said = " ".join(str(each) for every in error.messages_dict.values() for each in every)
            raise _Broken(event.line, said) from error
        seen[day] = event.line


def _kind(name: str, day: date) -> str:
    said = name.casefold()
    kind = next((kind for words, kind in _WORDS if words in said), DayKind.HOLIDAY)
    # A span of days off runs over its weekend, which is off anyway.
    is_weekend = day.weekday() >= SATURDAY
    off = {DayKind.SWAP_OFF, DayKind.COMPENSATORY_OFF}
    return DayKind.HOLIDAY.value if is_weekend and kind in off else kind.value


def _span(event: _Event) -> tuple[date, date]:
    """Return the first day of an event and the day after its last."""
    if "RRULE" in event.parts or "RDATE" in event.parts:
        line = event.parts.get("RRULE", event.parts.get("RDATE", (event.line, "", "")))[0]
        raise _Broken(line, "Sự kiện lặp lại chưa đọc được. Hãy ghi riêng từng ngày.")
    if "DTSTART" not in event.parts:
        raise _Broken(event.line, "Sự kiện thiếu ngày bắt đầu (DTSTART).")
    first = _day(event, "DTSTART")
    if "DTEND" not in event.parts:
        return first, first + timedelta(days=1)
    after_last = _day(event, "DTEND")
    line = event.parts["DTEND"][0]
    if after_last <= first:
        raise _Broken(line, "Ngày kết thúc (DTEND) phải sau ngày bắt đầu.")
    if after_last - first > LONGEST_EVENT:
        raise _Broken(line, "Sự kiện dài hơn 31 ngày. Hãy kiểm tra lại ngày kết thúc (DTEND).")
    return first, after_last


def _day(event: _Event, name: str) -> date:
    line, parameters, value = event.parts[name]
    whole_day = "VALUE=DATE" in parameters.upper().split(";")
    if not _DATE.fullmatch(value) or not (whole_day or not parameters):
        said = f"{name} phải là cả ngày, như {name};VALUE=DATE:20270101."
        raise _Broken(line, said)
    try:
        return date(int(value[:4]), int(value[4:6]), int(value[6:]))
    except ValueError as error:
        raise _Broken(line, f"{name}: “{value}” không phải là một ngày có trong lịch.") from error


def _events(text: str) -> Iterator[_Event]:
    """Yield the events that were not cancelled; raises _Broken for what is no calendar."""
    inside: list[str] = []
    event, number = _Event(0), 1
    for number, line in _unfolded(text):
        name, parameters, value = _parts(number, line)
        if name == "BEGIN":
            inside.append(value.upper())
            event = _Event(number) if inside[-1] == _EVENT else event
        elif not inside:
            raise _Broken(number, "Đây không phải tệp lịch: dòng đầu phải là BEGIN:VCALENDAR.")
        elif name == "END":
            if _leave(inside, number, value) == _EVENT and not event.is_cancelled:
                yield event
        elif inside[-1] == _EVENT:
            event.parts.setdefault(name, (number, parameters, value))
    if inside:
        raise _Broken(number, f"Tệp bị cắt ngang: thiếu END:{inside[-1]}.")


def _leave(inside: list[str], number: int, value: str) -> str:
    left = inside.pop()
    if left != value.upper():
        raise _Broken(number, f"END:{value} không khớp với BEGIN:{left}.")
    return left


def _parts(number: int, line: str) -> tuple[str, str, str]:
    head, colon, value = line.partition(":")
    name, _, parameters = head.partition(";")
    if not colon or not name.strip():
        raise _Broken(number, "Dòng này không có dạng TÊN:GIÁ TRỊ của tệp .ics.")
    return name.strip().upper(), parameters, value.strip()


def _unfolded(text: str) -> Iterator[tuple[int, str]]:
    """Yield the lines with their numbers, long ones put together again."""
    held: tuple[int, str] | None = None
    for number, line in enumerate(text.splitlines(), start=1):
        if held is not None and line[:1] in {" ", "\t"}:
            held = held[0], held[1] + line[1:]
        elif line.strip():
            if held is not None:
                yield held
            held = number, line
    if held is not None:
        yield held


def _words(value: str) -> str:
    return _ESCAPED.sub(lambda found: " " if found[1] in "nN" else found[1], value).strip()
