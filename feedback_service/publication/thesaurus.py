"""Words for the same thing, and words that stand in texts about the same thing."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from feedback_service.foundation.text import fold
from feedback_service.publication.same_things import LOOSE_THINGS, NEAR_THINGS, SAME_THINGS

MOST_THINGS = 6
MOST_NEAR = 12

# The words of a phrase, folded, and the phrase with its marks.
Phrase = tuple[tuple[str, ...], str]


@dataclass(frozen=True, kw_only=True)
class Thing:
    """Something a query names: in the words of the query, and in others."""

    named: tuple[tuple[str, ...], ...]
    others: tuple[Phrase, ...]
    # Named in complaints of every kind.
    loose: bool


def things(words: list[str], marked: list[str]) -> list[Thing]:
    """Return what a query names; `marked` is empty where it has no marks."""
    here = _Line(words, marked)
    return [
        Thing(
            named=tuple(phrase[0] for phrase in group if here.holds(phrase)),
            others=tuple(phrase for phrase in group if not here.holds_folded(phrase)),
            loose=loose,
        )
        for loose, group in _groups()
        if any(map(here.holds, group))
    ][:MOST_THINGS]


def near_phrases(words: list[str], marked: list[str]) -> list[Phrase]:
    """Return phrases that often stand where a query is answered."""
    here = _Line(words, marked)
    found: list[Phrase] = []
    for names, others in _near():
        if any(map(here.holds, names)):
            found += [phrase for phrase in others if not here.holds_folded(phrase)]
    return list(dict.fromkeys(found))[:MOST_NEAR]


def is_known(word: str) -> bool:
    """Tell whether a folded word stands in a name of something: then it is no slip."""
    return word in _known_words()


class _Line:
    """A query as a line in which phrases are looked for."""

    def __init__(self, words: list[str], marked: list[str]) -> None:
        self._folded = f" {' '.join(words)} "
        self._marked = f" {' '.join(marked)} " if marked else ""

    def holds_folded(self, phrase: Phrase) -> bool:
        return f" {' '.join(phrase[0])} " in self._folded

    def holds(self, phrase: Phrase) -> bool:
        """Tell whether a phrase stands here; one word alone must also bear the same marks."""
        if not self.holds_folded(phrase):
            return False
        alone = len(phrase[0]) == 1 and self._marked
        return not alone or f" {phrase[1]} " in self._marked


@cache
def _groups() -> tuple[tuple[bool, tuple[Phrase, ...]], ...]:
    return tuple(
        (loose, _phrases(line.split(" = ")))
        for loose, lines in ((False, SAME_THINGS), (True, LOOSE_THINGS))
        for line in lines.strip().splitlines()
    )


@cache
def _known_words() -> frozenset[str]:
    return frozenset(word for _, group in _groups() for words, _ in group for word in words)


@cache
def _near() -> tuple[tuple[tuple[Phrase, ...], tuple[Phrase, ...]], ...]:
    rows = []
    for line in NEAR_THINGS.strip().splitlines():
        written, _, others = line.partition(" : ")
        (name,) = _phrases([written])
        names = dict.fromkeys(
            [name, *(other for _, group in _groups() if name in group for other in group)]
        )
        rows.append((tuple(names), _phrases(others.split(", "))))
    return tuple(rows)


def _phrases(written: Iterable[str]) -> tuple[Phrase, ...]:
    return tuple((tuple(fold(each).split()), each) for each in written)
