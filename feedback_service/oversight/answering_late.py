"""What is owed to the author of a case that is late or will be: a word, an apology, a reason.

Nothing here moves the promised date, ends a clock or changes a state: lateness only adds up.
"""

from datetime import date, datetime

from sqlalchemy import select

from feedback_service.accounts.permissions import Role
from feedback_service.agencies.queries import focal_point
from feedback_service.cases.assignment import demand_lead
from feedback_service.cases.clocks import (
    ANSWER_CODES,
    answer_clock,
    late_answer_clock,
    notice_span,
)
from feedback_service.cases.filters import stands_still
from feedback_service.cases.history import SYSTEM, record, staff
from feedback_service.cases.models import Case, CaseClock
from feedback_service.cases.triage import tell_author
from feedback_service.cases.workflow import State
from feedback_service.foundation.clock import local_date
from feedback_service.foundation.database import db
from feedback_service.identity.service import Vault
from feedback_service.notifications.messages import (
    ApologyWritten,
    ExtensionAsked,
    ProgressTold,
    TimeExtended,
)
from feedback_service.notifications.outbox import enqueue
from feedback_service.oversight.errors import (
    ApologySigned,
    DelayNotProven,
    ExtensionDecided,
    ExtensionTooLate,
    ExtensionUsed,
    NotLate,
    TwoPersons,
)
from feedback_service.oversight.late_letters import Said, write_apology
from feedback_service.oversight.lateness import (
    ApologyKind,
    check_apology,
    check_extension,
    check_progress,
    weeks_missed,
)
from feedback_service.oversight.models import Apology, Extension, ProgressNote
from feedback_service.oversight.standing import delay_is_proven, extension_row

BATCH = 100


def tell_progress(vault: Vault, case: Case, *, words: str, account_id: int, now: datetime) -> None:
    """Tell the author of a late case how it stands; the clock runs on."""
    demand_lead(case, account_id)
    today = local_date(now)
    clock = late_answer_clock(case, today)
    if clock is None:
        raise NotLate
    check_progress(words)
    text_id = vault.seal_text(case_id=case.id, purpose="progress_note", text=words)
    db.session.add(
        ProgressNote(
            case_id=case.id,
            agency_id=case.lead_agency_id,
            told_on=today,
            told_at=now,
            text_id=text_id,
            account_id=account_id,
            missed=0,
        )
    )
    clock.notice_on = today + notice_span(case, today)
    record(case, "progress_told", doer=staff(account_id), now=now, text_id=text_id)
    tell_author(case, ProgressTold(reference=case.reference), now)


def tell_of_silence(*, now: datetime) -> int:
    """Tell authors of late cases, in the service's own words, that nobody told them anything."""
    today = local_date(now)
    due = db.session.execute(
        select(CaseClock, Case)
        .join(Case, Case.id == CaseClock.case_id)
        .where(
            CaseClock.notice_on < today,
            CaseClock.ended_on.is_(None),
            CaseClock.promised_due_on < today,
            CaseClock.code.in_(ANSWER_CODES),
            ~stands_still(),
        )
        .order_by(CaseClock.notice_on, CaseClock.id)
        .limit(BATCH)
    ).all()
    for clock, case in due:
        span = notice_span(case, today)
        missed = weeks_missed(clock.notice_on or today, today, span)
        agency_id = _who_owes(case)
        db.session.add(
            ProgressNote(
                case_id=case.id, agency_id=agency_id, told_on=today, told_at=now, missed=missed
            )
        )
        # A worker that slept counts every week, and tells of them once.
        clock.notice_on = (clock.notice_on or today) + missed * span
        record(
            case,
            "progress_missed",
            doer=SYSTEM,
            now=now,
            agency_id=agency_id,
            facts={"missed": missed},
        )
        tell_author(case, ProgressTold(reference=case.reference), now)
    return len(due)


def ask_extension(
    vault: Vault, case: Case, *, until_on: date, reason: str, account_id: int, now: datetime
) -> None:
    """Ask the head for more time, once a case and before its date."""
    demand_lead(case, account_id)
    clock = answer_clock(case)
    if extension_row(case.id) is not None:
        raise ExtensionUsed
    if clock is None or clock.promised_due_on is None:
        raise ExtensionDecided
    check_extension(
        received_on=case.received_on,
        due_on=clock.promised_due_on,
        until_on=until_on,
        reason=reason,
        today=local_date(now),
    )
    text_id = vault.seal_text(case_id=case.id, purpose="extension_reason", text=reason)
    db.session.add(
        Extension(
            case_id=case.id,
            until_on=until_on,
            reason_text_id=text_id,
            asked_by_id=account_id,
            asked_at=now,
        )
    )
    facts = {"until_on": until_on.isoformat()}
    record(case, "extension_asked", doer=staff(account_id), now=now, text_id=text_id, facts=facts)
    enqueue(
        ExtensionAsked(reference=case.reference),
        recipient_kind="role",
        recipient_id=case.lead_agency_id or 0,
        recipient_role=Role.HEAD,
        dedupe_key=f"extension:{case.id}",
        now=now,
    )


def decide_extension(case: Case, *, granted: bool, account_id: int, now: datetime) -> None:
    """Grant or refuse more time: another person's decision, of which the author is told."""
    demand_lead(case, account_id)
    row = extension_row(case.id)
    if row is None or row.granted is not None:
        raise ExtensionDecided
    if row.asked_by_id == account_id:
        raise TwoPersons
    clock, today = answer_clock(case), local_date(now)
    due_on = clock.promised_due_on if clock else None
    if granted and (due_on is None or today >= due_on):
        # Granted afterwards it would look as if it had been asked and given in time.
        raise ExtensionTooLate(due=f"{due_on or today:%d/%m/%Y}")
    row.granted, row.decided_by_id, row.decided_at = granted, account_id, now
    name = "extension_granted" if granted else "extension_refused"
    facts = {"until_on": row.until_on.isoformat()}
    record(case, name, doer=staff(account_id), now=now, facts=facts)
    if granted:
        tell_author(case, TimeExtended(reference=case.reference), now)


def sign_apology(
    vault: Vault,
    case: Case,
    kind: ApologyKind,
    *,
    reason: str,
    new_on: date,
    account_id: int,
    now: datetime,
) -> None:
    """Apologise for what is late, with a reason and a new day; once for each lateness."""
    demand_lead(case, account_id)
    clock = _apologised_for(case, kind, local_date(now))
    check_apology(new_on=new_on, reason=reason, today=local_date(now))
    text_id = vault.seal_text(case_id=case.id, purpose="apology_reason", text=reason)
    said = Said(reason=reason, new_on=new_on, account_id=account_id)
    letter = write_apology(vault, case, clock, said, now=now)
    db.session.add(
        Apology(
            case_id=case.id,
            kind=kind,
            clock_id=clock.id if clock else None,
            agency_id=case.lead_agency_id,
            reason_text_id=text_id,
            letter_id=letter.id,
            new_on=new_on,
            signed_by_id=account_id,
            signed_at=now,
        )
    )
    record(
        case,
        "apology_signed",
        doer=staff(account_id),
        now=now,
        reason_code=kind,
        text_id=text_id,
        facts={"new_on": new_on.isoformat(), "letter_number": letter.written_number},
    )
    tell_author(case, ApologyWritten(reference=case.reference), now)


def _apologised_for(case: Case, kind: ApologyKind, today: date) -> CaseClock | None:
    """Return the clock that is late; none for a dossier, whose delay must have been found."""
    clock = late_answer_clock(case, today) if kind is ApologyKind.ANSWER else None
    if kind is ApologyKind.ANSWER and clock is None:
        raise NotLate
    if kind is ApologyKind.DOSSIER and not delay_is_proven(case):
        raise DelayNotProven
    same = select(Apology.id).where(Apology.case_id == case.id, Apology.kind == kind)
    if clock is not None:
        same = same.where(Apology.clock_id == clock.id)
    if db.session.scalar(same) is not None:
        raise ApologySigned
    return clock


def _who_owes(case: Case) -> int | None:
    """Return who should have told the author: whoever the case waits for."""
    desk = focal_point()
    waits_for_desk = case.lead_agency_id is None or case.state == State.ANSWER_IN_REVIEW
    return desk.id if waits_for_desk and desk is not None else case.lead_agency_id
