"""Reminding an agency of late cases (đôn đốc), and telling who is above it when nothing follows."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import func, select

from feedback_service.accounts.permissions import Role
from feedback_service.accounts.queries import account_ids_of_role
from feedback_service.agencies.queries import ancestors
from feedback_service.cases.assignment import barred_units
from feedback_service.cases.clocks import late_answer_clock
from feedback_service.cases.history import record, staff
from feedback_service.cases.models import Case, CaseClock
from feedback_service.cases.visibility import barred_people
from feedback_service.foundation.clock import local_date
from feedback_service.foundation.crypto import keyed_digest
from feedback_service.foundation.database import db, lock_key
from feedback_service.identity.service import Vault
from feedback_service.notifications.messages import (
    ReminderEscalated,
    ReminderIgnored,
    ReminderSent,
)
from feedback_service.notifications.outbox import enqueue
from feedback_service.oversight.errors import NothingToRemind, NotLateThere, ReminderDay
from feedback_service.oversight.late_letters import write_reminder
from feedback_service.oversight.lateness import check_reason
from feedback_service.oversight.models import RemindedCase, Reminder
from feedback_service.oversight.reminders import cases_of, waits

BATCH = 50
LONGEST_DAYS = 30
# How long a reminder is ignored before the head, and then whoever is above, is told.
IGNORED_DAYS = timedelta(days=3)


def send_reminder(
    vault: Vault,
    agency_id: int,
    cases: Sequence[Case],
    *,
    words: str,
    due_on: date,
    account_id: int,
    now: datetime,
) -> Reminder:
    """Remind an agency of late cases that it leads, under the next number of the year."""
    today = local_date(now)
    clocks = _check(agency_id, cases, words, due_on, today)
    reminder = Reminder(
        year=today.year,
        number=_next_number(today.year),
        agency_id=agency_id,
        due_on=due_on,
        sent_by_id=account_id,
        sent_at=now,
        escalate_on=due_on + IGNORED_DAYS,
    )
    db.session.add(reminder)
    db.session.flush()
    for case, clock in zip(cases, clocks, strict=True):
        _remind_of(vault, case, clock, reminder, words, account_id=account_id, now=now)
    enqueue(
        ReminderSent(number=reminder.number, year=reminder.year, due_on=due_on),
        recipient_kind="agency",
        recipient_id=agency_id,
        dedupe_key=f"reminder:{reminder.id}",
        now=now,
    )
    return reminder


def escalate_reminders(*, now: datetime) -> int:
    """Tell the head, and then who supervises, of reminders that were ignored; once each."""
    today = local_date(now)
    due = db.session.scalars(
        select(Reminder)
        .where(Reminder.escalate_on <= today)
        .order_by(Reminder.escalate_on, Reminder.id)
        .limit(BATCH)
    ).all()
    for reminder in due:
        reminder.escalate_on = None
        if not waits(reminder.id):
            continue
        if reminder.head_told_on is None:
            _tell_heads(reminder, now)
            reminder.head_told_on = today
            reminder.escalate_on = today + IGNORED_DAYS
        else:
            reminder.parent_id = _tell_supervisor(reminder, now)
            reminder.parent_told_on = today
    return len(due)


def _check(
    agency_id: int, cases: Sequence[Case], words: str, due_on: date, today: date
) -> list[CaseClock]:
    """Return the clock that is late of each case, or raise what is wrong."""
    if not cases:
        raise NothingToRemind
    clocks = []
    for case in cases:
        clock = late_answer_clock(case, today)
        if case.lead_agency_id != agency_id or clock is None:
            raise NotLateThere(reference=case.reference)
        clocks.append(clock)
    last = today + timedelta(days=LONGEST_DAYS)
    if not today < due_on <= last:
        raise ReminderDay(last=f"{last:%d/%m/%Y}")
    check_reason(words)
    return clocks


def _next_number(year: int) -> int:
    # Two reminders at once must not take the same number.
    lock_key(keyed_digest(b"", "reminder-number", str(year)))
    last = db.session.scalar(select(func.max(Reminder.number)).where(Reminder.year == year))
    return (last or 0) + 1


def _remind_of(
    vault: Vault,
    case: Case,
    clock: CaseClock,
    reminder: Reminder,
    words: str,
    *,
    account_id: int,
    now: datetime,
) -> None:
    text_id = vault.seal_text(case_id=case.id, purpose="reminder", text=words)
    letter = write_reminder(
        vault, case, clock, reminder, words=words, account_id=account_id, now=now
    )
    letter_id = letter.id if letter else None
    db.session.add(
        RemindedCase(reminder_id=reminder.id, case_id=case.id, text_id=text_id, letter_id=letter_id)
    )
    record(
        case,
        "reminder_sent",
        doer=staff(account_id),
        now=now,
        agency_id=reminder.agency_id,
        text_id=text_id,
        facts={
            "number": reminder.number,
            "year": reminder.year,
            "due_on": reminder.due_on.isoformat(),
        },
    )


def _tell_heads(reminder: Reminder, now: datetime) -> None:
    barred = frozenset().union(*barred_people(cases_of(reminder.id)).values())
    for account_id in account_ids_of_role(Role.HEAD, reminder.agency_id):
        if account_id not in barred:
            enqueue(
                ReminderIgnored(number=reminder.number, year=reminder.year, due_on=reminder.due_on),
                recipient_kind="account",
                recipient_id=account_id,
                dedupe_key=f"reminder:{reminder.id}:head:{account_id}",
                now=now,
            )


def _tell_supervisor(reminder: Reminder, now: datetime) -> int | None:
    """Tell the nearest agency above that no case of the reminder bars; return which, if any."""
    barred = set().union(*(barred_units(case_id) for case_id in cases_of(reminder.id)))
    above = next((each for each in ancestors(reminder.agency_id) if each.id not in barred), None)
    if above is None:
        return None
    enqueue(
        ReminderEscalated(
            number=reminder.number,
            year=reminder.year,
            due_on=reminder.due_on,
            agency_id=reminder.agency_id,
        ),
        recipient_kind="agency",
        recipient_id=above.id,
        dedupe_key=f"reminder:{reminder.id}:parent",
        now=now,
    )
    return above.id
