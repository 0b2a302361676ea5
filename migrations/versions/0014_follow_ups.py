"""What becomes of answers that promised something, and the documents that show it.

Revision ID: 0014
Revises: 0013

Answers that were sent before are followed from the day on which they were sent.
"""

from datetime import UTC, date, datetime, timedelta, timezone

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
HANOI = timezone(timedelta(hours=7))
MONTHS = {"amend_own": 3, "proposed_up": 3, "adopted": 3, "study": 12}
ANSWERS = sa.table(
    "answers",
    sa.column("id", sa.Integer),
    sa.column("case_id", sa.Integer),
    sa.column("round", sa.Integer),
    sa.column("stage", sa.Text),
    sa.column("outcome", sa.Text),
    sa.column("sent_at", sa.DateTime(timezone=True)),
)
SQLITE = [
    f"CREATE TRIGGER follow_up_documents_no_{verb.lower()} BEFORE {verb} ON follow_up_documents "
    "BEGIN SELECT RAISE(ABORT, 'follow_up_documents is append-only'); END"
    for verb in ("UPDATE", "DELETE")
]
POSTGRESQL = [
    "CREATE FUNCTION refuse_to_edit_documents() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN RAISE EXCEPTION 'follow_up_documents is append-only'; END $$",
    "CREATE TRIGGER follow_up_documents_append_only BEFORE UPDATE OR DELETE "
    "ON follow_up_documents FOR EACH ROW EXECUTE FUNCTION refuse_to_edit_documents()",
]


def upgrade() -> None:
    """Add the tables, follow what was promised before, and guard the documents."""
    follow_ups = _add_follow_ups()
    _add_documents()
    rows = list(_promised_before())
    if rows:
        op.bulk_insert(follow_ups, rows)
    for statement in SQLITE if op.get_bind().dialect.name == "sqlite" else POSTGRESQL:
        op.execute(statement)


def downgrade() -> None:
    """Drop the tables."""
    op.drop_table("follow_up_documents")
    op.drop_table("follow_ups")
    if op.get_bind().dialect.name != "sqlite":
        op.execute("DROP FUNCTION refuse_to_edit_documents()")


def _promised_before():
    later = ANSWERS.alias()
    newest = ~sa.exists().where(
        later.c.case_id == ANSWERS.c.case_id,
        later.c.stage == "sent",
        later.c.round > ANSWERS.c.round,
    )
    query = sa.select(ANSWERS).where(
        ANSWERS.c.stage == "sent", ANSWERS.c.outcome.in_(list(MONTHS)), newest
    )
    for row in op.get_bind().execute(query).mappings().all():
        sent_on = _local_date(row["sent_at"])
        yield {
            "answer_id": row["id"],
            "case_id": row["case_id"],
            "outcome": row["outcome"],
            "opened_on": sent_on,
            "news_on": sent_on,
            "remind_on": _months_later(sent_on, MONTHS[row["outcome"]]),
            "version": 1,
        }


def _local_date(at: datetime) -> date:
    # SQLite keeps no zone: what lies there is UTC.
    return (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(HANOI).date()


def _months_later(day: date, months: int) -> date:
    month = day.month - 1 + months
    year, month = day.year + month // 12, month % 12 + 1
    following = date(year + month // 12, month % 12 + 1, 1)
    return date(year, month, min(day.day, (following - timedelta(days=1)).day))


def _add_follow_ups() -> sa.Table:
    table = op.create_table(
        "follow_ups",
        sa.Column("answer_id", BIG, nullable=False),
        sa.Column("case_id", BIG, nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("news_on", sa.Date(), nullable=False),
        sa.Column("remind_on", sa.Date(), nullable=True),
        sa.Column("ending", sa.Text(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by_id", BIG, nullable=True),
        sa.Column("reason_text_id", sa.Text(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("outcome IN ('amend_own', 'proposed_up', 'study', 'adopted')", name=op.f("ck_follow_ups_outcome")),
        sa.CheckConstraint("ending IN ('done', 'rejected', 'dropped', 'replaced')", name=op.f("ck_follow_ups_ending")),
        sa.CheckConstraint("(ending IS NULL) = (ended_at IS NULL)", name=op.f("ck_follow_ups_ended_has_instant")),
        sa.CheckConstraint("(ending IS NULL) = (remind_on IS NOT NULL)", name=op.f("ck_follow_ups_open_has_reminder")),
        sa.CheckConstraint("ending NOT IN ('rejected', 'dropped') OR reason_text_id IS NOT NULL", name=op.f("ck_follow_ups_reason")),
        sa.ForeignKeyConstraint(["answer_id"], ["answers.id"], name=op.f("fk_follow_ups_answer_id")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_follow_ups_case_id")),
        sa.ForeignKeyConstraint(["ended_by_id"], ["accounts.id"], name=op.f("fk_follow_ups_ended_by_id")),
        sa.PrimaryKeyConstraint("answer_id", name=op.f("pk_follow_ups")),
    )
    op.create_index(
        "uq_follow_ups_open",
        "follow_ups",
        ["case_id"],
        unique=True,
        sqlite_where=sa.text("ending IS NULL"),
        postgresql_where=sa.text("ending IS NULL"),
    )
    op.create_index(op.f("ix_follow_ups_case_id"), "follow_ups", ["case_id"])
    op.create_index(op.f("ix_follow_ups_remind_on"), "follow_ups", ["remind_on"])
    op.create_index(
        op.f("ix_follow_ups_ending_opened_on_answer_id"),
        "follow_ups",
        ["ending", "opened_on", "answer_id"],
    )
    return table


def _add_documents() -> None:
    op.create_table(
        "follow_up_documents",
        sa.Column("id", BIG, nullable=False),
        sa.Column("answer_id", BIG, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=True),
        sa.Column("dated_on", sa.Date(), nullable=False),
        sa.Column("agency_id", BIG, nullable=True),
        sa.Column("body", sa.Text(), nullable=True),
        sa.Column("recorded_by_id", BIG, nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("kind IN ('proposal', 'draft', 'issued', 'rejected')", name=op.f("ck_follow_up_documents_kind")),
        sa.CheckConstraint("kind = 'draft' OR number IS NOT NULL", name=op.f("ck_follow_up_documents_number")),
        sa.CheckConstraint("body IN ('national_assembly', 'government', 'prime_minister', 'province_council', 'commune_council')", name=op.f("ck_follow_up_documents_body")),
        sa.CheckConstraint("(agency_id IS NULL) <> (body IS NULL)", name=op.f("ck_follow_up_documents_one_issuer")),
        sa.ForeignKeyConstraint(["agency_id"], ["agencies.id"], name=op.f("fk_follow_up_documents_agency_id")),
        sa.ForeignKeyConstraint(["answer_id"], ["follow_ups.answer_id"], name=op.f("fk_follow_up_documents_answer_id")),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["accounts.id"], name=op.f("fk_follow_up_documents_recorded_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_follow_up_documents")),
    )
    op.create_index(
        op.f("ix_follow_up_documents_answer_id"), "follow_up_documents", ["answer_id"]
    )
