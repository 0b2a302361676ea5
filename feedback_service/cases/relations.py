"""Tables of what ties one case to another: alike, answered together, merged, split."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from feedback_service.foundation.database import Model, RowId


class Likeness(Model):
    """A case that was compared, and the first that says the same: itself, where none did before.

    Nothing is first for a text that is too short to be compared.
    """

    __tablename__ = "likenesses"

    case_id: Mapped[int] = mapped_column(
        RowId, ForeignKey("cases.id"), primary_key=True, autoincrement=False
    )
    first_case_id: Mapped[int | None] = mapped_column(RowId, ForeignKey("cases.id"), index=True)


class LikenessBand(Model):
    """A keyed hash of what a first case says, by which it is found."""

    __tablename__ = "likeness_bands"
    __table_args__ = (Index(None, "case_id"),)

    band: Mapped[bytes] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(
        RowId, ForeignKey("likenesses.case_id"), primary_key=True, autoincrement=False
    )


class Correction(Model):
    """Where a person sent a case that the rules had sent elsewhere, by keyed hashes of its text.

    It decides for the next case that says the same. No word of the text is in it.
    """

    __tablename__ = "corrections"
    __table_args__ = (Index(None, "exact"),)

    case_id: Mapped[int] = mapped_column(
        RowId, ForeignKey("cases.id"), primary_key=True, autoincrement=False
    )
    agency_id: Mapped[int] = mapped_column(RowId, ForeignKey("agencies.id"))
    account_id: Mapped[int] = mapped_column(RowId, ForeignKey("accounts.id"))
    at: Mapped[datetime]
    exact: Mapped[bytes]
    # None for a text too short to be compared.
    sketch: Mapped[bytes | None]


class CorrectionBand(Model):
    """A keyed hash of what a corrected case says, by which like ones find it."""

    __tablename__ = "correction_bands"
    __table_args__ = (Index(None, "case_id"),)

    band: Mapped[bytes] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(
        RowId, ForeignKey("corrections.case_id"), primary_key=True, autoincrement=False
    )


class GroupMember(Model):
    """A case that gets the answer of another, the leading one, from one instant to another."""

    __tablename__ = "group_members"
    __table_args__ = (
        CheckConstraint("case_id <> leading_case_id", "two_cases"),
        Index(
            "uq_group_members_now",
            "case_id",
            unique=True,
            sqlite_where=text("until_at IS NULL"),
            postgresql_where=text("until_at IS NULL"),
        ),
        Index(None, "leading_case_id", "until_at"),
    )

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    leading_case_id: Mapped[int] = mapped_column(RowId, ForeignKey("cases.id"))
    case_id: Mapped[int] = mapped_column(RowId, ForeignKey("cases.id"), index=True)
    from_at: Mapped[datetime]
    until_at: Mapped[datetime | None]


class Merge(Model):
    """A case that ended because an earlier one is about the same matter."""

    __tablename__ = "merges"
    __table_args__ = (
        CheckConstraint("case_id <> into_case_id", "two_cases"),
        CheckConstraint("reason_code IN ('author_said', 'same_text')", "reason"),
        Index(
            "uq_merges_now",
            "case_id",
            unique=True,
            sqlite_where=text("undone_at IS NULL"),
            postgresql_where=text("undone_at IS NULL"),
        ),
        Index(None, "into_case_id"),
    )

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    case_id: Mapped[int] = mapped_column(RowId, ForeignKey("cases.id"), index=True)
    into_case_id: Mapped[int] = mapped_column(RowId, ForeignKey("cases.id"))
    reason_code: Mapped[str]
    text_id: Mapped[str]
    merged_at: Mapped[datetime]
    undone_at: Mapped[datetime | None]


class CasePart(Model):
    """A case that was split from another; the author's one key opens both."""

    __tablename__ = "case_parts"
    __table_args__ = (CheckConstraint("case_id <> whole_case_id", "two_cases"),)

    case_id: Mapped[int] = mapped_column(
        RowId, ForeignKey("cases.id"), primary_key=True, autoincrement=False
    )
    whole_case_id: Mapped[int] = mapped_column(RowId, ForeignKey("cases.id"), index=True)
