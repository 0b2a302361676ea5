"""Draining the outbox: take the oldest due message, hand it over, mark it.

A message is sent, then marked: a process that dies in between sends it once more, under the same
Message-ID, so that a mailbox may know it again. Never the other way round, which would lose it.

What keeps two drainers apart dies with the process, so no clock takes part in it: on SQLite the
caller holds `sole_drainer` and no transaction is open while the mail server talks; on PostgreSQL
the row stays locked while it is sent, and others skip it.
"""

import fcntl
import logging
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Protocol

from sqlalchemy import Select, select
from sqlalchemy.exc import SQLAlchemyError

from feedback_service.foundation import crypto
from feedback_service.foundation.database import db, is_sqlite, transaction
from feedback_service.foundation.mail import MailDelayed, MailRefused
from feedback_service.notifications.errors import AnotherDrainer
from feedback_service.notifications.messages import Message, Recipient, from_json
from feedback_service.notifications.models import OutboxMessage, OutboxState

# Nearly four hours in all; then it is given up and shows up as an alarm.
BACK_OFF = tuple(timedelta(seconds=s) for s in (5, 15, 40, 120, 300, 600, 1800, 3600, 3600, 3600))
_NOT_CODE = re.compile(r"[^A-Za-z0-9_]")
_ID_CHARACTERS = 24
_log = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class Rendered:
    """What a message says."""

    subject: str
    body: str
    html: str


@dataclass(frozen=True, kw_only=True)
class OutgoingMail:
    """A rendered message, addressed and named, ready for a transport."""

    message_id: str
    to: list[str]
    content: Rendered


class HandsOver(Protocol):
    """Takes one mail and returns when it has been handed over."""

    def __call__(self, mail: OutgoingMail) -> None:
        """Hand over, or raise MailRefused or MailDelayed."""


@dataclass(frozen=True, kw_only=True)
class Delivery:
    """All that sending needs and this package does not know."""

    transport: HandsOver
    address_book: Callable[[Recipient], list[str]]
    render: Callable[[Message], Rendered]
    # Names this installation in Message-IDs without saying anything about it.
    name_key: bytes


@dataclass(kw_only=True)
class Tally:
    """What became of the messages of one run."""

    sent: int = 0
    delayed: int = 0
    dead: int = 0

    @property
    def tried(self) -> int:
        """How many were taken up."""
        return self.sent + self.delayed + self.dead


@dataclass(frozen=True, kw_only=True)
class _Failure:
    code: str
    final: bool


def deliver_due(delivery: Delivery, *, now: datetime, limit: int = 50) -> Tally:
    """Send up to `limit` due messages, the longest due first; no message holds up another."""
    tally = Tally()
    deliver_one = _deliver_unlocked if is_sqlite() else _deliver_locked
    for _ in range(limit):
        if not deliver_one(delivery, now, tally):
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


def _deliver_unlocked(delivery: Delivery, now: datetime, tally: Tally) -> bool:
    row = db.session.scalars(_next_due(now)).one_or_none()
    if row is None:
        return False
    row_id = row.id
    mail = _prepare(delivery, row)
    # The read ends here: nothing is held open while the mail server talks.
    db.session.rollback()
    failure = mail if isinstance(mail, _Failure) else _hand_over(delivery, mail)
    with transaction():
        _mark(db.session.get_one(OutboxMessage, row_id), failure, now, tally)
    return True


def _deliver_locked(delivery: Delivery, now: datetime, tally: Tally) -> bool:
    with transaction():
        row = db.session.scalars(_next_due(now).with_for_update(skip_locked=True)).one_or_none()
        if row is None:
            return False
        mail = _prepare(delivery, row)
        failure = mail if isinstance(mail, _Failure) else _hand_over(delivery, mail)
        _mark(row, failure, now, tally)
    return True


def _next_due(now: datetime) -> Select[OutboxMessage]:
    return (
        select(OutboxMessage)
        .where(OutboxMessage.state == OutboxState.READY.value, OutboxMessage.not_before <= now)
        .order_by(OutboxMessage.not_before, OutboxMessage.id)
        .limit(1)
    )


def _prepare(delivery: Delivery, row: OutboxMessage) -> OutgoingMail | _Failure:
    try:
        to = delivery.address_book(row.recipient)
        if not to:
            return _Failure(code="no_address", final=True)
        content = delivery.render(from_json(row.message, row.payload))
    except SQLAlchemyError:
        # The database is in trouble, not the message.
        raise
    except Exception:
        # One message that cannot be prepared must not stop those behind it.
        _log.exception("outbox message %d cannot be prepared", row.id)
        return _Failure(code="cannot_prepare", final=False)
    return OutgoingMail(message_id=message_id(delivery.name_key, row), to=to, content=content)


def _hand_over(delivery: Delivery, mail: OutgoingMail) -> _Failure | None:
    try:
        delivery.transport(mail)
    except MailRefused as error:
        return _Failure(code=_code("refused", error), final=True)
    except MailDelayed as error:
        return _Failure(code=_code("delayed", error), final=False)
    except Exception:
        # A full disk, an address no header can bear: again later, and the next message now.
        _log.exception("mail %s cannot be handed over", mail.message_id)
        return _Failure(code="cannot_hand_over", final=False)
    return None


def _mark(row: OutboxMessage, failure: _Failure | None, now: datetime, tally: Tally) -> None:
    row.attempts += 1
    row.last_error = failure.code if failure else None
    if failure is None:
        row.state, row.sent_at = OutboxState.SENT.value, now
        tally.sent += 1
    elif failure.final or row.attempts > len(BACK_OFF):
        row.state = OutboxState.DEAD.value
        tally.dead += 1
        _log.error("outbox message %d given up: %s", row.id, failure.code)
    else:
        row.not_before = now + BACK_OFF[row.attempts - 1]
        tally.delayed += 1


def _code(what: str, error: Exception) -> str:
    return _NOT_CODE.sub("", f"{what}_{error}")[:60]
