"""What the pages of remit say: lines, options, differences."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from flask_babel import gettext as _

from feedback_service.agencies.kinds import AgencyKind, AgencyLevel
from feedback_service.agencies.queries import find_area, list_areas, served_province
from feedback_service.catalogue.procedures import RemitRecord
from feedback_service.catalogue.remits import RemitRow, RemitTable
from feedback_service.routing.queries import load_directory
from feedback_service.routing.remit_checks import receiver_name, span_of

# Never led to by kind: a ministry is named, a committee of a province stands over its departments.
_NOT_BY_KIND = frozenset({AgencyKind.BO, AgencyKind.UBND_TINH})


def lines(rows: Iterable[RemitRow], today: date) -> list[dict[str, Any]]:
    """Return rows as lists show them, with who is competent, and whether they hold today."""
    directory = load_directory()
    return [
        {
            "number": row.number,
            "field": row.record.field,
            "where": where(row.record),
            "agency": receiver_name(row.record, directory),
            "basis": row.record.legal_basis,
            "record": row.record,
            "state": _state(row.record, today),
        }
        for row in rows
    ]


def where(record: RemitRecord) -> str:
    """Return level and place of a row in words."""
    level = AgencyLevel(record.level).label if record.level else _("Mọi cấp")
    area = find_area(record.area_code) if record.area_code else None
    if record.area_code is None:
        return level
    return f"{level}, {area.name if area else record.area_code}"


def level_options() -> list[dict[str, str]]:
    """Return the levels."""
    return [{"value": level.value, "text": level.label} for level in AgencyLevel]


def kind_options() -> list[dict[str, str]]:
    """Return the kinds of agencies that a row may lead to."""
    labels = {AgencyKind.OTHER: _("Không cơ quan nào: cơ quan đầu mối xem và chọn")}
    return [
        {"value": kind.value, "text": labels.get(kind, kind.label)}
        for kind in AgencyKind
        if kind not in _NOT_BY_KIND
    ]


def area_options() -> list[str]:
    """Return the communes of the served province, name and code."""
    province = served_province()
    areas = list_areas(province) if province else []
    return [f"{area.name} ({area.code})" for area in areas]


def differences(before: RemitTable, edits: Sequence[RemitRow]) -> list[str]:
    """Return in sentences what a change does to the rows."""
    directory = load_directory()
    said = []
    for edit in edits:
        was = before.row(edit.number) if edit.number is not None else None
        about = {
            "number": edit.number,
            "field": edit.record.field,
            "where": where(edit.record),
            "agency": receiver_name(edit.record, directory),
            "span": span_of(edit.record),
        }
        if was is None:
            said.append(_("Thêm: %(field)s (%(where)s) giao %(agency)s, %(span)s.", **about))
        else:
            said += _sentences(was.record, edit.record, about)
    return said


def _sentences(was: RemitRecord, becomes: RemitRecord, about: dict[str, Any]) -> list[str]:
    said = []
    if (was.valid_from, was.valid_to) != (becomes.valid_from, becomes.valid_to):
        said.append(
            _("Dòng số %(number)s, %(field)s (%(where)s): nay có hiệu lực %(span)s.", **about)
        )
    if (was.agency_kind, was.agency_code) != (becomes.agency_kind, becomes.agency_code):
        said.append(_("Dòng số %(number)s, %(field)s (%(where)s): nay giao %(agency)s.", **about))
    if was.legal_basis != becomes.legal_basis:
        said.append(
            _(
                "Dòng số %(number)s, %(field)s (%(where)s): căn cứ trước là “%(before)s”, nay là "
                "“%(after)s”.",
                before=was.legal_basis or _("chưa ghi"),
                after=becomes.legal_basis,
                **about,
            )
        )
    if not said:
        said.append(_("Dòng số %(number)s: nay ghi lĩnh vực là %(field)s.", **about))
    return said


def _state(record: RemitRecord, today: date) -> str:
    if record.valid_to is not None and record.valid_to < today:
        return "ended"
    return "later" if record.valid_from > today else "holds"
