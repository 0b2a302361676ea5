"""Every unit of today and of before by its name, small enough for each process to keep."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import IntEnum
from sys import intern
from typing import NamedTuple

from feedback_service.agencies.directory import Area, FormerUnit
from feedback_service.routing.reading.words import forms_of

# The longer first: "thị xã" is no "xã".
TYPES = ("thành phố", "thị trấn", "thị xã", "đặc khu", "phường", "huyện", "quận", "tỉnh", "xã")
MOST_WORDS = 6


class Tier(IntEnum):
    """How wide a unit is."""

    COMMUNE = 1
    DISTRICT = 2
    PROVINCE = 3


class Unit(NamedTuple):
    """A unit under one of its names; `before` says that this name is gone.

    code: of the commune or province that it is or lies in today. home: the province and district
    of before that it lay in.
    """

    tier: Tier
    type: str
    name: str
    canons: tuple[str, ...]
    code: str
    province: str
    province_name: str
    home: tuple[str, ...]
    before: bool = False
    divided: bool = False
    heir: str = ""

    @property
    def wider(self) -> str:
        """What it lies or lay in, in words."""
        return ", ".join(reversed(self.home)) if self.before else self.province_name

    def lies_in(self, wider: "Unit") -> bool:
        """Tell whether the unit lies or lay in another."""
        if wider.tier <= self.tier:
            return False
        if wider.before:
            return self.before and self.home[: len(wider.home)] == wider.home
        return self.province == wider.province


@dataclass(frozen=True)
class PlaceIndex:
    """Units by their bare name without the word for their kind.

    known: first words of names that are understood without that word; first: of all names.
    """

    names: dict[str, tuple[Unit, ...]]
    known: frozenset[str]
    first: frozenset[str]

    def vocabulary(self) -> Iterator[str]:
        """Yield the bare words of all names."""
        for name in self.names:
            yield from name.split()


def index_places(areas: Iterable[Area], former: Iterable[FormerUnit]) -> PlaceIndex:
    """Return what names of places are looked up in."""
    names: dict[str, list[Unit]] = {}
    today = {area.code: area for area in areas}
    provinces = {area.province_code: area.province_name for area in today.values()}
    for code, province in provinces.items():
        _add(names, Tier.PROVINCE, province, code, (code, province), ())
    for area in today.values():
        where = (area.province_code, provinces[area.province_code])
        _add(names, Tier.COMMUNE, area.name, area.code, where, ())
    rows = [row for row in former if row.area_code in today]
    _add_former(names, rows, today, provinces)
    return PlaceIndex(
        {name: tuple(units) for name, units in names.items()},
        frozenset(_first(name) for name, units in names.items() if any(map(is_well_known, units))),
        frozenset(map(_first, names)),
    )


def is_well_known(unit: Unit) -> bool:
    """Tell whether a name is understood without the word for its kind: provinces, larger towns."""
    if unit.tier == Tier.PROVINCE:
        return True
    return unit.tier == Tier.DISTRICT and unit.type == "thành phố" and len(unit.canons) > 1


def _first(name: str) -> str:
    return name.split(" ", 1)[0]


def _add_former(
    names: dict[str, list[Unit]],
    rows: list[FormerUnit],
    today: Mapping[str, Area],
    provinces: Mapping[str, str],
) -> None:
    parts: dict[tuple[str, str, str], list[FormerUnit]] = {}
    homes: dict[tuple[str, ...], str] = {}
    for row in rows:
        key = (intern(row.former_province), intern(row.former_district), row.former_unit)
        parts.setdefault(key, []).append(row)
        province = today[row.area_code].province_code
        homes.setdefault(key[:1], province)
        homes.setdefault(key[:2], province)
    for home, code in homes.items():
        tier = Tier.PROVINCE if len(home) == 1 else Tier.DISTRICT
        where = (code, provinces[code])
        if home[-1] not in provinces.values() or tier == Tier.DISTRICT:
            _add(names, tier, home[-1], code, where, home, before=True)
    for key, found in parts.items():
        if not key[2]:
            continue
        # The main successor first; most have only one.
        main = next((row for row in found if row.is_main), found[0])
        area = today[main.area_code]
        where = (area.province_code, provinces[area.province_code])
        divided = len({row.area_code for row in found}) > 1
        _add(
            names,
            Tier.COMMUNE,
            key[2],
            area.code,
            where,
            key[:2],
            before=True,
            divided=divided,
            heir=area.name,
        )


def _add(
    names: dict[str, list[Unit]],
    tier: Tier,
    name: str,
    code: str,
    where: tuple[str, str],
    home: tuple[str, ...],
    *,
    before: bool = False,
    divided: bool = False,
    heir: str = "",
) -> None:
    kind, bare_name = split_type(name)
    # A number is written with and without its zero.
    words = [word.lstrip("0") or word for word in bare_name.replace("-", " ").split()]
    forms = [forms_of(word.strip("'’")) for word in words]
    key = intern(" ".join(form[0] for form in forms))
    canons = tuple(intern(form[1]) for form in forms)
    province, province_name = map(intern, where)
    unit = Unit(
        tier=tier,
        type=kind,
        name=intern(name),
        canons=canons,
        code=intern(code),
        province=province,
        province_name=province_name,
        home=home,
        before=before,
        divided=divided,
        heir=intern(heir),
    )
    held = names.setdefault(key, [])
    if not any(each[:6] == unit[:6] and each.home == unit.home for each in held):
        held.append(unit)


def split_type(name: str) -> tuple[str, str]:
    """Return the word for the kind of a unit, in small letters, and the rest of its name."""
    lower = name.lower()
    for kind in TYPES:
        if lower.startswith(f"{kind} "):
            return intern(kind), name[len(kind) + 1 :].strip()
    return "", name
