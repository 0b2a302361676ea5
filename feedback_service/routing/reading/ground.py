"""What is known when a text is read: places, procedures, and the words of what is looked for."""

from collections.abc import Iterable
from dataclasses import dataclass

from feedback_service.agencies.directory import Area, FormerUnit
from feedback_service.catalogue.procedures import ProcedureRecord
from feedback_service.routing.reading.lexicon import cue_book
from feedback_service.routing.reading.places import PlaceIndex, index_places
from feedback_service.routing.reading.titles import TitleIndex, index_titles
from feedback_service.routing.reading.words import Slips


@dataclass(frozen=True)
class Ground:
    """Made once, kept by each process; `province` is the one that is served, if one is."""

    places: PlaceIndex
    titles: TitleIndex
    slips: Slips
    province: str | None = None


def lay_ground(
    *,
    areas: Iterable[Area],
    former: Iterable[FormerUnit],
    procedures: Iterable[ProcedureRecord],
    province: str | None = None,
) -> Ground:
    """Return the ground for reading, from what files or tables know."""
    places = index_places(areas, former)
    known = {*cue_book().vocabulary(), *places.vocabulary()}
    return Ground(places, index_titles(procedures), Slips(known), province)
