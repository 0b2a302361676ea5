"""Reads of the catalogue: procedures, their fields and changes, and remit."""

import csv
import json
import re
from collections.abc import Sequence
from datetime import date
from functools import cache
from importlib.resources import files

from sqlalchemy import ColumnElement, and_, func, or_, select, tuple_
from sqlalchemy.orm import InstrumentedAttribute

from feedback_service.catalogue.errors import ProcedureMissing
from feedback_service.catalogue.models import Procedure, ProcedureChange, Remit
from feedback_service.catalogue.procedures import (
    ProcedureRecord,
    ProcedureStatus,
    RemitRecord,
    field_key,
    rank_titles,
    telling_words,
    without_doubles,
)
from feedback_service.catalogue.remits import RemitRow, RemitTable
from feedback_service.foundation.database import db
from feedback_service.foundation.paging import Page, read_cursor, write_cursor
from feedback_service.foundation.reference import remembered
from feedback_service.foundation.text import fold

PAGE_ROWS = 50
MOST_WORDS = 24
_CODE = re.compile(r"^\s*(\d\.\d{2,}[0-9.]*|TAM-[0-9A-Fa-f]{2,})", re.IGNORECASE)


def get_procedure(code: str) -> Procedure:
    """Return the procedure of a code, or raise ProcedureMissing."""
    procedure = find_procedure(code)
    if procedure is None:
        raise ProcedureMissing(code=code)
    return procedure


def find_procedure(code: str) -> Procedure | None:
    """Return the procedure of a code, or None."""
    return db.session.get(Procedure, code)


def suggest_procedures(text: str, limit: int = 8) -> list[Procedure]:
    """Return procedures in force that fit typed words or the head of a code, the best first."""
    if code := _CODE.match(text):
        query = select(Procedure).where(Procedure.code.startswith(code[1].upper(), autoescape=True))
        return list(
            db.session.scalars(query.where(_in_force()).order_by(Procedure.code).limit(limit))
        )
    words = telling_words(text)[:MOST_WORDS]
    if not words:
        return []
    titles = without_doubles(_titles(words, every_word=True))
    if len(titles) < limit:
        # A sentence seldom has all its words in a title: then any of them will do.
        titles = without_doubles(_titles(words, every_word=False))
    return _by_codes(rank_titles(words, titles, limit))


def list_procedures(
    *,
    text: str = "",
    field: str = "",
    level: str = "",
    agency_kind: str = "",
    include_repealed: bool = False,
    cursor: str | None = None,
    limit: int = PAGE_ROWS,
) -> Page[Procedure]:
    """Return a page of procedures by title; `text` matches every word, or the head of a code."""
    query = select(Procedure).where(*_matching(text))
    if not include_repealed:
        query = query.where(_in_force())
    if field:
        query = query.where(Procedure.field_key == field_key(field))
    if level:
        query = query.where(Procedure.level.contains(level, autoescape=True))
    if agency_kind:
        owned = or_(Procedure.agency_kind == agency_kind, Procedure.field_owner == agency_kind)
        query = query.where(owned)
    if after := read_cursor(cursor, (str, str)):
        query = query.where(tuple_(Procedure.title_folded, Procedure.code) > tuple_(*after))
    query = query.order_by(Procedure.title_folded, Procedure.code).limit(limit + 1)
    rows = list(db.session.scalars(query))
    shown = rows[:limit]
    more = write_cursor(shown[-1].title_folded, shown[-1].code) if len(rows) > limit else None
    return Page(rows=shown, next_cursor=more)


def procedures_of_agency(kind: str, level: str, limit: int = 500) -> list[Procedure]:
    """Return the procedures that agencies of a kind carry out at a level, by title."""
    query = select(Procedure).where(_in_force(), Procedure.level.contains(level, autoescape=True))
    query = query.where(Procedure.agency_kind == kind)
    return list(db.session.scalars(query.order_by(Procedure.title_folded).limit(limit)))


def count_procedures() -> int:
    """Return how many procedures are in force."""
    return db.session.scalar(select(func.count()).select_from(Procedure).where(_in_force())) or 0


def list_fields() -> list[tuple[str, int]]:
    """Return each field with its number of procedures in force; fields known by remit only too."""
    query = select(Procedure.field, func.count()).where(_in_force(), Procedure.field != "")
    counts = {row[0]: row[1] for row in db.session.execute(query.group_by(Procedure.field))}
    stands = Remit.until_version.is_(None), Remit.valid_to.is_(None)
    for field in db.session.scalars(select(Remit.field).where(*stands).distinct()):
        counts.setdefault(field, 0)
    return sorted(counts.items(), key=lambda pair: field_key(pair[0]))


@remembered
def known_fields() -> tuple[str, ...]:
    """Return every field that a procedure, in force or not, or a row of remit ever named."""
    named = {name for column in (Procedure.field, Remit.field) for name in _distinct(column)}
    return tuple(sorted(named - {""}, key=field_key))


@remembered
def procedure_record(code: str) -> ProcedureRecord | None:
    """Return the procedure of a code as the rules know it, or None."""
    row = find_procedure(code)
    return None if row is None else to_procedure(row)


@remembered
def load_remits() -> RemitTable:
    """Return the remit as it stands, whatever the day."""
    return _remits_in(Remit.until_version.is_(None), version=remit_version())


def remits_at(version: int) -> RemitTable:
    """Return the remit as a version left it; 0 is before any change."""
    held = or_(Remit.until_version.is_(None), Remit.until_version > version)
    return _remits_in(and_(Remit.since_version <= version, held), version=version)


def remit_version() -> int:
    """Return the number of the change that last wrote a row; 0 before the first."""
    newest = select(func.max(Remit.since_version), func.max(Remit.until_version))
    return max((each or 0 for each in db.session.execute(newest).one()), default=0)


def remits_of(field: str, on: date) -> Sequence[RemitRecord]:
    """Return the rows of remit that hold for a field on a day."""
    return load_remits().of(field, on)


def writings_of(number: int) -> list[Remit]:
    """Return all that a row of remit ever said, the latest first."""
    first = and_(Remit.number.is_(None), Remit.id == number)
    query = select(Remit).where(or_(Remit.number == number, first))
    return list(db.session.scalars(query.order_by(Remit.since_version.desc(), Remit.id.desc())))


def changes_of(code: str) -> list[ProcedureChange]:
    """Return what changed in a procedure, the latest first."""
    query = select(ProcedureChange).where(ProcedureChange.procedure_code == code)
    return list(db.session.scalars(query.order_by(ProcedureChange.version.desc())))


def changes_between(first: date, last: date) -> list[ProcedureChange]:
    """Return the changes of some days, in order: the monthly list of new and changed procedures."""
    query = select(ProcedureChange).where(ProcedureChange.changed_on.between(first, last))
    query = query.order_by(ProcedureChange.changed_on, ProcedureChange.id)
    return list(db.session.scalars(query))


def to_procedure(row: Procedure) -> ProcedureRecord:
    """Return a row as the rules know it."""
    return ProcedureRecord(
        **{name: getattr(row, name) for name in ProcedureRecord.__dataclass_fields__}
    )


def to_remit(row: Remit) -> RemitRecord:
    """Return a row as the rules know it."""
    return RemitRecord(**{name: getattr(row, name) for name in RemitRecord.__dataclass_fields__})


@cache
def shipped_procedures() -> tuple[ProcedureRecord, ...]:
    """Return the procedures that the package carries."""
    lines = _shipped("procedures.jsonl").splitlines()
    return tuple(ProcedureRecord(**json.loads(line)) for line in lines)


@cache
def shipped_remits() -> tuple[RemitRecord, ...]:
    """Return the remit that the package carries."""
    return tuple(
        RemitRecord(
            field=row["field"],
            level=row["level"] or None,
            area_code=row["area_code"] or None,
            agency_kind=row["agency_kind"],
            agency_code=row["agency_code"],
            legal_basis=row["legal_basis"],
            valid_from=date.fromisoformat(row["valid_from"]),
            valid_to=date.fromisoformat(row["valid_to"]) if row["valid_to"] else None,
        )
        for row in csv.DictReader(_shipped("remits.csv").splitlines())
    )


def _distinct(column: InstrumentedAttribute[str]) -> Sequence[str]:
    return db.session.scalars(select(column).distinct()).all()


def _remits_in(condition: ColumnElement[bool], *, version: int) -> RemitTable:
    rows = db.session.scalars(select(Remit).where(condition)).all()
    ordered = sorted(rows, key=lambda row: row.number or row.id)
    return RemitTable(version, tuple(RemitRow(r.number or r.id, to_remit(r)) for r in ordered))


def _shipped(name: str) -> str:
    path = files("feedback_service.catalogue") / "data" / name
    return path.read_text(encoding="utf-8")


def _in_force() -> ColumnElement[bool]:
    return Procedure.status == ProcedureStatus.IN_FORCE.value


def _matching(text: str) -> list[ColumnElement[bool]]:
    if code := _CODE.match(text):
        return [Procedure.code.startswith(code[1].upper(), autoescape=True)]
    return _words_in_title(fold(text).split())


def _words_in_title(words: Sequence[str]) -> list[ColumnElement[bool]]:
    return [Procedure.title_folded.contains(word, autoescape=True) for word in words[:MOST_WORDS]]


def _titles(words: Sequence[str], *, every_word: bool) -> dict[str, str]:
    query = select(Procedure.code, Procedure.title_folded).where(_in_force())
    conditions = _words_in_title(words)
    query = query.where(*conditions) if every_word else query.where(or_(*conditions))
    return {row[0]: row[1] for row in db.session.execute(query)}


def _by_codes(codes: Sequence[str]) -> list[Procedure]:
    rows = db.session.scalars(select(Procedure).where(Procedure.code.in_(codes)))
    found = {row.code: row for row in rows}
    return [found[code] for code in codes]
