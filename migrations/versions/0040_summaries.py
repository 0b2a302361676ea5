"""Summaries by the agency, where the author's words are not published.

Revision ID: 0040
Revises: 0039

What was published before stays as it is, complaints about conduct among it.
"""

import sqlalchemy as sa
from alembic import op

revision = "0040"
down_revision = "0039"
branch_labels = None
depends_on = None

TEXTS = ("about_text_id", "answered_text_id")
RULE = "NOT is_summary OR (about_text_id IS NOT NULL AND answered_text_id IS NOT NULL)"


def upgrade() -> None:
    """Add what is written instead, sealed until it is confirmed."""
    with op.batch_alter_table("publications") as table:
        table.add_column(
            sa.Column("is_summary", sa.Boolean(), nullable=False, server_default=sa.false())
        )
        for name in TEXTS:
            table.add_column(sa.Column(name, sa.Text(), nullable=True))
            table.create_foreign_key(
                op.f(f"fk_publications_{name}"), "sealed_texts", [name], ["id"]
            )
        table.create_check_constraint(op.f("ck_publications_summary"), RULE)
    with op.batch_alter_table("publications") as table:
        table.alter_column("is_summary", server_default=None)


def downgrade() -> None:
    """Drop them; summaries that are published stay public."""
    with op.batch_alter_table("publications") as table:
        table.drop_constraint(op.f("ck_publications_summary"), type_="check")
        for name in TEXTS:
            table.drop_constraint(op.f(f"fk_publications_{name}"), type_="foreignkey")
            table.drop_column(name)
        table.drop_column("is_summary")
