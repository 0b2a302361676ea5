"""Days before which a confirmed case is not published yet.

Revision ID: 0041
Revises: 0040
"""

import sqlalchemy as sa
from alembic import op

revision = "0041"
down_revision = "0040"
branch_labels = None
depends_on = None

STATE, CONFIRMED = "ck_publications_state", "ck_publications_confirmed"
BEFORE = {
    STATE: "state IN ('prepared', 'returned', 'published', 'withdrawn')",
    CONFIRMED: "state <> 'published' OR confirmed_by_id IS NOT NULL",
}
AFTER = {
    STATE: "state IN ('prepared', 'returned', 'confirmed', 'published', 'withdrawn')",
    CONFIRMED: "state NOT IN ('confirmed', 'published') OR confirmed_by_id IS NOT NULL",
}
ADDED = {
    "ck_publications_waits_for_a_day": "state <> 'confirmed' OR not_before IS NOT NULL",
    "ck_publications_held_for_a_reason": "(not_before IS NULL) = (hold_text_id IS NULL)",
}
DUE = sa.text("state = 'confirmed'")


def upgrade() -> None:
    """Add the day, its reason, and the state of what waits for it."""
    with op.batch_alter_table("publications") as table:
        table.add_column(sa.Column("not_before", sa.Date(), nullable=True))
        table.add_column(sa.Column("hold_text_id", sa.Text(), nullable=True))
        table.create_foreign_key(
            op.f("fk_publications_hold_text_id"), "sealed_texts", ["hold_text_id"], ["id"]
        )
        for name, rule in AFTER.items():
            table.drop_constraint(op.f(name), type_="check")
            table.create_check_constraint(op.f(name), rule)
        for name, rule in ADDED.items():
            table.create_check_constraint(op.f(name), rule)
    op.create_index(
        "ix_publications_due",
        "publications",
        ["not_before"],
        sqlite_where=DUE,
        postgresql_where=DUE,
    )


def downgrade() -> None:
    """Drop them; what waits for its day is to be confirmed again."""
    op.drop_index("ix_publications_due", table_name="publications")
    op.execute(
        "UPDATE publications SET state = 'prepared', confirmed_by_id = NULL "
        "WHERE state = 'confirmed'"
    )
    with op.batch_alter_table("publications") as table:
        for name in ADDED:
            table.drop_constraint(op.f(name), type_="check")
        for name, rule in BEFORE.items():
            table.drop_constraint(op.f(name), type_="check")
            table.create_check_constraint(op.f(name), rule)
        table.drop_constraint(op.f("fk_publications_hold_text_id"), type_="foreignkey")
        table.drop_column("hold_text_id")
        table.drop_column("not_before")
