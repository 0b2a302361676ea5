"""What becomes of an answer that promised something, until a document shows it or it is given up.

The lead agency records documents in turn; nobody edits one. Reasons for an end stay in the vault.
"""

from datetime import date, datetime

from sqlalchemy import select

from feedback_service.cases.assignment import demand_lead
from feedback_service.cases.history import record, staff
from feedback_service.cases.models import Case
from feedback_service.foundation.clock import local_date
from feedback_service.foundation.database import db
from feedback_service.identity.service import Vault
from feedback_service.notifications.messages import FollowUpDue
from feedback_service.notifications.outbox import enqueue
from feedback_service.responses.commands import NewDocument
from feedback_service.responses.errors import DocumentKnown, FollowUpMissing
from feedback_service.responses.follow_ups import FOLLOWABLE, documents_of, open_row
from feedback_service.responses.models import Answer, FollowUp, FollowUpDocument
from feedback_service.responses.outcomes import (
    FOLLOWED,
    Ending,
    check_document,
    check_ending,
    next_reminder,
)
from feedback_service.responses.stages import Outcome

BATCH = 100


def follow_answer(answer: Answer, *, now: datetime) -> None:
    """Open the follow-up of an answer that is sent; that of an earlier answer ends."""
    earlier = open_row(answer.case_id)
    if earlier is not None:
        _end(earlier, Ending.REPLACED, now=now)
        # The new one must not meet the old one still open.
        db.session.flush()
    if answer.outcome not in FOLLOWED:
        return
    today = local_date(now)
    db.session.add(
        FollowUp(
            answer_id=answer.id,
            case_id=answer.case_id,
            outcome=answer.outcome,
            opened_on=today,
            news_on=today,
            remind_on=next_reminder(Outcome(answer.outcome), today),
        )
    )


def record_document(case: Case, new: NewDocument, *, account_id: int, now: datetime) -> None:
    """Append a document; the agency has time again until the next reminder."""
    row = _followed(case, account_id)
    today = local_date(now)
    check_document(new.kind, new.number, new.dated_on, today=today)
    known = documents_of([row.answer_id])[row.answer_id]
    named = (new.kind, new.number, new.dated_on)
    if named in [(each.kind, each.number, each.dated_on) for each in known]:
        raise DocumentKnown
    db.session.add(
        FollowUpDocument(
            answer_id=row.answer_id,
            kind=new.kind,
            number=new.number or None,
            dated_on=new.dated_on,
            agency_id=new.agency_id,
            body=new.body,
            recorded_by_id=account_id,
            recorded_at=now,
        )
    )
    _note_news(row, today)
    record(
        case,
        "follow_up_document",
        doer=staff(account_id),
        now=now,
        reason_code=new.kind,
        agency_id=new.agency_id,
        facts={"number": len(known) + 1},
    )


def end_follow_up(
    vault: Vault, case: Case, *, ending: Ending, reason: str, account_id: int, now: datetime
) -> None:
    """End a follow-up; whether the actor may drop one has been decided before."""
    row = _followed(case, account_id)
    recorded = {each.kind for each in documents_of([row.answer_id])[row.answer_id]}
    check_ending(ending, reason, recorded)
    if reason.strip():
        row.reason_text_id = vault.seal_text(case_id=case.id, purpose="follow_up_end", text=reason)
    row.ended_by_id = account_id
    _end(row, ending, now=now)
    record(case, "follow_up_ended", doer=staff(account_id), now=now, reason_code=ending)


def remind_agencies(*, now: datetime) -> int:
    """Ask lead agencies for news of what they promised; return how many were asked."""
    today = local_date(now)
    due = db.session.execute(
        select(FollowUp, Case)
        .join(Case, Case.id == FollowUp.case_id)
        .where(
            FollowUp.remind_on <= today,
            Case.state.in_(FOLLOWABLE),
            Case.lead_agency_id.is_not(None),
            Case.sealed_at.is_(None),
        )
        .order_by(FollowUp.remind_on, FollowUp.answer_id)
        .limit(BATCH)
    ).all()
    for row, case in due:
        assert case.lead_agency_id is not None  # noqa: S101 — the query asks for it
        row.remind_on = next_reminder(Outcome(row.outcome), today)
        enqueue(
            FollowUpDue(reference=case.reference),
            recipient_kind="agency",
            recipient_id=case.lead_agency_id,
            dedupe_key=f"follow-up:{row.answer_id}:{today.isoformat()}",
            now=now,
        )
    return len(due)


def _followed(case: Case, account_id: int) -> FollowUp:
    demand_lead(case, account_id)
    row = open_row(case.id) if case.state in FOLLOWABLE else None
    if row is None:
        raise FollowUpMissing
    return row


def _note_news(row: FollowUp, today: date) -> None:
    row.news_on, row.remind_on = today, next_reminder(Outcome(row.outcome), today)


def _end(row: FollowUp, ending: Ending, *, now: datetime) -> None:
    row.ending, row.ended_at, row.remind_on = ending, now, None
