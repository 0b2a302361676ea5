"""What people corrected in routing, remembered by keyed hashes.

Revision ID: 0030
Revises: 0029
"""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Add the tables."""
    op.create_table(
        "corrections",
        sa.Column("case_id", BIG, autoincrement=False, nullable=False),
        sa.Column("agency_id", BIG, nullable=False),
        sa.Column("account_id", BIG, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("exact", sa.LargeBinary(), nullable=False),
        sa.Column("sketch", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_corrections_case_id")),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agencies.id"], name=op.f("fk_corrections_agency_id")
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_corrections_account_id")
        ),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_corrections")),
    )
    op.create_index(op.f("ix_corrections_exact"), "corrections", ["exact"])
    op.create_table(
        "correction_bands",
        sa.Column("band", sa.LargeBinary(), nullable=False),
        sa.Column("case_id", BIG, autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"], ["corrections.case_id"], name=op.f("fk_correction_bands_case_id")
        ),
        sa.PrimaryKeyConstraint("band", "case_id", name=op.f("pk_correction_bands")),
    )
    op.create_index(op.f("ix_correction_bands_case_id"), "correction_bands", ["case_id"])


def downgrade() -> None:
    """Remove them."""
    op.drop_table("correction_bands")
    op.drop_table("corrections")
