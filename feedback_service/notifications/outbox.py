"""Writing messages down, in the transaction of the act they tell of, and trying them again."""

from datetime import datetime

from sqlalchemy import func, select, update

from feedback_service.foundation.database import db
from feedback_service.foundation.inserts import insert_unless_there, new_row
from feedback_service.notifications.errors import MessageMissing, NothingToRetry
from feedback_service.notifications.messages import Message, RecipientKind, to_json
from feedback_service.notifications.models import OutboxMessage, OutboxState


def enqueue(
    message: Message,
    *,
    recipient_kind: str,
    recipient_id: int,
    dedupe_key: str,
    now: datetime,
    recipient_role: str | None = None,
) -> bool:
    """Write a message down within the caller's transaction; False when its key was there before.

    `recipient_id` is a case for an author, an agency (0: any) for a role. Raises ValueError for a
    message that holds anything but codes, numbers and dates.
    """
    row = new_row(
        OutboxMessage,
        dedupe_key=dedupe_key,
        message=message.name(),
        payload=to_json(message),
        recipient_kind=RecipientKind(recipient_kind).value,
        recipient_id=recipient_id,
        recipient_role=recipient_role,
        state=OutboxState.READY.value,
        attempts=0,
        not_before=now,
        created_at=now,
    )
    return insert_unless_there(row)


def newest_message() -> int:
    """Return the number of the last message that was written down; 0 before the first."""
    return db.session.scalar(select(func.max(OutboxMessage.id))) or 0


def put_down_now(*, after: int, now: datetime) -> None:
    """Date the messages after a number to now: a story of days gone by sends its mail today."""
    db.session.execute(
        update(OutboxMessage)
        .where(OutboxMessage.id > after, OutboxMessage.state == OutboxState.READY.value)
        .values(not_before=now, created_at=now)
    )


def hold_unsent(dedupe_key: str) -> bool:
    """Tell whether a message still waits to be sent, and keep it from being sent meanwhile."""
    query = select(OutboxMessage.id).where(
        OutboxMessage.dedupe_key == dedupe_key, OutboxMessage.state == OutboxState.READY.value
    )
    # What is being sent this very moment is as good as sent.
    return db.session.scalar(query.with_for_update(skip_locked=True)) is not None


def retry(message_id: int, *, now: datetime) -> None:
    """Make a message that was given up due again; raises MessageMissing or NothingToRetry."""
    row = db.session.get(OutboxMessage, message_id)
    if row is None:
        raise MessageMissing(id=message_id)
    if row.state != OutboxState.DEAD:
        raise NothingToRetry(id=message_id, state=OutboxState(row.state).label)
    row.state, row.attempts, row.not_before = OutboxState.READY.value, 0, now
    db.session.flush()


def retry_all(*, now: datetime) -> int:
    """Make every message that was given up due again; return how many that were."""
    rows = db.session.scalars(
        update(OutboxMessage)
        .where(OutboxMessage.state == OutboxState.DEAD.value)
        .values(state=OutboxState.READY.value, attempts=0, not_before=now)
        .returning(OutboxMessage.id)
    )
    return len(rows.all())
