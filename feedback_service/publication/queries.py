"""What is asked of the archive. Everything here is public; unpublished cases are in desk.py."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, func, or_, select, tuple_

from feedback_service.agencies.models import Agency
from feedback_service.agencies.names import agency_names, area_names, province_names
from feedback_service.foundation.database import db
from feedback_service.foundation.paging import Page, read_cursor, write_cursor
from feedback_service.foundation.text import fold
from feedback_service.publication.asked import read_query
from feedback_service.publication.errors import PublicationNotFound
from feedback_service.publication.filters import of_procedure
from feedback_service.publication.models import ArchiveReckoning, Publication, PublishedFile
from feedback_service.publication.search_index import MOST_CANDIDATES, open_index
from feedback_service.publication.searching import find, newest_with

PAGE_ROWS = 20
EXPORT_ROWS = 500
LONGEST_QUERY = 200
RELEVANCE, NEWEST = "relevance", "newest"

Found = Select[Any]
# Columns that are shown as they are kept.
_AS_KEPT = (
    "reference", "kind", "category", "field", "outcome", "accused_level", "area_code",
    "province_code", "received_month", "answered_on", "published_at", "corrected_at", "is_sample",
    "is_summary",
)  # fmt: skip
_TEXTS = (
    "title", "question", "proposal", "finding", "basis", "measures", "next_steps", "promises",
)  # fmt: skip
_NAMED = ("id", "agency_id")


@dataclass(frozen=True, kw_only=True)
class ArchiveFilter:
    """What of the archive is wanted; empty parts do not narrow. `agency` and `area` are codes.

    `area` is a commune, or a province without a commune; `month` is what is told of the time.
    """

    text: str = ""
    field: str | None = None
    agency: str | None = None
    area: str | None = None
    kind: str | None = None
    month: str | None = None
    # The code of an administrative procedure.
    procedure: str | None = None
    order: str = RELEVANCE

    @property
    def ranked(self) -> bool:
        """Tell whether the nearest come first, instead of the newest."""
        return bool(self.text.strip()) and self.order != NEWEST


@dataclass(frozen=True, kw_only=True)
class PublishedCase:
    """One case of the archive; texts are public and hold the marks of what was hidden."""

    publication_id: int
    reference: str
    title: str
    kind: str
    category: str
    field: str | None
    outcome: str
    agency_code: str | None
    agency_name: str | None
    accused_level: str | None
    area_code: str | None
    area_name: str | None
    province_code: str | None
    province_name: str | None
    # What is told of the time: yyyy-mm, yyyy-Qn or yyyy (small_groups.py).
    received_month: str
    answered_on: date
    published_at: datetime
    corrected_at: datetime | None
    is_sample: bool
    # Written by the agency; `question` is then what it says of the matter, `finding` of the answer.
    is_summary: bool
    question: str
    proposal: str
    finding: str
    basis: str
    measures: str
    next_steps: str
    promises: str
    # How many files are public with it; counted for exports alone.
    files: int = 0


@dataclass(frozen=True, kw_only=True)
class Tombstone:
    """What is left of a case that was taken out."""

    reference: str
    withdrawn_at: datetime
    reason: str
    text: str


# By state, so that an index answers: there are few that were withdrawn.
_VERSION = select(
    select(func.max(Publication.published_at))
    .where(Publication.state == "published")
    .scalar_subquery(),
    select(func.max(Publication.withdrawn_at))
    .where(Publication.state == "withdrawn")
    .scalar_subquery(),
    select(func.max(Publication.corrected_at))
    .where(Publication.corrected_at.is_not(None))
    .scalar_subquery(),
    select(func.max(Publication.id)).scalar_subquery(),
    select(func.max(ArchiveReckoning.id)).scalar_subquery(),
    select(func.max(PublishedFile.published_at))
    .where(PublishedFile.state == "public")
    .scalar_subquery(),
    select(func.max(PublishedFile.ended_at))
    .where(PublishedFile.state == "withdrawn")
    .scalar_subquery(),
)


def latest(limit: int = 5) -> Sequence[PublishedCase]:
    """Return the newest published cases."""
    return [_case(row) for row in db.session.execute(_newest_first(_published()).limit(limit))]


def search(
    wanted: ArchiveFilter, *, cursor: str | None = None, limit: int = PAGE_ROWS
) -> Page[PublishedCase]:
    """Return a page of the archive.

    With words and order `relevance`: the nearest first, at most MOST_CANDIDATES in all. Otherwise
    the newest first, without an end; words must then all stand in the case.
    """
    if wanted.ranked:
        typed = wanted.text[:LONGEST_QUERY]
        found = find(open_index(db.session()), typed, narrowing_of(wanted))
        return ranked_page(found.keys, cursor, limit)
    query = _published().where(*conditions_of(wanted))
    if wanted.text.strip():
        return _newest_with_words(wanted, cursor, limit)
    rows = db.session.execute(_newest_first(_after(query, cursor)).limit(limit + 1)).all()
    return _page([_case(row) for row in rows], limit)


def has_words(text: str) -> bool:
    """Tell whether there is anything in a text to look for."""
    return bool(fold(text).split())


def get_published(reference: str) -> PublishedCase | Tombstone:
    """Return a case of the archive or what is left of it; PublicationNotFound for any other."""
    row = db.session.execute(_published().where(Publication.reference == reference)).first()
    if row is not None:
        return _case(row)
    gone = db.session.scalar(
        select(Publication).where(
            Publication.reference == reference, Publication.state == "withdrawn"
        )
    )
    if gone is None or gone.withdrawn_at is None:
        raise PublicationNotFound
    return Tombstone(
        reference=gone.reference,
        withdrawn_at=gone.withdrawn_at,
        reason=gone.withdrawn_reason or "",
        text=gone.withdrawn_text or "",
    )


def archive_version() -> str:
    """Return a word that changes with whatever is published, corrected, reckoned or withdrawn."""
    row = db.session.execute(_VERSION).one()
    return "-".join(str(part or "") for part in row)


def export(wanted: ArchiveFilter) -> Iterator[PublishedCase]:
    """Yield every case a filter leaves, the newest first, a few hundred at a time."""
    cursor: str | None = None
    order = ArchiveFilter(**{**wanted.__dict__, "order": NEWEST})
    while True:
        page = search(order, cursor=cursor, limit=EXPORT_ROWS)
        yield from _with_files(page.rows)
        # The next rows are read by a transaction of their own: a slow reader holds none open.
        db.session.rollback()
        if page.next_cursor is None:
            return
        cursor = page.next_cursor


def _with_files(cases: Sequence[PublishedCase]) -> list[PublishedCase]:
    """Return cases with how many files are public with each."""
    found = db.session.execute(
        select(Publication.id, func.count())
        .join(PublishedFile, PublishedFile.case_id == Publication.case_id)
        .where(
            Publication.id.in_([case.publication_id for case in cases]),
            PublishedFile.state == "public",
        )
        .group_by(Publication.id)
    )
    counts = {row[0]: row[1] for row in found}
    return [replace(case, files=counts.get(case.publication_id, 0)) for case in cases]


def ranked_page(keys: Sequence[int], cursor: str | None, limit: int) -> Page[PublishedCase]:
    """Return a page of the cases that were found, in the order of their keys."""
    # The list is short and made anew each time, so a place in it is a good enough cursor.
    after = read_cursor(cursor, (int,))
    start = min(max(int(after[0]), 0), MOST_CANDIDATES) if after else 0
    shown = keys[start : start + limit]
    more = len(keys) > start + limit
    return Page(
        rows=published_by_ids(shown),
        next_cursor=write_cursor(start + limit) if more else None,
        previous_cursor=write_cursor(max(0, start - limit)) if start else None,
    )


def _newest_with_words(
    wanted: ArchiveFilter, cursor: str | None, limit: int
) -> Page[PublishedCase]:
    # Cases enter the archive one after another, so the greatest number is the newest case
    # but for a case prepared early and confirmed late; the cursor is the number alone.
    conditions = narrowing_of(wanted)
    after = read_cursor(cursor, (int,))
    if after is not None:
        conditions.append(Publication.id < after[0])
    query = read_query(wanted.text[:LONGEST_QUERY])
    if not query.words:
        return Page(rows=[], next_cursor=None)
    keys = newest_with(open_index(db.session()), query.all_words, conditions, limit + 1)
    following = write_cursor(keys[limit - 1]) if len(keys) > limit else None
    return Page(rows=published_by_ids(keys[:limit]), next_cursor=following)


@cache
def _published() -> Found:
    return _any_state().where(Publication.state == "published")


@cache
def _any_state() -> Found:
    # Made once: it names every column that is shown, and nothing else is read.
    return select(*(getattr(Publication, name) for name in (*_AS_KEPT, *_TEXTS, *_NAMED, "state")))


def conditions_of(wanted: ArchiveFilter) -> list[ColumnElement[bool]]:
    """Return what a case must be to stand in a list of the archive, words left aside."""
    return [Publication.state == "published", *narrowing_of(wanted)]


def narrowing_of(wanted: ArchiveFilter) -> list[ColumnElement[bool]]:
    """Return what narrows a search: the index holds what is published alone."""
    parts: list[ColumnElement[bool]] = []
    if wanted.agency:
        agency_id = select(Agency.id).where(Agency.code == wanted.agency).scalar_subquery()
        parts.append(Publication.agency_id == agency_id)
    if wanted.area:
        alone = and_(Publication.area_code.is_(None), Publication.province_code == wanted.area)
        parts.append(or_(Publication.area_code == wanted.area, alone))
    if wanted.field:
        parts.append(Publication.field == wanted.field)
    if wanted.kind:
        parts.append(Publication.kind == wanted.kind)
    if wanted.month:
        parts.append(Publication.received_month == wanted.month)
    if wanted.procedure:
        parts += of_procedure(wanted.procedure)
    return parts


def _after(query: Found, cursor: str | None) -> Found:
    after = read_cursor(cursor, (str, int))
    at = _instant(str(after[0])) if after else None
    if after is None or at is None:
        return query
    return query.where(tuple_(Publication.published_at, Publication.id) < tuple_(at, after[1]))


def _newest_first(query: Found) -> Found:
    return query.order_by(Publication.published_at.desc(), Publication.id.desc())


def _page(rows: list[PublishedCase], limit: int) -> Page[PublishedCase]:
    shown = rows[:limit]
    last = shown[-1] if len(rows) > limit else None
    following = write_cursor(last.published_at.isoformat(), last.publication_id) if last else None
    return Page(rows=shown, next_cursor=following)


def published_by_ids(keys: Sequence[int]) -> list[PublishedCase]:
    """Return published cases in the order of their numbers as given."""
    if not keys:
        return []
    # The state is looked at afterwards: asked of the database, it would lead through an index of
    # all that is published instead of to the few that are named.
    rows = db.session.execute(_any_state().where(Publication.id.in_(keys)))
    public = (row for row in rows if row.state == "published")
    found = {case.publication_id: case for case in map(_case, public)}
    return [found[key] for key in keys if key in found]


def _case(row: Row[Any]) -> PublishedCase:
    if row.published_at is None:
        raise PublicationNotFound
    agency_code, agency_name = agency_names().get(row.agency_id, (None, None))
    kept = dict(zip((*_AS_KEPT, *_TEXTS), row, strict=False))
    return PublishedCase(
        publication_id=row.id,
        agency_code=agency_code,
        agency_name=agency_name,
        area_name=area_names().get(row.area_code),
        province_name=province_names().get(row.province_code),
        **kept | {name: kept[name] or "" for name in _TEXTS},
    )


def _instant(text: str) -> datetime | None:
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return None
    return at if at.tzinfo else None
