"""What was taken out of the archive or corrected in it: reference, day and class of reason."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, literal, select, tuple_, union_all

from feedback_service.foundation.database import db
from feedback_service.foundation.paging import Page, read_cursor, write_cursor
from feedback_service.publication.models import Publication, PublicationCorrection

PAGE_ROWS = 50


@dataclass(frozen=True, kw_only=True)
class Removal:
    """One entry of the log; `act` is `withdrawn` or `corrected`. It holds no text."""

    act: str
    reference: str
    at: datetime
    reason: str


@dataclass(frozen=True, kw_only=True)
class MadeCorrection:
    """A correction as readers see it; `earlier` is empty where it was personal data."""

    made_at: datetime
    reason: str
    note: str
    changed: Sequence[str]
    earlier: dict[str, str]


def list_removals(*, cursor: str | None = None, limit: int = PAGE_ROWS) -> Page[Removal]:
    """Return withdrawals and corrections, the newest first."""
    log = union_all(_withdrawn(), _corrected()).subquery()
    query = select(log).order_by(log.c.at.desc(), log.c.act, log.c.reference).limit(limit + 1)
    after = read_cursor(cursor, (str, str, str))
    at = _instant(str(after[0])) if after else None
    if after is not None and at is not None:
        later = tuple_(log.c.act, log.c.reference) > tuple_(
            literal(str(after[1])), literal(str(after[2]))
        )
        query = query.where((log.c.at < at) | ((log.c.at == at) & later))
    rows = [
        Removal(act=row.act, reference=row.reference, at=row.at, reason=row.reason)
        for row in db.session.execute(query)
    ]
    shown = rows[:limit]
    following = None
    if len(rows) > limit:
        last = shown[-1]
        following = write_cursor(last.at.isoformat(), last.act, last.reference)
    return Page(rows=shown, next_cursor=following)


def corrections_of(publication_id: int) -> list[MadeCorrection]:
    """Return what was corrected in a published case, the newest first."""
    rows = db.session.scalars(
        select(PublicationCorrection)
        .where(
            PublicationCorrection.publication_id == publication_id,
            PublicationCorrection.state == "made",
        )
        .order_by(PublicationCorrection.id.desc())
    )
    return [
        MadeCorrection(
            made_at=row.made_at,
            reason=row.reason,
            note=row.note or "",
            changed=row.changed,
            earlier=row.earlier or {},
        )
        for row in rows
        if row.made_at is not None
    ]


def _withdrawn() -> Select[str, str, datetime | None, str | None]:
    return select(
        literal("withdrawn").label("act"),
        Publication.reference.label("reference"),
        Publication.withdrawn_at.label("at"),
        Publication.withdrawn_reason.label("reason"),
    ).where(Publication.state == "withdrawn")


def _corrected() -> Select[str, str, datetime | None, str]:
    return (
        select(
            literal("corrected").label("act"),
            Publication.reference.label("reference"),
            PublicationCorrection.made_at.label("at"),
            PublicationCorrection.reason.label("reason"),
        )
        .join(Publication, Publication.id == PublicationCorrection.publication_id)
        .where(PublicationCorrection.state == "made")
    )


def _instant(text: str) -> datetime | None:
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return None
    return at if at.tzinfo else None
