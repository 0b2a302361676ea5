"""What the forms of publication and the addresses of the archive accept."""

import re
from collections.abc import Mapping
from typing import Any

from marshmallow import EXCLUDE, Schema, ValidationError, fields, post_load, pre_load, validate

from feedback_service.cases.workflow import Kind
from feedback_service.foundation.fields import Choice, Count, Day, Words
from feedback_service.foundation.text import UnreadableText, normalise
from feedback_service.publication.commands import (
    CorrectionReason,
    HoldBack,
    PrepareSummary,
    Withdraw,
    WithdrawnReason,
)
from feedback_service.publication.queries import LONGEST_QUERY, NEWEST, RELEVANCE, ArchiveFilter
from feedback_service.publication.redaction import PARTS, Passage, Reason

LONGEST_TITLE = 200
LONGEST_SUMMARY = 2000
FREE_ROWS = 3
MOST_PASSAGES = 300
_TOKEN = re.compile(r"([a-z_]{1,20}):(\d{1,7}):(\d{1,7}):([a-z_]{1,20})")
_MONTH = re.compile(r"\d{4}(-(0[1-9]|1[0-2]|Q[1-4]))?")


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


class MarkSchema(Schema):
    """The marking form: version, title, hide (tokens), text-<n> and reason-<n> for n of 1..3."""

    version = Count(label="phiên bản", load_default=0)
    title = Words(label="tiêu đề công khai", longest=LONGEST_TITLE, shortest=10, required=True)
    hide = fields.List(
        fields.String(),
        load_default=list,
        validate=validate.Length(max=MOST_PASSAGES, error="Có quá nhiều đoạn cần ẩn."),
    )
    rows = fields.List(
        fields.Tuple((fields.Integer(), fields.String(), fields.String())), load_default=list
    )

    class Meta:
        """Other fields of the page belong to the page."""

        unknown = EXCLUDE

    @pre_load
    def gather_rows(self, data: Mapping[str, Any], **_: Any) -> dict[str, Any]:
        """Read the free rows; an empty text is no row."""
        rows = []
        for number in range(1, FREE_ROWS + 1):
            typed = _readable(str(data.get(f"text-{number}", "")), f"text-{number}")
            reason = str(data.get(f"reason-{number}") or Reason.OTHER)
            if typed and reason not in list(Reason):
                raise ValidationError("Hãy chọn lý do ẩn.", f"reason-{number}")
            if typed:
                rows.append((number, typed, reason))
        return {**data, "rows": rows}

    @post_load
    def read_tokens(self, data: dict[str, Any], **_: Any) -> dict[str, Any]:
        """Return passages for tokens."""
        return {**data, "hide": [read_token(token) for token in data["hide"]]}


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


class ConfirmSchema(Schema):
    """The second person's form."""

    version = Count(label="phiên bản", required=True)
    acknowledged = fields.Boolean(load_default=False)

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
        month=month if _MONTH.fullmatch(month) else None,
        order=NEWEST if args.get("order") == NEWEST else RELEVANCE,
    )


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
