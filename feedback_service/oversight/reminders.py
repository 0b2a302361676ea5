"""What is asked of reminders: which were answered, and what they were about."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, and_, case, exists, func, or_, select

from feedback_service.accounts.permissions import Actor
from feedback_service.agencies.models import Agency
from feedback_service.cases.models import Case
from feedback_service.cases.visibility import visible_cases
from feedback_service.cases.workflow import OPEN_STATES
from feedback_service.foundation.clock import local_date
from feedback_service.foundation.database import db
from feedback_service.foundation.paging import Page, read_cursor, write_cursor
from feedback_service.identity.service import Vault
from feedback_service.letters.models import Letter
from feedback_service.oversight.errors import ReminderMissing
from feedback_service.oversight.models import Apology, ProgressNote, RemindedCase, Reminder

PAGE_ROWS = 50
# What a column of numbers holds; an address may name more.
LARGEST = 2**31 - 1


@dataclass(frozen=True, kw_only=True)
class ReminderLine:
    """A reminder in the register: to whom, until when, and what came of it."""

    number: int
    year: int
    agency_name: str
    agency_code: str
    sent_on: date
    due_on: date
    cases: int
    answered: int
    head_told_on: date | None
    parent_told_on: date | None
    is_ignored: bool

    @property
    def is_answered(self) -> bool:
        """Whether something followed in each of its cases."""
        return self.answered == self.cases


@dataclass(frozen=True, kw_only=True)
class ReminderView:
    """A reminder as the page of one of its cases shows it."""

    number: int
    year: int
    sent_on: date
    due_on: date
    text: str
    letter_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class RemindedLine:
    """A case of a reminder: its letter, and whether the agency did something since."""

    reference: str
    state: str
    is_answered: bool
    letter_id: int | None
    letter_number: str | None


@dataclass(frozen=True, kw_only=True)
class ReminderSheet:
    """A reminder by itself, with those of its cases that the reader may see."""

    number: int
    year: int
    agency_name: str
    sent_on: date
    due_on: date
    lines: list[RemindedLine]


def list_reminders(
    actor: Actor, *, today: date, cursor: str | None = None, limit: int = PAGE_ROWS
) -> Page[ReminderLine]:
    """Return the reminders about cases that the actor may see, the newest first."""
    done = func.sum(case((_answered(), 1), else_=0))
    query = (
        select(Reminder, Agency.name, Agency.code, func.count(Case.id), done)
        .join(Agency, Agency.id == Reminder.agency_id)
        .join(RemindedCase, RemindedCase.reminder_id == Reminder.id)
        .join(Case, Case.id == RemindedCase.case_id)
        .where(visible_cases(actor))
        .group_by(Reminder.id, Agency.name, Agency.code)
        .order_by(Reminder.id.desc())
        .limit(limit + 1)
    )
    after = read_cursor(cursor, (int,))
    if after is not None:
        query = query.where(Reminder.id < after[0])
    rows = db.session.execute(query).all()
    lines = [
        ReminderLine(
            number=row.number,
            year=row.year,
            agency_name=name,
            agency_code=code,
            sent_on=local_date(row.sent_at),
            due_on=row.due_on,
            cases=cases,
            answered=int(answered),
            head_told_on=row.head_told_on,
            parent_told_on=row.parent_told_on,
            is_ignored=int(answered) < cases and row.due_on < today,
        )
        for row, name, code, cases, answered in rows[:limit]
    ]
    following = write_cursor(rows[limit - 1][0].id) if len(rows) > limit else None
    return Page(rows=lines, next_cursor=following)


def reminders_of(case_id: int, vault: Vault) -> list[ReminderView]:
    """Return the reminders about a case, the oldest first."""
    rows = db.session.execute(
        select(Reminder, RemindedCase.text_id, RemindedCase.letter_id)
        .join(RemindedCase, RemindedCase.reminder_id == Reminder.id)
        .where(RemindedCase.case_id == case_id)
        .order_by(Reminder.id)
    ).all()
    texts = vault.read_texts(text_id for _row, text_id, _letter in rows)
    return [
        ReminderView(
            number=row.number,
            year=row.year,
            sent_on=local_date(row.sent_at),
            due_on=row.due_on,
            text=texts.get(text_id, ""),
            letter_id=letter_id,
        )
        for row, text_id, letter_id in rows
    ]


def reminder_sheet(actor: Actor, *, year: int, number: int) -> ReminderSheet:
    """Return one reminder; ReminderMissing where the actor may see none of its cases."""
    if max(year, number) > LARGEST:
        raise ReminderMissing
    rows = db.session.execute(
        select(Reminder, Agency.name, Case.reference, Case.state, _answered(), Letter)
        .join(Agency, Agency.id == Reminder.agency_id)
        .join(RemindedCase, RemindedCase.reminder_id == Reminder.id)
        .join(Case, Case.id == RemindedCase.case_id)
        .outerjoin(Letter, Letter.id == RemindedCase.letter_id)
        .where(Reminder.year == year, Reminder.number == number, visible_cases(actor))
        .order_by(Case.id)
    ).all()
    if not rows:
        raise ReminderMissing
    reminder, agency_name = rows[0][0], rows[0][1]
    return ReminderSheet(
        number=reminder.number,
        year=reminder.year,
        agency_name=agency_name,
        sent_on=local_date(reminder.sent_at),
        due_on=reminder.due_on,
        lines=[
            RemindedLine(
                reference=reference,
                state=state,
                is_answered=answered,
                letter_id=letter.id if letter else None,
                letter_number=letter.written_number if letter else None,
            )
            for _reminder, _name, reference, state, answered, letter in rows
        ],
    )


def cases_of(reminder_id: int) -> list[int]:
    """Return the numbers of the cases that a reminder is about."""
    wanted = RemindedCase.reminder_id == reminder_id
    query = select(RemindedCase.case_id).where(wanted).order_by(RemindedCase.case_id)
    return list(db.session.scalars(query))


def waits(reminder_id: int) -> bool:
    """Tell whether nothing has followed yet in one of the cases of a reminder."""
    query = (
        select(RemindedCase.case_id)
        .join(Reminder, Reminder.id == RemindedCase.reminder_id)
        .join(Case, Case.id == RemindedCase.case_id)
        .where(Reminder.id == reminder_id, ~_answered())
    )
    return db.session.scalar(query.limit(1)) is not None


def _answered() -> ColumnElement[bool]:
    """Return the condition that the agency did something after it was reminded, or leads no more.

    An answer, a note or an apology; what it did before does not count.
    """
    noted = exists().where(
        ProgressNote.case_id == Case.id,
        ProgressNote.text_id.is_not(None),
        ProgressNote.agency_id == Reminder.agency_id,
        ProgressNote.told_at > Reminder.sent_at,
    )
    apologised = exists().where(
        Apology.case_id == Case.id,
        Apology.agency_id == Reminder.agency_id,
        Apology.signed_at > Reminder.sent_at,
    )
    left = or_(
        Case.state.not_in(OPEN_STATES),
        Case.lead_agency_id.is_(None),
        and_(Case.lead_agency_id != Reminder.agency_id),
    )
    return or_(left, noted, apologised)
