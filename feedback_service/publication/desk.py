"""What publishers ask: which cases wait for marking, for the second person, and what is public."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, and_, func, not_, or_, select

from feedback_service.accounts.models import Account
from feedback_service.accounts.permissions import Actor
from feedback_service.cases.models import Case
from feedback_service.cases.visibility import visible_cases
from feedback_service.cases.workflow import Kind
from feedback_service.foundation.database import db
from feedback_service.foundation.paging import Page, read_cursor, write_cursor
from feedback_service.identity.service import Vault
from feedback_service.publication.drafts import PUBLISHABLE
from feedback_service.publication.models import Publication, PublicationCorrection, PublishedFile

PAGE_ROWS = 20


class Tray(StrEnum):
    """Where a case lies on the publisher's desk."""

    TO_MARK = "to_mark"
    TO_SUMMARISE = "to_summarise"
    TO_CONFIRM = "to_confirm"
    WAITING = "waiting"
    TO_CORRECT = "to_correct"
    PUBLISHED = "published"


@dataclass(frozen=True, kw_only=True)
class TrayLine:
    """A case on the desk."""

    case_id: int
    reference: str
    title: str
    kind: str
    answered_at: datetime | None
    state: str | None
    prepared_by: str
    own: bool
    not_before: date | None = None


def list_tray(
    actor: Actor, vault: Vault, tray: Tray, *, cursor: str | None = None, limit: int = PAGE_ROWS
) -> Page[TrayLine]:
    """Return the cases of a tray that an actor may see, the newest first."""
    query = (
        select(Case, Publication, Account.name)
        .outerjoin(Publication, Publication.case_id == Case.id)
        .outerjoin(Account, Account.id == Publication.prepared_by_id)
        .where(_lies_in(tray), visible_cases(actor))
        .order_by(Case.id.desc())
        .limit(limit + 1)
    )
    after = read_cursor(cursor, (int,))
    if after is not None:
        query = query.where(Case.id < after[0])
    rows = [(row[0], row[1], row[2]) for row in db.session.execute(query)]
    shown = rows[:limit]
    titles = vault.read_texts(case.title_text_id for case, _, _ in shown)
    lines = [
        TrayLine(
            case_id=case.id,
            reference=case.reference,
            title=titles.get(case.title_text_id or "", ""),
            kind=case.kind,
            answered_at=case.answered_at,
            state=publication.state if publication else None,
            prepared_by=name or "",
            not_before=publication.not_before if publication else None,
            own=publication is not None and publication.prepared_by_id == actor.account_id,
        )
        for case, publication, name in shown
    ]
    following = write_cursor(shown[-1][0].id) if len(rows) > limit else None
    return Page(rows=lines, next_cursor=following)


def count_tray(actor: Actor, tray: Tray) -> int:
    """Count the cases of a tray that an actor may see."""
    query = (
        select(func.count())
        .select_from(Case)
        .outerjoin(Publication, Publication.case_id == Case.id)
        .where(_lies_in(tray), visible_cases(actor))
    )
    return db.session.scalar(query) or 0


def state_of(case_id: int) -> str | None:
    """Return how far the publication of a case has come; None before anything is marked."""
    return db.session.scalar(select(Publication.state).where(Publication.case_id == case_id))


def _lies_in(tray: Tray) -> ColumnElement[bool]:
    if tray is Tray.PUBLISHED:
        return Publication.state == "published"
    if tray is Tray.TO_CORRECT:
        proposed = PublicationCorrection.state == "proposed"
        of_it = PublicationCorrection.publication_id == Publication.id
        return select(PublicationCorrection.id).where(of_it, proposed).exists()
    if tray is Tray.WAITING:
        return Publication.state == "confirmed"
    ready = and_(Case.state.in_(PUBLISHABLE), Case.sealed_at.is_(None))
    if tray is Tray.TO_CONFIRM:
        # Also files that were prepared after their case was public.
        of_it = and_(PublishedFile.case_id == Case.id, PublishedFile.state == "prepared")
        added = select(PublishedFile.id).where(of_it).exists()
        more = and_(Publication.state == "published", added)
        return and_(ready, or_(Publication.state == "prepared", more))
    # As must_be_summary.
    in_full = and_(Case.consent_publish.is_(True), Case.kind != Kind.CONDUCT)
    belongs = in_full if tray is Tray.TO_MARK else not_(in_full)
    return and_(ready, belongs, or_(Publication.id.is_(None), Publication.state == "returned"))
