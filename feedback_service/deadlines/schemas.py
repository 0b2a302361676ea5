"""The calendar as text: a row of a file or of a form becomes a day, or says what is wrong."""

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from marshmallow import Schema, ValidationError, fields, post_load, pre_load, validates_schema

from feedback_service.deadlines.calendar import CalendarDay, DayKind, DayStatus
from feedback_service.foundation.fields import Words

COLUMNS = ("date", "kind", "status", "source", "note", "announced_on")
REQUIRED_COLUMNS = ("date", "kind", "source")
FIRST_YEAR, LAST_YEAR = 2000, 2100


class Day(fields.Date):
    """A date of a working calendar, as 2026-11-24 or 24/11/2026."""

    def __init__(self, *, label: str, required: bool = False, **kwargs: Any) -> None:
        self.label = label
        message = f"Hãy nhập {label}."
        super().__init__(
            required=required, error_messages={"required": message, "null": message}, **kwargs
        )

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> date:
        text = str(value).strip()
        day, month, year = text.split("/") if text.count("/") == 2 else ("", "", "")
        try:
            parsed = date(int(year), int(month), int(day)) if day else date.fromisoformat(text)
        except ValueError as error:
            raise ValidationError(
                f"“{text}” không phải là {self.label} hợp lệ. Hãy viết như 2026-11-24."
            ) from error
        if not FIRST_YEAR <= parsed.year <= LAST_YEAR:
            raise ValidationError(
                f"Phần {self.label} phải nằm trong khoảng năm {FIRST_YEAR} đến {LAST_YEAR}."
            )
        return parsed


class CalendarDaySchema(Schema):
    """A row of the working calendar; loads to a CalendarDay."""

    date = Day(label="ngày", required=True)
    kind = fields.Enum(
        DayKind,
        by_value=True,
        required=True,
        error_messages={
            "required": "Hãy nhập loại ngày.",
            "unknown": f"Loại ngày phải là một trong: {', '.join(DayKind)}.",
        },
    )
    status = fields.Enum(
        DayStatus,
        by_value=True,
        load_default=DayStatus.ANNOUNCED,
        error_messages={"unknown": f"Trạng thái phải là một trong: {', '.join(DayStatus)}."},
    )
    source = Words(label="văn bản làm căn cứ", longest=500, shortest=3, required=True)
    note = Words(label="ghi chú", longest=500, load_default="")
    announced_on = Day(label="ngày công bố", load_default=None, allow_none=True)

    @pre_load
    def drop_blanks(self, data: dict[str, Any], **_: Any) -> dict[str, Any]:
        """Treat an empty cell as no cell."""
        return {
            key: value.strip() if isinstance(value, str) else value
            for key, value in data.items()
            if value is not None and str(value).strip()
        }

    @validates_schema(skip_on_field_errors=True)
    def refuse_swaps_that_change_nothing(self, data: dict[str, Any], **_: Any) -> None:
        """Refuse a worked weekday and a swapped weekend day: the date was mistyped."""
        is_weekend = data["date"].weekday() >= 5
        if data["kind"] is DayKind.SWAP_WORK and not is_weekend:
            message = "Ngày làm bù phải là Thứ Bảy hoặc Chủ nhật. Hãy kiểm tra lại ngày."
            raise ValidationError(message, "date")
        if data["kind"] in {DayKind.SWAP_OFF, DayKind.COMPENSATORY_OFF} and is_weekend:
            message = "Ngày nghỉ bù hoặc nghỉ hoán đổi phải là một ngày trong tuần làm việc."
            raise ValidationError(message, "date")

    @post_load
    def to_day(self, data: dict[str, Any], **_: Any) -> CalendarDay:
        """Make the day."""
        return CalendarDay(**data)


@dataclass(frozen=True)
class BadRow:
    """A line of a file that was refused, and why; line 1 is the heading."""

    line: int
    errors: dict[str, list[str]]


@dataclass(frozen=True)
class CalendarFile:
    """What a file holds: the good days and the bad rows."""

    days: list[CalendarDay]
    bad_rows: list[BadRow]


def read_calendar(lines: Iterable[str]) -> CalendarFile:
    """Read a calendar from the lines of a CSV file, row by row; never raises for a bad row."""
    reader = csv.DictReader(lines)
    if heading_errors := _check_heading(reader.fieldnames or ()):
        return CalendarFile([], [BadRow(1, {"_schema": heading_errors})])
    seen: dict[date, int] = {}
    result = CalendarFile([], [])
    for row in reader:
        errors = _take(row, reader.line_num, seen, result.days)
        if errors:
            result.bad_rows.append(BadRow(reader.line_num, errors))
    return result


def _check_heading(columns: Sequence[str]) -> list[str]:
    errors = []
    if missing := [name for name in REQUIRED_COLUMNS if name not in columns]:
        errors.append(f"Dòng đầu của tệp còn thiếu cột: {', '.join(missing)}.")
    if strange := [name for name in columns if name not in COLUMNS]:
        known = ", ".join(COLUMNS)
        errors.append(f"Dòng đầu có cột lạ: {', '.join(strange)}. Các cột được dùng: {known}.")
    return errors


def _take(
    row: dict[str | Any, str | Any], line: int, seen: dict[date, int], days: list[CalendarDay]
) -> dict[str, list[str]]:
    if None in row:
        return {"_schema": ["Dòng này có nhiều ô hơn số cột. Hãy đặt ô có dấu phẩy trong “…”."]}
    try:
        day: CalendarDay = CalendarDaySchema().load(row)
    except ValidationError as error:
        return dict(error.messages_dict)
    if day.date in seen:
        return {"date": [f"Ngày này đã có ở dòng {seen[day.date]}. Hãy giữ lại một dòng."]}
    seen[day.date] = line
    days.append(day)
    return {}
