"""Cases of the archive that belong together: a field, a place, a month, an agency, a procedure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import func, select

from feedback_service.foundation.database import db
from feedback_service.foundation.paging import Page
from feedback_service.publication.choices import choices
from feedback_service.publication.findings import FacetValue, facets_of, read_told
from feedback_service.publication.models import Publication
from feedback_service.publication.queries import (
    ArchiveFilter,
    PublishedCase,
    conditions_of,
    search,
)

# By what a gathering may be narrowed is counted among so many of its newest cases.
MOST_COUNTED = 250


@dataclass(frozen=True, kw_only=True)
class Gathering:
    """A page of cases that share something, how many there are, and how to narrow them."""

    page: Page[PublishedCase]
    count: int
    facets: Mapping[str, Sequence[FacetValue]] = field(default_factory=dict)
    most_counted: int = MOST_COUNTED

    @property
    def cut(self) -> bool:
        """Tell whether the facets count the newest cases only."""
        return self.count > self.most_counted


def gather(wanted: ArchiveFilter, *, cursor: str | None = None) -> Gathering:
    """Return the newest cases that a filter leaves; it holds no words."""
    conditions = conditions_of(wanted)
    count = db.session.scalar(select(func.count()).select_from(Publication).where(*conditions)) or 0
    if not count:
        return Gathering(page=Page(rows=[], next_cursor=None), count=0)
    newest = select(Publication.id).where(*conditions)
    newest = newest.order_by(Publication.published_at.desc(), Publication.id.desc())
    return Gathering(
        page=search(wanted, cursor=cursor),
        count=count,
        most_counted=MOST_COUNTED,
        facets=facets_of(read_told(newest.limit(MOST_COUNTED)).values(), choices()),
    )
