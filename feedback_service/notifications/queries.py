"""Reads over the outbox, for operators: what waits, what was given up, since when."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select

from feedback_service.foundation.database import db
from feedback_service.notifications.models import OutboxMessage, OutboxState

# What a person should hear of.
LONGEST_WAIT = timedelta(minutes=5)


@dataclass(frozen=True, kw_only=True)
class OutboxHealth:
    """How the outbox stands; `oldest_wait` is how long the oldest due message has been due.

    `oldest_error` is the code of what last kept that message back.
    """

    ready: int
    dead: int
    oldest_wait: timedelta
    oldest_error: str | None = None

    @property
    def stalled(self) -> bool:
        """Tell whether mail waits that should have gone out."""
        return self.oldest_wait > LONGEST_WAIT


def list_outbox(*, state: str | None = None, limit: int = 50) -> list[OutboxMessage]:
    """Return rows of the outbox, newest first."""
    found = select(OutboxMessage).order_by(OutboxMessage.id.desc()).limit(limit)
    if state is not None:
        found = found.where(OutboxMessage.state == OutboxState(state).value)
    return list(db.session.scalars(found))


def outbox_health(*, now: datetime) -> OutboxHealth:
    """Return how the outbox stands, for alarms."""
    counted = select(OutboxMessage.state, func.count()).group_by(OutboxMessage.state)
    counts = dict(iter(db.session.execute(counted)))
    oldest = db.session.execute(
        select(OutboxMessage.not_before, OutboxMessage.last_error)
        .where(OutboxMessage.state == OutboxState.READY.value, OutboxMessage.not_before <= now)
        .order_by(OutboxMessage.not_before, OutboxMessage.id)
        .limit(1)
    ).one_or_none()
    due, error = oldest or (now, None)
    return OutboxHealth(
        ready=counts.get(OutboxState.READY.value, 0),
        dead=counts.get(OutboxState.DEAD.value, 0),
        oldest_wait=now - due,
        oldest_error=error,
    )
