"""Draining the outbox: take the oldest due message, hand it over, mark it.

A message is sent, then marked: a process that dies in between sends it once more, under the same
Message-ID, so that a mailbox may know it again. Never the other way round, which would lose it.

A mail server that is away is no message's fault: nothing is counted against any, however long it
lasts. Only what a server says of a message, or does with it, delays it or has it given up.

What keeps two drainers apart dies with the process, so no clock takes part in it: on SQLite the
caller holds `sole_drainer` and no transaction is open while the mail server talks; on PostgreSQL
the row stays locked while it is sent, and others skip it.
"""

import fcntl
import logging
import re
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Protocol

from sqlalchemy import Select, and_, or_, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import aliased
from sqlalchemy.sql import ColumnElement

from feedback_service.foundation import crypto
from feedback_service.foundation.database import db, is_sqlite, transaction
from feedback_service.foundation.mail import (
    TIMED_OUT,
    MailDelayed,
    MailRefused,
    MailServerAway,
    is_final,
)
from feedback_service.notifications.errors import AnotherDrainer
from feedback_service.notifications.messages import Message, Recipient, from_json
from feedback_service.notifications.models import OutboxMessage, OutboxState

# Nearly four hours in all; then it is given up and shows up as an alarm.
BACK_OFF = tuple(timedelta(seconds=s) for s in (5, 15, 40, 120, 300, 600, 1800, 3600, 3600, 3600))
_NOT_CODE = re.compile(r"[^A-Za-z0-9_]")
_ID_CHARACTERS = 24
_MARK_CHARACTERS = 12
_SLOW = f"delayed_{TIMED_OUT}"
_log = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class Rendered:
    """What a message says."""

    subject: str
    body: str
    html: str
    # Headers of this mail beside those of all.
    headers: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, kw_only=True)
class OutgoingMail:
    """A rendered message, addressed and named, ready for a transport."""

    message_id: str
    to: list[str]
    content: Rendered


class HandsOver(Protocol):
    """Takes one mail and returns when it has been handed over."""

    def __call__(self, mail: OutgoingMail) -> Mapping[str, int]:
        """Hand over; return the addresses that were not taken, each with the server's code.

        Raises MailRefused, MailDelayed or MailServerAway when nobody got it.
        """


@dataclass(frozen=True, kw_only=True)
class Delivery:
    """All that sending needs and this package does not know."""

    transport: HandsOver
    address_book: Callable[[Recipient], list[str]]
    # None: there is nothing left to say, and that is no failure.
    render: Callable[[Message], Rendered | None]
    # Names this installation in Message-IDs without saying anything about it.
    name_key: bytes
    # What was handed over and could not be marked: marked before anything else is sent.
    unmarked: "dict[int, Outcome]" = field(default_factory=dict)


@dataclass(kw_only=True)
class Tally:
    """What became of the messages of one run."""

    sent: int = 0
    delayed: int = 0
    dead: int = 0
    # What keeps the mail server from taking anything at all.
    away: str | None = None

    @property
    def tried(self) -> int:
        """How many were taken up."""
        return self.sent + self.delayed + self.dead


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What came of one try: who got it, and what is wrong with the rest."""

    code: str | None = None
    final: bool = False
    away: bool = False
    taken_by: Collection[str] = ()

    @property
    def slow(self) -> bool:
        """Tell whether it cost so much time that other work should have its turn."""
        return self.code == _SLOW


def deliver_due(delivery: Delivery, *, now: datetime, limit: int = 50) -> Tally:
    """Send up to `limit` due messages; no message holds up another for longer than one try.

    Stops at once when the mail server is away, and after a try that was slow.
    """
    tally = Tally()
    _mark_late(delivery, now, tally)
    deliver_one = _deliver_unlocked if is_sqlite() else _deliver_locked
    for _ in range(limit):
        outcome = deliver_one(delivery, now, tally)
        if outcome is None or outcome.away or outcome.slow:
            break
    return tally


@contextmanager
def sole_drainer(file: Path) -> Iterator[None]:
    """Be the one process of this machine that drains, or raise AnotherDrainer."""
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with file.open("a") as held:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise AnotherDrainer(file=file) from error
        yield


def message_id(name_key: bytes, row: OutboxMessage) -> str:
    """Return the same Message-ID for a row however often it is sent."""
    made = crypto.keyed_digest(name_key, "mail", f"{row.id}|{row.created_at.isoformat()}")
    host = crypto.keyed_digest(name_key, "mail-host", b"")
    local = crypto.crockford(made, _ID_CHARACTERS).lower()
    return f"<{local}@{crypto.crockford(host, _ID_CHARACTERS).lower()}.invalid>"


def _deliver_unlocked(delivery: Delivery, now: datetime, tally: Tally) -> Outcome | None:
    row = _first_due(now)
    if row is None:
        return None
    row_id = row.id
    mail = _prepare(delivery, row)
    # The read ends here: nothing is held open while the mail server talks.
    db.session.rollback()
    outcome = mail if isinstance(mail, Outcome) else _hand_over(delivery, mail)
    delivery.unmarked[row_id] = outcome
    with transaction():
        _mark(delivery, db.session.get_one(OutboxMessage, row_id), outcome, now, tally)
    del delivery.unmarked[row_id]
    return outcome


def _deliver_locked(delivery: Delivery, now: datetime, tally: Tally) -> Outcome | None:
    with transaction():
        row = _first_due(now)
        if row is None:
            return None
        mail = _prepare(delivery, row)
        outcome = mail if isinstance(mail, Outcome) else _hand_over(delivery, mail)
        row_id = row.id
        delivery.unmarked[row_id] = outcome
        _mark(delivery, row, outcome, now, tally)
    del delivery.unmarked[row_id]
    return outcome


def _mark_late(delivery: Delivery, now: datetime, tally: Tally) -> None:
    """Mark what was handed over when the database took no mark, or raise what it raises still.

    Otherwise each turn on a full disk would send the same mail again.
    """
    for row_id, outcome in list(delivery.unmarked.items()):
        with transaction():
            row = db.session.get(OutboxMessage, row_id, with_for_update=True)
            if row is not None and row.state == OutboxState.READY:
                _mark(delivery, row, outcome, now, tally)
        del delivery.unmarked[row_id]


def _first_due(now: datetime) -> OutboxMessage | None:
    """Return the message to try next, locked where rows can be; None when nothing is due.

    What was never tried goes before what is tried again: that may cost time once more.
    """
    for tried in (OutboxMessage.attempts == 0, OutboxMessage.attempts > 0):
        # SQLite knows no such lock and needs none: one process drains.
        due = _due(now).where(tried).with_for_update(of=OutboxMessage, skip_locked=True)
        if row := db.session.scalars(due).one_or_none():
            return row
    return None


def _due(now: datetime) -> Select[OutboxMessage]:
    slow = aliased(OutboxMessage)
    # One recipient whose mail hangs costs one try at a time, not one for each message to them.
    hangs = (
        select(slow.id)
        .where(
            slow.state == OutboxState.READY.value,
            slow.last_error == _SLOW,
            ~is_due(slow, now),
            slow.recipient_kind == OutboxMessage.recipient_kind,
            slow.recipient_id == OutboxMessage.recipient_id,
            slow.recipient_role.is_not_distinct_from(OutboxMessage.recipient_role),
        )
        .exists()
    )
    return (
        select(OutboxMessage)
        .where(OutboxMessage.state == OutboxState.READY.value, is_due(OutboxMessage, now), ~hangs)
        .order_by(OutboxMessage.not_before, OutboxMessage.id)
        .limit(1)
    )


def is_due(row: type[OutboxMessage], now: datetime) -> ColumnElement[bool]:
    """Return the condition that a ready message is due, whatever the clock has done meanwhile.

    A message waits only after a failed try, and never longer than the pause after that try; a
    date further away than that was written by a clock that was wrong, or is read by one.
    """
    longer_than_any_pause = or_(
        row.attempts == 0,
        *(
            and_(row.attempts == number, row.not_before > now + pause)
            for number, pause in enumerate(BACK_OFF, start=1)
        ),
    )
    return or_(row.not_before <= now, longer_than_any_pause)


def _prepare(delivery: Delivery, row: OutboxMessage) -> OutgoingMail | Outcome:
    try:
        # First of all: where nothing is left to say, a missing address is no failure.
        content = delivery.render(from_json(row.message, row.payload))
        if content is None:
            return Outcome()
        book = delivery.address_book(row.recipient)
        if not book:
            return Outcome(code="no_address", final=True)
        got_it = set((row.taken_by or "").split())
        to = [each for each in book if _mark_of(delivery, row, each) not in got_it]
        if not to:
            return Outcome()
    except SQLAlchemyError:
        # The database is in trouble, not the message.
        raise
    except Exception:
        # One message that cannot be prepared must not stop those behind it.
        _log.exception("outbox message %d cannot be prepared", row.id)
        return Outcome(code="cannot_prepare")
    return OutgoingMail(message_id=message_id(delivery.name_key, row), to=to, content=content)


def _hand_over(delivery: Delivery, mail: OutgoingMail) -> Outcome:
    try:
        not_taken = delivery.transport(mail)
    except MailServerAway as error:
        return Outcome(code=_code("away", error), away=True)
    except MailRefused as error:
        return Outcome(code=_code("refused", error), final=True)
    except MailDelayed as error:
        return Outcome(code=_code("delayed", error))
    except Exception:
        # An address no header can bear, say: again later, and the next message now.
        _log.exception("mail %s cannot be handed over", mail.message_id)
        return Outcome(code="cannot_hand_over")
    if not not_taken:
        return Outcome(taken_by=mail.to)
    # Whoever may take it yet keeps it alive; those who never will are asked along and refuse.
    hopeful = [code for code in not_taken.values() if not is_final(code)]
    code = f"delayed_{hopeful[0]}" if hopeful else f"refused_{max(not_taken.values())}"
    taken_by = [each for each in mail.to if each not in not_taken]
    return Outcome(code=code, final=not hopeful, taken_by=taken_by)


def _mark(
    delivery: Delivery, row: OutboxMessage, outcome: Outcome, now: datetime, tally: Tally
) -> None:
    row.last_error = outcome.code
    if outcome.away:
        tally.away = outcome.code
        return
    row.attempts += 1
    marks = {_mark_of(delivery, row, each) for each in outcome.taken_by}
    if outcome.code is None:
        row.state, row.sent_at, row.taken_by = OutboxState.SENT.value, now, None
        tally.sent += 1
        return
    if marks:
        row.taken_by = " ".join(sorted(marks | set((row.taken_by or "").split())))
    if outcome.final or row.attempts > len(BACK_OFF):
        row.state = OutboxState.DEAD.value
        tally.dead += 1
        _log.error("outbox message %d given up: %s", row.id, outcome.code)
    else:
        row.not_before = now + BACK_OFF[row.attempts - 1]
        tally.delayed += 1


def _mark_of(delivery: Delivery, row: OutboxMessage, address: str) -> str:
    """Return what stands for an address beside a row: the outbox holds none."""
    made = crypto.keyed_digest(delivery.name_key, f"taken|{row.id}", address.encode())
    return crypto.crockford(made, _MARK_CHARACTERS)


def _code(what: str, error: Exception) -> str:
    return _NOT_CODE.sub("", f"{what}_{error}")[:60]
