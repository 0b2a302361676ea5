"""Where in a text stands what a reader sought: a short piece of it, the words found set apart."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from feedback_service.foundation.text import fold
from feedback_service.publication.asked import COMMON_WEIGHT, NEAR_WEIGHT, Clause, Query, exact

SHOWN_WORDS = 42
# What is further on in a text is not shown in a list.
LONGEST_READ = 4_000
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, kw_only=True)
class Piece:
    """A stretch of a text, and whether the reader sought it."""

    text: str
    sought: bool


def snippet(text: str, query: Query) -> tuple[Piece, ...]:
    """Return the stretch of a text that holds most of what was sought, in pieces."""
    text = " ".join(text[:LONGEST_READ].split())
    words = list(_WORD.finditer(text))
    if not words:
        return (Piece(text=text, sought=False),) if text else ()
    worth = _worth([word.group() for word in words], query)
    first = _best_start(worth)
    last = min(first + SHOWN_WORDS, len(words)) - 1
    start = words[first].start() if first else 0
    end = words[last].end() if last < len(words) - 1 else len(text)
    sought = [at for at in range(first, last + 1) if worth[at]]
    pieces = list(_cut(text, start, end, [(words[at].start(), words[at].end()) for at in sought]))
    if first:
        pieces.insert(0, Piece(text="… ", sought=False))
    if end < len(text):
        pieces.append(Piece(text=" …", sought=False))
    return tuple(pieces)


def _worth(words: Sequence[str], query: Query) -> list[float]:
    """Return for each word how much of the query it answers; nothing for the others."""
    folded = [fold(word) for word in words]
    marked = [exact(word) for word in words]
    places: dict[str, list[int]] = {}
    for at, word in enumerate(folded):
        # A run of Han is several words in one.
        for part in word.split():
            places.setdefault(part, []).append(at)
    worth = [0.0] * len(words)
    for clause in (*query.words, *query.phrases):
        if clause.weight <= max(COMMON_WEIGHT, NEAR_WEIGHT):
            continue
        for at in places.get(clause.words[0], ()):
            if _stands(clause, at, folded, marked):
                for place in range(at, min(at + len(clause.words), len(words))):
                    worth[place] = max(worth[place], clause.weight)
    return worth


def _stands(clause: Clause, at: int, folded: Sequence[str], marked: Sequence[str]) -> bool:
    size = len(clause.words)
    if " " in folded[at]:
        return clause.phrase in folded[at]
    if tuple(folded[at : at + size]) != clause.words:
        return False
    seen = " ".join(marked[at : at + size])
    # Words with other marks are other words, unless one side bears none at all.
    return clause.typed is None or seen in (clause.typed, clause.phrase)


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


def _cut(text: str, start: int, end: int, found: Sequence[tuple[int, int]]) -> list[Piece]:
    pieces: list[Piece] = []
    at = start
    for begins, ends in found:
        between = text[at:begins]
        if pieces and pieces[-1].sought and between.isspace():
            pieces[-1] = Piece(text=pieces[-1].text + text[at:ends], sought=True)
        else:
            pieces += [Piece(text=between, sought=False)] if between else []
            pieces.append(Piece(text=text[begins:ends], sought=True))
        at = ends
    return [*pieces, Piece(text=text[at:end], sought=False)] if at < end else pieces
