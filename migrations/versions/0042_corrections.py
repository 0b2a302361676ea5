"""Corrections of what is public, with their history.

Revision ID: 0042
Revises: 0041
"""

import sqlalchemy as sa
from alembic import op

revision = "0042"
down_revision = "0041"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TABLE = "publication_corrections"
CORRECTED = sa.text("corrected_at IS NOT NULL")
PROPOSED = sa.text("state = 'proposed'")
REFERS = {
    "publication_id": "publications",
    "answer_id": "answers",
    "note_text_id": "sealed_texts",
    "title_text_id": "sealed_texts",
    "about_text_id": "sealed_texts",
    "answered_text_id": "sealed_texts",
    "proposed_by_id": "accounts",
    "confirmed_by_id": "accounts",
}


def upgrade() -> None:
    """Add the table, and when a publication was corrected last."""
    op.create_table(
        TABLE,
        sa.Column("id", BIG, nullable=False),
        sa.Column("publication_id", BIG, nullable=False),
        sa.Column("answer_id", BIG, nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("note_text_id", sa.Text(), nullable=False),
        sa.Column("title_text_id", sa.Text(), nullable=False),
        sa.Column("about_text_id", sa.Text(), nullable=True),
        sa.Column("answered_text_id", sa.Text(), nullable=True),
        sa.Column("passages", sa.JSON(), nullable=False),
        sa.Column("proposed_by_id", BIG, nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_by_id", BIG, nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("changed", sa.JSON(), nullable=False),
        sa.Column("earlier", sa.JSON(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "state IN ('proposed', 'made', 'dropped')", name=op.f(f"ck_{TABLE}_state")
        ),
        sa.CheckConstraint(
            "confirmed_by_id IS NULL OR confirmed_by_id <> proposed_by_id",
            name=op.f(f"ck_{TABLE}_two_persons"),
        ),
        sa.CheckConstraint(
            "(state = 'made') = "
            "(made_at IS NOT NULL AND confirmed_by_id IS NOT NULL AND note IS NOT NULL)",
            name=op.f(f"ck_{TABLE}_made"),
        ),
        *(
            sa.ForeignKeyConstraint([column], [f"{table}.id"], name=op.f(f"fk_{TABLE}_{column}"))
            for column, table in REFERS.items()
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{TABLE}")),
    )
    op.create_index(op.f(f"ix_{TABLE}_publication_id_state"), TABLE, ["publication_id", "state"])
    op.create_index(op.f(f"ix_{TABLE}_state_made_at"), TABLE, ["state", "made_at"])
    op.create_index(
        f"uq_{TABLE}_proposed",
        TABLE,
        ["publication_id"],
        unique=True,
        sqlite_where=PROPOSED,
        postgresql_where=PROPOSED,
    )
    op.add_column(
        "publications", sa.Column("corrected_at", sa.DateTime(timezone=True), nullable=True)
    )
    op.create_index(
        "ix_publications_corrected_at",
        "publications",
        ["corrected_at"],
        sqlite_where=CORRECTED,
        postgresql_where=CORRECTED,
    )


def downgrade() -> None:
    """Drop them; corrected texts stay public."""
    op.drop_index("ix_publications_corrected_at", table_name="publications")
    with op.batch_alter_table("publications") as table:
        table.drop_column("corrected_at")
    op.drop_table(TABLE)
