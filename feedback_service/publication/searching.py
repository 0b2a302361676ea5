"""How texts of the archive are found: by words as the archive knows them, the nearest first."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from sqlalchemy import ColumnElement

from feedback_service.publication.asked import Meant, Query, read_query
from feedback_service.publication.newest_texts import ALL, Kept, NewestTexts
from feedback_service.publication.ranking import EVERY_TEXT, Document, rank
from feedback_service.publication.search_index import MARK, MOST_CANDIDATES, Index
from feedback_service.publication.spelling import choose, may_be_meant, split_run
from feedback_service.publication.thesaurus import is_known

# A word that more texts hold is common in a very large archive. Texts that hold common words alone
# are looked for among so many of the newest: finding all of them would cost a reader seconds.
NEWEST = 3_000
# So many texts are compared then; more of them changes nothing among the first ten. A part is kept
# for those with some of the words: rare ones, which at most so many texts hold, and common ones.
MOST_OF_MANY = 120
MOST_OF_SOME = 60
RARE = 1_000
# Slips of one query that are looked into: each costs a few hundred words to look up.
MOST_UNKNOWN = 6
MOST_FIRST = 10

_KEPT = Kept()


def understand(
    index: Index, typed: str, *, as_written: bool = False
) -> tuple[Query, dict[str, int]]:
    """Return what a reader asks, slips put right as far as the archive knows the words."""
    query = read_query(typed)
    if not query.words:
        return query, {}
    counts = index.counts(_every_word(query))
    if as_written:
        return query, counts
    unknown = [word for word in query.all_words if word not in counts and not is_known(word)]
    unknown = unknown[:MOST_UNKNOWN]
    apart = {word: parts for word in unknown if (parts := split_run(word))}
    likely = {word: may_be_meant(word) for word in unknown}
    if not any(likely.values()) and not apart:
        return query, counts
    counts |= index.counts(chain(*likely.values(), *apart.values()))
    instead = {word: chosen for word in unknown if (chosen := choose(likely[word], counts))}
    apart = {
        word: parts
        for word, parts in apart.items()
        if word not in instead and all(part in counts for part in parts)
    }
    return read_query(typed, Meant(instead=instead, apart=apart)), counts


@dataclass(frozen=True, kw_only=True)
class Found:
    """The keys of the texts that answer a query, the nearest first, and how it was understood."""

    keys: Sequence[int]
    query: Query
    # The texts of the first keys, for what is said about them.
    first: Sequence[Document] = ()
    # There may be more that were not compared.
    cut: bool = False


def find(
    index: Index,
    typed: str,
    conditions: Sequence[ColumnElement[bool]] = (),
    *,
    as_written: bool = False,
) -> Found:
    """Return at most MOST_CANDIDATES texts that answer a query, or are near a text as written."""
    query, counts = understand(index, typed, as_written=as_written)
    return find_understood(index, query, counts, conditions)


def find_understood(
    index: Index,
    query: Query,
    counts: Mapping[str, int],
    conditions: Sequence[ColumnElement[bool]] = (),
) -> Found:
    """Return the same for a query that was understood before."""
    if not query.words:
        return Found(keys=(), query=query)
    newest = newest_texts(index, counts)
    if newest is None:
        held = index.read(_candidates(index, query, conditions))
    else:
        held = newest.documents(_of_many(newest, index, query, counts, conditions), index.read)
    documents = {document.key: document for document in held}
    ranked = rank(query, list(documents.values()), counts)[:MOST_CANDIDATES]
    first = [documents[key] for key in ranked[:MOST_FIRST]]
    cut = newest is not None or len(ranked) == MOST_CANDIDATES
    return Found(keys=ranked, query=query, first=first, cut=cut)


def newest_with(
    index: Index, words: Sequence[str], conditions: Sequence[ColumnElement[bool]], limit: int
) -> list[int]:
    """Return the newest texts that hold every word; common words are sought step by step."""
    counts = index.counts(words)
    newest = newest_texts(index, counts)
    if newest is not None and are_common(words, counts):
        among = allowed(index, newest, conditions)
        found = newest.keys([newest.with_all(words, among)], limit)
        if len(found) == limit:
            return found
    return index.newest(words, conditions, limit=limit, few=not are_common(words, counts))


def newest_texts(index: Index, counts: Mapping[str, int]) -> NewestTexts | None:
    """Return the words of the newest texts of a very large archive; nothing of any other."""
    if counts.get(EVERY_TEXT, 0) <= NEWEST:
        return None
    mark = (counts.get(MARK, 0), NEWEST)
    return _KEPT.under(mark, lambda: index.newest_texts(NEWEST))


def _levels(newest: NewestTexts, query: Query, among: int) -> list[int]:
    """Return the bits of the newest texts that may answer a query, the likeliest first."""
    words = query.telling
    all_words, *some = newest.by_most(words, least=min(2, len(words)), among=among)
    # Whether the words of a phrase stand beside each other is seen when texts are compared.
    named, near = (
        [newest.with_all(each.words, among) for each in query.phrases if each.instead is instead]
        for instead in (True, False)
    )
    return [all_words, *named, *some, *near]


def allowed(index: Index, newest: NewestTexts, conditions: Sequence[ColumnElement[bool]]) -> int:
    """Return the bits of the newest texts for which some conditions hold."""
    return newest.bits_of(index.among(newest.first, conditions)) if conditions else ALL


def _candidates(
    index: Index, query: Query, conditions: Sequence[ColumnElement[bool]]
) -> Sequence[int]:
    keys = index.newest(query.telling, conditions)
    if len(keys) < MOST_CANDIDATES:
        keys += index.nearest(wanted_phrases(query), conditions)
    return list(dict.fromkeys(keys))


def _of_many(
    newest: NewestTexts,
    index: Index,
    query: Query,
    counts: Mapping[str, int],
    conditions: Sequence[ColumnElement[bool]],
) -> Sequence[int]:
    """Seek what is rare everywhere, and what is common among the newest texts."""
    words = query.telling
    keys: list[int] = []
    if not are_common(words, counts):
        keys += index.newest(words, conditions, limit=MOST_OF_MANY, few=True)
    rare = rare_phrases(wanted_phrases(query), counts, most=RARE)
    if rare and len(keys) < MOST_OF_MANY:
        together = [word for word in words if word in rare]
        if len(together) > 1:
            keys += index.newest(together, conditions, limit=MOST_OF_SOME, few=True)
        keys += index.newest_of_any(rare, conditions, limit=MOST_OF_SOME, few=True)
    if len(keys) < MOST_OF_MANY:
        levels = _levels(newest, query, allowed(index, newest, conditions))
        keys += newest.keys(levels, MOST_OF_MANY)
    if conditions and len(keys) < MOST_OF_MANY:
        # What a filter leaves may be older than the newest of all.
        keys += index.newest_for(conditions, MOST_OF_MANY - len(keys))
    return list(dict.fromkeys(keys))


def are_common(words: Iterable[str], counts: Mapping[str, int]) -> bool:
    """Tell whether texts with all of some words may be too many to sort."""
    return min(counts.get(word, 0) for word in words) > NEWEST


def _every_word(query: Query) -> set[str]:
    return {word for clause in (*query.words, *query.phrases) for word in clause.words}


def wanted_phrases(query: Query) -> list[str]:
    """Return the words and phrases that texts near a query may hold."""
    phrases = [clause.phrase for clause in query.phrases]
    return list(dict.fromkeys([*query.telling, *phrases]))


def rare_phrases(phrases: Sequence[str], counts: Mapping[str, int], *, most: int) -> list[str]:
    """Return the rarest phrases, so many that at most some texts hold one of them."""
    bounds = [(min(counts.get(word, 0) for word in each.split(" ")), each) for each in phrases]
    rare, whole = [], 0
    for bound, phrase in sorted(bounds):
        whole += bound
        if whole > most:
            break
        if bound:
            rare.append(phrase)
    return rare
