"""Agencies that cooperate: what they were asked, until when, and their opinion.

Revision ID: 0010
Revises: 0009
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None
ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Add the table."""
    op.create_table(
        "cooperations",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("case_id", ROW_ID, nullable=False),
        sa.Column("agency_id", ROW_ID, nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("question_text_id", sa.Text(), nullable=False),
        sa.Column("opinion_text_id", sa.Text(), nullable=True),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_cooperations_case_id")),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agencies.id"], name=op.f("fk_cooperations_agency_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cooperations")),
        sa.CheckConstraint(
            "(given_at IS NULL) = (opinion_text_id IS NULL)", name=op.f("ck_cooperations_given")
        ),
    )
    op.create_index(op.f("ix_cooperations_case_id"), "cooperations", ["case_id"])
    op.create_index(
        op.f("ix_cooperations_agency_id_given_at"), "cooperations", ["agency_id", "given_at"]
    )


def downgrade() -> None:
    """Drop the table."""
    op.drop_table("cooperations")
