"""Tables of the vault: per-case keys, encrypted texts, sealed identities, requests to unseal."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from feedback_service.foundation.database import Model, RowId


class UnsealState(StrEnum):
    """What became of a request to unseal."""

    ASKED = "asked"
    OPENED = "opened"
    REFUSED = "refused"


class ContentKey(Model):
    """The key of one case, wrapped by the installation's content key."""

    __tablename__ = "content_keys"

    case_id: Mapped[int] = mapped_column(
        RowId, ForeignKey("cases.id"), primary_key=True, autoincrement=False
    )
    wrapped: Mapped[bytes]


class SealedText(Model):
    """One text of a case, encrypted under the case's key; appended, never edited."""

    __tablename__ = "sealed_texts"
    __table_args__ = (Index(None, "case_id", "purpose"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(RowId, ForeignKey("cases.id"))
    purpose: Mapped[str]
    body: Mapped[bytes]


class Identity(Model):
    """Who an author is: two sealed boxes, opened by different keys, neither held by the web."""

    __tablename__ = "identities"

    case_id: Mapped[int] = mapped_column(
        RowId, ForeignKey("cases.id"), primary_key=True, autoincrement=False
    )
    identity_box: Mapped[bytes]
    contact_box: Mapped[bytes | None]
    # What the author sees again: first letters and last digits, encrypted like any text.
    hints_id: Mapped[str | None] = mapped_column(ForeignKey("sealed_texts.id"))
    # Name and contact for the handling office, only where the author ticked it; never in
    # conduct cases.
    shared_id: Mapped[str | None] = mapped_column(ForeignKey("sealed_texts.id"))
    sealed_at: Mapped[datetime]


class UnsealRequest(Model):
    """A request to open an identity: asked by one person, decided by another."""

    __tablename__ = "unseal_requests"
    __table_args__ = (
        CheckConstraint("decided_by_id IS NULL OR decided_by_id <> asked_by_id", "two_persons"),
        CheckConstraint("state IN ('asked', 'opened', 'refused')", "state"),
    )

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    case_id: Mapped[int] = mapped_column(RowId, ForeignKey("cases.id"), index=True)
    asked_by_id: Mapped[int] = mapped_column(RowId, ForeignKey("accounts.id"))
    asked_at: Mapped[datetime]
    reason_id: Mapped[str] = mapped_column(ForeignKey("sealed_texts.id"))
    state: Mapped[str]
    decided_by_id: Mapped[int | None] = mapped_column(RowId, ForeignKey("accounts.id"))
    decided_at: Mapped[datetime | None]
