"""What a reader typed, taken apart into words and phrases that are looked for."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import pairwise

from feedback_service.foundation.text import fold
from feedback_service.publication.spelling import is_syllable
from feedback_service.publication.thesaurus import Thing, near_phrases, things
from feedback_service.publication.words import GENERIC_PAIRS, is_common

MOST_WORDS = 24
# What is longer than any word of a text need not be read to the end.
LONGEST_READ = 2_000
PAIR_WEIGHT = 0.7
ALTERNATIVE_WEIGHT = 0.9
# What each further word of a name adds to it.
PER_WORD = 0.4
LOOSE_WEIGHT = 0.4
NEAR_WEIGHT = 0.25
COMMON_WEIGHT = 0.25
GENERIC_WEIGHT = 0.5
_NEW_PLACES = "oà oá oả oã oạ oè oé oẻ oẽ oẹ uỳ uý uỷ uỹ uỵ"
_OLD_PLACES = "òa óa ỏa õa ọa òe óe ỏe õe ọe ùy úy ủy ũy ụy"
_PLACES = dict(zip(_NEW_PLACES.split(), _OLD_PLACES.split(), strict=True))
_PLACED = re.compile("|".join(_PLACES))


@dataclass(frozen=True, kw_only=True)
class Meant:
    """What words that no text holds may stand for: other words, or a run taken apart."""

    instead: Mapping[str, tuple[tuple[str, float], ...]] = field(default_factory=dict)
    apart: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


AS_TYPED = Meant()


@dataclass(frozen=True, kw_only=True)
class Clause:
    """Words that stand beside each other, how much they count, and how they were typed."""

    words: tuple[str, ...]
    weight: float
    # None where the reader typed no marks, or did not type these words at all.
    typed: str | None = None
    # Other words for the whole thing: where they stand, nothing is missing.
    instead: bool = False
    # Names of one thing: of these a text is given the best only.
    thing: int | None = None

    @property
    def phrase(self) -> str:
        """The words as they stand in a text."""
        return " ".join(self.words)


@dataclass(frozen=True, kw_only=True)
class Query:
    """What a reader typed, taken apart into single words and into phrases."""

    words: tuple[Clause, ...]
    phrases: tuple[Clause, ...]
    # The folded words in the order they were typed, and what each of them may stand for.
    line: tuple[str, ...] = ()
    meant: Meant = AS_TYPED

    @property
    def all_words(self) -> list[str]:
        """Every word, folded."""
        return [clause.phrase for clause in self.words]

    @property
    def telling(self) -> list[str]:
        """The words that say something, or all where none does; what was meant, not slips."""
        found = [clause.phrase for clause in self.words if clause.weight > COMMON_WEIGHT]
        best = [self.likeliest(word) for word in found or self.all_words]
        return list(dict.fromkeys(best))

    def likeliest(self, word: str) -> str:
        """Return the word most likely meant by one."""
        meant = self.meant.instead.get(word)
        return meant[0][0] if meant else word


def exact(text: str) -> str:
    """Return the words of a text in lower case with their marks."""
    words = re.findall(r"\w+", unicodedata.normalize("NFC", text.lower()))
    # hoà and hòa are one word: the mark stands where a schoolbook puts it.
    return _PLACED.sub(lambda found: _PLACES[found.group()], " ".join(words))


def read_query(text: str, meant: Meant = AS_TYPED) -> Query:
    """Take apart what a reader typed; a query without words has no clauses."""
    folded, marked = _words_of(text[:LONGEST_READ], meant)
    weights = _weights(folded, marked)
    shown = dict(zip(folded, marked, strict=False))
    words = [
        Clause(words=(word,), weight=weight, typed=shown.get(word))
        for word, weight in weights.items()
    ]
    line = [word for word, _ in (meant.instead.get(word, ((word, 1.0),))[0] for word in folded)]
    phrases = [*_pairs(folded, marked, weights), *_meant_clauses(folded, weights, meant)]
    for number, thing in enumerate(things(line, marked)):
        phrases += _other_names(thing, number)
    phrases += [
        Clause(words=words, weight=NEAR_WEIGHT, typed=written)
        for words, written in near_phrases(line, marked)
    ]
    return Query(words=tuple(words), phrases=tuple(phrases), line=tuple(folded), meant=meant)


def _words_of(text: str, meant: Meant) -> tuple[list[str], list[str]]:
    """Return the folded words, and the same with marks where any were typed."""
    folded = fold(text).split()[:MOST_WORDS]
    typed = exact(text).split()[:MOST_WORDS]
    # Runs of Han come apart into pairs, and then the two lists differ in length.
    marked = typed if typed != folded and len(typed) == len(folded) else []
    if any(word in meant.apart for word in folded):
        folded = [part for word in folded for part in meant.apart.get(word, (word,))]
        marked = []
    return folded[:MOST_WORDS], marked


def _weights(folded: list[str], marked: list[str]) -> dict[str, float]:
    weights: dict[str, float] = {}
    for bare, typed in zip(folded, marked or folded, strict=True):
        common = is_common(typed, marked=bool(marked))
        weights[bare] = max(weights.get(bare, 0.0), COMMON_WEIGHT if common else 1.0)
    for pair in pairwise(folded):
        if pair in GENERIC_PAIRS:
            weights |= {word: min(weights[word], GENERIC_WEIGHT) for word in pair}
    return weights


def _pairs(folded: list[str], marked: list[str], weights: Mapping[str, float]) -> list[Clause]:
    typed = dict(zip(pairwise(folded), map(" ".join, pairwise(marked)), strict=False))
    return [
        Clause(
            words=pair,
            weight=PAIR_WEIGHT * (weights[pair[0]] + weights[pair[1]]) / 2,
            typed=typed.get(pair),
        )
        for pair in dict.fromkeys(pairwise(folded))
    ]


def _other_names(thing: Thing, number: int) -> list[Clause]:
    """Return clauses for the other names of a thing: worth about what its words are worth."""
    longest = max(map(len, thing.named))
    weight = LOOSE_WEIGHT if thing.loose else ALTERNATIVE_WEIGHT * (1 + PER_WORD * (longest - 1))
    return [
        Clause(words=words, weight=weight, typed=written, instead=not thing.loose, thing=number)
        for words, written in thing.others
    ]


def _meant_clauses(folded: list[str], weights: Mapping[str, float], meant: Meant) -> list[Clause]:
    """Return clauses for what slips may stand for, alone and beside their neighbours."""
    readings = [meant.instead.get(word, ((word, 1.0),)) for word in folded]
    # A syllable that is well built may be meant as it stands: its neighbour must vouch for another.
    slipped = [typed in meant.instead and not is_syllable(typed) for typed in folded]
    clauses = [
        Clause(words=(word,), weight=weights[typed] * likely, instead=True)
        for typed, reading, slip in zip(folded, readings, slipped, strict=True)
        if slip
        for word, likely in reading
    ]
    for at, (left, right) in enumerate(pairwise(readings)):
        typed = (folded[at], folded[at + 1])
        if all(word in meant.instead for word in typed) and not any(slipped[at : at + 2]):
            continue
        clauses += [
            Clause(words=(one, other), weight=PAIR_WEIGHT * likely * also)
            for one, likely in left
            for other, also in right
            if (one, other) != typed
        ]
    return list(dict.fromkeys(clauses))
