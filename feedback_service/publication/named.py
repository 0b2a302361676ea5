"""Which agencies and places a reader names in a search, so that they may narrow it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from feedback_service.foundation.text import fold

MOST_NAMED = 3
_SHORT = (
    ("uy ban nhan dan", "ubnd"),
    ("thanh pho", "tp"),
    ("thi tran", "tt"),
)
_LEVEL = re.compile(r"^(?:xa|phuong|dac khu|tp|tt) ")


@dataclass(frozen=True, kw_only=True)
class Named:
    """Something a reader named: its code and name, and what else was typed."""

    code: str
    name: str
    rest: str


def named_in(typed: str, names: Sequence[tuple[str, str]]) -> list[Named]:
    """Return what stands by its name in a query, the longest names first."""
    line = _short(fold(typed))
    found = []
    for code, name in names:
        wanted = next((each for each in _forms(name) if f" {each} " in f" {line} "), None)
        if wanted is not None:
            rest = f" {line} ".replace(f" {wanted} ", " ", 1).strip()
            found.append((len(wanted), Named(code=code, name=name, rest=_without_office(rest))))
    return [each for _, each in sorted(found, key=lambda one: -one[0])][:MOST_NAMED]


@lru_cache(maxsize=8_192)
def _forms(name: str) -> tuple[str, ...]:
    """Return a name as it is compared: whole, and a place also without its level."""
    whole = _short(fold(name))
    bare = _LEVEL.sub("", whole)
    # One syllable alone is a word of many meanings.
    return (whole, bare) if bare != whole and " " in bare else (whole,)


def _short(folded: str) -> str:
    for long, short in _SHORT:
        folded = folded.replace(long, short)
    return folded


def _without_office(rest: str) -> str:
    """Return the rest without words that only led to the name: "ubnd", "ở", "tại", "của"."""
    return re.sub(r"(?:^| )(?:ubnd|o|tai|cua)(?: ubnd| xa| phuong)?$", "", rest).strip()
