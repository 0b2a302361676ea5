"""Keeping a case back until a day, with a reason; and publishing it when the day has come."""

from datetime import date, datetime

from sqlalchemy import select

from feedback_service.cases.history import SYSTEM, record, staff
from feedback_service.cases.models import Case
from feedback_service.cases.queries import case_by_id
from feedback_service.foundation.clock import local_date
from feedback_service.foundation.database import db
from feedback_service.foundation.errors import DomainError
from feedback_service.identity.service import Vault
from feedback_service.publication.commands import HoldBack
from feedback_service.publication.embargoes import LONGEST_WAIT, SHORTEST_REASON, is_allowed
from feedback_service.publication.errors import (
    DayOutOfReach,
    HoldReasonMissing,
    NotPrepared,
    PublicationChanged,
)
from feedback_service.publication.file_publishing import unconfirm_files
from feedback_service.publication.models import Publication
from feedback_service.publication.service import demand_publishable, put_into_archive
from feedback_service.publication.summaries import open_for_publication

BATCH = 50


def hold_back(
    vault: Vault, case: Case, command: HoldBack, *, account_id: int, now: datetime
) -> Publication:
    """Set the day before which a prepared case is not published, or take it away."""
    publication = db.session.scalar(select(Publication).where(Publication.case_id == case.id))
    if publication is None or publication.state != "prepared":
        raise NotPrepared
    if publication.version != command.version:
        raise PublicationChanged
    text_id = None
    if command.not_before is not None:
        if not is_allowed(command.not_before, local_date(now)):
            raise DayOutOfReach(days=LONGEST_WAIT.days)
        if len(command.reason.strip()) < SHORTEST_REASON:
            raise HoldReasonMissing(least=SHORTEST_REASON)
        text_id = vault.seal_text(
            case_id=case.id, purpose="publication_hold", text=command.reason.strip()
        )
    publication.not_before = command.not_before
    publication.hold_text_id = text_id
    day = command.not_before.isoformat() if command.not_before else None
    facts = {"not_before": day}
    record(case, "publication_held", doer=staff(account_id), now=now, text_id=text_id, facts=facts)
    return publication


def hold_of(case: Case, vault: Vault) -> tuple[date | None, str]:
    """Return until when the publication of a case is kept back, and why."""
    publication = db.session.scalar(select(Publication).where(Publication.case_id == case.id))
    if publication is None or publication.not_before is None:
        return None, ""
    texts = vault.read_texts([publication.hold_text_id])
    return publication.not_before, texts.get(publication.hold_text_id or "", "")


def publish_due(vault: Vault, *, now: datetime) -> int:
    """Publish what two persons confirmed and whose day has come; return how many were looked at.

    A case that has moved on meanwhile goes back to be prepared anew.
    """
    due = db.session.execute(
        select(Publication.id, Publication.case_id)
        .where(Publication.state == "confirmed", Publication.not_before <= local_date(now))
        .order_by(Publication.not_before, Publication.id)
        .limit(BATCH)
    ).all()
    done = 0
    for publication_id, case_id in due:
        case = case_by_id(case_id, lock=True)
        publication = db.session.get(Publication, publication_id, populate_existing=True)
        # Another worker, or a person, may have been quicker.
        if publication is None or publication.state != "confirmed":
            continue
        try:
            draft = open_for_publication(case, vault)
            demand_publishable(draft, publication)
        except DomainError:
            publication.state = "returned"
            publication.confirmed_by_id = None
            unconfirm_files(case.id)
            record(case, "publication_returned", doer=SYSTEM, now=now, reason_code="moved_on")
        else:
            put_into_archive(vault, publication, draft, now=now)
            record(case, "published", doer=SYSTEM, now=now, facts={})
        done += 1
    return done
