"""Templates of answers, and the history of all cases found by name and instant.

Revision ID: 0018
Revises: 0017
"""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Add the tables, and the index."""
    op.create_table(
        "answer_templates",
        sa.Column("id", BIG, nullable=False),
        sa.Column("agency_id", BIG, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by_id", BIG, nullable=True),
        sa.CheckConstraint(
            "(ended_at IS NULL) = (ended_by_id IS NULL)", name=op.f("ck_answer_templates_ended")
        ),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agencies.id"], name=op.f("fk_answer_templates_agency_id")
        ),
        sa.ForeignKeyConstraint(
            ["ended_by_id"], ["accounts.id"], name=op.f("fk_answer_templates_ended_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answer_templates")),
    )
    op.create_index(
        op.f("ix_answer_templates_agency_id_ended_at_kind"),
        "answer_templates",
        ["agency_id", "ended_at", "kind"],
    )
    op.create_table(
        "answer_template_versions",
        sa.Column("id", BIG, nullable=False),
        sa.Column("template_id", BIG, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        *(
            sa.Column(name, sa.Text(), nullable=False)
            for name in ("title", "finding", "basis", "measures", "next_steps")
        ),
        sa.Column("written_by_id", BIG, nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["template_id"],
            ["answer_templates.id"],
            name=op.f("fk_answer_template_versions_template_id"),
        ),
        sa.ForeignKeyConstraint(
            ["written_by_id"],
            ["accounts.id"],
            name=op.f("fk_answer_template_versions_written_by_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answer_template_versions")),
        sa.UniqueConstraint(
            "template_id", "number", name=op.f("uq_answer_template_versions_template_id_number")
        ),
    )
    op.create_index(
        "ix_case_events_name_at",
        "case_events",
        ["name", "at"],
        sqlite_where=sa.text("agency_id IS NOT NULL"),
        postgresql_where=sa.text("agency_id IS NOT NULL"),
    )


def downgrade() -> None:
    """Drop them."""
    op.drop_index("ix_case_events_name_at", table_name="case_events")
    op.drop_table("answer_template_versions")
    op.drop_table("answer_templates")
