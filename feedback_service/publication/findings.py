"""A search of the archive as its page shows it: rows, what was sought in them, how to go on."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import Select, func, select

from feedback_service.agencies.names import agency_names
from feedback_service.foundation.database import db
from feedback_service.foundation.paging import Page
from feedback_service.publication.asked import Query
from feedback_service.publication.choices import Choices
from feedback_service.publication.highlights import Piece, snippet
from feedback_service.publication.models import Publication
from feedback_service.publication.named import Named, named_in
from feedback_service.publication.queries import (
    PAGE_ROWS,
    ArchiveFilter,
    PublishedCase,
    narrowing_of,
    ranked_page,
    search,
)
from feedback_service.publication.readings import likeliest_reading
from feedback_service.publication.search_index import open_index
from feedback_service.publication.searching import find

MOST_VALUES = 8
# Of so many cases it is kept by what they may be narrowed: a few megabytes.
MOST_TOLD = 20_000
# The values of one case, in the order of FACETS.
Told = tuple[str | None, ...]
FACETS = ("field", "agency", "area", "kind", "month")


@dataclass(frozen=True, kw_only=True)
class FacetValue:
    """A value that narrows what was found, what it is called, and how much it leaves."""

    value: str
    name: str
    count: int


@dataclass(frozen=True, kw_only=True)
class Findings:
    """A page of the archive with what is told about a search."""

    page: Page[PublishedCase]
    # How many were found; None where they are not counted.
    count: int | None = None
    # There may be more than were ranked.
    cut: bool = False
    # What the reader probably meant to type.
    reading: str | None = None
    pieces: Mapping[int, Sequence[Piece]] = field(default_factory=dict)
    facets: Mapping[str, Sequence[FacetValue]] = field(default_factory=dict)
    named: Mapping[str, Sequence[Named]] = field(default_factory=dict)


def look_up(
    wanted: ArchiveFilter, offered: Choices, *, cursor: str | None, limit: int = PAGE_ROWS
) -> Findings:
    """Return a page of the archive; with words also where they stand and how to narrow them."""
    if not wanted.text.strip():
        return Findings(page=search(wanted, cursor=cursor, limit=limit))
    found = find(open_index(db.session()), wanted.text, narrowing_of(wanted))
    page = (
        ranked_page(found.keys, cursor, limit)
        if wanted.ranked
        else search(wanted, cursor=cursor, limit=limit)
    )
    return Findings(
        page=page,
        count=len(found.keys) if wanted.ranked else None,
        cut=wanted.ranked and found.cut,
        reading=likeliest_reading(wanted.text, found.query, found.first),
        pieces=_pieces(page.rows, found.query),
        facets=facets_of(_told_of(found.keys, offered), offered) if wanted.ranked else {},
        named={
            name: named_in(wanted.text, names)
            for name, names in (("agency", offered.agencies), ("area", offered.areas))
            if getattr(wanted, name) is None
        },
    )


def _pieces(cases: Sequence[PublishedCase], query: Query) -> dict[int, Sequence[Piece]]:
    return {case.publication_id: _best(case, query) for case in cases}


def _best(case: PublishedCase, query: Query) -> Sequence[Piece]:
    """Return a piece of the question, or of the answer where only that holds what was sought."""
    first = snippet(case.question, query)
    if any(piece.sought for piece in first):
        return first
    answer = snippet(" ".join((case.finding, case.measures, case.next_steps)), query)
    return answer if any(piece.sought for piece in answer) else first


def facets_of(told: Iterable[Told], offered: Choices) -> dict[str, list[FacetValue]]:
    """Return by what some cases may be narrowed; they are few, so they are counted one by one."""
    names = {"agency": dict(offered.agencies), "area": dict((*offered.areas, *offered.provinces))}
    columns = zip(FACETS, zip(*told, strict=True), strict=False)
    return {
        name: _values(Counter(filter(None, column)), names.get(name)) for name, column in columns
    }


def _told_of(keys: Sequence[int], offered: Choices) -> list[Told]:
    """Return the values of cases, of which many were asked for lately."""
    kept = offered.told
    missing = [key for key in keys if key not in kept]
    if missing:
        if len(kept) > MOST_TOLD:
            kept.clear()
            missing = list(keys)
        kept.update(read_told(missing))
    return [kept[key] for key in keys if key in kept]


def read_told(keys: Sequence[int] | Select[int]) -> dict[int, Told]:
    """Return the values by which cases may be narrowed, by their numbers."""
    rows = db.session.execute(
        select(
            Publication.id,
            Publication.field,
            Publication.agency_id,
            func.coalesce(Publication.area_code, Publication.province_code),
            Publication.kind,
            Publication.received_month,
        ).where(Publication.id.in_(keys))
    )
    codes: dict[int | None, str] = {each: code for each, (code, _name) in agency_names().items()}
    return {
        key: (field, codes.get(agency_id), place, kind, month)
        for key, field, agency_id, place, kind, month in rows
    }


def _values(counts: Counter[str], names: Mapping[str, str] | None) -> list[FacetValue]:
    ordered = sorted(counts.items(), key=lambda each: (-each[1], each[0]))
    return [
        FacetValue(value=value, name=value if names is None else names[value], count=count)
        for value, count in ordered
        if names is None or value in names
    ][:MOST_VALUES]
