"""The outbox: what is to be sent, written in the transaction of the act it tells of."""

import json
from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from feedback_service.foundation.database import Model, RowId
from feedback_service.notifications.messages import Recipient, RecipientKind


class OutboxState(StrEnum):
    """What became of a message."""

    READY = "ready"
    SENT = "sent"
    DEAD = "dead"

    @property
    def label(self) -> str:
        """What people read."""
        return {"ready": "đang chờ gửi", "sent": "đã gửi", "dead": "đã bỏ"}[self.value]


class OutboxMessage(Model):
    """One message to one recipient: codes and numbers only, no name, no address, no free text."""

    __tablename__ = "outbox"
    __table_args__ = (
        CheckConstraint("state IN ('ready', 'sent', 'dead')", name="state"),
        CheckConstraint(
            "recipient_kind IN ('author', 'account', 'agency', 'role', 'subscriber')",
            name="recipient_kind",
        ),
        CheckConstraint("attempts >= 0", name="attempts"),
        # The drainer asks for what is due, oldest first.
        Index("ix_outbox_state_not_before_id", "state", "not_before", "id"),
    )

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    dedupe_key: Mapped[str] = mapped_column(String(200), unique=True)
    message: Mapped[str] = mapped_column(String(60))
    payload: Mapped[str]
    recipient_kind: Mapped[str] = mapped_column(String(10))
    recipient_id: Mapped[int] = mapped_column(RowId)
    recipient_role: Mapped[str | None] = mapped_column(String(40))
    state: Mapped[str] = mapped_column(String(10))
    attempts: Mapped[int]
    not_before: Mapped[datetime]
    created_at: Mapped[datetime]
    # A code such as delayed_451 or refused_550; servers quote addresses in their sentences.
    last_error: Mapped[str | None] = mapped_column(String(60))
    sent_at: Mapped[datetime | None]
    # While some of the addresses behind a recipient have taken it and some not: who has, as marks.
    taken_by: Mapped[str | None]

    @property
    def recipient(self) -> Recipient:
        """Whom it is for."""
        return Recipient(
            kind=RecipientKind(self.recipient_kind),
            id=self.recipient_id,
            role=self.recipient_role,
            about=json.loads(self.payload).get("reference"),
        )
