"""Published cases near a text: beside a case, and for whoever writes one."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement

from feedback_service.foundation.database import db
from feedback_service.publication.models import Publication
from feedback_service.publication.queries import PublishedCase, published_by_ids
from feedback_service.publication.ranking import rank
from feedback_service.publication.search_index import Index, open_index
from feedback_service.publication.searching import (
    allowed,
    find_understood,
    newest_texts,
    rare_phrases,
    understand,
    wanted_phrases,
)

# In a very large archive: by so many of the rarest words of the text, held by so many texts in all,
# of which the newest are compared. No other text holds all words, and to let the database guess
# which is nearest would count every text for each word.
MOST_PHRASES, MOST_HOLDING, MOST_COMPARED = 8, 2_000, 60
# Where each of its words is common: by so many of the rarest, among the newest.
MOST_COMMON = 8


def similar(
    text: str, *, limit: int = 5, without: str | None = None, field: str | None = None
) -> Sequence[PublishedCase]:
    """Return published cases near a text, the nearest first; `without` is a reference."""
    conditions = [] if field is None else [Publication.field == field]
    # One more, for the case itself.
    keys = _near(open_index(db.session()), text, conditions)[: limit + 1]
    near = [case for case in published_by_ids(keys) if case.reference != without]
    return near[:limit]


def _near(index: Index, text: str, conditions: Sequence[ColumnElement[bool]]) -> Sequence[int]:
    query, counts = understand(index, text, as_written=True)
    newest = newest_texts(index, counts)
    if newest is None:
        return find_understood(index, query, counts, conditions).keys
    wanted = wanted_phrases(query)
    if not wanted:
        return ()
    rare = rare_phrases(wanted, counts, most=MOST_HOLDING)[:MOST_PHRASES]
    if rare:
        keys = index.newest_of_any(rare, conditions, limit=MOST_COMPARED, few=True)
    else:
        # Those who said the same lately are near enough.
        words = sorted(set(query.telling), key=lambda word: (counts.get(word, 0), word))
        among = allowed(index, newest, conditions)
        keys = newest.keys(newest.by_most(words[:MOST_COMMON], among=among), MOST_COMPARED)
    return rank(query, newest.documents(keys, index.read), counts)
