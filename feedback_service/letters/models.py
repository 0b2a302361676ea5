"""Tables of letters: their numbers, their texts, and where each printed file lies."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from feedback_service.foundation.database import Model, RowId
from feedback_service.letters.kinds import LetterKind

_KINDS = ", ".join(f"'{kind}'" for kind in LetterKind)


class LetterCounter(Model):
    """The last number an agency gave in a year; taken in the transaction of the letter itself."""

    __tablename__ = "letter_counters"

    agency_id: Mapped[int] = mapped_column(
        RowId, ForeignKey("agencies.id"), primary_key=True, autoincrement=False
    )
    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    last: Mapped[int]


class LetterWording(Model):
    """A version of the text of one kind of letter of an agency; appended.

    A version without words goes back to the text that comes with the service.
    """

    __tablename__ = "letter_wordings"
    __table_args__ = (
        UniqueConstraint("agency_id", "kind", "number"),
        CheckConstraint(f"kind IN ({_KINDS})", "kind"),
        CheckConstraint(
            "(subject IS NULL) = (opening IS NULL) AND (subject IS NULL) = (closing IS NULL)",
            "whole_or_none",
        ),
    )

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    agency_id: Mapped[int] = mapped_column(RowId, ForeignKey("agencies.id"))
    kind: Mapped[str]
    number: Mapped[int]
    subject: Mapped[str | None]
    opening: Mapped[str | None]
    closing: Mapped[str | None]
    written_by_id: Mapped[int] = mapped_column(RowId, ForeignKey("accounts.id"))
    written_at: Mapped[datetime]


class Letter(Model):
    """One letter: its number, its sealed content, and the digest of the file printed from it."""

    __tablename__ = "letters"
    __table_args__ = (
        UniqueConstraint("agency_id", "year", "number"),
        UniqueConstraint("case_id", "kind", "round"),
        CheckConstraint(f"kind IN ({_KINDS})", "kind"),
        CheckConstraint("state IN ('waiting', 'printed', 'page_only')", "state"),
        CheckConstraint(
            "(state = 'printed') = (sha256 IS NOT NULL)"
            " AND (sha256 IS NULL) = (size_bytes IS NULL)"
            " AND (sha256 IS NULL) = (printed_at IS NULL)",
            "printed_is_known",
        ),
        Index(
            "ix_letters_waiting",
            "id",
            sqlite_where=text("state = 'waiting'"),
            postgresql_where=text("state = 'waiting'"),
        ),
    )

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    case_id: Mapped[int] = mapped_column(RowId, ForeignKey("cases.id"))
    kind: Mapped[str]
    round: Mapped[int]
    agency_id: Mapped[int] = mapped_column(RowId, ForeignKey("agencies.id"))
    year: Mapped[int]
    number: Mapped[int]
    written_number: Mapped[str]
    issued_on: Mapped[date]
    issued_at: Mapped[datetime]
    # Nobody for what the author asked for.
    issued_by_id: Mapped[int | None] = mapped_column(RowId, ForeignKey("accounts.id"))
    content_text_id: Mapped[str] = mapped_column(ForeignKey("sealed_texts.id"))
    state: Mapped[str]
    attempts: Mapped[int] = mapped_column(default=0)
    # Given with the row: a second attempt writes over the first and leaves nothing behind.
    storage_name: Mapped[str] = mapped_column(String(80), unique=True)
    # Of the plain file: whoever holds one can check it.
    sha256: Mapped[str | None] = mapped_column(String(64))
    size_bytes: Mapped[int | None]
    printed_at: Mapped[datetime | None]
