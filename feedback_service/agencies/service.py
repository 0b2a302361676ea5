"""Writes to the directory: built from reference data, imported, closed."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from itertools import islice
from typing import Any, TypeVar

from marshmallow import ValidationError
from sqlalchemy import insert, select

from feedback_service.agencies import queries
from feedback_service.agencies.checks import find_faults
from feedback_service.agencies.directory import (
    FIRST_DAY,
    AgencyRecord,
    Area,
    FormerUnit,
)
from feedback_service.agencies.errors import (
    AnotherProvince,
    ProvinceMissing,
    SuccessorRefused,
)
from feedback_service.agencies.models import Agency, AreaUnit, FormerArea, Installation
from feedback_service.agencies.schemas import AgencySchema, BadRow, ImportReport, Row
from feedback_service.foundation.database import db
from feedback_service.foundation.text import fold

Tick = Callable[[int], None]
Thing = TypeVar("Thing")
BATCH_ROWS = 500
# Columns that point to another agency by its code.
LINKS = ("parent_code", "successor_code")


@dataclass(frozen=True, kw_only=True)
class DirectoryReport:
    """How many agencies a build added, and how many it found and left alone."""

    added: int
    kept: int


def no_tick(_done: int) -> None:
    """Report progress to nobody."""


def found_installation(province_code: str, now: datetime) -> Installation:
    """Return the installation of a province, made once; another province is refused."""
    name = queries.shipped_data().province_name(province_code)
    if name is None:
        known = sorted({area.province_code for area in queries.shipped_data().areas})
        raise ProvinceMissing(code=province_code, known=", ".join(known))
    served = db.session.get(Installation, 1)
    if served is None:
        served = Installation(
            id=1, province_code=province_code, province_name=name, hotline="", created_at=now
        )
        db.session.add(served)
        db.session.flush()
    elif served.province_code != province_code:
        raise AnotherProvince(served=served.province_name, code=served.province_code)
    return served


def load_areas(tick: Tick = no_tick) -> int:
    """Add the communes of the whole country that are not there yet; return how many."""
    known = set(db.session.scalars(select(AreaUnit.code)))
    new = [_area_values(area) for area in queries.shipped_data().areas if area.code not in known]
    for batch in _batches(new):
        db.session.execute(insert(AreaUnit), batch)
        tick(len(batch))
    return len(new)


def load_former_areas(tick: Tick = no_tick) -> int:
    """Add the communes of before that are not there yet; return how many."""
    columns = (
        FormerArea.former_province,
        FormerArea.former_district,
        FormerArea.former_unit,
        FormerArea.former_code,
        FormerArea.area_code,
    )
    known = {tuple(row) for row in db.session.execute(select(*columns))}
    units = queries.shipped_former_units()
    new = [_former_values(unit) for unit in units if _former_key(unit) not in known]
    for batch in _batches(new):
        db.session.execute(insert(FormerArea), batch)
        tick(len(batch))
    return len(new)


def build_directory(province_code: str, now: datetime, tick: Tick = no_tick) -> DirectoryReport:
    """Add the agencies of a province that are not there yet.

    Rows that exist stay as an administrator left them, so that a second run changes nothing.
    """
    found_installation(province_code, now)
    load_areas()
    planned = queries.planned_agencies(province_code)
    known = set(db.session.scalars(select(Agency.code)))
    new = [record for record in planned if record.code not in known]
    _write(new)
    tick(len(planned))
    return DirectoryReport(added=len(new), kept=len(planned) - len(new))


def import_agencies(rows: Sequence[Row], *, skip_bad: bool = False) -> ImportReport:
    """Write rows over the directory by code; nothing when a row is bad, unless `skip_bad`."""
    lines, records, bad_rows = _read(rows)
    known = {record.code: record for record in export_agencies()}
    area_codes = set(db.session.scalars(select(AreaUnit.code)))
    faults = find_faults(records, known, area_codes)
    bad_rows += [BadRow(lines[code], errors) for code, errors in faults.items()]
    bad_rows.sort(key=lambda bad: bad.line)
    if bad_rows and not skip_bad:
        return ImportReport(bad_rows=bad_rows)
    good = {code: record for code, record in records.items() if code not in faults}
    changed = [record for code, record in good.items() if known.get(code) != record]
    _write(changed)
    added = len(good.keys() - known.keys())
    return ImportReport(
        added=added,
        changed=len(changed) - added,
        unchanged=len(good) - len(changed),
        bad_rows=bad_rows,
    )


def export_agencies() -> list[AgencyRecord]:
    """Return the whole directory, closed agencies too, in its order."""
    rows = list(db.session.scalars(select(Agency).order_by(Agency.sort_key, Agency.id)))
    codes = {row.id: row.code for row in rows}
    return [_to_record(row, codes) for row in rows]


def faults_of(record: AgencyRecord) -> dict[str, list[str]]:
    """Return by column what is wrong with an agency written anew, as an import would say it."""
    known = {each.code: each for each in export_agencies()}
    area_codes = {record.area_code} if record.area_code else set()
    return find_faults({record.code: record}, known, area_codes).get(record.code, {})


def write_agency(record: AgencyRecord) -> None:
    """Write one agency over what stands under its code."""
    _write([record])


def close_agency(code: str, *, on: date, successor_code: str | None = None) -> Agency:
    """End an agency on its last day and name who takes over; its cases stay its own history."""
    agency = queries.get_agency(code)
    agency.valid_to = on
    if successor_code:
        successor = queries.get_agency(successor_code)
        if successor.id == agency.id or successor.valid_to is not None:
            raise SuccessorRefused(code=code, successor=successor_code)
        agency.successor_id = successor.id
    db.session.flush()
    return agency


def _read(
    rows: Sequence[Row],
) -> tuple[dict[str, int], dict[str, AgencyRecord], list[BadRow]]:
    lines: dict[str, int] = {}
    records: dict[str, AgencyRecord] = {}
    bad_rows: list[BadRow] = []
    for line, cells in rows:
        try:
            record: AgencyRecord = read_row(AgencySchema(), cells)
        except ValidationError as error:
            bad_rows.append(BadRow(line, dict(error.messages_dict)))
            continue
        if record.code in lines:
            again = f"Mã này đã có ở dòng {lines[record.code]}. Hãy giữ lại một dòng."
            bad_rows.append(BadRow(line, {"code": [again]}))
            continue
        lines[record.code] = line
        records[record.code] = record
    return lines, records, bad_rows


def read_row(schema: AgencySchema, cells: Mapping[str, Any]) -> AgencyRecord:
    """Return the record of a row, or raise ValidationError by column."""
    if "_extra" in cells:
        raise ValidationError(
            "Dòng này có nhiều ô hơn số cột. Hãy đặt ô có dấu phẩy trong “…”.", "_schema"
        )
    record: AgencyRecord = schema.load(cells)
    return record


def _write(records: Iterable[AgencyRecord]) -> None:
    """Insert or overwrite agencies, then tie them by id once all of them have one."""
    written = list(records)
    by_code = {row.code: row for row in db.session.scalars(select(Agency))}
    for record in written:
        row = by_code.get(record.code)
        if row is None:
            row = by_code[record.code] = Agency(code=record.code)
            db.session.add(row)
        for column, value in asdict(record).items():
            if column not in LINKS:
                setattr(row, column, value)
        row.name_folded = fold(record.name)
        row.sort_key = record.sort_key
    db.session.flush()
    for record in written:
        row = by_code[record.code]
        row.parent_id = by_code[record.parent_code].id if record.parent_code else None
        row.successor_id = by_code[record.successor_code].id if record.successor_code else None
    db.session.flush()


def _to_record(row: Agency, codes: Mapping[int, str]) -> AgencyRecord:
    columns = [name for name in AgencyRecord.__dataclass_fields__ if name not in LINKS]
    return AgencyRecord(
        **{name: getattr(row, name) for name in columns},
        parent_code=codes[row.parent_id] if row.parent_id is not None else None,
        successor_code=codes[row.successor_id] if row.successor_id is not None else None,
    )


def _area_values(area: Area) -> dict[str, Any]:
    return asdict(area) | {
        "name_folded": fold(area.name),
        "sort_key": f"{fold(area.bare_name)} {area.code}",
        "valid_from": FIRST_DAY,
    }


def _former_values(unit: FormerUnit) -> dict[str, Any]:
    names = f"{unit.former_unit} {unit.former_district} {unit.former_province}"
    return asdict(unit) | {"folded": fold(names)}


def _former_key(unit: FormerUnit) -> tuple[str, ...]:
    return (
        unit.former_province,
        unit.former_district,
        unit.former_unit,
        unit.former_code,
        unit.area_code,
    )


def _batches(things: Iterable[Thing]) -> Iterator[list[Thing]]:
    rest = iter(things)
    while batch := list(islice(rest, BATCH_ROWS)):
        yield batch
