"""The catalogue as text: rows of a file become procedures and remit, or say what is wrong."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from typing import Any

from marshmallow import ValidationError, fields, post_load, validate, validates_schema

from feedback_service.agencies.directory import FIRST_DAY
from feedback_service.agencies.kinds import AgencyKind, AgencyLevel
from feedback_service.agencies.schemas import Code, PlainDate, RowSchema, YesNo
from feedback_service.catalogue.procedures import (
    ProcedureLevel,
    ProcedureRecord,
    ProcedureStatus,
    RemitRecord,
)
from feedback_service.foundation.fields import Count, Words

PROCEDURE_COLUMNS = tuple(ProcedureRecord.__dataclass_fields__)
REMIT_COLUMNS = tuple(RemitRecord.__dataclass_fields__)


class Levels(fields.String):
    """Levels joined by commas, kept in the order of ProcedureLevel."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        named = {part.strip() for part in str(value).split(",") if part.strip()}
        if strange := sorted(named - set(ProcedureLevel)):
            known = ", ".join(ProcedureLevel)
            raise ValidationError(
                f"Cấp “{', '.join(strange)}” không hợp lệ. Hãy dùng một hay nhiều cấp: {known}."
            )
        return ",".join(level for level in ProcedureLevel if level in named)


class ProcedureSchema(RowSchema):
    """A row of the catalogue; loads to a ProcedureRecord."""

    code = fields.String(
        required=True,
        validate=validate.Regexp(
            r"^[0-9A-Za-z][0-9A-Za-z.\-]{1,39}$",
            error="Mã thủ tục chỉ gồm chữ, số, dấu chấm, dấu gạch nối, như 1.012756.",
        ),
        error_messages={"required": "Hãy nhập mã thủ tục."},
    )
    code_is_official = YesNo(label="mã chính thức", load_default=True)
    title = Words(label="tên thủ tục", longest=2000, shortest=3, required=True)
    field = Words(label="lĩnh vực", longest=300, load_default="")
    level = Levels(load_default="")
    level_as_published = Words(label="cấp theo bản công bố", longest=200, load_default="")
    agency_as_published = Words(label="cơ quan theo bản công bố", longest=2000, load_default="")
    ministry = Words(label="bộ quản lý", longest=300, load_default="")
    agency_kind = Code(label="loại cơ quan thực hiện", codes=AgencyKind, load_default=None)
    field_owner = Code(label="loại cơ quan phụ trách lĩnh vực", codes=AgencyKind, load_default=None)
    decision = Words(label="quyết định công bố", longest=500, load_default="")
    source = Words(label="nguồn", longest=500, load_default="")
    statutory_days = Count(label="số ngày giải quyết", most=3660, load_default=None)
    status = Code(label="trạng thái", codes=ProcedureStatus, load_default=ProcedureStatus.IN_FORCE)
    valid_from = PlainDate(label="ngày có hiệu lực", load_default=None)
    valid_to = PlainDate(label="ngày hết hiệu lực", load_default=None)

    @validates_schema(skip_on_field_errors=True)
    def refuse_inverted_dates(self, data: dict[str, Any], **_: Any) -> None:
        """Refuse a procedure that ends before it begins."""
        _check_dates(data)

    @post_load
    def to_record(self, data: dict[str, Any], **_: Any) -> ProcedureRecord:
        """Make the record."""
        return ProcedureRecord(**data)


class RemitSchema(RowSchema):
    """A row of remit; loads to a RemitRecord."""

    field = Words(label="lĩnh vực", longest=300, required=True)
    level = Code(label="cấp", codes=AgencyLevel, load_default=None)
    area_code = Words(label="mã xã", longest=10, load_default=None)
    agency_kind = Code(label="loại cơ quan", codes=AgencyKind, required=True)
    agency_code = Words(label="mã cơ quan", longest=80, load_default="")
    legal_basis = Words(label="căn cứ pháp lý", longest=500, load_default="")
    valid_from = PlainDate(label="ngày có hiệu lực", load_default=FIRST_DAY)
    valid_to = PlainDate(label="ngày hết hiệu lực", load_default=None)

    @validates_schema(skip_on_field_errors=True)
    def refuse_inverted_dates(self, data: dict[str, Any], **_: Any) -> None:
        """Refuse a row that ends before it begins."""
        _check_dates(data)

    @post_load
    def to_record(self, data: dict[str, Any], **_: Any) -> RemitRecord:
        """Make the record."""
        return RemitRecord(**data)


def as_row(record: ProcedureRecord | RemitRecord) -> dict[str, Any]:
    """Return a record as a plain row, dates as text."""
    return {
        key: value.isoformat() if isinstance(value, date) else value
        for key, value in asdict(record).items()
    }


def _check_dates(data: Mapping[str, Any]) -> None:
    begins, ends = data.get("valid_from"), data.get("valid_to")
    if begins is not None and ends is not None and ends < begins:
        raise ValidationError("Ngày hết hiệu lực phải sau ngày có hiệu lực.", "valid_to")
