"""Letters: their numbers, their texts, and the files printed from them.

Revision ID: 0026
Revises: 0025
"""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
KINDS = "'receipt', 'forwarding', 'question', 'answer', 'apology', 'reminder'"


def upgrade() -> None:
    """Add the tables."""
    _counters()
    _wordings()
    _letters()


def downgrade() -> None:
    """Drop them."""
    for table in ("letters", "letter_wordings", "letter_counters"):
        op.drop_table(table)


def _counters() -> None:
    op.create_table(
        "letter_counters",
        sa.Column("agency_id", BIG, autoincrement=False, nullable=False),
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agencies.id"], name=op.f("fk_letter_counters_agency_id")
        ),
        sa.PrimaryKeyConstraint("agency_id", "year", name=op.f("pk_letter_counters")),
    )


def _wordings() -> None:
    op.create_table(
        "letter_wordings",
        sa.Column("id", BIG, nullable=False),
        sa.Column("agency_id", BIG, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        *(
            sa.Column(name, sa.Text(), nullable=True) for name in ("subject", "opening", "closing")
        ),
        sa.Column("written_by_id", BIG, nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(f"kind IN ({KINDS})", name=op.f("ck_letter_wordings_kind")),
        sa.CheckConstraint(
            "(subject IS NULL) = (opening IS NULL) AND (subject IS NULL) = (closing IS NULL)",
            name=op.f("ck_letter_wordings_whole_or_none"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agencies.id"], name=op.f("fk_letter_wordings_agency_id")
        ),
        sa.ForeignKeyConstraint(
            ["written_by_id"], ["accounts.id"], name=op.f("fk_letter_wordings_written_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letter_wordings")),
        sa.UniqueConstraint(
            "agency_id", "kind", "number", name=op.f("uq_letter_wordings_agency_id_kind_number")
        ),
    )


def _letters() -> None:
    op.create_table(
        "letters",
        sa.Column("id", BIG, nullable=False),
        sa.Column("case_id", BIG, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("agency_id", BIG, nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("written_number", sa.Text(), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("issued_by_id", BIG, nullable=True),
        sa.Column("content_text_id", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("storage_name", sa.String(80), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=True),
        sa.Column("size_bytes", sa.Integer(), nullable=True),
        sa.Column("printed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(f"kind IN ({KINDS})", name=op.f("ck_letters_kind")),
        sa.CheckConstraint(
            "state IN ('waiting', 'printed', 'page_only')", name=op.f("ck_letters_state")
        ),
        sa.CheckConstraint(
            "(state = 'printed') = (sha256 IS NOT NULL)"
            " AND (sha256 IS NULL) = (size_bytes IS NULL)"
            " AND (sha256 IS NULL) = (printed_at IS NULL)",
            name=op.f("ck_letters_printed_is_known"),
        ),
        sa.ForeignKeyConstraint(["agency_id"], ["agencies.id"], name=op.f("fk_letters_agency_id")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_letters_case_id")),
        sa.ForeignKeyConstraint(
            ["content_text_id"], ["sealed_texts.id"], name=op.f("fk_letters_content_text_id")
        ),
        sa.ForeignKeyConstraint(
            ["issued_by_id"], ["accounts.id"], name=op.f("fk_letters_issued_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letters")),
        sa.UniqueConstraint(
            "agency_id", "year", "number", name=op.f("uq_letters_agency_id_year_number")
        ),
        sa.UniqueConstraint("case_id", "kind", "round", name=op.f("uq_letters_case_id_kind_round")),
        sa.UniqueConstraint("storage_name", name=op.f("uq_letters_storage_name")),
    )
    op.create_index(
        "ix_letters_waiting",
        "letters",
        ["id"],
        sqlite_where=sa.text("state = 'waiting'"),
        postgresql_where=sa.text("state = 'waiting'"),
    )
