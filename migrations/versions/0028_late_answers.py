"""What is told to the authors of late cases: progress, more time, apologies.

Revision ID: 0028
Revises: 0027

Whoever is late already has a week from the day of the change to say how it stands.
"""

from datetime import UTC, datetime, timedelta, timezone

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
HANOI = timezone(timedelta(hours=7))
CLOCKS = sa.table(
    "case_clocks",
    sa.column("code", sa.Text),
    sa.column("overdue_on", sa.Date),
    sa.column("ended_on", sa.Date),
    sa.column("notice_on", sa.Date),
)


def upgrade() -> None:
    """Add the column and the tables."""
    op.add_column("case_clocks", sa.Column("notice_on", sa.Date(), nullable=True))
    late = sa.text("ended_on IS NULL AND notice_on IS NOT NULL")
    op.create_index(
        "ix_case_clocks_notice",
        "case_clocks",
        ["notice_on"],
        sqlite_where=late,
        postgresql_where=late,
    )
    in_a_week = datetime.now(UTC).astimezone(HANOI).date() + timedelta(days=7)
    op.execute(
        CLOCKS.update()
        .where(
            CLOCKS.c.ended_on.is_(None),
            CLOCKS.c.overdue_on.is_not(None),
            CLOCKS.c.code.in_(("answer", "answer_legal_document")),
        )
        .values(notice_on=in_a_week)
    )
    _add_notes()
    _add_extensions()
    _add_apologies()


def downgrade() -> None:
    """Drop them."""
    for table in ("apologies", "extensions", "progress_notes"):
        op.drop_table(table)
    op.drop_index("ix_case_clocks_notice", table_name="case_clocks")
    op.drop_column("case_clocks", "notice_on")


def _add_notes() -> None:
    op.create_table(
        "progress_notes",
        sa.Column("id", BIG, nullable=False),
        sa.Column("case_id", BIG, nullable=False),
        sa.Column("agency_id", BIG, nullable=True),
        sa.Column("told_on", sa.Date(), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("text_id", sa.Text(), nullable=True),
        sa.Column("account_id", BIG, nullable=True),
        sa.Column("missed", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(text_id IS NULL) = (missed > 0)", name=op.f("ck_progress_notes_note_or_missed")
        ),
        sa.CheckConstraint(
            "(text_id IS NULL) = (account_id IS NULL)", name=op.f("ck_progress_notes_written_by")
        ),
        *_foreign("progress_notes", case_id="cases", agency_id="agencies", account_id="accounts"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_progress_notes")),
    )
    op.create_index(op.f("ix_progress_notes_case_id_id"), "progress_notes", ["case_id", "id"])
    op.create_index(op.f("ix_progress_notes_agency_id"), "progress_notes", ["agency_id"])


def _add_extensions() -> None:
    op.create_table(
        "extensions",
        sa.Column("id", BIG, nullable=False),
        sa.Column("case_id", BIG, nullable=False),
        sa.Column("until_on", sa.Date(), nullable=False),
        sa.Column("reason_text_id", sa.Text(), nullable=False),
        sa.Column("asked_by_id", BIG, nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by_id", BIG, nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("granted", sa.Boolean(), nullable=True),
        sa.CheckConstraint("decided_by_id <> asked_by_id", name=op.f("ck_extensions_two_persons")),
        sa.CheckConstraint(
            "(decided_at IS NULL) = (decided_by_id IS NULL)"
            " AND (decided_at IS NULL) = (granted IS NULL)",
            name=op.f("ck_extensions_decided"),
        ),
        *_foreign("extensions", case_id="cases", asked_by_id="accounts", decided_by_id="accounts"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_extensions")),
        sa.UniqueConstraint("case_id", name=op.f("uq_extensions_case_id")),
    )


def _add_apologies() -> None:
    op.create_table(
        "apologies",
        sa.Column("id", BIG, nullable=False),
        sa.Column("case_id", BIG, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("clock_id", BIG, nullable=True),
        sa.Column("agency_id", BIG, nullable=False),
        sa.Column("reason_text_id", sa.Text(), nullable=False),
        sa.Column("new_on", sa.Date(), nullable=False),
        sa.Column("signed_by_id", BIG, nullable=False),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("kind IN ('answer', 'dossier')", name=op.f("ck_apologies_kind")),
        sa.CheckConstraint(
            "(kind = 'answer') = (clock_id IS NOT NULL)", name=op.f("ck_apologies_of_a_clock")
        ),
        *_foreign(
            "apologies",
            case_id="cases",
            clock_id="case_clocks",
            agency_id="agencies",
            signed_by_id="accounts",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_apologies")),
        sa.UniqueConstraint("clock_id", name=op.f("uq_apologies_clock_id")),
    )
    op.create_index(op.f("ix_apologies_case_id"), "apologies", ["case_id"])
    dossier = sa.text("kind = 'dossier'")
    op.create_index(
        "uq_apologies_dossier",
        "apologies",
        ["case_id"],
        unique=True,
        sqlite_where=dossier,
        postgresql_where=dossier,
    )


def _foreign(table: str, **targets: str) -> list[sa.ForeignKeyConstraint]:
    return [
        sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}"))
        for column, other in targets.items()
    ]
