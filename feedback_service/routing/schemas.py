"""Rules and rows of remit at the edge: from a form or a file, and back to a file."""

import json
from collections.abc import Mapping
from typing import Any

from marshmallow import EXCLUDE, Schema, ValidationError, post_load, pre_load, validates_schema

from feedback_service.agencies.kinds import AgencyKind, AgencyLevel
from feedback_service.foundation.fields import Choice, Count, Day, Words
from feedback_service.routing.commands import Written, WrittenRule
from feedback_service.routing.errors import RulesFileUnreadable
from feedback_service.routing.rule_language import LONGEST
from feedback_service.routing.tuning import THRESHOLDS

_NOBODY = "Hãy chọn loại cơ quan hoặc ghi một cơ quan."
PERCENTS = tuple(f"{each:.0%}".removesuffix("%") for each in THRESHOLDS)
COLUMNS = ("number", "condition", "agency", "basis", "valid_from", "valid_to")


class RuleSchema(Schema):
    """One rule; the agency by its code."""

    class Meta:
        """The token and the buttons of a form are no part of a rule."""

        unknown = EXCLUDE

    number = Count(label="số quy tắc", least=1, load_default=None)
    condition = Words(label="điều kiện", longest=LONGEST, required=True)
    agency = Words(label="nơi nhận", longest=300, required=True)
    basis = Words(label="căn cứ", shortest=5, longest=300, required=True)
    valid_from = Day(label="ngày bắt đầu", required=True)
    valid_to = Day(label="ngày hết hiệu lực", load_default=None)

    @pre_load
    def drop_blanks(self, data: Any, **_: Any) -> dict[str, Any]:
        """Treat what is empty as not filled in."""
        if not isinstance(data, Mapping):
            raise ValidationError("Mỗi quy tắc phải là một nhóm các mục có tên.")
        return {key: value for key, value in data.items() if value not in {"", None}}

    @post_load
    def make(self, data: dict[str, Any], **_: Any) -> WrittenRule:
        """Return the rule; line ends in the basis become spaces."""
        agency_code, basis = data.pop("agency"), " ".join(data.pop("basis").split())
        return WrittenRule(agency_code=agency_code, basis=basis, **data)


class RemitForm(Schema):
    """A row of remit on its page: the place and the agency as lists write them, or by code."""

    class Meta:
        """The token is no part of a row."""

        unknown = EXCLUDE

    field = Words(label="lĩnh vực", longest=300, required=True)
    level = Choice(label="cấp", codes=AgencyLevel, load_default=None)
    area_code = Words(label="nơi", longest=300, load_default=None)
    agency_kind = Choice(label="loại cơ quan", codes=AgencyKind, load_default=None)
    agency_code = Words(label="cơ quan", longest=300, load_default="")
    legal_basis = Words(label="căn cứ", shortest=5, longest=300, required=True)
    valid_from = Day(label="ngày bắt đầu", required=True)
    valid_to = Day(label="ngày hết hiệu lực", load_default=None)

    @pre_load
    def drop_blanks(self, data: Mapping[str, Any], **_: Any) -> dict[str, Any]:
        """Treat what is empty as not filled in."""
        return {key: value for key, value in data.items() if value}

    @validates_schema(skip_on_field_errors=False)
    def demand_somebody(self, data: dict[str, Any], **_: Any) -> None:
        """Refuse a row that gives its field to nobody."""
        if not data.get("agency_kind") and not data.get("agency_code"):
            raise ValidationError(_NOBODY, "agency_kind")


class RemitEndForm(Schema):
    """The last day of a row, and by which decision."""

    class Meta:
        """The token is no part of it."""

        unknown = EXCLUDE

    valid_to = Day(label="ngày hết hiệu lực", required=True)
    end_basis = Words(label="căn cứ", shortest=5, longest=300, required=True)


class RemitHandOverForm(Schema):
    """Who is competent from a day on, in place of whom a row names until then."""

    class Meta:
        """The token is no part of it."""

        unknown = EXCLUDE

    next_from = Day(label="ngày chuyển", required=True)
    next_kind = Choice(label="loại cơ quan", codes=AgencyKind, load_default=None)
    next_agency = Words(label="cơ quan", longest=300, load_default="")
    next_basis = Words(label="căn cứ", shortest=5, longest=300, required=True)

    @pre_load
    def drop_blanks(self, data: Mapping[str, Any], **_: Any) -> dict[str, Any]:
        """Treat what is empty as not filled in."""
        return {key: value for key, value in data.items() if value}

    @validates_schema(skip_on_field_errors=False)
    def demand_somebody(self, data: dict[str, Any], **_: Any) -> None:
        """Refuse to hand over to nobody."""
        if not data.get("next_kind") and not data.get("next_agency"):
            raise ValidationError(_NOBODY, "next_kind")


class RemitBasisForm(Schema):
    """The legal basis of a row put right."""

    class Meta:
        """The token is no part of it."""

        unknown = EXCLUDE

    legal_basis = Words(label="căn cứ", shortest=5, longest=300, required=True)


class RemitFileForm(Schema):
    """By which decision a file of rows comes."""

    class Meta:
        """The token and the file are no part of it."""

        unknown = EXCLUDE

    basis = Words(label="căn cứ", shortest=5, longest=300, required=True)


class RemitFilter(Schema):
    """Which rows of remit are looked for; nonsense looks for nothing in particular."""

    class Meta:
        """Other parts of the address are left aside."""

        unknown = EXCLUDE

    field = Words(label="lĩnh vực", longest=300, load_default="")
    level = Words(label="cấp", longest=20, load_default="")
    agency = Words(label="cơ quan", longest=300, load_default="")
    everything = Words(label="cả dòng hết hiệu lực", longest=3, load_default="")
    after = Count(label="trang", load_default=0)


class _TreeForm(Schema):
    """What every form of the tree carries beside its own fields."""

    class Meta:
        """The token is no part of it."""

        unknown = EXCLUDE


class AgencyMoveForm(_TreeForm):
    """Under which agency, from which day, by which decision."""

    parent = Words(label="cơ quan cấp trên", longest=300, required=True)
    move_on = Day(label="ngày chuyển", required=True)
    move_basis = Words(label="căn cứ", shortest=5, longest=300, required=True)


class AgencyEndForm(_TreeForm):
    """From which day an agency is gone, who takes it over, by which decision."""

    successor = Words(label="cơ quan kế thừa", longest=300, load_default="")
    end_on = Day(label="ngày ngừng", required=True)
    end_basis = Words(label="căn cứ", shortest=5, longest=300, required=True)


class AgencyRenameForm(_TreeForm):
    """The new name, from which day, by which decision."""

    new_name = Words(label="tên mới", shortest=3, longest=300, required=True)
    rename_on = Day(label="ngày đổi tên", required=True)
    rename_basis = Words(label="căn cứ", shortest=5, longest=300, required=True)


class MoveSchema(Schema):
    """Which way a rule goes."""

    class Meta:
        """The token is no part of it."""

        unknown = EXCLUDE

    direction = Choice(label="hướng di chuyển", codes=["up", "down"], required=True)


class BasedOnSchema(Schema):
    """Which version the page showed that a change was made on."""

    class Meta:
        """The fields of the change are read elsewhere."""

        unknown = EXCLUDE

    version = Count(label="phiên bản", required=True)


def read_rules(text: str) -> list[WrittenRule]:
    """Return the rules of a JSON file in their order, or raise RulesFileUnreadable."""
    try:
        content = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise RulesFileUnreadable(why="tệp không phải JSON hợp lệ.") from error
    rows = content.get("rules") if isinstance(content, dict) else None
    if not isinstance(rows, list):
        raise RulesFileUnreadable(why='tệp phải có dạng {"rules": […]}.')
    return [_read(place, row) for place, row in enumerate(rows, start=1)]


def write_rules(rules: Written) -> dict[str, Any]:
    """Return rules as `read_rules` reads them."""
    return {
        "rules": [
            {
                "number": rule.number,
                "condition": rule.condition,
                "agency": rule.agency_code,
                "basis": rule.basis,
                "valid_from": rule.valid_from.isoformat(),
                "valid_to": rule.valid_to.isoformat() if rule.valid_to else None,
            }
            for rule in rules
        ]
    }


def _read(place: int, row: Any) -> WrittenRule:
    try:
        rule: WrittenRule = RuleSchema().load(row)
    except ValidationError as error:
        said = "; ".join(
            sentence
            for name, sentences in dict(error.messages_dict).items()
            for sentence in _said(name, sentences)
        )
        raise RulesFileUnreadable(why=f"quy tắc thứ {place}: {said}") from error
    return rule


def _said(name: str, sentences: Any) -> list[str]:
    where = f"mục {name}: " if name in COLUMNS else ""
    return [f"{where}{each}" for each in sentences]


class ThresholdSchema(Schema):
    """How sure a text must be to decide, in percent, and which version the page showed."""

    class Meta:
        """The token is no part of it."""

        unknown = EXCLUDE

    threshold = Choice(label="ngưỡng", codes=PERCENTS, required=True)
    version = Count(label="phiên bản", required=True)

    @post_load
    def make(self, data: dict[str, Any], **_: Any) -> dict[str, Any]:
        """Return the threshold as a share."""
        return data | {"threshold": int(data["threshold"]) / 100}
