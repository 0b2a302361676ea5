"""Count what readers think of published answers, once a day each.

Revision ID: 0036
Revises: 0035
"""

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Add the tables."""
    op.create_table(
        "answer_opinions",
        sa.Column("publication_id", BIG, autoincrement=False, nullable=False),
        sa.Column("opinion", sa.Text(), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "opinion IN ('helpful', 'unclear', 'no_answer', 'outdated', 'other')",
            name=op.f("ck_answer_opinions_opinion"),
        ),
        sa.CheckConstraint("times >= 0", name=op.f("ck_answer_opinions_times")),
        sa.ForeignKeyConstraint(
            ["publication_id"],
            ["publications.id"],
            name=op.f("fk_answer_opinions_publication_id"),
        ),
        sa.PrimaryKeyConstraint("publication_id", "opinion", name=op.f("pk_answer_opinions")),
    )
    op.create_table(
        "daily_marks",
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.CheckConstraint("times >= 0", name=op.f("ck_daily_marks_times")),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_daily_marks")),
    )
    op.create_index(op.f("ix_daily_marks_day"), "daily_marks", ["day"])


def downgrade() -> None:
    """Drop them."""
    op.drop_table("daily_marks")
    op.drop_table("answer_opinions")
