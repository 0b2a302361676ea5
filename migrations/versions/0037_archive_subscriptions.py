"""Let readers ask for mail about what is published, and end it.

Revision ID: 0037
Revises: 0036
"""

import sqlalchemy as sa
from alembic import op

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
BEFORE = "'author', 'account', 'agency', 'role'"
AFTER = f"{BEFORE}, 'subscriber'"


def upgrade() -> None:
    """Add the tables, and let the outbox name a subscriber."""
    op.create_table(
        "archive_subscribers",
        sa.Column("id", BIG, nullable=False),
        sa.Column("address_mark", sa.LargeBinary(), nullable=False),
        sa.Column("contact_box", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("looked_on", sa.Date(), nullable=True),
        sa.Column("seen_until", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_archive_subscribers")),
        sa.UniqueConstraint("address_mark", name=op.f("uq_archive_subscribers_address_mark")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_archive_subscribers_looked_on"), "archive_subscribers", ["looked_on"])
    op.create_table(
        "archive_subscriptions",
        sa.Column("id", BIG, nullable=False),
        sa.Column("subscriber_id", BIG, nullable=False),
        sa.Column("search_mark", sa.LargeBinary(), nullable=False),
        sa.Column("search_box", sa.LargeBinary(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["subscriber_id"],
            ["archive_subscribers.id"],
            name=op.f("fk_archive_subscriptions_subscriber_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_archive_subscriptions")),
        sa.UniqueConstraint(
            "subscriber_id", "search_mark", name=op.f("uq_archive_subscriptions_subscriber_id_search_mark")
        ),
        sqlite_autoincrement=True,
    )
    _allow(AFTER)


def downgrade() -> None:
    """Drop them, with the mail that was for subscribers."""
    op.execute("DELETE FROM outbox WHERE recipient_kind = 'subscriber'")
    _allow(BEFORE)
    op.drop_table("archive_subscriptions")
    op.drop_table("archive_subscribers")


def _allow(kinds: str) -> None:
    with op.batch_alter_table("outbox") as table:
        table.drop_constraint(op.f("ck_outbox_recipient_kind"), type_="check")
        table.create_check_constraint(
            op.f("ck_outbox_recipient_kind"), f"recipient_kind IN ({kinds})"
        )
