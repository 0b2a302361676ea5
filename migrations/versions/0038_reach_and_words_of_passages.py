"""Passages reach further than their place, and may leave a word; values that are always hidden.

Revision ID: 0038
Revises: 0037

Passages marked before reach no further than where they stand, as they did.
"""

import sqlalchemy as sa
from alembic import op

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Add the columns and the table."""
    with op.batch_alter_table("redactions") as table:
        table.add_column(sa.Column("scope", sa.Text(), nullable=False, server_default="here"))
        table.add_column(sa.Column("replacement_text_id", sa.Text(), nullable=True))
        table.create_check_constraint("scope", "scope IN ('here', 'case', 'everywhere')")
        table.create_foreign_key(
            op.f("fk_redactions_replacement_text_id"),
            "sealed_texts",
            ["replacement_text_id"],
            ["id"],
        )
    op.create_table(
        "always_hidden",
        sa.Column("id", BIG, nullable=False),
        sa.Column("tag", sa.LargeBinary(), nullable=False),
        sa.Column("way", sa.Text(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("added_by_id", BIG, nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_by_id", BIG, nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "way IN ('words', 'number', 'phone')", name=op.f("ck_always_hidden_way")
        ),
        sa.CheckConstraint("size >= 1", name=op.f("ck_always_hidden_size")),
        sa.CheckConstraint(
            "(ended_at IS NULL) = (ended_by_id IS NULL)", name=op.f("ck_always_hidden_ended")
        ),
        sa.ForeignKeyConstraint(
            ["added_by_id"], ["accounts.id"], name=op.f("fk_always_hidden_added_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["ended_by_id"], ["accounts.id"], name=op.f("fk_always_hidden_ended_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_always_hidden")),
        sa.UniqueConstraint("tag", "way", name=op.f("uq_always_hidden_tag_way")),
    )


def downgrade() -> None:
    """Drop them; words in place of what was hidden are lost, the places stay hidden."""
    op.drop_table("always_hidden")
    with op.batch_alter_table("redactions") as table:
        table.drop_constraint(op.f("fk_redactions_replacement_text_id"), type_="foreignkey")
        table.drop_constraint(op.f("ck_redactions_scope"), type_="check")
        table.drop_column("replacement_text_id")
        table.drop_column("scope")
