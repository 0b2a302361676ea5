"""Keep what the text model learned here, and the threshold above which a text decides.

Revision ID: 0034
Revises: 0033
"""

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None

ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TABLES = ("text_trainings", "threshold_changes")
VERBS = ("insert", "update", "delete")
# As revision 0006 wrote them for the tables of then.
SQLITE_RENEW = "UPDATE reference_mark SET mark = lower(hex(randomblob(16)))"


def upgrade() -> None:
    """Add both tables under the mark of reference data; empty, the shipped model decides."""
    _add_trainings()
    _add_thresholds()
    if op.get_bind().dialect.name == "sqlite":
        for table in TABLES:
            for verb in VERBS:
                op.execute(
                    f"CREATE TRIGGER {table}_{verb}_marks AFTER {verb.upper()} ON {table} "
                    f"BEGIN {SQLITE_RENEW}; END"
                )
        return
    for table in TABLES:
        op.execute(
            f"CREATE TRIGGER {table}_marks AFTER INSERT OR UPDATE OR DELETE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION renew_reference_mark()"
        )


def downgrade() -> None:
    """Drop both, with their triggers."""
    op.drop_table("threshold_changes")
    op.drop_table("text_trainings")


def _add_trainings() -> None:
    op.create_table(
        "text_trainings",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("night", sa.Date(), nullable=False),
        sa.Column("by_hand", sa.Boolean(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("base", sa.Text(), nullable=False),
        sa.Column("figures", sa.JSON(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.CheckConstraint(
            "state IN ('running', 'in_force', 'replaced', 'refused', 'scarce', 'stopped')",
            name=op.f("ck_text_trainings_state"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_text_trainings")),
    )
    for state in ("in_force", "running"):
        _one_only("text_trainings", state)
    op.create_index(
        "uq_text_trainings_night",
        "text_trainings",
        ["night"],
        unique=True,
        sqlite_where=sa.text("NOT by_hand"),
        postgresql_where=sa.text("NOT by_hand"),
    )


def _add_thresholds() -> None:
    op.create_table(
        "threshold_changes",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by_id", ROW_ID, nullable=True),
        sa.Column("needs_second", sa.Boolean(), nullable=False),
        sa.Column("rehearsal", sa.JSON(), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("confirmed_by_id", ROW_ID, nullable=True),
        sa.Column("based_on", ROW_ID, nullable=False),
        sa.Column("threshold", sa.Double(), nullable=False),
        sa.CheckConstraint(
            "state IN ('draft', 'proposed', 'in_force', 'replaced', 'dropped')",
            name=op.f("ck_threshold_changes_state"),
        ),
        sa.CheckConstraint(
            "NOT needs_second OR confirmed_by_id IS NULL OR made_by_id IS NULL"
            " OR confirmed_by_id <> made_by_id",
            name=op.f("ck_threshold_changes_second_person"),
        ),
        sa.CheckConstraint(
            "threshold >= 0.5 AND threshold <= 1", name=op.f("ck_threshold_changes_threshold")
        ),
        sa.ForeignKeyConstraint(
            ["confirmed_by_id"], ["accounts.id"], name=op.f("fk_threshold_changes_confirmed_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["made_by_id"], ["accounts.id"], name=op.f("fk_threshold_changes_made_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_threshold_changes")),
    )
    for state in ("in_force", "proposed"):
        _one_only("threshold_changes", state)


def _one_only(table: str, state: str) -> None:
    op.create_index(
        f"uq_{table}_{state}",
        table,
        ["state"],
        unique=True,
        sqlite_where=sa.text(f"state = '{state}'"),
        postgresql_where=sa.text(f"state = '{state}'"),
    )
