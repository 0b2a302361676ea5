"""Keep each change of the tree: who moved, ended or was renamed, from which day, by whom.

Revision ID: 0017
Revises: 0016
"""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
LINKS = {
    "made_by_id": "accounts.id",
    "confirmed_by_id": "accounts.id",
    "agency_id": "agencies.id",
    "other_id": "agencies.id",
    "was_parent_id": "agencies.id",
}


def upgrade() -> None:
    """Add the table; agencies stand as they are."""
    op.create_table(
        "agency_changes",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by_id", ROW_ID, nullable=True),
        sa.Column("needs_second", sa.Boolean(), nullable=False),
        sa.Column("rehearsal", sa.JSON(), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("confirmed_by_id", ROW_ID, nullable=True),
        sa.Column("based_on", ROW_ID, nullable=False),
        sa.Column("basis", sa.Text(), nullable=False),
        sa.Column("act", sa.Text(), nullable=False),
        sa.Column("agency_id", ROW_ID, nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("other_id", ROW_ID, nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("was_parent_id", ROW_ID, nullable=True),
        sa.Column("was_name", sa.Text(), nullable=False),
        sa.Column("applied_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "state IN ('draft', 'proposed', 'in_force', 'replaced', 'dropped')",
            name=op.f("ck_agency_changes_state"),
        ),
        sa.CheckConstraint(
            "NOT needs_second OR confirmed_by_id IS NULL OR made_by_id IS NULL"
            " OR confirmed_by_id <> made_by_id",
            name=op.f("ck_agency_changes_second_person"),
        ),
        sa.CheckConstraint(
            "act IN ('move', 'end', 'rename')", name=op.f("ck_agency_changes_act")
        ),
        *(
            sa.ForeignKeyConstraint([column], [target], name=op.f(f"fk_agency_changes_{column}"))
            for column, target in LINKS.items()
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agency_changes")),
    )
    op.create_index("ix_agency_changes_agency_id", "agency_changes", ["agency_id"])
    for state in ("in_force", "proposed"):
        op.create_index(
            f"uq_agency_changes_{state}",
            "agency_changes",
            ["state"],
            unique=True,
            sqlite_where=sa.text(f"state = '{state}'"),
            postgresql_where=sa.text(f"state = '{state}'"),
        )


def downgrade() -> None:
    """Drop the table; the tree keeps what was applied."""
    op.drop_table("agency_changes")
