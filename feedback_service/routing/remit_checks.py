"""Whether rows of remit may stand: beside each other, and before catalogue and directory."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches

from feedback_service.agencies.kinds import AgencyKind
from feedback_service.catalogue.procedures import RemitRecord, field_key
from feedback_service.catalogue.remits import RemitRow, RemitTable, overlap, slot_of
from feedback_service.routing.competence import UNNAMED, target_of_row
from feedback_service.routing.directory import Directory, Node
from feedback_service.routing.errors import (
    DatesEmpty,
    RemitAgencyEnded,
    RemitAgencyLater,
    RemitAgencyUnknown,
    RemitFieldUnknown,
    RemitLeadsNowhere,
    RemitOverlaps,
    RemitPlaceElsewhere,
)

# Named by their place, whichever it is.
_BY_PLACE = frozenset({AgencyKind.UBND_XA})


@dataclass(frozen=True, kw_only=True)
class Surroundings:
    """What rows of remit are checked against."""

    directory: Directory
    # The fields of the catalogue by the key under which spellings meet.
    fields: Mapping[str, str]
    # The province of every commune that rows name.
    provinces: Mapping[str, str]


def check_row(row: RemitRow, whole: RemitTable, about: Surroundings) -> None:
    """Refuse a row over its own facts, or beside the whole table that it would be part of.

    Raises RemitFieldUnknown, RemitPlaceElsewhere, DatesEmpty, RemitAgencyUnknown,
    RemitLeadsNowhere, RemitAgencyEnded, RemitAgencyLater or RemitOverlaps.
    """
    record = row.record
    if record.valid_to is not None and record.valid_to < record.valid_from:
        raise DatesEmpty
    if field_key(record.field) not in about.fields:
        near = get_close_matches(field_key(record.field), about.fields, n=1, cutoff=0.5)
        mend = f"Có phải “{about.fields[near[0]]}”?" if near else "Xem tên ở trang Thủ tục."
        raise RemitFieldUnknown(name=record.field, mend=mend)
    if record.area_code and about.provinces.get(record.area_code) != about.directory.province_code:
        raise RemitPlaceElsewhere(code=record.area_code)
    check_agency(record, about.directory)
    if other := rival_of(row, whole, about.directory):
        raise RemitOverlaps(
            row=f"dòng số {other.number}" if other.number else "một dòng khác trong cùng thay đổi",
            span=span_of(other.record),
            agency=receiver_name(other.record, about.directory),
        )


def check_agency(record: RemitRecord, directory: Directory) -> None:
    """Refuse a row whose agency is not there for as long as the row holds."""
    node = _named(record, directory)
    if node is None:
        return
    if record.valid_from < node.valid_from:
        raise RemitAgencyLater(name=node.name, first=_day(node.valid_from))
    if node.valid_to is not None and (record.valid_to is None or record.valid_to > node.valid_to):
        after = directory.current(node.code)
        heir = f", rồi thêm dòng giao {after.name}" if after else ""
        raise RemitAgencyEnded(name=node.name, last=_day(node.valid_to), heir=heir)


def rival_of(row: RemitRow, whole: RemitTable, directory: Directory) -> RemitRow | None:
    """Return a row of the same field, level and area that gives a common day to another agency."""
    meant = _meant(row.record, directory)
    for other in whole.rows:
        same = other is row or (other.number is not None and other.number == row.number)
        if same or slot_of(other.record) != slot_of(row.record):
            continue
        if overlap(other.record, row.record) and _meant(other.record, directory) != meant:
            return other
    return None


def receiver_name(record: RemitRecord, directory: Directory) -> str:
    """Return in words whom a row leads to."""
    target = target_of_row(record, record.area_code, directory)
    if target is not None:
        return target.name
    return record.agency_code or "cơ quan đầu mối xem và chọn"


def span_of(record: RemitRecord) -> str:
    """Return in words from when to when a row holds."""
    until = f"đến {_day(record.valid_to)}" if record.valid_to else "không thời hạn"
    return f"từ {_day(record.valid_from)} {until}"


def _named(record: RemitRecord, directory: Directory) -> Node | None:
    """Return the one agency that a row leads to; None where the place decides, or a person."""
    if not record.agency_code and record.agency_kind in _BY_PLACE | UNNAMED:
        return None
    target = target_of_row(record, record.area_code, directory)
    if target is None and record.agency_code:
        raise RemitAgencyUnknown(code=record.agency_code)
    node = directory.node(target.agency_id) if target else None
    if node is None:
        raise RemitLeadsNowhere(kind=AgencyKind(record.agency_kind).label)
    return node


def _meant(record: RemitRecord, directory: Directory) -> tuple[str, str | None]:
    target = target_of_row(record, record.area_code, directory)
    return (target.kind, target.code) if target else (record.agency_kind, None)


def _day(day: date) -> str:
    return f"{day:%d/%m/%Y}"
