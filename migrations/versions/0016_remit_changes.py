"""Keep what each change makes of the remit: rows under versions, none written over.

Revision ID: 0016
Revises: 0015
"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Add the columns of versions, in place: the triggers of the reference mark stay."""
    op.add_column("remits", sa.Column("number", ROW_ID, nullable=True))
    op.add_column(
        "remits", sa.Column("since_version", ROW_ID, nullable=False, server_default="0")
    )
    op.add_column("remits", sa.Column("until_version", ROW_ID, nullable=True))
    _add_changes()


def downgrade() -> None:
    """Leave the rows that stand; what they said before is lost."""
    op.execute("DELETE FROM remits WHERE until_version IS NOT NULL")
    for column in ("until_version", "since_version", "number"):
        op.drop_column("remits", column)
    op.drop_table("remit_changes")


def _add_changes() -> None:
    op.create_table(
        "remit_changes",
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
        sa.Column("edits", sa.JSON(), nullable=False),
        sa.CheckConstraint(
            "state IN ('draft', 'proposed', 'in_force', 'replaced', 'dropped')",
            name=op.f("ck_remit_changes_state"),
        ),
        sa.CheckConstraint(
            "NOT needs_second OR confirmed_by_id IS NULL OR made_by_id IS NULL"
            " OR confirmed_by_id <> made_by_id",
            name=op.f("ck_remit_changes_second_person"),
        ),
        sa.ForeignKeyConstraint(
            ["confirmed_by_id"], ["accounts.id"], name=op.f("fk_remit_changes_confirmed_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["made_by_id"], ["accounts.id"], name=op.f("fk_remit_changes_made_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_remit_changes")),
    )
    for state in ("in_force", "proposed"):
        op.create_index(
            f"uq_remit_changes_{state}",
            "remit_changes",
            ["state"],
            unique=True,
            sqlite_where=sa.text(f"state = '{state}'"),
            postgresql_where=sa.text(f"state = '{state}'"),
        )
