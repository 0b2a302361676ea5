"""Phrases that mean something, found in a text in one pass, however long the list is."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from feedback_service.routing.reading.words import WORD, Words, forms_of

_END = ""


class Hit(NamedTuple):
    """A phrase found: the words from `first` up to, not with, `last`."""

    first: int
    last: int
    value: str


class PhraseBook:
    """Phrases by their words, each with what it means.

    Written as `{meaning: "phrase | phrase"}`; a phrase that stands under several means them all.
    One that begins with `=` counts only with its marks: without them it says something else too.
    """

    def __init__(self, written: Mapping[str, str]) -> None:
        self._first: dict[str, Any] = {}
        for value, phrases in written.items():
            for phrase in phrases.split("|"):
                self._add(" ".join(phrase.split()), value)

    def find(self, words: Words) -> list[Hit]:
        """Return the longest phrases at each place, none inside another of the same meaning."""
        found: list[Hit] = []
        reached: dict[str, int] = {}
        for first in range(len(words)):
            for hit in self._longest(words, first):
                if hit.last > reached.get(hit.value, 0):
                    reached[hit.value] = hit.last
                    found.append(hit)
        return found

    def vocabulary(self) -> Iterator[str]:
        """Yield every word of every phrase, bare."""
        levels = [self._first]
        while levels:
            for word, below in levels.pop().items():
                if word != _END:
                    yield word
                    levels.append(below)

    def _add(self, phrase: str, value: str) -> None:
        level, canons = self._first, []
        exact = phrase.startswith("=")
        for word in WORD.findall(phrase):
            bare, canon, _marked = forms_of(word)
            canons.append(canon)
            level = level.setdefault(bare, {})
        level.setdefault(_END, []).append((tuple(canons), value, exact))

    def _longest(self, words: Words, first: int) -> list[Hit]:
        level, at, best = self._first, first, list[Hit]()
        folds, end = words.folds, len(words)
        while at < end and (below := level.get(folds[at])) is not None:
            level, at = below, at + 1
            if leaves := level.get(_END):
                agreeing = [
                    value
                    for canons, value, exact in leaves
                    if _fits(words, first, canons, exact=exact)
                ]
                if agreeing:
                    best = [Hit(first, at, value) for value in agreeing]
        return best


def _fits(words: Words, first: int, canons: tuple[str, ...], *, exact: bool) -> bool:
    if not exact:
        return words.agree(first, canons)
    return not words.plain and tuple(words.canons[first : first + len(canons)]) == canons
