"""How near a text is to what a reader asks. One rule for both databases, on folded words.

The database finds candidates; this puts them in order: BM25 over words, pairs of words (most
Vietnamese words have two syllables) and other phrases for the same thing, the title counting
more; where the reader typed marks, texts with the same marks come first.
"""

import math
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from feedback_service.foundation.text import fold
from feedback_service.publication.asked import Clause, Query, exact

TITLE_WEIGHT = 1.5
# A word that agrees but for its marks is one of several that were not meant.
FOLDED_SHARE = 0.35
LEAST_SCORE = 0.15
LEAST_COVERED = 0.2
# How many texts there are in all stands under this name among the counts of words.
EVERY_TEXT = ""
_K1 = 1.2
_B = 0.6

# How often a clause stands in each text, and how surely it is what was meant.
Hits = list[tuple[float, float]]
_NONE = (0.0, 1.0)


class Document(NamedTuple):
    """A text as it is searched: folded title and body, and both with their marks in lower case."""

    key: int
    title: str
    body: str
    exact: str


def make_document(key: int, title: str, body: str) -> Document:
    """Return a text ready for search."""
    return Document(key=key, title=fold(title), body=fold(body), exact=exact(f"{title} {body}"))


def rank(
    query: Query, documents: Sequence[Document], counts: Mapping[str, int] | None = None
) -> list[int]:
    """Return the keys of the documents that answer the query, the nearest first.

    `counts` says in how many texts of the archive a word stands; without it the documents at
    hand stand for all.
    """
    if not documents or not query.words:
        return []
    pool = _Pool(documents, counts or {})
    hits = [(clause, pool.counts(clause)) for clause in (*query.words, *query.phrases)]
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

    def __init__(self, documents: Sequence[Document], held: Mapping[str, int]) -> None:
        lengths = [1 + document.body.count(" ") for document in documents]
        mean = sum(lengths) / len(lengths)
        self.norms = [_K1 * (1 - _B + _B * length / mean) for length in lengths]
        # One line a text: most clauses stand in neither title nor body, and one look tells.
        self.texts = [f" {each.title} \n {each.body} " for each in documents]
        self.titles = [len(each.title) + 2 for each in documents]
        self.exact = [f" {each.exact} " for each in documents]
        self.bare = [each.exact == f"{each.title} {each.body}".strip() for each in documents]
        self.held = held
        self.size = max(held.get(EVERY_TEXT, 0), len(documents))

    def counts(self, clause: Clause) -> Hits:
        """Return how often a clause stands in each text, and how surely."""
        wanted = f" {clause.phrase} "
        typed = f" {clause.typed} " if clause.typed else None
        hits = [_NONE] * len(self.texts)
        for at in [at for at, text in enumerate(self.texts) if wanted in text]:
            text, end = self.texts[at], self.titles[at]
            title, body = text.count(wanted, 0, end), text.count(wanted, end)
            sure = (
                1.0 if typed is None or self.bare[at] else self._sureness(at, title + body, typed)
            )
            hits[at] = (TITLE_WEIGHT * title + body, sure)
        return hits

    def _sureness(self, at: int, count: int, typed: str) -> float:
        same = min(count, self.exact[at].count(typed))
        return (same + FOLDED_SHARE * (count - same)) / count if count else 1.0

    def scores(self, hits: Sequence[tuple[Clause, Hits]]) -> list[float]:
        """Return the score of each text over all clauses."""
        totals = [0.0] * len(self.texts)
        best: dict[tuple[int, int], float] = {}
        for clause, counts in hits:
            rarity = self._rarity(clause, counts)
            for at, (count, sure) in enumerate(counts):
                if not count:
                    continue
                part = clause.weight * rarity * sure * count * (_K1 + 1) / (count + self.norms[at])
                if clause.thing is None:
                    totals[at] += part
                else:
                    best[clause.thing, at] = max(part, best.get((clause.thing, at), 0.0))
        for (_thing, at), part in best.items():
            totals[at] += part
        return totals

    def _rarity(self, clause: Clause, counts: Hits) -> float:
        """Return how much it says that a text holds a clause."""
        having = sum(sure for count, sure in counts if count)
        if len(clause.words) == 1:
            here = sum(1 for count, _ in counts if count)
            whole = self.held.get(clause.phrase, here)
            # Texts that hold the word with other marks hold another word.
            having = max(having, whole * having / here if here else 0.0)
        return math.log(1 + (self.size - having + 0.5) / (having + 0.5))


def _covered(query: Query, hits: Sequence[tuple[Clause, Hits]], size: int) -> list[float]:
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
