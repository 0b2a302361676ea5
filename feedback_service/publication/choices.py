"""By what the archive can be narrowed: only values that lead somewhere."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import aliased

from feedback_service.agencies.models import Agency, AreaUnit
from feedback_service.foundation.database import db
from feedback_service.foundation.reference import current_mark
from feedback_service.publication.models import Publication
from feedback_service.publication.queries import archive_version


# Compared by being the same: what is made of them is kept as long as they are.
@dataclass(frozen=True, kw_only=True, eq=False)
class Choices:
    """What the archive can be narrowed by: only values that lead somewhere."""

    fields: Sequence[str]
    agencies: Sequence[tuple[str, str]]
    areas: Sequence[tuple[str, str]]
    # Of cases of which no commune is told.
    provinces: Sequence[tuple[str, str]]
    months: Sequence[str]
    # What was read lately of single cases, by number: the values by which they may be narrowed.
    told: dict[int, tuple[str | None, ...]] = field(default_factory=dict)


# What was read last, and the state of the database it was read in.
_kept_choices: tuple[tuple[str, ...], Choices | None] = ((), None)


def choices() -> Choices:
    """Return the fields, agencies, communes and months that the archive holds.

    They are the same until something is published, withdrawn or renamed, and are kept so long.
    """
    global _kept_choices
    state = (str(db.engine.url), current_mark(), archive_version())
    kept_under, kept = _kept_choices
    if kept is None or kept_under != state or not all(state):
        kept = _read_choices()
        # One value at a time: threads never see the choices of one state under another.
        _kept_choices = (state, kept)
    return kept


def _read_choices() -> Choices:
    agency_ids = _distinct(Publication.agency_id)
    agencies = db.session.execute(
        select(Agency.code, Agency.name).where(Agency.id.in_(agency_ids)).order_by(Agency.sort_key)
    )
    areas = db.session.execute(
        select(AreaUnit.code, AreaUnit.name)
        .where(AreaUnit.code.in_(_distinct(Publication.area_code)))
        .order_by(AreaUnit.sort_key)
    )
    without_commune = select(Publication.province_code).where(
        Publication.state == "published", Publication.area_code.is_(None)
    )
    provinces = db.session.execute(
        select(AreaUnit.province_code, AreaUnit.province_name)
        .where(AreaUnit.province_code.in_(without_commune))
        .distinct()
        .order_by(AreaUnit.province_code)
    )
    fields = db.session.scalars(_distinct(Publication.field)).all()
    months = db.session.scalars(_distinct(Publication.received_month)).all()
    return Choices(
        fields=sorted(field for field in fields if field),
        agencies=[(row[0], row[1]) for row in agencies],
        areas=[(row[0], row[1]) for row in areas],
        provinces=[(row[0], row[1]) for row in provinces],
        months=sorted((month for month in months if month), reverse=True),
    )


@cache
def _distinct(column: Any) -> Select[Any]:
    """Select the values of an indexed column by leaping from one to the next."""
    other = aliased(Publication)
    name = column.key
    first = select(func.min(column).label("value")).where(Publication.state == "published")
    leap = first.cte(f"each_{name}", recursive=True)
    following = (
        select(func.min(getattr(other, name)))
        .where(getattr(other, name) > leap.c.value, other.state == "published")
        .scalar_subquery()
    )
    leap = leap.union_all(select(following).where(leap.c.value.is_not(None)))
    return select(leap.c.value).where(leap.c.value.is_not(None))
