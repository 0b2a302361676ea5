"""Every published case by its reference alone, in parts: what search engines are told."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from feedback_service.foundation.database import db
from feedback_service.publication.models import Publication

# No part may hold more addresses than this (sitemaps.org).
PART_CASES = 50_000
ROWS_AT_ONCE = 1000


@dataclass(frozen=True)
class ListedCase:
    """A case of the archive and when it entered it, or was corrected there."""

    reference: str
    changed_at: datetime


def count_parts() -> int:
    """Return how many parts the archive has; a part is a range of numbers, so it never moves."""
    newest = db.session.scalar(
        select(func.max(Publication.id)).where(Publication.state == "published")
    )
    return 0 if newest is None else (newest - 1) // PART_CASES + 1


def cases_of_part(part: int) -> Iterator[ListedCase]:
    """Yield the published cases of a part, counted from 1, some at a time."""
    after, last = (part - 1) * PART_CASES, part * PART_CASES
    changed_at = func.coalesce(Publication.corrected_at, Publication.published_at)
    query = select(Publication.id, Publication.reference, changed_at).where(
        Publication.state == "published"
    )
    while True:
        within = query.where(Publication.id > after, Publication.id <= last)
        rows = db.session.execute(within.order_by(Publication.id).limit(ROWS_AT_ONCE)).all()
        # A slow reader holds no transaction open.
        db.session.rollback()
        for number, reference, at in rows:
            after = number
            if at is not None:
                yield ListedCase(reference, at)
        if len(rows) < ROWS_AT_ONCE:
            return
