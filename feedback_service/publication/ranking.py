"""How near a text is to what a reader asks. One rule for both databases, on folded words.

The database finds candidates; this puts them in order: BM25 over words, pairs of words (most
Vietnamese words have two syllables) and other phrases for the same thing, the title counting
more; where the reader typed marks, texts with the same marks come first.
"""

import math
import re
import unicodedata
from collections.abc import Iterable, Sequence
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
EXACT_WEIGHT = 0.5
LEAST_COVERED = 0.2
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
    """Words that stand beside each other, and how much they count."""

    words: tuple[str, ...]
    weight: float

    @property
    def phrase(self) -> str:
        """The words as they stand in a text."""
        return " ".join(self.words)


@dataclass(frozen=True, kw_only=True)
class Query:
    """What a reader typed, taken apart; `marked` is empty when no marks were typed."""

    words: tuple[Clause, ...]
    phrases: tuple[Clause, ...]
    marked: tuple[Clause, ...]

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
    marked = typed if typed != folded else []
    weights = _weights(folded, marked)
    phrases = [
        Clause(words=pair, weight=PAIR_WEIGHT * (weights[pair[0]] + weights[pair[1]]) / 2)
        for pair in dict.fromkeys(pairwise(folded))
    ]
    phrases += [Clause(words=other, weight=ALTERNATIVE_WEIGHT) for other in alternatives(folded)]
    return Query(
        words=tuple(Clause(words=(word,), weight=weight) for word, weight in weights.items()),
        phrases=(*phrases, *_spelt_out(folded)),
        marked=tuple(
            Clause(words=words, weight=1.0)
            for words in [*((word,) for word in marked), *pairwise(marked)]
        ),
    )


def _weights(folded: list[str], marked: list[str]) -> dict[str, float]:
    # Runs of Han come apart into pairs, so the two lists may differ in length.
    aligned = marked if len(marked) == len(folded) else folded
    weights: dict[str, float] = {}
    for bare, typed in zip(folded, aligned, strict=True):
        common = is_common(typed, marked=aligned is marked)
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
    singles = [Clause(words=(word,), weight=SPELT_WEIGHT) for word in spelt if word not in folded]
    return singles + [Clause(words=pair, weight=PAIR_WEIGHT) for pair in pairwise(spelt)]


def rank(query: Query, documents: Sequence[Document]) -> list[int]:
    """Return the keys of the documents that answer the query, the nearest first."""
    if not documents or not query.words:
        return []
    scores = _scores(query.words, documents, query)
    found = [
        (score, document.key)
        for score, document in zip(scores, documents, strict=True)
        if score > 0
    ]
    best = max((score for score, _ in found), default=0.0)
    found = [pair for pair in found if pair[0] >= LEAST_COVERED * best]
    return [key for _, key in sorted(found, reverse=True)]


def _scores(words: Iterable[Clause], documents: Sequence[Document], query: Query) -> list[float]:
    lengths = [1 + document.body.count(" ") for document in documents]
    mean = sum(lengths) / len(lengths)
    norms = [_K1 * (1 - _B + _B * length / mean) for length in lengths]
    folded = [(f" {document.title} ", f" {document.body} ") for document in documents]
    exact = [("", f" {document.exact} ") for document in documents]
    totals = [0.0] * len(documents)
    for clause in (*words, *query.phrases):
        _add(totals, clause, folded, norms)
    for clause in query.marked:
        _add(totals, clause, exact, norms, factor=EXACT_WEIGHT)
    return totals


def _add(
    totals: list[float],
    clause: Clause,
    texts: Sequence[tuple[str, str]],
    norms: Sequence[float],
    *,
    factor: float = 1.0,
) -> None:
    wanted = f" {clause.phrase} "
    counts = [TITLE_WEIGHT * title.count(wanted) + body.count(wanted) for title, body in texts]
    having = sum(1 for count in counts if count)
    if not having:
        return
    # Rarity among the candidates stands for rarity in the whole archive.
    idf = math.log(1 + (len(texts) - having + 0.5) / (having + 0.5))
    for at, count in enumerate(counts):
        if count:
            totals[at] += factor * clause.weight * idf * count * (_K1 + 1) / (count + norms[at])


def _exact(text: str) -> str:
    return " ".join(re.findall(r"\w+", unicodedata.normalize("NFC", text.lower())))
