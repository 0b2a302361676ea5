"""Tables of oversight: numbers and dates alone; columns ending in text_id point into the vault."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from feedback_service.foundation.database import Model, RowId


class Alert(Model):
    """Somebody is to be told of the date of a clock, and was in the digest of a day."""

    __tablename__ = "alerts"
    __table_args__ = (
        CheckConstraint("(account_id IS NULL) <> (agency_id IS NULL)", "one_recipient"),
        Index(
            "uq_alerts_waiting_account",
            "clock_id",
            "account_id",
            unique=True,
            sqlite_where=text("digest_on IS NULL AND account_id IS NOT NULL"),
            postgresql_where=text("digest_on IS NULL AND account_id IS NOT NULL"),
        ),
        Index(
            "uq_alerts_waiting_agency",
            "clock_id",
            "agency_id",
            unique=True,
            sqlite_where=text("digest_on IS NULL AND agency_id IS NOT NULL"),
            postgresql_where=text("digest_on IS NULL AND agency_id IS NOT NULL"),
        ),
        Index(None, "account_id", "digest_on"),
        Index(None, "agency_id", "digest_on"),
    )

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    clock_id: Mapped[int] = mapped_column(RowId, ForeignKey("case_clocks.id"))
    account_id: Mapped[int | None] = mapped_column(RowId, ForeignKey("accounts.id"))
    # An agency's mailbox, where no officer has the case.
    agency_id: Mapped[int | None] = mapped_column(RowId, ForeignKey("agencies.id"))
    # None: not yet in a digest.
    digest_on: Mapped[date | None]


class ProgressNote(Model):
    """What the author of a late case was told: a note, or that nobody wrote one in time.

    Appended, never edited. Without a text it is the service's own word, and `missed` counts the
    weeks in which the agency told nothing.
    """

    __tablename__ = "progress_notes"
    __table_args__ = (
        CheckConstraint("(text_id IS NULL) = (missed > 0)", "note_or_missed"),
        CheckConstraint("(text_id IS NULL) = (account_id IS NULL)", "written_by"),
        Index(None, "case_id", "id"),
        Index(None, "agency_id"),
    )

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    case_id: Mapped[int] = mapped_column(RowId, ForeignKey("cases.id"))
    # Who owed it: the lead agency, or the focal point where the case lies with it.
    agency_id: Mapped[int | None] = mapped_column(RowId, ForeignKey("agencies.id"))
    told_on: Mapped[date]
    told_at: Mapped[datetime]
    text_id: Mapped[str | None]
    account_id: Mapped[int | None] = mapped_column(RowId, ForeignKey("accounts.id"))
    missed: Mapped[int] = mapped_column(default=0)


class Extension(Model):
    """The lead asks once for more time and another person decides; the promised date stays."""

    __tablename__ = "extensions"
    __table_args__ = (
        UniqueConstraint("case_id"),
        CheckConstraint("decided_by_id <> asked_by_id", "two_persons"),
        CheckConstraint(
            "(decided_at IS NULL) = (decided_by_id IS NULL)"
            " AND (decided_at IS NULL) = (granted IS NULL)",
            "decided",
        ),
    )

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    case_id: Mapped[int] = mapped_column(RowId, ForeignKey("cases.id"))
    until_on: Mapped[date]
    reason_text_id: Mapped[str]
    asked_by_id: Mapped[int] = mapped_column(RowId, ForeignKey("accounts.id"))
    asked_at: Mapped[datetime]
    decided_by_id: Mapped[int | None] = mapped_column(RowId, ForeignKey("accounts.id"))
    decided_at: Mapped[datetime | None]
    granted: Mapped[bool | None]


class Apology(Model):
    """A letter of apology: why it is late and a new day, signed by the head; appended."""

    __tablename__ = "apologies"
    __table_args__ = (
        CheckConstraint("kind IN ('answer', 'dossier')", "kind"),
        CheckConstraint("(kind = 'answer') = (clock_id IS NOT NULL)", "of_a_clock"),
        UniqueConstraint("clock_id"),
        Index(
            "uq_apologies_dossier",
            "case_id",
            unique=True,
            sqlite_where=text("kind = 'dossier'"),
            postgresql_where=text("kind = 'dossier'"),
        ),
        Index(None, "case_id"),
    )

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    case_id: Mapped[int] = mapped_column(RowId, ForeignKey("cases.id"))
    kind: Mapped[str]
    # The clock of the answer that is late; none for a dossier.
    clock_id: Mapped[int | None] = mapped_column(RowId, ForeignKey("case_clocks.id"))
    agency_id: Mapped[int] = mapped_column(RowId, ForeignKey("agencies.id"))
    reason_text_id: Mapped[str]
    # None: signed before apologies were numbered letters.
    letter_id: Mapped[int | None] = mapped_column(RowId, ForeignKey("letters.id"))
    new_on: Mapped[date]
    signed_by_id: Mapped[int] = mapped_column(RowId, ForeignKey("accounts.id"))
    signed_at: Mapped[datetime]


class Reminder(Model):
    """A numbered reminder (đôn đốc) to an agency about cases that are late."""

    __tablename__ = "reminders"
    __table_args__ = (
        UniqueConstraint("year", "number"),
        CheckConstraint("parent_id IS NULL OR parent_told_on IS NOT NULL", "parent_told"),
        Index(None, "agency_id", "id"),
        Index(None, "escalate_on"),
    )

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    year: Mapped[int]
    number: Mapped[int]
    agency_id: Mapped[int] = mapped_column(RowId, ForeignKey("agencies.id"))
    due_on: Mapped[date]
    sent_by_id: Mapped[int] = mapped_column(RowId, ForeignKey("accounts.id"))
    sent_at: Mapped[datetime]
    # When the next one above is told, unless the agency has answered by then; None: nobody more.
    escalate_on: Mapped[date | None]
    head_told_on: Mapped[date | None]
    parent_told_on: Mapped[date | None]
    parent_id: Mapped[int | None] = mapped_column(RowId, ForeignKey("agencies.id"))


class RemindedCase(Model):
    """A case that a reminder is about; its words lie under the key of each case."""

    __tablename__ = "reminded_cases"
    __table_args__ = (Index(None, "case_id"),)

    reminder_id: Mapped[int] = mapped_column(
        RowId, ForeignKey("reminders.id"), primary_key=True, autoincrement=False
    )
    case_id: Mapped[int] = mapped_column(
        RowId, ForeignKey("cases.id"), primary_key=True, autoincrement=False
    )
    text_id: Mapped[str]
    # None: sent before reminders were numbered letters, or where the desk is barred.
    letter_id: Mapped[int | None] = mapped_column(RowId, ForeignKey("letters.id"))
