"""The directory as text: rows of a file become records, or say what is wrong."""

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

from marshmallow import (
    EXCLUDE,
    Schema,
    ValidationError,
    fields,
    post_load,
    pre_load,
    validate,
    validates_schema,
)

from feedback_service.agencies.directory import FIRST_DAY, AgencyRecord
from feedback_service.agencies.errors import FileUnreadable
from feedback_service.agencies.kinds import AgencyKind, AgencyLevel
from feedback_service.foundation.fields import Words

Row = tuple[int, Mapping[str, Any]]
TRUE_WORDS, FALSE_WORDS = {"true", "1", "có", "co"}, {"false", "0", "không", "khong"}


@dataclass(frozen=True)
class BadRow:
    """A line of a file that was refused, and why, by column; line 1 is the heading."""

    line: int
    errors: dict[str, list[str]]


@dataclass(frozen=True, kw_only=True)
class ImportReport:
    """What an import did; with bad rows and without `skip_bad` it did nothing."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    bad_rows: list[BadRow] = field(default_factory=list)

    @property
    def imported(self) -> int:
        """How many rows stand in the database now because of this file."""
        return self.added + self.changed + self.unchanged


class YesNo(fields.Boolean):
    """Yes or no, as a spreadsheet in either language writes it."""

    def __init__(self, *, label: str, **kwargs: Any) -> None:
        message = f"Phần {label} phải là true hoặc false."
        super().__init__(
            truthy=TRUE_WORDS | {True, "True", "TRUE", "Có"},
            falsy=FALSE_WORDS | {False, "False", "FALSE", "Không"},
            error_messages={"invalid": message},
            **kwargs,
        )


class Code(fields.String):
    """One of some codes, in a file: the refusal names them, since nothing else shows them."""

    def __init__(self, *, label: str, codes: Iterable[str], **kwargs: Any) -> None:
        known = [str(code) for code in codes]
        rule = validate.OneOf(known, error=f"Phần {label} phải là một trong: {', '.join(known)}.")
        super().__init__(validate=rule, error_messages={"required": f"Hãy nhập {label}."}, **kwargs)


class PlainDate(fields.Date):
    """A date as 2025-07-01."""

    def __init__(self, *, label: str, **kwargs: Any) -> None:
        message = f"Phần {label} phải là một ngày như 2025-07-01."
        super().__init__(error_messages={"invalid": message, "null": message}, **kwargs)


class RowSchema(Schema):
    """A row of a file: unknown columns are left aside, empty cells count as absent."""

    class Meta:
        """Files of other systems carry columns of their own."""

        unknown = EXCLUDE

    @pre_load
    def drop_blanks(self, data: Mapping[str, Any], **_: Any) -> dict[str, Any]:
        """Treat an empty cell as no cell."""
        return {
            key: value.strip() if isinstance(value, str) else value
            for key, value in data.items()
            if value is not None and str(value).strip()
        }


class AgencySchema(RowSchema):
    """A row of the directory; loads to an AgencyRecord."""

    code = fields.String(
        required=True,
        validate=validate.Regexp(
            r"^[a-z0-9][a-z0-9.-]{1,79}$",
            error="Mã chỉ gồm chữ thường không dấu, chữ số, dấu chấm và dấu gạch nối.",
        ),
        error_messages={"required": "Hãy nhập mã cơ quan."},
    )
    name = Words(label="tên cơ quan", longest=300, shortest=3, required=True)
    kind = Code(label="loại cơ quan", codes=AgencyKind, required=True)
    level = Code(label="cấp", codes=AgencyLevel, required=True)
    province_code = Words(label="mã tỉnh", longest=10, load_default=None)
    area_code = Words(label="mã xã", longest=10, load_default=None)
    parent_code = Words(label="mã cơ quan cấp trên", longest=80, load_default=None)
    successor_code = Words(label="mã cơ quan kế thừa", longest=80, load_default=None)
    head_title = Words(label="chức danh người đứng đầu", longest=200, load_default="")
    answers_here = YesNo(label="trả lời tại đây", load_default=True)
    is_focal_point = YesNo(label="là cơ quan đầu mối", load_default=False)
    is_inspectorate = YesNo(label="là cơ quan thanh tra", load_default=False)
    address = Words(label="địa chỉ", longest=500, load_default="")
    phone = Words(label="số điện thoại", longest=100, load_default="")
    email = fields.Email(
        load_default="", error_messages={"invalid": "Thư điện tử phải có dạng ten@ten-mien."}
    )
    website = fields.Url(
        load_default="",
        schemes={"http", "https"},
        error_messages={"invalid": "Trang tin phải bắt đầu bằng https:// hoặc http://."},
    )
    valid_from = PlainDate(label="ngày bắt đầu", load_default=FIRST_DAY)
    valid_to = PlainDate(label="ngày kết thúc", load_default=None)

    @validates_schema(skip_on_field_errors=True)
    def refuse_inverted_dates(self, data: dict[str, Any], **_: Any) -> None:
        """Refuse an agency that ends before it begins."""
        ends: date | None = data["valid_to"]
        if ends is not None and ends < data["valid_from"]:
            raise ValidationError("Ngày kết thúc phải sau ngày bắt đầu.", "valid_to")

    @post_load
    def to_record(self, data: dict[str, Any], **_: Any) -> AgencyRecord:
        """Make the record."""
        return AgencyRecord(**data)


AGENCY_COLUMNS = tuple(AgencyRecord.__dataclass_fields__)


def read_table(text: str, *, as_json: bool, required: Sequence[str]) -> list[Row]:
    """Return the rows of a CSV table, a JSON array or JSON lines, with their line numbers.

    Raises FileUnreadable when the whole file makes no sense; cells are not judged here.
    """
    return _read_json(text) if as_json else _read_csv(text, required)


def write_csv(columns: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> str:
    """Return a CSV table that `read_table` reads back."""
    out = io.StringIO()
    writer = csv.DictWriter(out, columns, extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    writer.writerows({key: plain(value) for key, value in row.items()} for row in rows)
    return out.getvalue()


def plain(value: object) -> object:
    """Return a cell as files write it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, date):
        return value.isoformat()
    return "" if value is None else value


def as_row(record: AgencyRecord) -> dict[str, Any]:
    """Return a record as a plain row, dates as text."""
    return {
        key: value.isoformat() if isinstance(value, date) else value
        for key, value in asdict(record).items()
    }


def _read_csv(text: str, required: Sequence[str]) -> list[Row]:
    reader = csv.DictReader(io.StringIO(text))
    missing = [name for name in required if name not in (reader.fieldnames or ())]
    if missing:
        raise FileUnreadable(why=f"dòng đầu còn thiếu cột {', '.join(missing)}.")
    rows: list[Row] = []
    try:
        for row in reader:
            extra = row.pop(None, None)
            rows.append((reader.line_num, row | ({"_extra": extra} if extra else {})))
    except csv.Error as error:
        raise FileUnreadable(why=f"dòng {reader.line_num} không phải CSV.") from error
    return rows


def _read_json(text: str) -> list[Row]:
    if text.lstrip().startswith("["):
        found = list(enumerate(_parse(text, 1), start=1))
    elif (whole := _whole_object(text)) is not None:
        found = list(enumerate(whole, start=1))
    else:
        lines = enumerate(text.split("\n"), start=1)
        found = [(number, _parse(line, number)) for number, line in lines if line.strip()]
    if not all(isinstance(row, dict) for _, row in found):
        raise FileUnreadable(why="mỗi dòng JSON phải là một đối tượng {…}.")
    return found


def _whole_object(text: str) -> list[Any] | None:
    """Return the rows of one object such as {"agencies": […]}, what an export prints."""
    try:
        whole = json.loads(text)
    except json.JSONDecodeError:
        return None
    if not isinstance(whole, dict):
        return None
    lists = [value for value in whole.values() if isinstance(value, list)]
    return lists[0] if len(whole) == len(lists) == 1 else None


def _parse(text: str, line: int) -> Any:
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        raise FileUnreadable(why=f"dòng {line + error.lineno - 1} không phải JSON.") from error
