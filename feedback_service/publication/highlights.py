"""Where in a text stands what a reader sought: a short piece of it, the words found set apart."""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from feedback_service.foundation.text import fold
from feedback_service.publication.asked import COMMON_WEIGHT, NEAR_WEIGHT, Clause, Query, exact

SHOWN_WORDS = 42
# What is further on in a text is not shown in a list.
LONGEST_READ = 4_000
_WORD = re.compile(r"(\w+)")
# The syllables of Vietnamese are few, and a page of results holds thousands of words.
_folded = lru_cache(maxsize=16_384)(fold)
_marked = lru_cache(maxsize=16_384)(exact)


class Piece(NamedTuple):
    """A stretch of a text, and whether the reader sought it."""

    text: str
    sought: bool


def snippet(text: str, query: Query) -> tuple[Piece, ...]:
    """Return the stretch of a text that holds most of what was sought, in pieces."""
    text = " ".join(text[:LONGEST_READ].split())
    # What stands between the words is at even places, the words at odd ones.
    parts = _WORD.split(text)
    words = parts[1::2]
    if not words:
        return (Piece(text, sought=False),) if text else ()
    worth = _worth(words, query)
    first = _best_start(worth)
    last = min(first + SHOWN_WORDS, len(words)) - 1
    pieces = _cut(parts, worth, first, last)
    if first:
        pieces.insert(0, Piece("… ", sought=False))
    if last < len(words) - 1:
        pieces.append(Piece(" …", sought=False))
    return tuple(pieces)


def _worth(words: Sequence[str], query: Query) -> list[float]:
    """Return for each word how much of the query it answers; nothing for the others."""
    folded = [_folded(word) for word in words]
    places: dict[str, list[int]] = {}
    for at, word in enumerate(folded):
        # A run of Han is several words in one.
        for part in word.split() if " " in word else (word,):
            places.setdefault(part, []).append(at)
    worth = [0.0] * len(words)
    for clause in (*query.words, *query.phrases):
        if clause.weight <= max(COMMON_WEIGHT, NEAR_WEIGHT):
            continue
        for at in places.get(clause.words[0], ()):
            if _stands(clause, at, folded, words):
                for place in range(at, min(at + len(clause.words), len(words))):
                    worth[place] = max(worth[place], clause.weight)
    return worth


def _stands(clause: Clause, at: int, folded: Sequence[str], words: Sequence[str]) -> bool:
    size = len(clause.words)
    if " " in folded[at]:
        return clause.phrase in folded[at]
    if tuple(folded[at : at + size]) != clause.words:
        return False
    if clause.typed is None:
        return True
    # Words with other marks are other words, unless one side bears none at all.
    seen = " ".join(map(_marked, words[at : at + size]))
    return seen in (clause.typed, clause.phrase)


def _best_start(worth: Sequence[float]) -> int:
    """Return where a stretch begins that holds most, a few words before the first of them."""
    if len(worth) <= SHOWN_WORDS:
        return 0
    held = best = sum(worth[:SHOWN_WORDS])
    start = 0
    for at in range(1, len(worth) - SHOWN_WORDS + 1):
        held += worth[at + SHOWN_WORDS - 1] - worth[at - 1]
        if held > best + 1e-9:
            best, start = held, at
    first = next((at for at in range(start, len(worth)) if worth[at]), 0)
    return max(0, min(first - 6, len(worth) - SHOWN_WORDS)) if start else 0


def _cut(parts: Sequence[str], worth: Sequence[float], first: int, last: int) -> list[Piece]:
    """Return the words from the first to the last, those that were sought set apart."""
    pieces: list[Piece] = []
    plain = "" if first else parts[0]
    for at in range(first, last + 1):
        word = parts[2 * at + 1]
        if not worth[at]:
            plain += word
        elif pieces and pieces[-1].sought and plain.isspace():
            pieces[-1] = Piece(pieces[-1].text + plain + word, sought=True)
            plain = ""
        else:
            pieces += [Piece(plain, sought=False)] if plain else []
            pieces.append(Piece(word, sought=True))
            plain = ""
        if at < last or at == len(worth) - 1:
            plain += parts[2 * at + 2]
    return [*pieces, Piece(plain, sought=False)] if plain else pieces
