"""What a category asks beside the story: trips, fees, the dates of a dossier.

Revision ID: 0009
Revises: 0008
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the table; cases of before have stated nothing."""
    op.create_table(
        "case_particulars",
        sa.Column(
            "case_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=False,
            autoincrement=False,
        ),
        sa.Column("papers_text_id", sa.Text(), nullable=True),
        sa.Column("dossier_text_id", sa.Text(), nullable=True),
        sa.Column("handed_in_on", sa.Date(), nullable=True),
        sa.Column("appointed_on", sa.Date(), nullable=True),
        sa.Column("trips", sa.Integer(), nullable=True),
        sa.Column("fee", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["case_id"], ["cases.id"], name=op.f("fk_case_particulars_case_id")
        ),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_case_particulars")),
        sa.CheckConstraint("trips IS NULL OR trips >= 2", name=op.f("ck_case_particulars_trips")),
        sa.CheckConstraint("fee IS NULL OR fee >= 0", name=op.f("ck_case_particulars_fee")),
    )


def downgrade() -> None:
    """Drop the table."""
    op.drop_table("case_particulars")
