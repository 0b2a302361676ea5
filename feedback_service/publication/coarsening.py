"""Where and when published cases happened, told as finely as small groups allow, and no finer.

A publication holds in clear what is told; place and month as they were stay with the case.
"""

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy import ColumnElement, Select, String, bindparam, cast, func, select, text, update

from feedback_service.agencies.models import Agency, AreaUnit
from feedback_service.agencies.queries import province_of_area
from feedback_service.cases.models import Case
from feedback_service.cases.workflow import Kind
from feedback_service.foundation.database import db, is_sqlite, lock_key
from feedback_service.publication.models import ArchiveReckoning, Publication
from feedback_service.publication.small_groups import Kindred, Share, Told, Truth, settle

_TRUTH = (
    func.substr(cast(Case.received_on, String), 1, 7),
    func.coalesce(Case.area_code, ""),
    func.coalesce(AreaUnit.province_code, ""),
)
_KIN = (
    Publication.kind,
    Publication.category,
    Publication.agency_id,
    Publication.accused_level,
    func.substr(Publication.received_month, 1, 4),
)
_TOLD = (
    Publication.received_month,
    func.coalesce(Publication.area_code, ""),
    func.coalesce(Publication.province_code, ""),
)


@dataclass(frozen=True, kw_only=True)
class Kin:
    """What cases whose numbers are compared have in common; conduct has a level for an agency."""

    kind: str
    category: str
    agency_id: int | None
    accused_level: str | None
    year: str


def truth_of(case: Case) -> Truth:
    """Return where and in which month a case was sent; of conduct no place is ever told."""
    province = province_of_area(case.area_code) if case.area_code else None
    return _truth(f"{case.received_on:%Y-%m}", case.area_code or "", province or "", kind=case.kind)


def hide_place_and_time(publication: Publication) -> None:
    """Keep of place and time what is told when nothing is: the year."""
    _keep(publication, Told(period=publication.received_month[:4]))


def told_if_published(case: Case, agency_id: int, accused_level: str | None) -> Told:
    """Return what readers would be told of place and time if a case were published now."""
    kin = Kin(
        kind=case.kind,
        category=case.category,
        agency_id=None if case.kind == Kind.CONDUCT else agency_id,
        accused_level=accused_level,
        year=f"{case.received_on:%Y}",
    )
    counts = _counts(kin)
    share: Share = (truth_of(case), None)
    counts[share] += 1
    return settle(counts)[share]


def settle_with(publication: Publication, case: Case) -> None:
    """Tell of a case that has just been published, and more of others where five may be told of.

    It is told most coarsely until then, and has been flushed.
    """
    kin = _kin_of(publication)
    _lock(kin)
    counts, truth = _counts(kin), truth_of(case)
    counts[truth, Told(period=kin.year)] -= 1
    counts[truth, None] += 1
    settled = settle(+counts)
    _move_others(kin, settled)
    _keep(publication, settled[truth, None])


def settle_without(publication: Publication) -> None:
    """Tell less of the others where too few are left; it was taken out, and has been flushed."""
    kin = _kin_of(publication)
    _lock(kin)
    _move_others(kin, settle(_counts(kin)))


def settle_all(now: datetime) -> int:
    """Reckon every group of the archive; return of how many cases more or less is told than was.

    Where anything is told otherwise, pages that were kept and dumps of before are good no more.
    """
    if not is_sqlite():
        # Nothing is published meanwhile: each group would otherwise need a turn of its own.
        db.session.execute(text("LOCK TABLE publications IN SHARE ROW EXCLUSIVE MODE"))
    query = _with_truth(select(*_KIN, *_TOLD, *_TRUTH, Publication.id)).order_by(
        *_KIN, Publication.id
    )
    table = Publication.metadata.tables[Publication.__tablename__]
    by_id = update(table).where(table.c.id == bindparam("key"))
    moved = 0
    for kin, rows in groupby(db.session.execute(query), key=lambda row: row[:5]):
        found = [(row[11], _share(kin[0], row[5:11])) for row in rows]
        settled = settle(Counter(share for _id, share in found))
        changed = [
            {"key": key, **_columns(settled[share])}
            for key, share in found
            if settled[share] != share[1]
        ]
        if changed:
            db.session.execute(by_id, changed)
        moved += len(changed)
    if moved:
        db.session.add(ArchiveReckoning(at=now, changed=moved))
    return moved


def published_groups() -> Iterator[tuple[Kindred, Told]]:
    """Yield of each published case its kin and what is told of it: what the export holds."""
    query = (
        select(
            Publication.kind,
            Publication.category,
            func.coalesce(Agency.code, Publication.accused_level, ""),
            *_TOLD,
        )
        .outerjoin(Agency, Agency.id == Publication.agency_id)
        .where(Publication.state == "published")
    )
    for kind, category, agency, *told in db.session.execute(query):
        yield (kind, category, agency), Told(period=told[0], area=told[1], province=told[2])


def _counts(kin: Kin) -> Counter[Share]:
    """Count the published cases of a kin by truth and by what is told of them."""
    query = _with_truth(select(*_TOLD, *_TRUTH, func.count())).where(*_is_kin(kin))
    rows = db.session.execute(query.group_by(*_TOLD, *_TRUTH))
    found: Counter[Share] = Counter()
    for row in rows:
        found[_share(kin.kind, row[:6])] += row[6]
    return found


def _move_others(kin: Kin, settled: Mapping[Share, Told]) -> None:
    for (truth, told), to in settled.items():
        if told is None or told == to:
            continue
        month, area = _TRUTH[0] == truth.month, _TRUTH[1] == truth.area
        theirs = select(Case.id).where(Case.id == Publication.case_id, month)
        if kin.kind != Kind.CONDUCT:
            theirs = theirs.where(area)
        db.session.execute(
            update(Publication)
            .where(*_is_kin(kin), *_is_told(told), theirs.exists())
            .values(_columns(to))
            # Nobody reads these rows again within the use case.
            .execution_options(synchronize_session=False)
        )


def _with_truth(query: Select[Any]) -> Select[Any]:
    return (
        query.join(Case, Case.id == Publication.case_id)
        .outerjoin(AreaUnit, AreaUnit.code == Case.area_code)
        .where(Publication.state == "published")
    )


def _share(kind: str, row: Sequence[str]) -> Share:
    period, area, province, *truth = row
    return (
        _truth(*truth, kind=kind),
        Told(period=period, area=area, province=province),
    )


def _truth(month: str, area: str, province: str, *, kind: str) -> Truth:
    if kind == Kind.CONDUCT or not province:
        return Truth(month=month)
    return Truth(month=month, area=area, province=province)


def _kin_of(publication: Publication) -> Kin:
    return Kin(
        kind=publication.kind,
        category=publication.category,
        agency_id=publication.agency_id,
        accused_level=publication.accused_level,
        year=publication.received_month[:4],
    )


def _is_kin(kin: Kin) -> list[ColumnElement[bool]]:
    return [
        Publication.state == "published",
        Publication.kind == kin.kind,
        Publication.category == kin.category,
        Publication.agency_id.is_not_distinct_from(kin.agency_id),
        Publication.accused_level.is_not_distinct_from(kin.accused_level),
        Publication.received_month.startswith(kin.year),
    ]


def _is_told(told: Told) -> list[ColumnElement[bool]]:
    wanted = (told.period, told.area, told.province)
    return [column == value for column, value in zip(_TOLD, wanted, strict=True)]


def _columns(told: Told) -> dict[str, str | None]:
    return {
        "received_month": told.period,
        "area_code": told.area or None,
        "province_code": told.province or None,
    }


def _keep(publication: Publication, told: Told) -> None:
    for name, value in _columns(told).items():
        setattr(publication, name, value)


def _lock(kin: Kin) -> None:
    """Let one transaction at a time reckon a group: two would each see it without the other."""
    named = f"publications {kin}"
    lock_key(hashlib.sha256(named.encode()).digest())
