"""marshmallow fields that every schema stands on: one rule for text and numbers at the edge."""

import re
from datetime import date
from typing import Any

from marshmallow import ValidationError, fields, validate

from feedback_service.foundation.text import UnreadableText, normalise

BIGGEST_INT = 2**63 - 1
_WRITTEN_DAY = re.compile(r"([0-9]{1,2})\s*[/.\-]\s*([0-9]{1,2})\s*[/.\-]\s*([0-9]{4})")


class Words(fields.String):
    """Text a person typed: normalised to NFC, trimmed, without control characters, bounded."""

    def __init__(
        self, *, label: str, longest: int, shortest: int = 0, required: bool = False, **kwargs: Any
    ) -> None:
        self.label, self.longest, self.shortest = label, longest, shortest
        missing = f"Hãy nhập {label}."
        super().__init__(required=required, error_messages=_always(missing), **kwargs)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        if not isinstance(value, str):
            raise ValidationError(f"Hãy nhập {self.label} bằng chữ.")
        try:
            text = normalise(value).strip()
        except UnreadableText as error:
            raise ValidationError(
                f"Phần {self.label} có ký tự không đọc được. Hãy xóa ký tự lạ rồi gửi lại."
            ) from error
        if self.required and not text:
            raise ValidationError(f"Hãy nhập {self.label}.")
        if text and len(text) < self.shortest:
            raise ValidationError(
                f"Phần {self.label} còn quá ngắn: hãy viết ít nhất {self.shortest} ký tự."
            )
        if len(text) > self.longest:
            raise ValidationError(
                f"Phần {self.label} dài {len(text)} ký tự, tối đa {self.longest}. Hãy viết gọn lại."
            )
        return text


class Choice(fields.String):
    """One of some codes."""

    def __init__(self, *, label: str, codes: Any, required: bool = False, **kwargs: Any) -> None:
        message = f"Hãy chọn {label}."
        rule = validate.OneOf([str(code) for code in codes], error=message)
        super().__init__(
            required=required, validate=rule, error_messages=_always(message), **kwargs
        )


class Count(fields.Integer):
    """A whole number that fits a database column."""

    def __init__(
        self, *, label: str, least: int = 0, most: int = BIGGEST_INT, **kwargs: Any
    ) -> None:
        message = f"Phần {label} phải là số từ {least} đến {most}."
        rule = validate.Range(min=least, max=most, error=message)
        super().__init__(validate=rule, error_messages=_always(message), **kwargs)


class Day(fields.Date):
    """A local date as people write it, 15/10/2026, or as machines do, 2026-10-15."""

    def __init__(self, *, label: str, **kwargs: Any) -> None:
        said = f"Phần {label} chưa phải một ngày. Hãy viết ngày/tháng/năm, ví dụ 15/10/2026."
        super().__init__(error_messages=_always(said), **kwargs)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> date:
        written = _WRITTEN_DAY.fullmatch(value.strip()) if isinstance(value, str) else None
        if written:
            value = f"{written[3]}-{int(written[2]):02d}-{int(written[1]):02d}"
        found: date = super()._deserialize(value, attr, data, **kwargs)
        return found


class Flag(fields.Boolean):
    """A box that is ticked or not."""

    def __init__(self, *, label: str, **kwargs: Any) -> None:
        message = f"Hãy đánh dấu hoặc bỏ trống mục {label}."
        super().__init__(error_messages=_always(message), **kwargs)


def _always(message: str) -> dict[str, str | list[Any] | dict[Any, Any]]:
    """Say the same whatever is wrong: marshmallow's own words are English."""
    return dict.fromkeys(("required", "null", "invalid", "invalid_utf8", "too_large"), message)
