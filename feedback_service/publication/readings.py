"""What a reader probably meant to type, said as the texts that were found say it."""

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from feedback_service.foundation.text import fold
from feedback_service.publication.asked import Query, exact
from feedback_service.publication.ranking import Document
from feedback_service.publication.spelling import without_telex

# In the index the mark of "ngoài" stands on its first vowel, like that of "hòa".
_BEFORE = "òa óa ỏa õa ọa òe óe ỏe õe ọe ùy úy ủy ũy ụy"
_WRITTEN = "oà oá oả oã oạ oè oé oẻ oẽ oẹ uỳ uý uỷ uỹ uỵ"
_PLACES = dict(zip(_BEFORE.split(), _WRITTEN.split(), strict=True))
_PLACED = re.compile(rf"(?:{'|'.join(_PLACES)})(?=\w)")


def likeliest_reading(typed: str, query: Query, found: Sequence[Document]) -> str | None:
    """Return the query with its slips put right, with marks; None where nothing was put right."""
    if not found or not (query.meant.instead or query.meant.apart):
        return None
    line = _chosen(query, found)
    if line == list(query.line) and not query.meant.apart:
        return None
    reading = " ".join(_shown(typed, query, line, found))
    return reading if reading != " ".join(typed.lower().split()) else None


def _shown(
    typed: str, query: Query, line: Sequence[str], found: Sequence[Document]
) -> Sequence[str]:
    """Return the words as the reader writes: with marks where they were typed or meant."""
    as_typed = typed.lower().split()
    telex = any(without_telex(word) in line for word in query.meant.instead)
    if exact(typed) == fold(typed) and not telex:
        return line
    marked = [_PLACED.sub(lambda at: _PLACES[at.group()], each) for each in _marked(line, found)]
    if len(as_typed) != len(line) or telex:
        return marked
    return [
        new if word != before else old
        for new, old, word, before in zip(marked, as_typed, line, query.line, strict=True)
    ]


def _chosen(query: Query, found: Sequence[Document]) -> list[str]:
    """Return the words, each slip as the word that stands beside its neighbours most often."""
    texts = [f" {each.title} {each.body} " for each in found]
    line = [query.likeliest(word) for word in query.line]
    for at, typed in enumerate(query.line):
        readings = query.meant.instead.get(typed, ())
        if not readings:
            continue
        before, after = line[max(0, at - 1) : at], line[at + 1 : at + 2]
        line[at] = max(
            (word for word, _ in readings),
            key=lambda word: _vouched(word, before, after, texts, dict(readings)[word]),
        )
    return line


def _vouched(
    word: str, before: list[str], after: list[str], texts: Sequence[str], likely: float
) -> float:
    beside = [f" {each} {word} " for each in before] + [f" {word} {each} " for each in after]
    held = sum(any(pair in text for pair in beside) for text in texts) / len(texts)
    alone = sum(f" {word} " in text for text in texts) / len(texts)
    return likely * (1 + 4 * held + alone)


def _marked(line: Sequence[str], found: Sequence[Document]) -> list[str]:
    """Return folded words with the marks they bear most often beside each other in texts."""
    singles: dict[str, Counter[str]] = {word: Counter() for word in line}
    pairs: dict[tuple[str, str], Counter[tuple[str, str]]] = {
        pair: Counter() for pair in pairwise(line)
    }
    for document in found:
        bare = f"{document.title} {document.body}".split()
        shown = document.exact.split()
        # Texts without marks, or with runs of Han, say nothing of marks.
        if len(bare) != len(shown) or bare == shown:
            continue
        for word, seen in zip(bare, shown, strict=True):
            singles.get(word, Counter())[seen] += 1
        for pair, seen_pair in zip(pairwise(bare), pairwise(shown), strict=True):
            pairs.get(pair, Counter())[seen_pair] += 1
    words = [_commonest(singles[word], word) for word in line]
    for at, pair in enumerate(pairwise(line)):
        words[at], words[at + 1] = _commonest(pairs[pair], (words[at], words[at + 1]))
    return words


def _commonest(counted: Counter[Any], otherwise: Any) -> Any:
    return counted.most_common(1)[0][0] if counted else otherwise
