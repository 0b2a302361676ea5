"""What is said of a promise since the answer: kept, withdrawn, asked about, the author's word.

Revision ID: 0022
Revises: 0021

Promises of answers that were sent before are asked about once their day has come.
"""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

ADDED = (
    ("kept_text_id", sa.Text()),
    ("withdrawn_on", sa.Date()),
    ("withdrawn_text_id", sa.Text()),
    ("asked_on", sa.Date()),
    ("author_word", sa.Text()),
    ("author_on", sa.Date()),
)
TO_ASK = sa.text("asked_on IS NULL AND withdrawn_on IS NULL")


def upgrade() -> None:
    """Add the columns, their rules, and the index by which the worker looks."""
    with op.batch_alter_table("promises") as table:
        for name, kind in ADDED:
            table.add_column(sa.Column(name, kind, nullable=True))
        table.create_check_constraint("author_word", "author_word IN ('kept', 'not_kept')")
        table.create_check_constraint(
            "kept_or_withdrawn", "kept_on IS NULL OR withdrawn_on IS NULL"
        )
    op.create_index(
        "ix_promises_to_ask",
        "promises",
        ["due_on"],
        sqlite_where=TO_ASK,
        postgresql_where=TO_ASK,
    )


def downgrade() -> None:
    """Drop them; what was said is lost."""
    op.drop_index("ix_promises_to_ask", table_name="promises")
    with op.batch_alter_table("promises") as table:
        table.drop_constraint(op.f("ck_promises_author_word"), type_="check")
        table.drop_constraint(op.f("ck_promises_kept_or_withdrawn"), type_="check")
        for name, _kind in reversed(ADDED):
            table.drop_column(name)
