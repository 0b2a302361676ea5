"""Reads of the directory: agencies and their tree, communes of today and of before."""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files

from sqlalchemy import ColumnElement, and_, func, or_, select, tuple_
from sqlalchemy.orm import InstrumentedAttribute

from feedback_service.agencies.directory import (
    AgencyRecord,
    Area,
    Department,
    FormerUnit,
    NationalBody,
    ReferenceData,
    VerticalBody,
    plan_directory,
)
from feedback_service.agencies.errors import AgencyMissing, AreaMissing, NotInstalled
from feedback_service.agencies.former_names import (
    FormerOffice,
    NameIndex,
    index_names,
    offices_like,
)
from feedback_service.agencies.kinds import AgencyKind
from feedback_service.agencies.models import Agency, AreaUnit, FormerArea, Installation
from feedback_service.foundation.database import db, if_tables_exist
from feedback_service.foundation.paging import Page, read_cursor, write_cursor
from feedback_service.foundation.reference import remembered
from feedback_service.foundation.text import fold

PAGE_ROWS = 50
MOST_WORDS = 8


@dataclass(frozen=True, kw_only=True)
class AreaMatch:
    """A commune of today found by its name, or by a name it had before."""

    area: AreaUnit
    former: FormerArea | None = None


def installation() -> Installation:
    """Return what this installation serves, or raise NotInstalled."""
    row = find_installation()
    if row is None:
        raise NotInstalled
    return row


def find_installation() -> Installation | None:
    """Return what this installation serves; None before `feedback init`."""
    return if_tables_exist(lambda: db.session.get(Installation, 1))


def get_agency(code: str) -> Agency:
    """Return the agency of a code, or raise AgencyMissing."""
    agency = find_agency(code)
    if agency is None:
        raise AgencyMissing(code=code)
    return agency


def find_agency(code: str) -> Agency | None:
    """Return the agency of a code, or None."""
    return db.session.scalar(select(Agency).where(Agency.code == code))


def agency_by_id(agency_id: int) -> Agency:
    """Return an agency, or raise AgencyMissing."""
    agency = db.session.get(Agency, agency_id)
    if agency is None:
        raise AgencyMissing(code=agency_id)
    return agency


def agencies_by_ids(agency_ids: Sequence[int]) -> dict[int, Agency]:
    """Return the agencies of some ids, by id."""
    if not agency_ids:
        return {}
    rows = db.session.scalars(select(Agency).where(Agency.id.in_(set(agency_ids))))
    return {row.id: row for row in rows}


def children(agency_id: int) -> list[Agency]:
    """Return the agencies directly below one, in order."""
    query = select(Agency).where(Agency.parent_id == agency_id).order_by(Agency.sort_key)
    return list(db.session.scalars(query))


def subtree_ids(agency_id: int) -> frozenset[int]:
    """Return the ids of an agency and of all below it."""
    below = select(Agency.id).where(Agency.id == agency_id).cte("below", recursive=True)
    below = below.union(select(Agency.id).where(Agency.parent_id == below.c.id))
    return frozenset(db.session.scalars(select(below.c.id)))


def ancestors(agency_id: int) -> list[Agency]:
    """Return the agencies above one, the nearest first."""
    parents = tree()
    chain: list[int] = []
    at = parents.get(agency_id)
    while at is not None and at not in chain:
        chain.append(at)
        at = parents.get(at)
    found = agencies_by_ids(chain)
    return [found[each] for each in chain]


def tree() -> dict[int, int | None]:
    """Return the parent of every agency, by id: what the rules about bars reckon with."""
    return {
        row.id: row.parent_id for row in db.session.execute(select(Agency.id, Agency.parent_id))
    }


def successors() -> dict[int, int]:
    """Return the agency that took over from another, by id."""
    query = select(Agency.id, Agency.successor_id).where(Agency.successor_id.is_not(None))
    return {row.id: row.successor_id for row in db.session.execute(query)}


def list_agencies(
    *,
    text: str = "",
    kind: str | None = None,
    level: str | None = None,
    answers_here: bool | None = None,
    on: date | None = None,
    cursor: str | None = None,
    limit: int = PAGE_ROWS,
) -> Page[Agency]:
    """Return a page of agencies in force, in the order of the directory.

    `text` matches every word against names without marks; `on` is a day, else closed ones are out.
    """
    query = select(Agency).where(_in_force(on), *_words_in(Agency.name_folded, text))
    if kind:
        query = query.where(Agency.kind == kind)
    if level:
        query = query.where(Agency.level == level)
    if answers_here is not None:
        query = query.where(Agency.answers_here == answers_here)
    if after := read_cursor(cursor, (str, int)):
        query = query.where(tuple_(Agency.sort_key, Agency.id) > tuple_(*after))
    rows = list(db.session.scalars(query.order_by(Agency.sort_key, Agency.id).limit(limit + 1)))
    shown = rows[:limit]
    more = write_cursor(shown[-1].sort_key, shown[-1].id) if len(rows) > limit else None
    return Page(rows=shown, next_cursor=more)


def search_former_offices(text: str, on: date) -> list[tuple[Agency, FormerOffice]]:
    """Return who took over the offices of before that fit a text, the heir of most first."""
    rows = offices_like(text, shipped_former_offices(), on)
    heirs = [(find_agency(row.heir) or agency_of_kind(row.heir, on), row) for row in rows]
    return [(agency, row) for agency, row in heirs if agency is not None]


def all_agencies(on: date | None = None) -> list[Agency]:
    """Return every agency in force, in the order of the directory."""
    return list(
        db.session.scalars(select(Agency).where(_in_force(on)).order_by(Agency.sort_key, Agency.id))
    )


def count_agencies(*, answers_here: bool | None = None) -> int:
    """Return how many agencies are in force."""
    query = select(func.count()).select_from(Agency).where(_in_force(None))
    if answers_here is not None:
        query = query.where(Agency.answers_here == answers_here)
    return db.session.scalar(query) or 0


def focal_point() -> Agency | None:
    """Return the receiving office of this installation."""
    return _first(Agency.is_focal_point.is_(True))


def inspectorate() -> Agency | None:
    """Return the inspectorate of this installation."""
    return _first(Agency.is_inspectorate.is_(True))


def agency_of_kind(kind: str, on: date | None = None) -> Agency | None:
    """Return the provincial agency of a kind in the served province; None for `other`."""
    served = find_installation()
    if served is None or kind == AgencyKind.OTHER:
        return None
    return _first(
        and_(
            Agency.kind == kind,
            Agency.level == "province",
            Agency.province_code == served.province_code,
        ),
        on,
    )


def commune_agency(area_code: str, kind: str = AgencyKind.UBND_XA) -> Agency | None:
    """Return the committee (or the one-stop centre) of a commune served here."""
    return _first(and_(Agency.area_code == area_code, Agency.kind == kind))


def get_area(code: str) -> AreaUnit:
    """Return a commune of today, or raise AreaMissing."""
    area = find_area(code)
    if area is None:
        raise AreaMissing(code=code)
    return area


def find_area(code: str) -> AreaUnit | None:
    """Return a commune of today, or None."""
    return db.session.get(AreaUnit, code)


@remembered
def province_of_area(code: str) -> str | None:
    """Return the code of the province a commune of today lies in; None for no commune."""
    area = find_area(code)
    return None if area is None else area.province_code


@remembered
def served_province() -> str | None:
    """Return the code of the province this installation serves; None before `feedback init`."""
    served = find_installation()
    return None if served is None else served.province_code


def list_areas(province_code: str) -> list[AreaUnit]:
    """Return the communes of a province, by name."""
    query = select(AreaUnit).where(AreaUnit.province_code == province_code)
    return list(db.session.scalars(query.order_by(AreaUnit.sort_key)))


def list_provinces() -> list[tuple[str, str]]:
    """Return the (code, name) of every province, by code."""
    query = select(AreaUnit.province_code, AreaUnit.province_name).distinct()
    return [(row[0], row[1]) for row in db.session.execute(query.order_by(AreaUnit.province_code))]


def search_areas(
    text: str, *, province_code: str | None = None, limit: int = 10
) -> list[AreaMatch]:
    """Return communes of today by their name or by a name from before, the likeliest first."""
    words = fold(text).split()[:MOST_WORDS]
    if not words:
        return []
    found = [AreaMatch(area=area) for area in _areas_named(words, province_code, limit)]
    seen = {match.area.code for match in found}
    for former, area in _areas_once_named(words, province_code, limit * 4):
        if area.code not in seen:
            seen.add(area.code)
            found.append(AreaMatch(area=area, former=former))
    return found[:limit]


def former_names(area_code: str) -> list[FormerArea]:
    """Return the communes of before that went into one of today."""
    query = select(FormerArea).where(FormerArea.area_code == area_code)
    return list(db.session.scalars(query.order_by(FormerArea.folded)))


@cache
def shipped_data() -> ReferenceData:
    """Return the reference data that the package carries."""
    return ReferenceData(
        areas=tuple(_shipped_area(row) for row in _rows("admin_units.csv")),
        departments=tuple(
            Department(**(row | {"kind": AgencyKind(row["kind"])}))  # type: ignore[arg-type]
            for row in _rows("departments.csv")
        ),
        vertical_bodies=tuple(
            VerticalBody(**(row | {"kind": AgencyKind(row["kind"])}))  # type: ignore[arg-type]
            for row in _rows("vertical_bodies.csv")
        ),
        national_bodies=tuple(
            NationalBody(**(row | {"kind": AgencyKind(row["kind"])}))  # type: ignore[arg-type]
            for row in _rows("ministries.csv")
        ),
    )


def planned_agencies(province_code: str) -> tuple[AgencyRecord, ...]:
    """Return the directory of a province as the package would build it."""
    return plan_directory(province_code, shipped_data())


def shipped_former_units() -> Iterator[FormerUnit]:
    """Yield the communes of before that the package knows."""
    for row in _rows("former_units.csv"):
        yield FormerUnit(
            former_province=row["former_province"],
            former_district=row["former_district"],
            former_unit=row["former_unit"],
            former_code=row["former_code"],
            area_code=row["unit_code"],
            is_main=row["is_main_successor"] == "1",
        )


@cache
def shipped_former_offices() -> tuple[FormerOffice, ...]:
    """Return the offices of before that the package knows, a row for each heir."""
    return tuple(
        FormerOffice(
            name=row["name"],
            document_suffix=row["document_suffix"],
            heir=row["heir"],
            about=tuple(filter(None, row["about"].split("|"))),
            last_day=date.fromisoformat(row["last_day"]),
            source=row["source"],
        )
        for row in _rows("former_offices.csv")
    )


@cache
def shipped_names() -> NameIndex:
    """Return the communes of today by every name they have or had."""
    return index_names(shipped_data().areas, shipped_former_units())


def _rows(name: str) -> Iterator[dict[str, str]]:
    path = files("feedback_service.agencies") / "data" / name
    yield from csv.DictReader(path.read_text(encoding="utf-8").splitlines())


def _shipped_area(row: dict[str, str]) -> Area:
    return Area(
        code=row["unit_code"],
        name=row["unit"],
        type=row["type"],
        province_code=row["province_code"],
        province_name=row["province"],
        latitude=float(row["latitude"]) if row["latitude"] else None,
        longitude=float(row["longitude"]) if row["longitude"] else None,
        resolution=row["resolution"],
        resolution_date=date.fromisoformat(row["resolution_date"]),
    )


def _first(condition: ColumnElement[bool], on: date | None = None) -> Agency | None:
    query = select(Agency).where(condition, _in_force(on)).order_by(Agency.sort_key, Agency.id)
    return db.session.scalar(query.limit(1))


def _in_force(on: date | None) -> ColumnElement[bool]:
    if on is None:
        return Agency.valid_to.is_(None)
    ended = or_(Agency.valid_to.is_(None), Agency.valid_to >= on)
    return and_(Agency.valid_from <= on, ended)


def _words_in(column: InstrumentedAttribute[str], text: str) -> list[ColumnElement[bool]]:
    words = fold(text).split()[:MOST_WORDS]
    return [column.contains(word, autoescape=True) for word in words]


def _areas_named(words: list[str], province_code: str | None, limit: int) -> list[AreaUnit]:
    query = select(AreaUnit).where(*_words_in(AreaUnit.name_folded, " ".join(words)))
    if province_code:
        query = query.where(AreaUnit.province_code == province_code)
    whole = " ".join(words)
    rows = db.session.scalars(query.order_by(AreaUnit.sort_key).limit(200))
    return sorted(rows, key=lambda area: _distance(area.name_folded, whole))[:limit]


def _areas_once_named(
    words: list[str], province_code: str | None, limit: int
) -> list[tuple[FormerArea, AreaUnit]]:
    query = select(FormerArea, AreaUnit).join(AreaUnit, AreaUnit.code == FormerArea.area_code)
    query = query.where(*_words_in(FormerArea.folded, " ".join(words)))
    if province_code:
        query = query.where(AreaUnit.province_code == province_code)
    query = query.order_by(FormerArea.is_main.desc(), FormerArea.folded, FormerArea.id)
    rows = [(row[0], row[1]) for row in db.session.execute(query.limit(200))]
    whole = " ".join(words)
    rows.sort(key=lambda pair: (not pair[0].is_main, _distance(fold(pair[0].former_unit), whole)))
    return rows[:limit]


def _distance(name: str, whole: str) -> int:
    if name == whole or name.endswith(" " + whole):
        return 0
    return 1 if f" {whole} " in f" {name} " else 2
