"""Whom the dates of clocks are told to, in one digest a day.

Revision ID: 0027
Revises: 0026

Clocks that run already are told of on their date; those that are late, at once and every week.
"""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
CLOCKS = sa.table(
    "case_clocks",
    sa.column("code", sa.Text),
    sa.column("promised_due_on", sa.Date),
    sa.column("ended_on", sa.Date),
    sa.column("tell_on", sa.Date),
)


def upgrade() -> None:
    """Add the columns and the table."""
    for name in ("tell_on", "told_on"):
        op.add_column("case_clocks", sa.Column(name, sa.Date(), nullable=True))
    op.execute(
        CLOCKS.update()
        .where(
            CLOCKS.c.ended_on.is_(None),
            CLOCKS.c.code.in_(("forward", "answer", "answer_legal_document")),
        )
        .values(tell_on=CLOCKS.c.promised_due_on)
    )
    running = sa.text("ended_on IS NULL")
    op.create_index(
        "ix_case_clocks_to_tell",
        "case_clocks",
        ["tell_on"],
        sqlite_where=running,
        postgresql_where=running,
    )
    op.add_column(
        "accounts",
        sa.Column("mail_on_rest_days", sa.Boolean(), server_default=sa.false(), nullable=False),
    )
    _add_alerts()


def downgrade() -> None:
    """Drop them."""
    op.drop_table("alerts")
    op.drop_column("accounts", "mail_on_rest_days")
    op.drop_index("ix_case_clocks_to_tell", table_name="case_clocks")
    for name in ("told_on", "tell_on"):
        op.drop_column("case_clocks", name)


def _add_alerts() -> None:
    op.create_table(
        "alerts",
        sa.Column("id", BIG, nullable=False),
        sa.Column("clock_id", BIG, nullable=False),
        sa.Column("account_id", BIG, nullable=True),
        sa.Column("agency_id", BIG, nullable=True),
        sa.Column("digest_on", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "(account_id IS NULL) <> (agency_id IS NULL)", name=op.f("ck_alerts_one_recipient")
        ),
        sa.ForeignKeyConstraint(["clock_id"], ["case_clocks.id"], name=op.f("fk_alerts_clock_id")),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_alerts_account_id")),
        sa.ForeignKeyConstraint(["agency_id"], ["agencies.id"], name=op.f("fk_alerts_agency_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alerts")),
    )
    for who in ("account", "agency"):
        waits = sa.text(f"digest_on IS NULL AND {who}_id IS NOT NULL")
        op.create_index(
            f"uq_alerts_waiting_{who}",
            "alerts",
            ["clock_id", f"{who}_id"],
            unique=True,
            sqlite_where=waits,
            postgresql_where=waits,
        )
        op.create_index(
            op.f(f"ix_alerts_{who}_id_digest_on"), "alerts", [f"{who}_id", "digest_on"]
        )
