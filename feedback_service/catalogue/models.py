"""Tables of procedures, of their changes, and of remit."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from feedback_service.foundation.database import Model, RowId


class Procedure(Model):
    """An administrative procedure as last published."""

    __tablename__ = "procedures"
    __table_args__ = (
        CheckConstraint("status IN ('in_force', 'repealed')", name="status"),
        CheckConstraint("statutory_days IS NULL OR statutory_days >= 0", name="statutory_days"),
        CheckConstraint("version >= 1", name="version"),
        Index("ix_procedures_title_folded_code", "title_folded", "code"),
        Index("ix_procedures_field_key_title_folded", "field_key", "title_folded"),
    )

    code: Mapped[str] = mapped_column(primary_key=True)
    # False where the source gave none and the code was made from the title.
    code_is_official: Mapped[bool] = mapped_column(default=True)
    title: Mapped[str]
    title_folded: Mapped[str]
    field: Mapped[str] = mapped_column(default="")
    field_key: Mapped[str] = mapped_column(default="")
    # Levels in the order central,province,commune,other, joined by commas; "" when not published.
    level: Mapped[str] = mapped_column(default="")
    level_as_published: Mapped[str] = mapped_column(default="")
    agency_as_published: Mapped[str] = mapped_column(default="")
    ministry: Mapped[str] = mapped_column(default="")
    agency_kind: Mapped[str | None]
    field_owner: Mapped[str | None]
    decision: Mapped[str] = mapped_column(default="")
    source: Mapped[str] = mapped_column(default="")
    statutory_days: Mapped[int | None]
    status: Mapped[str] = mapped_column(default="in_force")
    version: Mapped[int] = mapped_column(default=1)
    valid_from: Mapped[date | None]
    valid_to: Mapped[date | None]


class ProcedureChange(Model):
    """What a later import changed in a procedure, and when."""

    __tablename__ = "procedure_changes"
    __table_args__ = (
        UniqueConstraint("procedure_code", "version"),
        CheckConstraint("kind IN ('added', 'changed', 'repealed', 'restored')", name="kind"),
        Index("ix_procedure_changes_changed_on_id", "changed_on", "id"),
    )

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    procedure_code: Mapped[str] = mapped_column(ForeignKey("procedures.code"))
    version: Mapped[int]
    kind: Mapped[str]
    changed_on: Mapped[date]
    decision: Mapped[str] = mapped_column(default="")
    # A JSON object: name of the column -> its value before this change.
    before: Mapped[str] = mapped_column(default="{}")


class Remit(Model):
    """What a kind of agency is competent for: field x level x area, from a day to a day.

    A row is never written over: the one that takes its place begins with the version it ends with.
    """

    __tablename__ = "remits"
    __table_args__ = (
        CheckConstraint(
            "level IS NULL OR level IN ('central', 'province', 'commune')", name="level"
        ),
        CheckConstraint("valid_to IS NULL OR valid_to >= valid_from", name="valid_dates"),
        Index("ix_remits_field_key", "field_key"),
    )

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    field: Mapped[str]
    field_key: Mapped[str]
    level: Mapped[str | None]
    area_code: Mapped[str | None] = mapped_column(ForeignKey("areas.code"), index=True)
    agency_kind: Mapped[str]
    # Names one agency where its kind does not; ".thads" stands for the served province's.
    agency_code: Mapped[str] = mapped_column(default="")
    legal_basis: Mapped[str] = mapped_column(default="")
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    # The row that this one was first written as; None: this is the first.
    number: Mapped[int | None] = mapped_column(RowId)
    # Numbers of changes (routing), 0 for what was laid down before any; None: it stands.
    since_version: Mapped[int] = mapped_column(RowId, default=0, server_default="0")
    until_version: Mapped[int | None] = mapped_column(RowId)
