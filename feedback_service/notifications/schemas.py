"""The outbox as operators see it."""

from typing import TypedDict

from feedback_service.notifications.models import OutboxMessage, OutboxState


class OutboxLine(TypedDict):
    """One row, in plain values."""

    id: int
    message: str
    recipient: str
    state: str
    state_label: str
    attempts: int
    not_before: str
    created_at: str
    sent_at: str | None
    last_error: str | None


def outbox_line(row: OutboxMessage) -> OutboxLine:
    """Return a row in plain values; instants as ISO 8601."""
    return OutboxLine(
        id=row.id,
        message=row.message,
        recipient=f"{row.recipient_kind}:{row.recipient_id}",
        state=row.state,
        state_label=OutboxState(row.state).label,
        attempts=row.attempts,
        not_before=row.not_before.isoformat(),
        created_at=row.created_at.isoformat(),
        sent_at=row.sent_at.isoformat() if row.sent_at else None,
        last_error=row.last_error,
    )
