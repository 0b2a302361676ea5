"""What is said of promises that a sent answer made; on its day author and agency are asked."""

from datetime import datetime

from sqlalchemy import select

from feedback_service.cases.assignment import demand_lead
from feedback_service.cases.history import AUTHOR, SYSTEM, record, staff
from feedback_service.cases.models import Case
from feedback_service.cases.triage import tell_author
from feedback_service.foundation.clock import local_date
from feedback_service.foundation.database import db
from feedback_service.identity.service import Vault
from feedback_service.notifications.messages import PromiseAsked, PromiseDue
from feedback_service.notifications.outbox import enqueue
from feedback_service.responses.errors import PromiseMissing, PromiseSettled, PromiseTooEarly
from feedback_service.responses.follow_ups import FOLLOWABLE
from feedback_service.responses.models import Answer, PromiseRow
from feedback_service.responses.promises import (
    Word,
    author_may_say,
    may_say_kept,
    may_withdraw,
)
from feedback_service.responses.stages import Stage

BATCH = 100


def keep_promise(
    vault: Vault, case: Case, promise_id: int, *, text: str, account_id: int, now: datetime
) -> None:
    """Say that a promise was kept, and how one can see it.

    Raises PromiseMissing, PromiseSettled.
    """
    demand_lead(case, account_id)
    row = _promise(case, promise_id)
    if not may_say_kept(row.said):
        raise PromiseSettled
    row.kept_on = local_date(now)
    row.kept_text_id = vault.seal_text(case_id=case.id, purpose="promise_kept", text=text)
    _record(case, "promise_kept", row, account_id, now)


def withdraw_promise(
    vault: Vault, case: Case, promise_id: int, *, reason: str, account_id: int, now: datetime
) -> None:
    """Take a promise back before its day is over; whether the actor may was decided before.

    Raises PromiseMissing, PromiseSettled.
    """
    demand_lead(case, account_id)
    row = _promise(case, promise_id)
    if not may_withdraw(row.said, local_date(now)):
        raise PromiseSettled
    row.withdrawn_on = local_date(now)
    row.withdrawn_text_id = vault.seal_text(
        case_id=case.id, purpose="promise_withdrawn", text=reason
    )
    _record(case, "promise_withdrawn", row, account_id, now)


def tell_of_promise(case: Case, promise_id: int, *, word: Word, now: datetime) -> None:
    """Keep what the author says became of a promise; the last word counts.

    Raises PromiseMissing, PromiseTooEarly.
    """
    row = _promise(case, promise_id)
    if not author_may_say(row.said, local_date(now)):
        raise PromiseTooEarly(on=f"{row.due_on:%d/%m/%Y}")
    row.author_word, row.author_on = word, local_date(now)
    facts = {"on": row.due_on.isoformat()}
    record(case, "promise_told", doer=AUTHOR, now=now, reason_code=word, facts=facts)


def ask_about_promises(*, now: datetime) -> int:
    """Ask authors what became of promises whose day has come, and remind agencies; once each.

    While a reopened case is worked on nobody is asked; a worker that slept asks afterwards.
    """
    today = local_date(now)
    due = db.session.execute(
        select(PromiseRow, Case)
        .join(Answer, Answer.id == PromiseRow.answer_id)
        .join(Case, Case.id == Answer.case_id)
        .where(
            PromiseRow.due_on <= today,
            PromiseRow.asked_on.is_(None),
            PromiseRow.withdrawn_on.is_(None),
            Answer.stage == Stage.SENT,
            Case.state.in_(FOLLOWABLE),
            Case.sealed_at.is_(None),
        )
        .order_by(PromiseRow.due_on, PromiseRow.id)
        .limit(BATCH)
    ).all()
    for row, case in due:
        row.asked_on = today
        facts = {"on": row.due_on.isoformat()}
        record(case, "promise_asked", doer=SYSTEM, now=now, facts=facts)
        tell_author(case, PromiseAsked(reference=case.reference), now)
        if row.kept_on is None and case.lead_agency_id is not None:
            enqueue(
                PromiseDue(reference=case.reference),
                recipient_kind="agency",
                recipient_id=case.lead_agency_id,
                dedupe_key=f"promise:{row.id}",
                now=now,
            )
    return len(due)


def _promise(case: Case, promise_id: int) -> PromiseRow:
    found = db.session.scalar(
        select(PromiseRow)
        .join(Answer, Answer.id == PromiseRow.answer_id)
        .where(PromiseRow.id == promise_id, Answer.case_id == case.id, Answer.stage == Stage.SENT)
        .with_for_update(of=PromiseRow)
    )
    if found is None or case.state not in FOLLOWABLE:
        raise PromiseMissing
    return found


def _record(case: Case, name: str, row: PromiseRow, account_id: int, now: datetime) -> None:
    facts = {"on": row.due_on.isoformat()}
    record(case, name, doer=staff(account_id), now=now, facts=facts)
