"""The table of remit as a value: numbered rows under a version, and what an edit makes of them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property, lru_cache

from feedback_service.catalogue.procedures import RemitRecord, field_key

Slot = tuple[str, str | None, str | None]


@dataclass(frozen=True)
class RemitRow:
    """A row under its number, which it keeps when it is written anew; a new one has none yet."""

    number: int | None
    record: RemitRecord


@dataclass(frozen=True)
class RemitTable:
    """All rows as one change leaves them; 0 is what was laid down before any change."""

    version: int
    rows: tuple[RemitRow, ...]

    def of(self, field: str, day: date) -> tuple[RemitRecord, ...]:
        """Return what holds for a field on a day, in the order of the numbers."""
        found = self._by_field.get(field_key(field), ())
        return tuple(record for record in found if record.valid_on(day))

    def row(self, number: int) -> RemitRow | None:
        """Return the row of a number."""
        return self._by_number.get(number)

    @cached_property
    def _by_field(self) -> Mapping[str, Sequence[RemitRecord]]:
        found: dict[str, list[RemitRecord]] = {}
        for row in self.rows:
            found.setdefault(field_key(row.record.field), []).append(row.record)
        return found

    @cached_property
    def _by_number(self) -> Mapping[int, RemitRow]:
        return {row.number: row for row in self.rows if row.number is not None}

    def same_beginning(self, record: RemitRecord) -> RemitRow | None:
        """Return the row of the same field, level and area that begins on the same day."""
        return next(
            (
                row
                for row in self.rows
                if slot_of(row.record) == slot_of(record)
                and row.record.valid_from == record.valid_from
            ),
            None,
        )

    def edited(self, edits: Sequence[RemitRow]) -> "RemitTable":
        """Return the table with rows written anew in their places, and new ones at the end."""
        anew = {edit.number: edit for edit in edits if edit.number is not None}
        added = (edit for edit in edits if edit.number is None)
        rows = (row if row.number is None else anew.get(row.number, row) for row in self.rows)
        return RemitTable(self.version, (*rows, *added))


@lru_cache(maxsize=4096)
def slot_of(record: RemitRecord) -> Slot:
    """Return field, level and area: where one agency alone may be competent at a time."""
    return field_key(record.field), record.level, record.area_code


def overlap(one: RemitRecord, other: RemitRecord) -> bool:
    """Tell whether two rows hold on a common day."""
    return (one.valid_to is None or other.valid_from <= one.valid_to) and (
        other.valid_to is None or one.valid_from <= other.valid_to
    )


def handed_over(
    row: RemitRow, day: date, *, agency_kind: str, agency_code: str, legal_basis: str
) -> tuple[RemitRow, RemitRow]:
    """Return what gives a row's slot to another agency from a day on: its end, and a new row."""
    ends = replace(row.record, valid_to=day - timedelta(days=1))
    begins = replace(
        row.record,
        agency_kind=agency_kind,
        agency_code=agency_code,
        legal_basis=legal_basis,
        valid_from=day,
    )
    return RemitRow(row.number, ends), RemitRow(None, begins)


def is_narrowed(was: RemitRecord | None, becomes: RemitRecord) -> bool:
    """Tell whether a row says no more than before: its basis alone, or that it ends."""
    if was is None:
        return False
    kept = replace(becomes, legal_basis=was.legal_basis, valid_to=was.valid_to) == was
    ends_later = was.valid_to is not None and (
        becomes.valid_to is None or becomes.valid_to > was.valid_to
    )
    return kept and not ends_later


def turning_days(changed: Iterable[tuple[RemitRecord | None, RemitRecord]]) -> Iterator[date]:
    """Yield the days from which a changed row makes a difference, or makes none any more."""
    for was, becomes in changed:
        for record in filter(None, (was, becomes)):
            yield record.valid_from
            if record.valid_to is not None and record.valid_to < date.max:
                yield record.valid_to + timedelta(days=1)
