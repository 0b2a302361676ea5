"""Numbered reminders to agencies about cases that are late.

Revision ID: 0029
Revises: 0028
"""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Add the tables."""
    op.create_table(
        "reminders",
        sa.Column("id", BIG, nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("agency_id", BIG, nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("sent_by_id", BIG, nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("escalate_on", sa.Date(), nullable=True),
        sa.Column("head_told_on", sa.Date(), nullable=True),
        sa.Column("parent_told_on", sa.Date(), nullable=True),
        sa.Column("parent_id", BIG, nullable=True),
        sa.CheckConstraint(
            "parent_id IS NULL OR parent_told_on IS NOT NULL",
            name=op.f("ck_reminders_parent_told"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agencies.id"], name=op.f("fk_reminders_agency_id")
        ),
        sa.ForeignKeyConstraint(
            ["sent_by_id"], ["accounts.id"], name=op.f("fk_reminders_sent_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["parent_id"], ["agencies.id"], name=op.f("fk_reminders_parent_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reminders")),
        sa.UniqueConstraint("year", "number", name=op.f("uq_reminders_year_number")),
    )
    op.create_index(op.f("ix_reminders_agency_id_id"), "reminders", ["agency_id", "id"])
    op.create_index(op.f("ix_reminders_escalate_on"), "reminders", ["escalate_on"])
    op.create_table(
        "reminded_cases",
        sa.Column("reminder_id", BIG, nullable=False),
        sa.Column("case_id", BIG, nullable=False),
        sa.Column("text_id", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["reminder_id"], ["reminders.id"], name=op.f("fk_reminded_cases_reminder_id")
        ),
        sa.ForeignKeyConstraint(
            ["case_id"], ["cases.id"], name=op.f("fk_reminded_cases_case_id")
        ),
        sa.PrimaryKeyConstraint("reminder_id", "case_id", name=op.f("pk_reminded_cases")),
    )
    op.create_index(op.f("ix_reminded_cases_case_id"), "reminded_cases", ["case_id"])


def downgrade() -> None:
    """Drop them."""
    op.drop_table("reminded_cases")
    op.drop_table("reminders")
