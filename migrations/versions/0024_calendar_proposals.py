"""Keep proposed days apart from the calendar, and what people change of it.

Revision ID: 0024
Revises: 0023
"""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)
KINDS = "kind IN ('holiday', 'compensatory_off', 'swap_off', 'swap_work')"


def upgrade() -> None:
    """Add the two tables."""
    op.create_table(
        "calendar_proposals",
        sa.Column("date", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("announced_on", sa.Date(), nullable=True),
        sa.Column("origin", sa.String(20), nullable=False),
        sa.Column("proposed_at", INSTANT, nullable=False),
        sa.Column("account_id", ROW_ID, nullable=True),
        sa.CheckConstraint(KINDS, name=op.f("ck_calendar_proposals_kind")),
        sa.CheckConstraint(
            "origin IN ('csv', 'ical', 'library')", name=op.f("ck_calendar_proposals_origin")
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_calendar_proposals_account_id_accounts")
        ),
        sa.PrimaryKeyConstraint("date", name=op.f("pk_calendar_proposals")),
    )
    op.create_table(
        "calendar_changes",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("account_id", ROW_ID, nullable=True),
        sa.Column("date", sa.Date(), nullable=False),
        sa.Column("before", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("after", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("source", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_calendar_changes_account_id_accounts")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_changes")),
    )
    op.create_index(op.f("ix_calendar_changes_date"), "calendar_changes", ["date"])


def downgrade() -> None:
    """Drop both; what was only proposed is lost with them."""
    op.drop_table("calendar_changes")
    op.drop_table("calendar_proposals")
