"""Where complaints about conduct pile up: unit × procedure or field × category.

Counted among the cases the reader may see, so that who is barred from a case does not count it.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from feedback_service.accounts.permissions import Actor
from feedback_service.agencies.models import Agency
from feedback_service.cases.models import Case
from feedback_service.cases.visibility import visible_cases
from feedback_service.cases.workflow import Kind, State
from feedback_service.catalogue.queries import find_procedure
from feedback_service.foundation.database import db
from feedback_service.statistics.figures import LEAST_CASES

# What turned out to be nobody's conduct, or was taken back, is no reason to inspect.
NOT_COUNTED = (State.DECLINED, State.WITHDRAWN)


@dataclass(frozen=True, kw_only=True)
class HotSpot:
    """A unit, and what about it, with the number of complaints."""

    unit: str
    count: int
    # A procedure's title, or a field; empty where the complaints name neither.
    about: str = ""
    category: str = ""


@dataclass(frozen=True, kw_only=True)
class HotSpots:
    """The piles that are big enough to say something, the biggest first."""

    units: list[HotSpot]
    spots: list[HotSpot]


def hot_spots(actor: Actor, *, first_on: date, last_on: date) -> HotSpots:
    """Return the hot spots among the conduct cases an actor may see, received in a period."""
    query = (
        select(Agency.name, Case.procedure_code, Case.field, Case.category, func.count(Case.id))
        .join(Agency, Agency.id == Case.accused_agency_id)
        .where(
            visible_cases(actor),
            Case.kind == Kind.CONDUCT,
            Case.sealed_at.is_(None),
            Case.state.not_in(NOT_COUNTED),
            Case.received_on.between(first_on, last_on),
        )
        .group_by(Agency.name, Case.procedure_code, Case.field, Case.category)
    )
    units: Counter[str] = Counter()
    piles: Counter[tuple[str, str | None, str | None, str]] = Counter()
    for unit, procedure, field, category, number in db.session.execute(query):
        units[unit] += number
        piles[unit, procedure, None if procedure else field, category] += number
    spots = [
        HotSpot(unit=unit, about=_about(procedure, field), category=category, count=number)
        for (unit, procedure, field, category), number in piles.items()
        if number >= LEAST_CASES
    ]
    named = [HotSpot(unit=unit, count=n) for unit, n in units.items() if n >= LEAST_CASES]
    return HotSpots(units=_ordered(named), spots=_ordered(spots))


def _about(procedure: str | None, field: str | None) -> str:
    found = find_procedure(procedure) if procedure else None
    return found.title if found else procedure or field or ""


def _ordered(spots: list[HotSpot]) -> list[HotSpot]:
    return sorted(spots, key=lambda spot: (-spot.count, spot.unit, spot.about, spot.category))
