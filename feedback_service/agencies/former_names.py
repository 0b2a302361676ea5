"""Names of before: which office of today took over from one, and where a former commune lies now.

A name that leads to several is not decided here: nobody is picked by guess.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from feedback_service.agencies.directory import Area, FormerUnit
from feedback_service.foundation.text import fold

# Fewer words fit too many names: "sở", "xã hội".
FEWEST_WORDS = 3
_BETWEEN = re.compile(r"\W+")


@dataclass(frozen=True, kw_only=True)
class FormerOffice:
    """An office that is gone and one that took it over, wholly or for some fields.

    `heir` is a kind of agency in the province, or the code of a national body; `about` is empty
    for the heir of all that no other row names.
    """

    name: str
    document_suffix: str
    heir: str
    about: tuple[str, ...]
    last_day: date
    source: str

    def takes(self, field: str) -> bool:
        """Tell whether this heir took over a field by name."""
        return bool(field) and name_key(field) in {name_key(each) for each in self.about}


def name_key(name: str) -> str:
    """Return the form under which spellings of a name meet: `Sở LĐ - TB` and `so ld tb`."""
    return " ".join(_BETWEEN.split(fold(name))).strip()


def offices_named(name: str, offices: Iterable[FormerOffice], on: date) -> list[FormerOffice]:
    """Return the rows of the office that bore a name and is gone on a day."""
    key = name_key(name)
    gone = [office for office in offices if office.last_day < on]
    return [office for office in gone if f"{key} ".startswith(f"{name_key(office.name)} ")]


def offices_like(text: str, offices: Iterable[FormerOffice], on: date) -> list[FormerOffice]:
    """Return the rows of offices gone on a day that somebody looks up by some words of a name."""
    words = name_key(text).split()
    named = offices_named(text, (offices := tuple(offices)), on)
    if named or len(words) < FEWEST_WORDS:
        return named
    gone = [office for office in offices if office.last_day < on]
    return [each for each in gone if set(words) <= set(name_key(each.name).split())]


def offices_behind(suffix: str, offices: Iterable[FormerOffice], on: date) -> list[FormerOffice]:
    """Return the rows of the office whose documents bore a suffix and that is gone on a day."""
    return [each for each in offices if each.document_suffix == suffix and each.last_day < on]


def heirs_of(rows: Sequence[FormerOffice], field: str = "") -> tuple[str, ...]:
    """Return who took over: one for a field that is known, else all that may be meant."""
    if taking := [row.heir for row in rows if row.takes(field)]:
        return (taking[0],)
    whole = [row.heir for row in rows if not row.about]
    if field and whole:
        return (whole[0],)
    return tuple(dict.fromkeys([*whole, *(row.heir for row in rows)]))


def areas_named(name: str, index: "NameIndex") -> tuple[str, ...]:
    """Return the codes of the communes of today that a full name of now or before leads to.

    The name is written from small to large, as in an address; every part that is given must fit.
    A commune of before that was divided leads to each part of it.
    """
    first, *rest = [name_key(part) for part in name.split(",") if part.strip()] or [""]
    for names in (index.now, index.before) if first else ():
        fitting = [code for wider, code in names.get(first, ()) if wider.issuperset(rest)]
        if fitting:
            return tuple(dict.fromkeys(fitting))
    return ()


def index_names(areas: Iterable[Area], former: Iterable[FormerUnit]) -> "NameIndex":
    """Return what `areas_named` looks names up in."""
    index = NameIndex({}, {})
    for area in areas:
        entry = (frozenset({name_key(area.province_name)}), area.code)
        index.now.setdefault(name_key(area.name), []).append(entry)
    for unit in former:
        wider = {name_key(unit.former_district), name_key(unit.former_province)}
        index.before.setdefault(name_key(unit.former_unit), []).append(
            (frozenset(wider), unit.area_code)
        )
    return index


@dataclass(frozen=True)
class NameIndex:
    """Communes by their own name, each with the names of what it lay in and its code of today."""

    now: dict[str, list[tuple[frozenset[str], str]]]
    before: dict[str, list[tuple[frozenset[str], str]]]
