"""Which cases say the same as another, known by keyed hashes.

Revision ID: 0020
Revises: 0019

Cases that were taken in before are compared by the worker.
"""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Add what is known of likeness, and the bands by which it is found."""
    op.create_table(
        "likenesses",
        sa.Column("case_id", BIG, autoincrement=False, nullable=False),
        sa.Column("first_case_id", BIG, nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_likenesses_case_id")),
        sa.ForeignKeyConstraint(["first_case_id"], ["cases.id"], name=op.f("fk_likenesses_first_case_id")),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_likenesses")),
    )
    op.create_index(op.f("ix_likenesses_first_case_id"), "likenesses", ["first_case_id"])
    op.create_table(
        "likeness_bands",
        sa.Column("band", sa.LargeBinary(), nullable=False),
        sa.Column("case_id", BIG, autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["likenesses.case_id"], name=op.f("fk_likeness_bands_case_id")),
        sa.PrimaryKeyConstraint("band", "case_id", name=op.f("pk_likeness_bands")),
    )
    op.create_index(op.f("ix_likeness_bands_case_id"), "likeness_bands", ["case_id"])


def downgrade() -> None:
    """Drop both."""
    op.drop_table("likeness_bands")
    op.drop_table("likenesses")
