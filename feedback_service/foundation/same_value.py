"""One form of what people write in many: a name in another order, a phone with dots or +84.

A value has a form (`form_of`); the stretches of a text that could be it are listed with theirs
(`stretches`). Equal forms are the same value. So a value can also be sought by a keyed hash of its
form, by who does not know it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from feedback_service.foundation.text import fold

LEAST_LETTERS = 3
LEAST_SIGNS = 6
# A Vietnamese number without the 0 or 84 before it: nine digits, with some codes of towns ten.
_AFTER_PREFIX = (9, 10)
# Between two signs of one number stand at most so many others: "0912 - 000 - 777".
_WIDEST_GAP = 3
_WORD = re.compile(r"\w+")
_SIGN = re.compile(r"[^\W_]")


class Way(StrEnum):
    """How a value is compared."""

    # Words in any order, case and with or without marks; a single word as it is written.
    WORDS = "words"
    # Letters and digits, whatever stands between them.
    NUMBER = "number"
    # A number that may begin with 0, 84 or +84.
    PHONE = "phone"


@dataclass(frozen=True, kw_only=True)
class Form:
    """A value in the form it is compared in; `size` counts its words or signs."""

    way: Way
    size: int
    key: str


@dataclass(frozen=True, kw_only=True)
class Stretch:
    """A stretch [start, end) of a text, and its form's key."""

    start: int
    end: int
    key: str


def form_of(value: str, way: Way) -> Form | None:
    """Return the form of a value; None where it is too short to be told from other words."""
    if way is Way.WORDS:
        words = _WORD.findall(value)
        if sum(map(len, words)) < LEAST_LETTERS:
            return None
        return Form(way=way, size=len(words), key=_key_of_words(words))
    signs = "".join(_SIGN.findall(value.lower()))
    if way is Way.PHONE:
        rest = _without_prefix(signs)
        if len(rest) in _AFTER_PREFIX:
            return Form(way=way, size=len(rest), key=rest)
        way = Way.NUMBER
    if len(signs) < LEAST_SIGNS:
        return None
    return Form(way=way, size=len(signs), key=signs)


def stretches(text: str, way: Way, size: int) -> Iterator[Stretch]:
    """Yield what in a text could be a value of so many words or signs, with the keys."""
    if way is Way.WORDS:
        yield from _runs_of_words(text, size)
    elif way is Way.NUMBER:
        yield from _runs_of_signs(text, size)
    else:
        for prefix in ("0", "84", "840", ""):
            for found in _runs_of_signs(text, len(prefix) + size):
                if found.key.startswith(prefix):
                    yield Stretch(
                        start=found.start, end=found.end, key=found.key.removeprefix(prefix)
                    )


def same_value(text: str, value: str, way: Way) -> list[tuple[int, int]]:
    """Return where a value stands in a text, in whatever way it is written."""
    form = form_of(value, way)
    if form is None:
        return []
    found = stretches(text, form.way, form.size)
    return sorted({(each.start, each.end) for each in found if each.key == form.key})


def _key_of_words(words: list[str]) -> str:
    if len(words) == 1:
        # One syllable is another word with other marks.
        return words[0].lower()
    return " ".join(sorted(fold(word) for word in words))


def _runs_of_words(text: str, size: int) -> Iterator[Stretch]:
    words = [(each.start(), each.end(), each.group()) for each in _WORD.finditer(text)]
    folded = [word.lower() if size == 1 else fold(word) for _, _, word in words]
    for at in range(len(words) - size + 1):
        key = " ".join(sorted(folded[at : at + size]))
        yield Stretch(start=words[at][0], end=words[at + size - 1][1], key=key)


def _runs_of_signs(text: str, size: int) -> Iterator[Stretch]:
    signs = [(each.start(), each.group().lower()) for each in _SIGN.finditer(text)]
    wide = _WIDEST_GAP + 1
    # How far a run that begins here goes on before a gap or a new line.
    last = len(signs) - 1
    ends = list(range(len(signs)))
    for at in range(last - 1, -1, -1):
        here, following = signs[at][0], signs[at + 1][0]
        if following - here <= wide and "\n" not in text[here:following]:
            ends[at] = ends[at + 1]
    for at in range(len(signs) - size + 1):
        to = at + size - 1
        if ends[at] < to or _goes_on(signs, at - 1, at) or _goes_on(signs, to, to + 1):
            continue
        key = "".join(sign for _, sign in signs[at : to + 1])
        yield Stretch(start=signs[at][0], end=signs[to][0] + 1, key=key)


def _goes_on(signs: list[tuple[int, str]], left: int, right: int) -> bool:
    """Tell whether two signs stand in one word: then neither begins or ends a number."""
    if left < 0 or right >= len(signs):
        return False
    return signs[right][0] - signs[left][0] == 1


def _without_prefix(digits: str) -> str:
    for prefix in ("840", "84", "0"):
        rest = digits.removeprefix(prefix)
        if rest != digits and len(rest) in _AFTER_PREFIX:
            return rest
    return digits
