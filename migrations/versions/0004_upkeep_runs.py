"""Remember when this installation was last backed up, and when a restore was last verified.

Revision ID: 0004
Revises: 0003
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "upkeep_runs",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('backup', 'verified_restore')", name=op.f("ck_upkeep_runs_kind")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_upkeep_runs")),
    )
    op.create_index("ix_upkeep_runs_kind_at", "upkeep_runs", ["kind", "at"], unique=False)


def downgrade() -> None:
    """Forget it."""
    op.drop_table("upkeep_runs")
