"""Telling people of dates in one digest a day, found by state.

A worker that slept tells each case once, as it stands now: what was slept through is not made up.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, func, select, update

from feedback_service.accounts.errors import AccountMissing
from feedback_service.accounts.permissions import Role
from feedback_service.accounts.queries import account_ids_of_role, actor_of
from feedback_service.agencies.queries import agencies_by_ids, focal_point
from feedback_service.cases.clocks import ALERTED
from feedback_service.cases.filters import stands_still
from feedback_service.cases.models import Case, CaseClock
from feedback_service.cases.visibility import barred_people
from feedback_service.cases.workflow import State
from feedback_service.deadlines.alerts import (
    concerns_head,
    concerns_overseer_only,
    is_worked,
    next_alert,
)
from feedback_service.deadlines.calendar import Calendar
from feedback_service.deadlines.queries import load_calendar
from feedback_service.foundation.clock import local_date
from feedback_service.foundation.database import db
from feedback_service.foundation.inserts import insert_unless_there, new_row
from feedback_service.notifications.messages import DeadlineDigest
from feedback_service.notifications.outbox import enqueue, hold_unsent
from feedback_service.oversight.models import Alert
from feedback_service.oversight.queries import Reader, of_reader, reads_on_rest_days

BATCH = 200


def note_alerts(*, now: datetime) -> int:
    """Put down who is to be told of the dates whose day has come; return of how many dates."""
    today, calendar = local_date(now), load_calendar()
    rows = db.session.execute(_to_tell(today).order_by(CaseClock.id).limit(BATCH)).all()
    barred = barred_people({row.case_id for row in rows})
    staff = _Staff()
    for row in rows:
        if row.tell_on <= row.started_on:
            _plan(row, today, calendar)
            continue
        without = barred.get(row.case_id, frozenset())
        for reader in set(_readers(row, staff, without, today, calendar)):
            insert_unless_there(
                new_row(
                    Alert,
                    clock_id=row.clock_id,
                    account_id=reader.account_id,
                    agency_id=reader.agency_id,
                    digest_on=None,
                )
            )
        following = next_alert(row.started_on, row.promised_due_on, today, calendar)
        told = {"told_on": today, "tell_on": following}
        db.session.execute(update(CaseClock).where(CaseClock.id == row.clock_id).values(told))
    return len(rows)


def _plan(row: Row[Any], today: date, calendar: Calendar) -> None:
    """Find the next day to tell of a clock that began before days were told ahead; tell nobody."""
    yesterday = today - timedelta(days=1)
    following = next_alert(row.started_on, row.promised_due_on, yesterday, calendar)
    db.session.execute(
        update(CaseClock).where(CaseClock.id == row.clock_id).values(tell_on=following)
    )


def send_digests(*, now: datetime) -> int:
    """Write the digest of the day to each person who has something to be told; return how many.

    Not before everything is put down that has come due: there is one digest a day and no second.
    """
    today = local_date(now)
    if db.session.execute(_to_tell(today).limit(1)).first() is not None:
        return 0
    waiting = (
        select(Alert.account_id, Alert.agency_id)
        .where(Alert.digest_on.is_(None))
        .group_by(Alert.account_id, Alert.agency_id)
        .order_by(Alert.account_id, Alert.agency_id)
    )
    rests = not is_worked(today, load_calendar())
    readers = [
        Reader(account_id=one, agency_id=other) for one, other in db.session.execute(waiting)
    ]
    return sum(_write_to(reader, today, now, rests=rests) for reader in readers)


def _write_to(reader: Reader, today: date, now: datetime, *, rests: bool) -> bool:
    last = db.session.scalar(select(func.max(Alert.digest_on)).where(*of_reader(reader)))
    if last is not None and last >= today:
        return False
    if rests and not reads_on_rest_days(reader, today):
        return False
    # Mail that has not gone out yet takes up what came since: it is one digest all the same.
    on = last if last is not None and hold_unsent(_key(reader, last)) else today
    db.session.execute(
        update(Alert).where(*of_reader(reader), Alert.digest_on.is_(None)).values(digest_on=on)
    )
    if on == last or not _is_there(reader):
        return True
    return enqueue(
        DeadlineDigest(on=today, account_id=reader.account_id, agency_id=reader.agency_id),
        recipient_kind="account" if reader.account_id else "agency",
        recipient_id=reader.account_id or reader.agency_id or 0,
        dedupe_key=_key(reader, today),
        now=now,
    )


def _key(reader: Reader, on: date) -> str:
    who = f"account:{reader.account_id}" if reader.account_id else f"agency:{reader.agency_id}"
    return f"digest:{who}:{on.isoformat()}"


def _is_there(reader: Reader) -> bool:
    if reader.account_id is None:
        return True
    try:
        actor_of(reader.account_id)
    except AccountMissing:
        return False
    return True


def _to_tell(today: date) -> "Select[*tuple[Any, ...]]":
    return (
        select(
            CaseClock.id.label("clock_id"),
            CaseClock.started_on,
            CaseClock.promised_due_on,
            CaseClock.tell_on,
            CaseClock.told_on,
            Case.id.label("case_id"),
            Case.state,
            Case.lead_agency_id,
            Case.officer_id,
        )
        .join(Case, Case.id == CaseClock.case_id)
        .where(*_runs(), CaseClock.tell_on <= today)
    )


def _runs() -> tuple[ColumnElement[bool], ...]:
    return (
        CaseClock.ended_on.is_(None),
        CaseClock.promised_due_on.is_not(None),
        CaseClock.code.in_(ALERTED),
        ~stands_still(),
    )


@dataclass
class _Staff:
    """Who holds which role where, looked up once a batch."""

    held: dict[tuple[Role, int], list[int]] = field(default_factory=dict)
    mailboxes: dict[int, bool] = field(default_factory=dict)

    def of(self, role: Role, agency_id: int, without: frozenset[int]) -> list[Reader]:
        """Return those who hold a role in an agency, but for the barred."""
        key = (role, agency_id)
        if key not in self.held:
            self.held[key] = account_ids_of_role(role, agency_id)
        return [Reader(account_id=each) for each in self.held[key] if each not in without]

    def agency(self, agency_id: int, without: frozenset[int]) -> list[Reader]:
        """Return the mailbox of an agency, else its heads, else who receives for it."""
        if agency_id not in self.mailboxes:
            self.mailboxes[agency_id] = bool(agencies_by_ids([agency_id])[agency_id].email)
        if self.mailboxes[agency_id]:
            return [Reader(agency_id=agency_id)]
        heads = self.of(Role.HEAD, agency_id, without)
        return heads or self.of(Role.INTAKE_OFFICER, agency_id, without)


def _readers(
    row: Row[Any], staff: _Staff, without: frozenset[int], today: date, calendar: Calendar
) -> Iterator[Reader]:
    desk = focal_point()
    holder = row.lead_agency_id or (desk.id if desk else None)
    if holder is None:
        return
    if row.promised_due_on < today and desk is not None:
        yield from staff.of(Role.INTAKE_OFFICER, desk.id, without)
    if concerns_overseer_only(row.promised_due_on, row.told_on, today):
        return
    if row.state == State.ANSWER_IN_REVIEW and desk is not None:
        # The agency has done its part: what is missing now is the check.
        yield from staff.of(Role.REVIEWER, desk.id, without)
    elif row.officer_id is not None and row.officer_id not in without:
        yield Reader(account_id=row.officer_id)
    else:
        yield from staff.agency(holder, without)
    if concerns_head(row.promised_due_on, today, calendar):
        yield from staff.of(Role.HEAD, holder, without)
