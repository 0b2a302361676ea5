"""What came of published cases: adopted initiatives, and rules that were changed. All public."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, and_, or_, select, tuple_

from feedback_service.cases.workflow import Kind
from feedback_service.foundation.database import db
from feedback_service.foundation.paging import Page, read_cursor, write_cursor
from feedback_service.publication.models import Publication
from feedback_service.publication.queries import PublishedCase, published_by_ids
from feedback_service.responses.follow_ups import (
    DocumentView,
    FollowUpView,
    documents_of,
    follow_up_of_answer,
)
from feedback_service.responses.models import FollowUp
from feedback_service.responses.outcomes import DocumentKind, Ending
from feedback_service.responses.stages import Outcome

PAGE_ROWS = 20


@dataclass(frozen=True, kw_only=True)
class AdoptedCase:
    """A published case that changed something; no document as long as it is being carried out."""

    case: PublishedCase
    document: DocumentView | None


def published_follow_up(reference: str) -> FollowUpView | None:
    """Return what became of the published answer of a case; reasons are not public."""
    answer_id = db.session.scalar(
        select(Publication.answer_id).where(
            Publication.reference == reference,
            Publication.state == "published",
            Publication.kind != Kind.CONDUCT,
        )
    )
    return follow_up_of_answer(answer_id) if answer_id is not None else None


def list_adopted(*, cursor: str | None = None, limit: int = PAGE_ROWS) -> Page[AdoptedCase]:
    """Return adopted initiatives, and rule cases that a document answered; the newest first.

    What was adopted and given up again is not among them.
    """
    query = _adopted().limit(limit + 1)
    after = read_cursor(cursor, (str, int))
    at = _instant(str(after[0])) if after else None
    if after is not None and at is not None:
        query = query.where(tuple_(Publication.published_at, Publication.id) < (at, after[1]))
    rows = db.session.execute(query).all()
    shown = rows[:limit]
    cases = {case.publication_id: case for case in published_by_ids([row[0] for row in shown])}
    documents = documents_of([row[1] for row in shown])
    found = [
        AdoptedCase(
            case=cases[row[0]],
            document=_issued(documents[row[1]]) if row[3] == Ending.DONE else None,
        )
        for row in shown
    ]
    following = None
    if len(rows) > limit:
        last = found[-1].case
        following = write_cursor(last.published_at.isoformat(), last.publication_id)
    return Page(rows=found, next_cursor=following)


def _adopted() -> Select[int, int, datetime | None, str | None]:
    adopted = and_(
        Publication.kind == Kind.INITIATIVE,
        Publication.outcome == Outcome.ADOPTED,
        FollowUp.ending.is_(None),
    )
    return (
        select(Publication.id, Publication.answer_id, Publication.published_at, FollowUp.ending)
        .outerjoin(FollowUp, FollowUp.answer_id == Publication.answer_id)
        .where(
            Publication.state == "published",
            Publication.kind.in_((Kind.INITIATIVE, Kind.REGULATION)),
            or_(FollowUp.ending == Ending.DONE, adopted),
        )
        .order_by(Publication.published_at.desc(), Publication.id.desc())
    )


def _issued(documents: list[DocumentView]) -> DocumentView | None:
    return next((each for each in reversed(documents) if each.kind == DocumentKind.ISSUED), None)


def _instant(text: str) -> datetime | None:
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return None
    return at if at.tzinfo else None
