"""Tables of answers and promises. Texts lie in the vault until they are published."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from feedback_service.foundation.database import Model, RowId


class Answer(Model):
    """One round of answering; a reopened case gets another one."""

    __tablename__ = "answers"
    __table_args__ = (
        UniqueConstraint("case_id", "round"),
        # What waits for a head, or for review, is asked on every page of an agency.
        Index(None, "stage", "agency_id", "case_id"),
        CheckConstraint(
            "stage IN ('draft', 'with_head', 'in_review', 'sent', 'returned')", "stage"
        ),
        CheckConstraint("stage <> 'sent' OR sent_at IS NOT NULL", "sent_has_instant"),
        CheckConstraint(
            "reviewed_by_id IS NULL OR reviewed_by_id <> approved_by_id", "two_persons"
        ),
    )

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    case_id: Mapped[int] = mapped_column(RowId, ForeignKey("cases.id"))
    round: Mapped[int]
    stage: Mapped[str]
    agency_id: Mapped[int] = mapped_column(RowId, ForeignKey("agencies.id"))
    outcome: Mapped[str]
    finding_text_id: Mapped[str | None]
    basis_text_id: Mapped[str | None]
    measures_text_id: Mapped[str | None]
    next_steps_text_id: Mapped[str | None]
    rule_tests: Mapped[dict[str, Any]] = mapped_column(JSON)
    drafted_by_id: Mapped[int] = mapped_column(RowId, ForeignKey("accounts.id"))
    drafted_at: Mapped[datetime]
    approved_by_id: Mapped[int | None] = mapped_column(RowId, ForeignKey("accounts.id"))
    approved_at: Mapped[datetime | None]
    reviewed_by_id: Mapped[int | None] = mapped_column(RowId, ForeignKey("accounts.id"))
    sent_at: Mapped[datetime | None]
    return_text_id: Mapped[str | None]
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 — SQLAlchemy reads it once


class PromiseRow(Model):
    """A promise with a date of its own."""

    __tablename__ = "promises"

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    answer_id: Mapped[int] = mapped_column(RowId, ForeignKey("answers.id"), index=True)
    text_id: Mapped[str]
    due_on: Mapped[date]
    kept_on: Mapped[date | None]
