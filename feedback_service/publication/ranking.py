"""How near a text is to what a reader asks. One rule for both databases, on folded words.

The database finds candidates; this puts them in order: BM25 over words, pairs of words (most
Vietnamese words have two syllables) and other phrases for the same thing, the title counting
more; where the reader typed marks, texts with the same marks come first.
"""

import math
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from feedback_service.foundation.text import fold
from feedback_service.publication.words import GENERIC_PAIRS, alternatives, is_common, without_telex

MOST_WORDS = 24
PAIR_WEIGHT = 0.8
ALTERNATIVE_WEIGHT = 0.45
COMMON_WEIGHT = 0.25
GENERIC_WEIGHT = 0.5
SPELT_WEIGHT = 0.9
TITLE_WEIGHT = 1.5
# A word that agrees but for its marks is one of several that were not meant.
FOLDED_SHARE = 0.35
LEAST_SCORE = 0.15
LEAST_COVERED = 0.2
_NEW_PLACES = "oà oá oả oã oạ oè oé oẻ oẽ oẹ uỳ uý uỷ uỹ uỵ"
_OLD_PLACES = "òa óa ỏa õa ọa òe óe ỏe õe ọe ùy úy ủy ũy ụy"
_PLACES = dict(zip(_NEW_PLACES.split(), _OLD_PLACES.split(), strict=True))
_PLACED = re.compile("|".join(_PLACES))
_K1 = 1.2
_B = 0.6


@dataclass(frozen=True, kw_only=True)
class Document:
    """A text as it is searched: folded title and body, and both with their marks in lower case."""

    key: int
    title: str
    body: str
    exact: str


@dataclass(frozen=True, kw_only=True)
class Clause:
    """Words that stand beside each other, how much they count, and how they were typed."""

    words: tuple[str, ...]
    weight: float
    # None where the reader typed no marks, or did not type these words at all.
    typed: str | None = None
    # Other words for the whole thing: where they stand, nothing is missing.
    instead: bool = False

    @property
    def phrase(self) -> str:
        """The words as they stand in a text."""
        return " ".join(self.words)


@dataclass(frozen=True, kw_only=True)
class Query:
    """What a reader typed, taken apart into single words and into phrases."""

    words: tuple[Clause, ...]
    phrases: tuple[Clause, ...]

    @property
    def all_words(self) -> list[str]:
        """Every word, folded."""
        return [clause.phrase for clause in self.words]

    @property
    def telling(self) -> list[str]:
        """The words that say something, or all where none does."""
        found = [clause.phrase for clause in self.words if clause.weight > COMMON_WEIGHT]
        return found or self.all_words


def make_document(key: int, title: str, body: str) -> Document:
    """Return a text ready for search."""
    return Document(key=key, title=fold(title), body=fold(body), exact=_exact(f"{title} {body}"))


def read_query(text: str) -> Query:
    """Take apart what a reader typed; a query without words has no clauses."""
    folded = fold(text).split()[:MOST_WORDS]
    typed = _exact(text).split()[:MOST_WORDS]
    # Runs of Han come apart into pairs, and then the two lists differ in length.
    marked = typed if typed != folded and len(typed) == len(folded) else []
    weights = _weights(folded, marked)
    shown = dict(zip(folded, marked, strict=False))
    words = [
        Clause(words=(word,), weight=weight, typed=shown.get(word))
        for word, weight in weights.items()
    ]
    typed_pairs = dict(zip(pairwise(folded), map(" ".join, pairwise(marked)), strict=False))
    phrases = [
        Clause(
            words=pair,
            weight=PAIR_WEIGHT * (weights[pair[0]] + weights[pair[1]]) / 2,
            typed=typed_pairs.get(pair),
        )
        for pair in dict.fromkeys(pairwise(folded))
    ]
    phrases += [
        Clause(words=other, weight=ALTERNATIVE_WEIGHT, instead=True)
        for other in alternatives(folded)
    ]
    return Query(words=tuple(words), phrases=(*phrases, *_spelt_out(folded)))


def _weights(folded: list[str], marked: list[str]) -> dict[str, float]:
    weights: dict[str, float] = {}
    for bare, typed in zip(folded, marked or folded, strict=True):
        common = is_common(typed, marked=bool(marked))
        weights[bare] = max(weights.get(bare, 0.0), COMMON_WEIGHT if common else 1.0)
    for pair in pairwise(folded):
        if pair in GENERIC_PAIRS:
            weights |= {word: min(weights[word], GENERIC_WEIGHT) for word in pair}
    return weights


def _spelt_out(folded: list[str]) -> list[Clause]:
    """Return what was meant where the keyboard did not write Vietnamese."""
    meant = [without_telex(word) for word in folded]
    if not any(meant):
        return []
    spelt = [other or word for other, word in zip(meant, folded, strict=True)]
    singles = [
        Clause(words=(word,), weight=SPELT_WEIGHT, instead=True)
        for word in spelt
        if word not in folded
    ]
    return singles + [Clause(words=pair, weight=PAIR_WEIGHT) for pair in pairwise(spelt)]


def rank(query: Query, documents: Sequence[Document]) -> list[int]:
    """Return the keys of the documents that answer the query, the nearest first."""
    if not documents or not query.words:
        return []
    pool = _Pool(documents)
    clauses = (*query.words, *query.phrases)
    hits = [(clause, pool.counts(clause)) for clause in clauses]
    scores = pool.scores(hits)
    covered = _covered(query, hits, len(documents))
    best = max(scores)
    found = [
        (score, document.key)
        for score, share, document in zip(scores, covered, documents, strict=True)
        if score > 0 and score >= LEAST_SCORE * best and share >= LEAST_COVERED
    ]
    return [key for _, key in sorted(found, reverse=True)]


class _Pool:
    """The candidates, with what is counted once for all clauses."""

    def __init__(self, documents: Sequence[Document]) -> None:
        lengths = [1 + document.body.count(" ") for document in documents]
        mean = sum(lengths) / len(lengths)
        self.norms = [_K1 * (1 - _B + _B * length / mean) for length in lengths]
        self.texts = [(f" {each.title} ", f" {each.body} ") for each in documents]
        self.exact = [f" {each.exact} " for each in documents]
        self.bare = [each.exact == f"{each.title} {each.body}".strip() for each in documents]

    def counts(self, clause: Clause) -> list[tuple[float, float]]:
        """Return how often a clause stands in each text, and how surely it is what was meant."""
        wanted = f" {clause.phrase} "
        found = [(title.count(wanted), body.count(wanted)) for title, body in self.texts]
        typed = f" {clause.typed} " if clause.typed else None
        return [
            (TITLE_WEIGHT * title + body, self._sureness(at, title + body, typed))
            for at, (title, body) in enumerate(found)
        ]

    def _sureness(self, at: int, count: int, typed: str | None) -> float:
        if typed is None or count == 0 or self.bare[at]:
            return 1.0
        same = min(count, self.exact[at].count(typed))
        return (same + FOLDED_SHARE * (count - same)) / count

    def scores(self, hits: Sequence[tuple[Clause, list[tuple[float, float]]]]) -> list[float]:
        """Return the score of each text over all clauses."""
        totals = [0.0] * len(self.texts)
        for clause, counts in hits:
            having = sum(sure for count, sure in counts if count)
            # Rarity among the candidates stands for rarity in the whole archive.
            idf = math.log(1 + (len(counts) - having + 0.5) / (having + 0.5))
            for at, (count, sure) in enumerate(counts):
                if count:
                    part = count * (_K1 + 1) / (count + self.norms[at])
                    totals[at] += clause.weight * idf * part * sure
        return totals


def _covered(
    query: Query, hits: Sequence[tuple[Clause, list[tuple[float, float]]]], size: int
) -> list[float]:
    """Return which share of what was asked each text holds."""
    whole = sum(clause.weight for clause in query.words)
    shares = [0.0] * size
    for clause, counts in hits[: len(query.words)]:
        for at, (count, sure) in enumerate(counts):
            if count:
                shares[at] += clause.weight * sure / whole
    for clause, counts in hits[len(query.words) :]:
        for at, (count, _sure) in enumerate(counts):
            if count and clause.instead:
                shares[at] = 1.0
    return shares


def _exact(text: str) -> str:
    words = re.findall(r"\w+", unicodedata.normalize("NFC", text.lower()))
    # hoà and hòa are one word: the mark stands where a schoolbook puts it.
    return _PLACED.sub(lambda found: _PLACES[found.group()], " ".join(words))
