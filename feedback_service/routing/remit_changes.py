"""Changing remit: planned and checked, kept as a draft, confirmed, in force.

A change is the rows it writes anew and those it adds; a large one waits for a second person.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from feedback_service.agencies.queries import province_of_area
from feedback_service.agencies.schemas import BadRow, ImportReport, Row
from feedback_service.catalogue import queries as catalogue
from feedback_service.catalogue import service
from feedback_service.catalogue.procedures import RemitRecord, field_key
from feedback_service.catalogue.remits import (
    RemitRow,
    RemitTable,
    is_narrowed,
    slot_of,
    turning_days,
)
from feedback_service.catalogue.schemas import as_row
from feedback_service.foundation.database import db
from feedback_service.foundation.errors import DomainError
from feedback_service.foundation.text import fold
from feedback_service.routing import confirming, queries
from feedback_service.routing.commands import SetState
from feedback_service.routing.competence import target_of_row
from feedback_service.routing.directory import Directory
from feedback_service.routing.errors import RemitMissing, RemitsMoved
from feedback_service.routing.models import RemitChange
from feedback_service.routing.remit_checks import Surroundings, check_agency, check_row, rival_of

_DAYS = ("valid_from", "valid_to")


@dataclass(frozen=True, kw_only=True)
class RemitPlan:
    """A table of remit that may stand, the one it was made from, and what differs."""

    before: RemitTable
    after: RemitTable
    edits: tuple[RemitRow, ...]

    @property
    def changes_nothing(self) -> bool:
        """Whether every row stays as it is."""
        return not self.edits

    def turning_days(self) -> Iterator[date]:
        """Yield the days from which the change makes a difference."""
        return turning_days((_was(self.before, edit), edit.record) for edit in self.edits)


@dataclass(frozen=True, kw_only=True)
class RemitTrouble:
    """A row that cannot do its work any more, and why."""

    number: int
    error: DomainError


def plan_change(edits: Sequence[RemitRow], *, based_on: int) -> RemitPlan:
    """Check rows written anew or added; what stays as it was is left out.

    A row that only ends, or whose basis alone is put right, is not refused for what has happened to
    its agency since: else nobody could end it. Raises RemitsMoved, RemitMissing and what
    `check_row` raises; `error.facts["place"]` says for which of the edits.
    """
    before = catalogue.load_remits()
    if before.version != based_on:
        raise RemitsMoved
    for edit in edits:
        if edit.number is not None and before.row(edit.number) is None:
            raise RemitMissing(number=edit.number)
    changed = tuple(edit for edit in edits if _was(before, edit) != edit.record)
    after, about = before.edited(changed), _surroundings(changed)
    for edit in changed:
        try:
            _check(edit, before, after, about)
        except DomainError as error:
            error.facts["place"] = edits.index(edit)
            raise
    return RemitPlan(before=before, after=after, edits=changed)


def plan_import(rows: Sequence[Row], *, skip_bad: bool = False) -> tuple[RemitPlan, ImportReport]:
    """Plan rows of a file, each in the place of that of the same field, level, area and first day.

    With bad rows nothing changes, unless `skip_bad`: then what is good without them.
    """
    records, bad_rows = service.read_remits(rows)
    before = catalogue.load_remits()
    edits = {line: _in_place(before, record) for line, record in records.items()}
    while True:
        changed = tuple(edit for edit in edits.values() if _was(before, edit) != edit.record)
        after = before.edited(changed)
        faults = _faults(edits, before, after)
        if not faults:
            break
        bad_rows += faults
        edits = {line: edits[line] for line in edits if line not in {bad.line for bad in faults}}
    bad_rows.sort(key=lambda bad: bad.line)
    if bad_rows and not skip_bad:
        nothing = RemitPlan(before=before, after=before, edits=())
        return nothing, ImportReport(bad_rows=bad_rows)
    added = sum(edit.number is None for edit in changed)
    report = ImportReport(
        added=added,
        changed=len(changed) - added,
        unchanged=len(edits) - len(changed),
        bad_rows=bad_rows,
    )
    return RemitPlan(before=before, after=after, edits=changed), report


def save_draft(
    plan: RemitPlan,
    *,
    basis: str,
    rehearsal: dict[str, Any],
    needs_second: bool,
    account_id: int | None,
    now: datetime,
) -> RemitChange:
    """Keep a planned change as a draft of its maker, in place of the maker's earlier drafts."""
    confirming.drop_drafts(RemitChange, account_id)
    made = RemitChange(
        state=SetState.DRAFT,
        based_on=plan.before.version,
        basis=basis,
        made_at=now,
        made_by_id=account_id,
        needs_second=needs_second,
        edits=[as_row(edit.record) | {"number": edit.number} for edit in plan.edits],
        rehearsal=rehearsal,
    )
    db.session.add(made)
    db.session.flush()
    return made


def confirm_change(version: int, *, account_id: int | None, now: datetime) -> SetState:
    """Take a draft as far as one person can: in force, or proposed to a second one.

    Raises ChangeMissing, ChangeDone, ChangeWaits, RemitsMoved, SecondPersonNeeded, and what
    `plan_change` raises for what has ceased since it was planned.
    """
    change = confirming.open_change(RemitChange, version, account_id)
    edits = edits_of(change)
    plan_change(edits, based_on=change.based_on)
    confirming.demand_turn(RemitChange, change)
    state = confirming.take_further(RemitChange, change, account_id=account_id, now=now)
    if state == SetState.IN_FORCE:
        service.write_remits(edits, version=change.id)
    return state


def drop_change(version: int, *, account_id: int) -> None:
    """Give up a draft of one's own, or what waits for a second person.

    Raises ChangeMissing or ChangeDone.
    """
    confirming.drop_change(RemitChange, version, account_id=account_id)


def edits_of(change: RemitChange) -> list[RemitRow]:
    """Return what a change writes."""
    return [_read(stored) for stored in change.edits]


def troubles(table: RemitTable, today: date) -> list[RemitTrouble]:
    """Return what is wrong with rows that hold or will hold, by their numbers."""
    directory = queries.load_directory()
    standing = RemitTable(table.version, tuple(r for r in table.rows if stands(r.record, today)))
    about = _surroundings(standing.rows)
    found = []
    for row in standing.rows:
        try:
            check_agency(row.record, directory)
            # Whatever else may have gone since, and the rows beside it.
            if row.number is not None and rival_of(row, standing, directory):
                check_row(row, standing, about)
        except DomainError as error:
            found.append(RemitTrouble(number=row.number or 0, error=error))
    return found


def filtered(
    table: RemitTable,
    directory: Directory,
    *,
    field: str = "",
    level: str | None = "",
    agency: str = "",
) -> list[RemitRow]:
    """Return rows by field: of a field, a level and an agency, by code or part of its name."""
    found = []
    for row in table.rows:
        record = row.record
        if field and field_key(field) not in field_key(record.field):
            continue
        if level and record.level != level:
            continue
        if agency and not _leads_to(record, agency.strip(), directory):
            continue
        found.append(row)
    return sorted(found, key=lambda row: (*map(str, slot_of(row.record)), row.record.valid_from))


def _leads_to(record: RemitRecord, agency: str, directory: Directory) -> bool:
    target = target_of_row(record, record.area_code, directory)
    if target is None:
        return False
    return target.code == agency or fold(agency) in fold(target.name)


def stands(record: RemitRecord, today: date) -> bool:
    """Tell whether a row holds or will hold."""
    return record.valid_to is None or record.valid_to >= today


def _check(edit: RemitRow, before: RemitTable, after: RemitTable, about: Surroundings) -> None:
    was = _was(before, edit)
    if is_narrowed(was, edit.record) and (
        edit.record.valid_to is None or edit.record.valid_to >= edit.record.valid_from
    ):
        return
    check_row(edit, after, about)


def _faults(edits: dict[int, RemitRow], before: RemitTable, after: RemitTable) -> list[BadRow]:
    found, about = [], _surroundings(list(edits.values()))
    for line, edit in edits.items():
        if _was(before, edit) == edit.record:
            continue
        try:
            _check(edit, before, after, about)
        except DomainError as error:
            found.append(BadRow(line, {error.field or "_schema": [str(error)]}))
    return found


def _surroundings(rows: Sequence[RemitRow]) -> Surroundings:
    places = {row.record.area_code for row in rows if row.record.area_code}
    provinces = {code: province_of_area(code) for code in places}
    return Surroundings(
        directory=queries.load_directory(),
        fields={field_key(name): name for name in catalogue.known_fields()},
        provinces={code: province for code, province in provinces.items() if province},
    )


def _was(before: RemitTable, edit: RemitRow) -> RemitRecord | None:
    row = before.row(edit.number) if edit.number is not None else None
    return row.record if row else None


def _in_place(before: RemitTable, record: RemitRecord) -> RemitRow:
    same = before.same_beginning(record)
    return RemitRow(same.number if same else None, record)


def _read(stored: dict[str, Any]) -> RemitRow:
    facts = {name: stored[name] for name in RemitRecord.__dataclass_fields__}
    for name in _DAYS:
        facts[name] = date.fromisoformat(facts[name]) if facts[name] else None
    return RemitRow(stored["number"], RemitRecord(**facts))
