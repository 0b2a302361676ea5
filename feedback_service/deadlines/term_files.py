"""A term as a form or a row of a file brings it, and what is wrong with it."""

import csv
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from marshmallow import Schema, ValidationError, post_load, pre_load, validates_schema

from feedback_service.deadlines.schemas import BadRow
from feedback_service.deadlines.terms import Scope, Term, TermCode, TermUnit
from feedback_service.foundation.fields import Choice, Count, Day, Words

MOST_DAYS = 366
COLUMNS = (
    "code",
    "days",
    "unit",
    "valid_from",
    "valid_to",
    "source",
    "article",
    "note",
    "words",
    "agency_code",
    "category",
    "kind",
    "province_code",
)
REQUIRED_COLUMNS = (*COLUMNS[:4], "source")
_SCOPE = {
    "agency_code": "cơ quan",
    "category": "nhóm nội dung",
    "kind": "loại phản ánh",
    "province_code": "tỉnh",
}


@dataclass(frozen=True)
class Known:
    """What a row may narrow itself to, by column; a column that is not there takes nothing."""

    values: dict[str, Collection[str]] = field(default_factory=dict)


@dataclass(frozen=True)
class TermFile:
    """What a file holds: the good rows in its order, and the bad ones."""

    terms: list[Term]
    bad_rows: list[BadRow]


class TermSchema(Schema):
    """A row of a term; loads to a Term."""

    code = Choice(label="việc có thời hạn", codes=TermCode, required=True)
    days = Count(label="số ngày", least=1, most=MOST_DAYS, required=True)
    unit = Choice(label="đơn vị tính", codes=TermUnit, required=True)
    valid_from = Day(label="ngày bắt đầu áp dụng", required=True)
    valid_to = Day(label="ngày kết thúc", load_default=None, allow_none=True)
    source = Words(label="văn bản làm căn cứ", shortest=3, longest=300, required=True)
    article = Words(label="điều, khoản", longest=100, load_default="")
    note = Words(label="ghi chú", longest=300, load_default="")
    words = Words(label="lời giải thích cho người gửi", longest=300, load_default="")
    agency_code = Words(label="cơ quan", longest=80, load_default="")
    category = Words(label="nhóm nội dung", longest=40, load_default="")
    kind = Words(label="loại phản ánh", longest=40, load_default="")
    province_code = Words(label="tỉnh", longest=2, load_default="")

    def __init__(self, *, known: Known, not_before: date | None = None, **kwargs: Any) -> None:
        self.known, self.not_before = known, not_before
        super().__init__(**kwargs)

    @pre_load
    def drop_blanks(self, data: dict[str, Any], **_: Any) -> dict[str, Any]:
        """Treat an empty cell as no cell."""
        return {
            name: value
            for name, value in data.items()
            if name in self.fields and value is not None and str(value).strip()
        }

    @validates_schema(skip_on_field_errors=True)
    def check_dates(self, data: dict[str, Any], **_: Any) -> None:
        """A row does not end before it begins, nor does a new one begin in the past."""
        if data["valid_to"] and data["valid_to"] < data["valid_from"]:
            raise ValidationError("Ngày kết thúc phải từ ngày bắt đầu trở đi.", "valid_to")
        if self.not_before and data["valid_from"] < self.not_before:
            said = f"Thời hạn mới áp dụng từ {self.not_before:%d/%m/%Y} hoặc sau đó."
            raise ValidationError(said, "valid_from")

    @validates_schema(skip_on_field_errors=True)
    def check_scope(self, data: dict[str, Any], **_: Any) -> None:
        """What a row narrows itself to is there."""
        errors = {
            name: [f"Không có {label} “{data[name]}”. Hãy kiểm tra lại, hoặc để trống."]
            for name, label in _SCOPE.items()
            if data[name] and data[name] not in self.known.values.get(name, ())
        }
        if errors:
            raise ValidationError(errors)

    @post_load
    def to_term(self, data: dict[str, Any], **_: Any) -> Term:
        """Make the term."""
        scope = Scope(**{name: data.pop(name) for name in _SCOPE})
        code, unit = TermCode(data.pop("code")), TermUnit(data.pop("unit"))
        return Term(code=code, unit=unit, scope=scope, **data)


def read_terms(lines: Iterable[str], *, known: Known) -> TermFile:
    """Read terms from the lines of a CSV file, row by row; never raises for a bad row."""
    reader = csv.DictReader(lines)
    columns = reader.fieldnames or ()
    if missing := [name for name in REQUIRED_COLUMNS if name not in columns]:
        said = f"Dòng đầu của tệp còn thiếu cột: {', '.join(missing)}."
        return TermFile([], [BadRow(1, {"_schema": [said]})])
    if strange := [name for name in columns if name not in COLUMNS]:
        said = f"Dòng đầu có cột lạ: {', '.join(strange)}. Các cột: {', '.join(COLUMNS)}."
        return TermFile([], [BadRow(1, {"_schema": [said]})])
    result = TermFile([], [])
    for row in reader:
        if None in row:
            said = "Dòng này có nhiều ô hơn số cột. Hãy đặt ô có dấu phẩy trong “…”."
            result.bad_rows.append(BadRow(reader.line_num, {"_schema": [said]}))
            continue
        try:
            result.terms.append(TermSchema(known=known).load(row))
        except ValidationError as error:
            result.bad_rows.append(BadRow(reader.line_num, dict(error.messages_dict)))
    return result
