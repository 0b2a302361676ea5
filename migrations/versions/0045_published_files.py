"""Flattened copies of attachments that are public, or are to become so.

Revision ID: 0045
Revises: 0044
"""

import sqlalchemy as sa
from alembic import op

revision = "0045"
down_revision = "0044"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TABLE = "published_files"
IN_USE = sa.text("ended_at IS NULL")
TO_ERASE = sa.text("ended_at IS NOT NULL AND erased_at IS NULL")
CHECKS = {
    "state": "state IN ('prepared', 'public', 'withdrawn', 'dropped')",
    "number": "number >= 1",
    "size": "pages >= 1 AND size_bytes >= 1",
    "media_type": "media_type IN ('image/jpeg', 'image/png', 'application/pdf')",
    "two_persons": "confirmed_by_id IS NULL OR confirmed_by_id <> prepared_by_id",
    "sealed_key": "(state = 'prepared') = (key_box IS NOT NULL)",
    "open_key": "(state = 'public') = (open_key IS NOT NULL)",
    "confirmed": (
        "state <> 'public' OR (confirmed_by_id IS NOT NULL AND published_at IS NOT NULL)"
    ),
    "ended": "(state IN ('withdrawn', 'dropped')) = (ended_at IS NOT NULL)",
    "erased": "erased_at IS NULL OR ended_at IS NOT NULL",
}
REFERS = {
    "case_id": "cases",
    "file_id": "evidence_files",
    "prepared_by_id": "accounts",
    "confirmed_by_id": "accounts",
    "ended_by_id": "accounts",
}


def upgrade() -> None:
    """Add the table."""
    op.create_table(
        TABLE,
        sa.Column("id", BIG, nullable=False),
        sa.Column("case_id", BIG, nullable=False),
        sa.Column("file_id", sa.String(36), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("media_type", sa.Text(), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column("size_bytes", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("storage_name", sa.Text(), nullable=False),
        sa.Column("key_box", sa.LargeBinary(), nullable=True),
        sa.Column("open_key", sa.LargeBinary(), nullable=True),
        sa.Column("areas", sa.JSON(), nullable=False),
        sa.Column("prepared_by_id", BIG, nullable=False),
        sa.Column("prepared_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_by_id", BIG, nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by_id", BIG, nullable=True),
        sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True),
        *(
            sa.CheckConstraint(rule, name=op.f(f"ck_{TABLE}_{name}"))
            for name, rule in CHECKS.items()
        ),
        *(
            sa.ForeignKeyConstraint([column], [f"{table}.id"], name=op.f(f"fk_{TABLE}_{column}"))
            for column, table in REFERS.items()
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{TABLE}")),
        sa.UniqueConstraint("storage_name", name=op.f(f"uq_{TABLE}_storage_name")),
    )
    op.create_index(op.f(f"ix_{TABLE}_case_id"), TABLE, ["case_id"])
    for column in ("published_at", "ended_at"):
        op.create_index(op.f(f"ix_{TABLE}_state_{column}"), TABLE, ["state", column])
    for name, columns in (("file", ["file_id"]), ("number", ["case_id", "number"])):
        op.create_index(
            f"uq_{TABLE}_{name}",
            TABLE,
            columns,
            unique=True,
            sqlite_where=IN_USE,
            postgresql_where=IN_USE,
        )
    op.create_index(
        f"ix_{TABLE}_to_erase",
        TABLE,
        ["ended_at"],
        sqlite_where=TO_ERASE,
        postgresql_where=TO_ERASE,
    )


def downgrade() -> None:
    """Drop the table; the objects it named stay in the storage, and no key opens them."""
    op.drop_table(TABLE)
