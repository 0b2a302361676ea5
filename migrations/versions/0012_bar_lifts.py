"""Requests to lift a bar from a case, which another person decides.

Revision ID: 0012
Revises: 0011
"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Add the table; nobody has asked yet."""
    op.create_table(
        "bar_lifts",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("case_id", ROW_ID, nullable=False),
        sa.Column("agency_id", ROW_ID, nullable=True),
        sa.Column("account_id", ROW_ID, nullable=True),
        sa.Column("reason_code", sa.Text(), nullable=False),
        sa.Column("asked_by_id", ROW_ID, nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by_id", ROW_ID, nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("granted", sa.Boolean(), nullable=True),
        sa.CheckConstraint(
            "(agency_id IS NULL) <> (account_id IS NULL)", name=op.f("ck_bar_lifts_unit_or_person")
        ),
        sa.CheckConstraint("decided_by_id <> asked_by_id", name=op.f("ck_bar_lifts_two_persons")),
        sa.CheckConstraint(
            "(decided_at IS NULL) = (decided_by_id IS NULL)"
            " AND (decided_at IS NULL) = (granted IS NULL)",
            name=op.f("ck_bar_lifts_decided"),
        ),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_bar_lifts_case_id")),
        sa.ForeignKeyConstraint(["agency_id"], ["agencies.id"], name=op.f("fk_bar_lifts_agency_id")),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_bar_lifts_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["asked_by_id"], ["accounts.id"], name=op.f("fk_bar_lifts_asked_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["accounts.id"], name=op.f("fk_bar_lifts_decided_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bar_lifts")),
    )
    op.create_index(op.f("ix_bar_lifts_case_id"), "bar_lifts", ["case_id"], unique=False)


def downgrade() -> None:
    """Drop the table."""
    op.drop_index(op.f("ix_bar_lifts_case_id"), table_name="bar_lifts")
    op.drop_table("bar_lifts")
