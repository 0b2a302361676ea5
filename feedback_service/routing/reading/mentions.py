"""Where a text speaks of places, before it is known which ones are meant."""

import re
from dataclasses import dataclass

from feedback_service.routing.reading.place_index import (
    MOST_WORDS,
    PlaceIndex,
    Tier,
    Unit,
    is_well_known,
)
from feedback_service.routing.reading.words import Words

# Between two parts of an address.
_COMMA = re.compile(r"\s*[,\-–(/]\s*|\s+(?:thuộc|thuoc|của|cua)\s+|\s+", re.I)
_STRONG = re.compile(r"[,\-–(/]")
_LONGEST_GAP = 9
_NUMBERED = re.compile(r"([pq])(\d{1,2})")
_WORD_TYPES = {
    ("thanh", "pho"): "thành phố", ("thi", "tran"): "thị trấn", ("thi", "xa"): "thị xã",
    ("dac", "khu"): "đặc khu", ("phuong",): "phường", ("huyen",): "huyện", ("quan",): "quận",
    ("tinh",): "tỉnh", ("xa",): "xã",
}  # fmt: skip
_TYPE_CANONS = {
    ("phuong",): "phương.f", ("huyen",): "huyên.j", ("quan",): "quân.j", ("tinh",): "tinh.r",
    ("xa",): "xa.x",
}  # fmt: skip
# Short forms; those of one letter need a full stop, a number or a capital after them.
_SHORT_TYPES = {
    "tp": "thành phố", "tt": "thị trấn", "tx": "thị xã", "p": "phường", "f": "phường",
    "h": "huyện", "q": "quận", "t": "tỉnh", "x": "xã",
}  # fmt: skip
# What people call a place: the bare name it has in the index, and its kind.
NICKNAMES: dict[str, tuple[str, str]] = {
    "sai gon": ("ho chi minh", "thành phố"), "tp hn": ("ha noi", "thành phố"),
    "tphcm": ("ho chi minh", "thành phố"), "hcm": ("ho chi minh", "thành phố"),
    "tp hcm": ("ho chi minh", "thành phố"), "tp ho chi minh": ("ho chi minh", "thành phố"),
    "hcmc": ("ho chi minh", "thành phố"), "sg": ("ho chi minh", "thành phố"),
    "hn": ("ha noi", "thành phố"),
    "tphn": ("ha noi", "thành phố"), "dat cang": ("hai phong", "thành phố"),
    "hp": ("hai phong", "thành phố"), "tphp": ("hai phong", "thành phố"),
    "dn": ("da nang", "thành phố"), "brvt": ("ba ria vung tau", "tỉnh"),
    "ba ria vung tau": ("ba ria vung tau", "tỉnh"), "xu nghe": ("nghe an", "tỉnh"),
    "xu thanh": ("thanh hoa", "tỉnh"), "dat mui": ("ca mau", "tỉnh"),
    "tay do": ("can tho", "thành phố"), "co do hue": ("hue", "thành phố"),
    "daklak": ("dak lak", "tỉnh"), "dac lac": ("dak lak", "tỉnh"),
    "thua thien hue": ("thua thien hue", "tỉnh"),
}  # fmt: skip
_CAPITALS_ONLY = frozenset({"sg", "hn", "hp", "dn"})
# Names that are everyday words too: bare, they count only with a capital.
_EVERYDAY = frozenset({"hoa binh", "thai binh", "yen bai", "an giang", "hue", "vinh", "dat mui"})
_TYPE_FIRST = frozenset(words[0] for words in _WORD_TYPES) | frozenset(_SHORT_TYPES)
_NICKNAME_FIRST = frozenset(name.split()[0] for name in NICKNAMES)
_BARE_TRUST, _LOOSE_TRUST = 0.85, 0.6


@dataclass(frozen=True)
class Mention:
    """Words that name a place, and the units that bear the name; `trust` by how it is written."""

    first: int
    last: int
    units: list[Unit]
    trust: float = 1.0


def mentions_in(words: Words, index: PlaceIndex) -> list[list[Mention]]:
    """Return the places that a text names, those of one address together, the smallest first."""
    addresses: list[list[Mention]] = []
    at = 0
    while at < len(words):
        address = _address_at(words, at, index)
        if address:
            addresses.append(address)
            at = address[-1].last
        else:
            at += 1
    return addresses


def _address_at(words: Words, at: int, index: PlaceIndex) -> list[Mention]:
    first = _typed(words, at, index) or _nicknamed(words, at, index) or _bare(words, at, index)
    if first is None:
        return _untyped_address(words, at, index) if words.folds[at] in index.first else []
    address = [first]
    while following := _next_part(words, address[-1], index):
        address.append(following)
    return address


def _next_part(words: Words, before: Mention, index: PlaceIndex) -> Mention | None:
    at = before.last
    if at >= len(words):
        return None
    gap = words.text[words.ends[at - 1] : words.starts[at]]
    if words.folds[at] in {"thuoc", "cua"} and at + 1 < len(words):
        at += 1
    elif len(gap) > _LONGEST_GAP or not _COMMA.fullmatch(gap):
        return None
    found = _typed(words, at, index) or _nicknamed(words, at, index)
    if found is None and (_STRONG.search(gap) or at > before.last):
        found = _named(words, at, index, strict=True)
    if found is None:
        found = _bare(words, at, index)
    if found is None:
        return None
    wider = [u for u in found.units if any(each.lies_in(u) for each in before.units)]
    return Mention(found.first, found.last, wider, found.trust) if wider else None


def _untyped_address(words: Words, at: int, index: PlaceIndex) -> list[Mention]:
    """Return an address without words for the kinds: a name inside the one after the comma."""
    if not words.text[words.starts[at]].isupper():
        return []
    first = _named(words, at, index, strict=True)
    if first is None or first.last - first.first < 2:
        return []
    gap_end = words.starts[first.last] if first.last < len(words) else 0
    if not gap_end or not _STRONG.search(words.text[words.ends[first.last - 1] : gap_end]):
        return []
    second = _next_part(words, first, index)
    if second is None:
        return []
    inside = [u for u in first.units if any(u.lies_in(each) for each in second.units)]
    address = [Mention(first.first, first.last, inside, _BARE_TRUST), second]
    while following := _next_part(words, address[-1], index):
        address.append(following)
    return address


def _typed(words: Words, at: int, index: PlaceIndex) -> Mention | None:
    fold = words.folds[at]
    if fold[1:2].isdigit() and (numbered := _NUMBERED.fullmatch(fold)):
        kind = _SHORT_TYPES[numbered[1]]
        units = _of_type(index.names.get(numbered[2].lstrip("0"), ()), kind)
        return Mention(at, at + 1, units) if units else None
    found = _type_at(words, at) if fold in _TYPE_FIRST else None
    if found is None:
        return None
    kind, start = found
    named = _named(words, start, index, kind=kind)
    return None if named is None else Mention(at, named.last, named.units, named.trust)


def _type_at(words: Words, at: int) -> tuple[str, int] | None:
    """Return the word for a kind of unit at a place, and where the name begins."""
    fold, following = words.folds[at], words.folds[at + 1] if at + 1 < len(words) else ""
    if kind := _WORD_TYPES.get((fold, following)):
        return kind, at + 2
    if kind := _WORD_TYPES.get((fold,)):
        means = words.canons[at] == _TYPE_CANONS[(fold,)] or (
            not words.marked[at] and (words.plain or following.isdigit())
        )
        return (kind, at + 1) if means else None
    kind = _SHORT_TYPES.get(fold)
    if kind is None or not following:
        return None
    gap = words.text[words.ends[at] : words.starts[at + 1]]
    if "." in gap[:1] or len(fold) > 1 or (following.isdigit() and fold in "pq"):
        return kind, at + 1
    return None


def _named(
    words: Words, start: int, index: PlaceIndex, *, kind: str = "", strict: bool = False
) -> Mention | None:
    """Return the longest name that begins at a place; `strict` asks for every mark."""
    folds, stop = words.folds, min(start + MOST_WORDS, len(words))
    for end in range(stop, start, -1):
        key = " ".join(folds[start:end])
        if end == start + 1 and key.isdigit():
            key = key.lstrip("0")
        units = _of_type(index.names.get(key, ()), kind)
        if not units:
            continue
        written = tuple(words.canons[start:end])
        exact = [u for u in units if u.canons == written] or (units if key.isdigit() else [])
        capital = key.isdigit() or words.text[words.starts[start]].isupper()
        if exact and (capital or (kind and end - start > 1)):
            return Mention(start, end, exact, 1.0 if capital else _BARE_TRUST)
        loose = [u for u in units if words.agree(start, u.canons)]
        if loose and (words.plain or (capital and kind and not strict)):
            return Mention(start, end, loose, _LOOSE_TRUST)
    return None


def _bare(words: Words, at: int, index: PlaceIndex) -> Mention | None:
    """Return a province, or a town that is known well, without the word for its kind."""
    text, folds = words.text, words.folds
    if folds[at] not in index.known:
        return None
    for end in range(min(at + 4, len(words)), at, -1):
        key = " ".join(folds[at:end])
        units = [u for u in index.names.get(key, ()) if is_well_known(u)]
        capital = all(text[words.starts[each]].isupper() for each in range(at, end))
        if not units or (not capital and (key in _EVERYDAY or end == at + 1)):
            continue
        if end == at + 1 and not words.marked[at]:
            continue
        units = [u for u in units if words.agree(at, u.canons)]
        if units:
            return Mention(at, end, units, _BARE_TRUST if capital else _LOOSE_TRUST)
    return None


def _nicknamed(words: Words, at: int, index: PlaceIndex) -> Mention | None:
    if words.folds[at] not in _NICKNAME_FIRST:
        return None
    for end in range(min(at + 4, len(words)), at, -1):
        key = " ".join(words.folds[at:end])
        meant = NICKNAMES.get(key)
        start, _end, said = words.span(at, end)
        if meant is None or (key in _CAPITALS_ONLY and not said.isupper()):
            continue
        if key in _EVERYDAY and not words.text[start].isupper():
            continue
        name, kind = meant
        units = [u for u in _of_type(index.names.get(name, ()), kind) if u.tier == Tier.PROVINCE]
        if units:
            return Mention(at, end, units, _BARE_TRUST)
    return None


def _of_type(units: tuple[Unit, ...], kind: str) -> list[Unit]:
    return [unit for unit in units if not kind or unit.type == kind]
