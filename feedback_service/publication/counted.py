"""How much of the archive a filter leaves."""

from dataclasses import dataclass

from sqlalchemy import func, select

from feedback_service.foundation.database import db
from feedback_service.publication.asked import read_query
from feedback_service.publication.models import Publication
from feedback_service.publication.queries import (
    LONGEST_QUERY,
    ArchiveFilter,
    conditions_of,
    narrowing_of,
)
from feedback_service.publication.search_index import open_index
from feedback_service.publication.searching import newest_with


@dataclass(frozen=True)
class Left:
    """How many cases a filter leaves; where it is not exact, there are more."""

    number: int
    exact: bool = True


def count_left(wanted: ArchiveFilter, *, most: int) -> Left:
    """Count what a filter leaves; with words no further than one beyond `most`."""
    if not wanted.text.strip():
        query = select(func.count()).select_from(Publication).where(*conditions_of(wanted))
        return Left(db.session.scalar(query) or 0)
    words = read_query(wanted.text[:LONGEST_QUERY])
    if not words.words:
        return Left(0)
    found = len(
        newest_with(open_index(db.session()), words.all_words, narrowing_of(wanted), most + 1)
    )
    return Left(found) if found <= most else Left(most, exact=False)
