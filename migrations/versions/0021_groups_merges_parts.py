"""Cases that are answered together, that ended in an earlier one, or that were split from one.

Revision ID: 0021
Revises: 0020
"""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Add the tables."""
    _add_groups()
    _add_merges()
    op.create_table(
        "case_parts",
        sa.Column("case_id", BIG, autoincrement=False, nullable=False),
        sa.Column("whole_case_id", BIG, nullable=False),
        sa.CheckConstraint("case_id <> whole_case_id", name=op.f("ck_case_parts_two_cases")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_case_parts_case_id")),
        sa.ForeignKeyConstraint(["whole_case_id"], ["cases.id"], name=op.f("fk_case_parts_whole_case_id")),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_case_parts")),
    )
    op.create_index(op.f("ix_case_parts_whole_case_id"), "case_parts", ["whole_case_id"])


def downgrade() -> None:
    """Drop the tables."""
    for table in ("case_parts", "merges", "group_members"):
        op.drop_table(table)


def _add_groups() -> None:
    op.create_table(
        "group_members",
        sa.Column("id", BIG, nullable=False),
        sa.Column("leading_case_id", BIG, nullable=False),
        sa.Column("case_id", BIG, nullable=False),
        sa.Column("from_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("case_id <> leading_case_id", name=op.f("ck_group_members_two_cases")),
        sa.ForeignKeyConstraint(["leading_case_id"], ["cases.id"], name=op.f("fk_group_members_leading_case_id")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_group_members_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_group_members")),
    )
    op.create_index(op.f("ix_group_members_case_id"), "group_members", ["case_id"])
    op.create_index(
        op.f("ix_group_members_leading_case_id_until_at"),
        "group_members",
        ["leading_case_id", "until_at"],
    )
    _unique_now("uq_group_members_now", "group_members", "until_at IS NULL")


def _add_merges() -> None:
    op.create_table(
        "merges",
        sa.Column("id", BIG, nullable=False),
        sa.Column("case_id", BIG, nullable=False),
        sa.Column("into_case_id", BIG, nullable=False),
        sa.Column("reason_code", sa.Text(), nullable=False),
        sa.Column("text_id", sa.Text(), nullable=False),
        sa.Column("merged_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("case_id <> into_case_id", name=op.f("ck_merges_two_cases")),
        sa.CheckConstraint("reason_code IN ('author_said', 'same_text')", name=op.f("ck_merges_reason")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_merges_case_id")),
        sa.ForeignKeyConstraint(["into_case_id"], ["cases.id"], name=op.f("fk_merges_into_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_merges")),
    )
    op.create_index(op.f("ix_merges_case_id"), "merges", ["case_id"])
    op.create_index(op.f("ix_merges_into_case_id"), "merges", ["into_case_id"])
    _unique_now("uq_merges_now", "merges", "undone_at IS NULL")


def _unique_now(name: str, table: str, condition: str) -> None:
    op.create_index(
        name,
        table,
        ["case_id"],
        unique=True,
        sqlite_where=sa.text(condition),
        postgresql_where=sa.text(condition),
    )
