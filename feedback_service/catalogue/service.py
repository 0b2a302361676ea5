"""Writes to the catalogue: seeded from reference data, imported with a record of each change."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import date
from itertools import islice
from typing import Any, TypeVar

from marshmallow import ValidationError
from sqlalchemy import and_, insert, or_, select

from feedback_service.agencies.schemas import BadRow, ImportReport, Row, RowSchema
from feedback_service.catalogue import queries
from feedback_service.catalogue.models import Procedure, ProcedureChange, Remit
from feedback_service.catalogue.procedures import (
    ChangeKind,
    ProcedureRecord,
    ProcedureStatus,
    RemitRecord,
    field_key,
)
from feedback_service.catalogue.remits import RemitRow
from feedback_service.catalogue.schemas import ProcedureSchema, RemitSchema, as_row
from feedback_service.foundation.database import db
from feedback_service.foundation.text import fold

Tick = Callable[[int], None]
Thing = TypeVar("Thing")
BATCH_ROWS = 500


def no_tick(_done: int) -> None:
    """Report progress to nobody."""


def seed_procedures(tick: Tick = no_tick) -> int:
    """Add the shipped procedures that are not there yet; return how many.

    Seeding is no change of the law, so it leaves no trace in the history.
    """
    known = set(db.session.scalars(select(Procedure.code)))
    new = [_values(each) for each in queries.shipped_procedures() if each.code not in known]
    for batch in _batches(new):
        db.session.execute(insert(Procedure), batch)
        tick(len(batch))
    return len(new)


def seed_remits(tick: Tick = no_tick) -> int:
    """Add the shipped remit when there is none; return how many rows."""
    if db.session.scalar(select(Remit.id).limit(1)) is not None:
        return 0
    rows = [_remit_values(record) for record in queries.shipped_remits()]
    db.session.execute(insert(Remit), rows)
    tick(len(rows))
    return len(rows)


def import_procedures(
    rows: Sequence[Row], *, today: date, skip_bad: bool = False, tick: Tick = no_tick
) -> ImportReport:
    """Write rows over the catalogue by code, keeping what each one was before.

    Nothing is written when a row is bad, unless `skip_bad`.
    """
    records, bad_rows = _read(ProcedureSchema(), rows, lambda record: str(record.code))
    if bad_rows and not skip_bad:
        return ImportReport(bad_rows=bad_rows)
    known = {row.code: row for row in db.session.scalars(select(Procedure))}
    added = changed = 0
    for record in records.values():
        row = known.get(record.code)
        if row is None:
            _add(record, today)
            added += 1
        elif _change(row, record, today):
            changed += 1
        tick(1)
    db.session.flush()
    return ImportReport(
        added=added,
        changed=changed,
        unchanged=len(records) - added - changed,
        bad_rows=bad_rows,
    )


def export_procedures() -> list[ProcedureRecord]:
    """Return the whole catalogue, repealed procedures too, by code."""
    rows = db.session.scalars(select(Procedure).order_by(Procedure.code))
    return [queries.to_procedure(row) for row in rows]


def read_remits(rows: Sequence[Row]) -> tuple[dict[int, RemitRecord], list[BadRow]]:
    """Return the rows of a file of remit by their lines, and what is wrong with the others."""
    return _read(RemitSchema(), rows, _remit_key)


def write_remits(edits: Iterable[RemitRow], *, version: int) -> None:
    """Let rows take the place of those of their numbers, and add new ones, as one change says."""
    written = list(edits)
    numbers = [edit.number for edit in written if edit.number is not None]
    stands = or_(Remit.number.in_(numbers), and_(Remit.number.is_(None), Remit.id.in_(numbers)))
    for row in db.session.scalars(select(Remit).where(Remit.until_version.is_(None), stands)):
        row.until_version = version
    db.session.add_all(
        Remit(**_remit_values(edit.record), number=edit.number, since_version=version)
        for edit in written
    )
    db.session.flush()


def export_remits() -> list[RemitRecord]:
    """Return every row of remit that stands, by field and level."""
    records = [row.record for row in queries.load_remits().rows]
    return sorted(records, key=lambda record: (field_key(record.field), record.level or ""))


def _read(
    schema: RowSchema, rows: Sequence[Row], key: Callable[[Any], str]
) -> tuple[dict[int, Any], list[BadRow]]:
    lines: dict[str, int] = {}
    records: dict[int, Any] = {}
    bad_rows: list[BadRow] = []
    for line, cells in rows:
        try:
            record = _load(schema, cells)
        except ValidationError as error:
            bad_rows.append(BadRow(line, dict(error.messages_dict)))
            continue
        first = lines.setdefault(key(record), line)
        if first != line:
            again = f"Dòng này trùng với dòng {first}. Hãy giữ lại một dòng."
            bad_rows.append(BadRow(line, {"_schema": [again]}))
            continue
        records[line] = record
    return records, bad_rows


def _load(schema: RowSchema, cells: Mapping[str, Any]) -> Any:
    if "_extra" in cells:
        raise ValidationError(
            "Dòng này có nhiều ô hơn số cột. Hãy đặt ô có dấu phẩy trong “…”.", "_schema"
        )
    return schema.load(cells)


def _add(record: ProcedureRecord, today: date) -> None:
    db.session.add(Procedure(**_values(record)))
    db.session.flush()
    _note(record, ChangeKind.ADDED, 1, {}, today)


def _change(row: Procedure, record: ProcedureRecord, today: date) -> bool:
    old, new = as_row(queries.to_procedure(row)), as_row(record)
    before = {column: value for column, value in old.items() if new[column] != value}
    if not before:
        return False
    for column, value in _values(record).items():
        if column != "version":
            setattr(row, column, value)
    row.version += 1
    _note(record, _kind_of_change(before, record), row.version, before, today)
    return True


def _kind_of_change(before: Mapping[str, Any], record: ProcedureRecord) -> ChangeKind:
    if "status" not in before:
        return ChangeKind.CHANGED
    repealed = record.status == ProcedureStatus.REPEALED
    return ChangeKind.REPEALED if repealed else ChangeKind.RESTORED


def _note(
    record: ProcedureRecord,
    kind: ChangeKind,
    version: int,
    before: Mapping[str, Any],
    today: date,
) -> None:
    db.session.add(
        ProcedureChange(
            procedure_code=record.code,
            version=version,
            kind=kind.value,
            changed_on=today,
            decision=record.decision,
            before=json.dumps(before, ensure_ascii=False),
        )
    )


def _values(record: ProcedureRecord) -> dict[str, Any]:
    return asdict(record) | {
        "title_folded": fold(record.title),
        "field_key": field_key(record.field),
        "version": 1,
    }


def _remit_values(record: RemitRecord) -> dict[str, Any]:
    return asdict(record) | {"field_key": field_key(record.field)}


def _remit_key(record: RemitRecord) -> str:
    parts = (field_key(record.field), record.level, record.area_code, record.valid_from)
    return "|".join(str(part) for part in parts)


def _batches(things: Iterable[Thing]) -> Iterator[list[Thing]]:
    rest = iter(things)
    while batch := list(islice(rest, BATCH_ROWS)):
        yield batch
