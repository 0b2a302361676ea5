"""Count by day who found a published answer while writing, and sent no case.

Revision ID: 0035
Revises: 0034
"""

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the table."""
    op.create_table(
        "answers_found",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.CheckConstraint("times >= 0", name=op.f("ck_answers_found_times")),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_answers_found")),
    )


def downgrade() -> None:
    """Drop it."""
    op.drop_table("answers_found")
