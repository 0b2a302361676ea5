"""Published answers to cases like one, those first that their authors were content with."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from feedback_service.cases.models import Rating
from feedback_service.cases.workflow import Kind, RatingLevel
from feedback_service.foundation.database import db
from feedback_service.publication.models import Publication
from feedback_service.publication.queries import PublishedCase
from feedback_service.publication.related import similar

# So many of the nearest are looked through: further off, likeness is worth more than content.
MOST_NEAR = 10
_ORDER = {RatingLevel.SATISFIED: 0, RatingLevel.ACCEPTABLE: 1, RatingLevel.DISSATISFIED: 3}
_UNRATED = 2


@dataclass(frozen=True, kw_only=True)
class GoodAnswer:
    """A published case, and whether its author was content with the answer."""

    case: PublishedCase
    satisfied: bool


def good_answers(
    text: str, *, limit: int, without: str, field: str | None = None
) -> list[GoodAnswer]:
    """Return the best of the published cases near a text; `without` is a reference."""
    near = similar(text, limit=MOST_NEAR, without=without, field=field)
    levels = _levels([case.publication_id for case in near])
    near = sorted(near, key=lambda case: levels.get(case.publication_id, _UNRATED))
    return [
        GoodAnswer(case=case, satisfied=levels.get(case.publication_id, _UNRATED) == 0)
        for case in near[:limit]
    ]


def _levels(publication_ids: Sequence[int]) -> dict[int, int]:
    """Return how the authors found the answers; of complaints about conduct nothing is told."""
    query = (
        select(Publication.id, Rating.level)
        .join(Rating, Rating.case_id == Publication.case_id)
        .where(Publication.id.in_(publication_ids), Publication.kind != Kind.CONDUCT)
    )
    return {key: _ORDER[RatingLevel(level)] for key, level in db.session.execute(query)}
