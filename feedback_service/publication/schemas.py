"""What the forms of publication and the addresses of the archive accept."""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from marshmallow import EXCLUDE, Schema, ValidationError, fields, post_load, pre_load, validate

from feedback_service.cases.workflow import Kind
from feedback_service.evidence.areas import Box
from feedback_service.evidence.flattening import MOST_AREAS
from feedback_service.foundation.fields import Choice, Count, Day, Words
from feedback_service.foundation.text import UnreadableText, normalise
from feedback_service.publication.commands import (
    CorrectionReason,
    HoldBack,
    PrepareSummary,
    Withdraw,
    WithdrawnReason,
)
from feedback_service.publication.hidden_areas import HiddenArea
from feedback_service.publication.queries import LONGEST_QUERY, NEWEST, RELEVANCE, ArchiveFilter
from feedback_service.publication.redaction import (
    LONGEST_REPLACEMENT,
    NOT_IN_A_REPLACEMENT,
    PARTS,
    Passage,
    Reason,
    Scope,
    key_of,
)

LONGEST_TITLE = 200
LONGEST_SUMMARY = 2000
FREE_ROWS = 3
MOST_PASSAGES = 300
# What was copied is hidden wherever the case says it, unless another reach was chosen.
_NOWHERE = Passage(part=PARTS[0], start=0, end=0, reason=Reason.OTHER, scope=Scope.CASE)
# Fields of an area, in per cent of the page.
AREA_SIDES = ("left", "top", "width", "height")
_PER_CENT = re.compile(r"[0-9]{1,3}(\.[0-9]{1,6})?")
_TOKEN = re.compile(r"([a-z_]{1,20}):(\d{1,7}):(\d{1,7}):([a-z_]{1,20})")
_MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])")
# What the archive tells of a time: a month, a quarter or a year.
_PERIOD = re.compile(rf"{_MONTH.pattern}|\d{{4}}(-Q[1-4])?")


def write_token(passage: Passage) -> str:
    """Return a passage as the value of a checkbox."""
    return f"{passage.part}:{passage.start}:{passage.end}:{passage.reason}"


def read_token(token: str) -> Passage:
    """Return the passage of a checkbox, or raise ValidationError."""
    found = _TOKEN.fullmatch(token)
    if not found or found.group(1) not in PARTS or found.group(4) not in list(Reason):
        raise ValidationError("Đoạn cần ẩn không đọc được. Hãy tải lại trang.", "hide")
    part, start, end, reason = found.groups()
    return Passage(part=part, start=int(start), end=int(end), reason=reason)


def read_mark(token: str, typed: Mapping[str, Any]) -> Passage:
    """Return the passage of a checkbox with what was chosen beside it, or raise ValidationError."""
    passage = read_token(token)
    return _with_details(passage, key_of(passage), typed)


def _with_details(passage: Passage, key: str, typed: Mapping[str, Any]) -> Passage:
    """Read reason, reach and word of a passage from the fields that end in `key`."""
    reason = str(typed.get(f"reason-{key}") or passage.reason)
    scope = str(typed.get(f"scope-{key}") or passage.scope)
    word = _readable(str(typed.get(f"word-{key}") or passage.replacement), f"word-{key}")
    if reason not in list(Reason):
        raise ValidationError("Hãy chọn lý do ẩn.", f"reason-{key}")
    if scope not in list(Scope):
        raise ValidationError("Hãy chọn phạm vi ẩn.", f"scope-{key}")
    if len(word) > LONGEST_REPLACEMENT or set(word) & set(NOT_IN_A_REPLACEMENT):
        raise ValidationError(
            f"Từ thay thế: tối đa {LONGEST_REPLACEMENT} ký tự, một dòng, không có dấu [ ].",
            f"word-{key}",
        )
    return replace(passage, reason=reason, scope=scope, replacement=word)


class MarkSchema(Schema):
    """The marking form: version, title, hide (tokens), and text-<n> for n of 1..3.

    Beside each stand reason-<key>, scope-<key> and word-<key>; the key is <part>-<start>-<end> of
    a token, or n.
    """

    version = Count(label="phiên bản", load_default=0)
    title = Words(label="tiêu đề công khai", longest=LONGEST_TITLE, shortest=10, required=True)
    hide = fields.List(
        fields.String(),
        load_default=list,
        validate=validate.Length(max=MOST_PASSAGES, error="Có quá nhiều đoạn cần ẩn."),
    )
    # What was typed and, as a passage without a place, how it is to be hidden.
    rows = fields.List(fields.Raw(), load_default=list)

    class Meta:
        """Other fields of the page belong to the page."""

        unknown = EXCLUDE

    @pre_load
    def gather_rows(self, data: Mapping[str, Any], **_: Any) -> dict[str, Any]:
        """Read the free rows; an empty text is no row."""
        rows = []
        for number in range(1, FREE_ROWS + 1):
            typed = _readable(str(data.get(f"text-{number}", "")), f"text-{number}")
            if typed:
                rows.append((number, typed, _with_details(_NOWHERE, str(number), data)))
        return {**data, "rows": rows}

    @post_load(pass_original=True)
    def read_tokens(
        self, data: dict[str, Any], typed: Mapping[str, Any], **_: Any
    ) -> dict[str, Any]:
        """Return passages for tokens."""
        return {**data, "hide": [read_mark(token, typed) for token in data["hide"]]}


class TermSchema(Schema):
    """A value that is to be proposed in every case."""

    value = Words(label="tên hoặc số luôn cần ẩn", longest=200, shortest=3, required=True)
    reason = Choice(label="lý do ẩn", codes=list(Reason), required=True)

    class Meta:
        """Other fields of the page belong to the page."""

        unknown = EXCLUDE


class SummarySchema(Schema):
    """The summary's form: version, title, about, answered."""

    version = Count(label="phiên bản", load_default=0)
    title = Words(label="tiêu đề công khai", longest=LONGEST_TITLE, shortest=10, required=True)
    about = Words(label="tóm tắt sự việc", longest=LONGEST_SUMMARY, shortest=30, required=True)
    answered = Words(
        label="tóm tắt câu trả lời", longest=LONGEST_SUMMARY, shortest=30, required=True
    )

    class Meta:
        """Other fields of the page belong to the page."""

        unknown = EXCLUDE

    @post_load
    def to_command(self, data: dict[str, Any], **_: Any) -> PrepareSummary:
        """Return the command."""
        return PrepareSummary(**data)


class AreasSchema(Schema):
    """The areas of a file: seen, rows (how many), page-<n>, left-<n>, top-<n>, width-<n>,
    height-<n>, reason-<n>, remove-<n> of each row.

    A row without numbers, or with remove-<n>, is no area. Numbers are per cent of the page.
    """

    seen = fields.String(load_default="", validate=validate.Length(max=64))
    areas = fields.List(fields.Raw(), load_default=list)

    class Meta:
        """Other fields of the page belong to the page."""

        unknown = EXCLUDE

    @pre_load
    def gather_rows(self, data: Mapping[str, Any], **_: Any) -> dict[str, Any]:
        """Read the rows that are filled."""
        areas: list[HiddenArea] = []
        errors: dict[str, Any] = {}
        for number in rows_of(data):
            if data.get(f"remove-{number}") or not _is_filled(data, number):
                continue
            try:
                areas.append(_read_area(data, number))
            except ValidationError as error:
                errors[str(error.field_name)] = error.messages
        if errors:
            raise ValidationError(errors)
        return {"seen": str(data.get("seen", "")), "areas": areas}


def rows_of(data: Mapping[str, Any]) -> range:
    """Return the numbers of the rows that a form of areas holds."""
    written = str(data.get("rows", ""))
    count = int(written) if written.isascii() and written.isdecimal() and len(written) < 4 else 0
    return range(1, min(count, MOST_AREAS) + 1)


def _is_filled(data: Mapping[str, Any], number: int) -> bool:
    return any(str(data.get(f"{side}-{number}", "")).strip() for side in AREA_SIDES)


def _read_area(data: Mapping[str, Any], number: int) -> HiddenArea:
    left, top, width, height = (_per_cent(data, f"{side}-{number}") for side in AREA_SIDES)
    for side, size in (("width", width), ("height", height)):
        if size <= 0:
            raise ValidationError("Phần này phải lớn hơn 0.", f"{side}-{number}")
    for side, end in (("width", left + width), ("height", top + height)):
        # Rounded on the page, a place that ends at the edge may stand a little beyond it.
        if end > 1.001:
            raise ValidationError("Vùng che vượt ra ngoài trang.", f"{side}-{number}")
    page, reason = str(data.get(f"page-{number}") or "1"), str(data.get(f"reason-{number}") or "")
    if not (page.isascii() and page.isdecimal() and 1 <= int(page[:4]) <= 999):
        raise ValidationError("Hãy ghi số trang, bắt đầu từ 1.", f"page-{number}")
    if reason not in list(Reason):
        raise ValidationError("Hãy chọn lý do ẩn.", f"reason-{number}")
    box = Box(left=left, top=top, right=min(1.0, left + width), bottom=min(1.0, top + height))
    return HiddenArea(page=int(page), box=box, reason=reason)


def _per_cent(data: Mapping[str, Any], name: str) -> float:
    written = str(data.get(name, "")).strip().removesuffix("%").strip().replace(",", ".")
    if not _PER_CENT.fullmatch(written) or float(written) > 100:
        raise ValidationError("Hãy ghi một số từ 0 đến 100, ví dụ 12,5.", name)
    return float(written) / 100


class ConfirmSchema(Schema):
    """The second person's form."""

    version = Count(label="phiên bản", required=True)
    acknowledged = fields.Boolean(load_default=False)

    class Meta:
        """Other fields of the page belong to the page."""

        unknown = EXCLUDE


class PublishSchema(ConfirmSchema):
    """The same where files go along: `files` says which were shown (public_files.mark_of)."""

    files = fields.String(load_default="", validate=validate.Length(max=64))


class FilesSchema(Schema):
    """A form that only says which files were shown: files."""

    files = fields.String(load_default="", validate=validate.Length(max=64))

    class Meta:
        """Other fields of the page belong to the page."""

        unknown = EXCLUDE


class HoldSchema(Schema):
    """Before which day a case is not published, and why: version, not_before, hold_reason."""

    version = Count(label="phiên bản", required=True)
    not_before = Day(label="ngày công khai", load_default=None, allow_none=True)
    hold_reason = Words(label="lý do chưa công khai ngay", longest=500, load_default="")

    class Meta:
        """Other fields of the page belong to the page."""

        unknown = EXCLUDE

    @post_load
    def to_command(self, data: dict[str, Any], **_: Any) -> HoldBack:
        """Return the command."""
        return HoldBack(
            not_before=data["not_before"], reason=data["hold_reason"], version=data["version"]
        )


class ReturnSchema(Schema):
    """Why a marked case goes back."""

    version = Count(label="phiên bản", required=True)
    text = Words(label="lý do", longest=2000, shortest=10, required=True)

    class Meta:
        """Other fields of the page belong to the page."""

        unknown = EXCLUDE


class CorrectionSchema(Schema):
    """The part that each correction has: version, title, reason, note."""

    version = Count(label="phiên bản", load_default=0)
    reason = Choice(label="lý do đính chính", codes=list(CorrectionReason), required=True)
    note = Words(label="lời giải thích công khai", longest=500, shortest=10, required=True)

    class Meta:
        """Other fields of the page belong to the page."""

        unknown = EXCLUDE


class ReplacedSchema(Schema):
    """A form that only says what it was shown: version."""

    version = Count(label="phiên bản", required=True)

    class Meta:
        """Other fields of the page belong to the page."""

        unknown = EXCLUDE


class WithdrawSchema(Schema):
    """Why a published case is taken out."""

    reason = Choice(label="lý do gỡ", codes=list(WithdrawnReason), required=True)
    text = Words(label="lời giải thích công khai", longest=500, shortest=10, required=True)

    class Meta:
        """Other fields of the page belong to the page."""

        unknown = EXCLUDE

    @post_load
    def to_command(self, data: dict[str, Any], **_: Any) -> Withdraw:
        """Return the command."""
        return Withdraw(reason=WithdrawnReason(data["reason"]), text=data["text"])


def read_filter(args: Mapping[str, str]) -> ArchiveFilter:
    """Return what an address asks of the archive; what cannot be read does not narrow."""
    text = _readable(args.get("q", ""), None)[:LONGEST_QUERY]
    month = args.get("month") or ""
    kind = args.get("kind") or ""
    return ArchiveFilter(
        text=text,
        field=_short(args.get("field")),
        agency=_short(args.get("agency")),
        area=_short(args.get("area")),
        kind=kind if kind in list(Kind) else None,
        month=month if _PERIOD.fullmatch(month) else None,
        procedure=_short(args.get("procedure")),
        order=NEWEST if args.get("order") == NEWEST else RELEVANCE,
    )


def is_month(text: str) -> bool:
    """Tell whether a text names a month, as 2026-11, and nothing coarser."""
    return bool(_MONTH.fullmatch(text))


def _short(value: str | None) -> str | None:
    text = _readable(value or "", None)
    return text[:200] or None


def _readable(text: str, field: str | None) -> str:
    try:
        return normalise(text).strip()
    except UnreadableText as error:
        if field is None:
            return ""
        raise ValidationError(
            "Đoạn này có ký tự không đọc được. Hãy xóa ký tự lạ rồi gửi lại.", field
        ) from error
