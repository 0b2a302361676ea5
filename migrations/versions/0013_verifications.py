"""Verification of conduct, and the accused unit's right of reply.

Revision ID: 0013
Revises: 0012
"""

from datetime import date

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TERMS = sa.table(
    "terms",
    sa.column("code", sa.String),
    sa.column("days", sa.Integer),
    sa.column("unit", sa.String),
    sa.column("valid_from", sa.Date),
    sa.column("source", sa.Text),
    sa.column("note", sa.Text),
)
SOURCE = "Quy chế vận hành hệ thống"
NOTES = {
    "verification": (
        10,
        "Cơ quan chủ trì xác minh hành vi; thời hạn trả lời người gửi không đổi",
    ),
    "accused_reply": (
        5,
        "Đơn vị bị phản ánh giải trình theo bản trích không nêu người phản ánh",
    ),
}


def upgrade() -> None:
    """Add the tables, and the two terms where an installation has its terms already."""
    _add_verifications()
    _add_rights_of_reply()
    known = op.get_bind().scalar(sa.select(sa.func.count()).select_from(TERMS))
    if known:
        rows = [
            {
                "code": code,
                "days": days,
                "unit": "working",
                "valid_from": date(2018, 1, 1),
                "source": SOURCE,
                "note": note,
            }
            for code, (days, note) in NOTES.items()
        ]
        op.bulk_insert(TERMS, rows)


def downgrade() -> None:
    """Drop the tables and the terms."""
    op.execute(TERMS.delete().where(TERMS.c.code.in_(list(NOTES))))
    op.drop_table("rights_of_reply")
    op.drop_table("verifications")


def _add_verifications() -> None:
    op.create_table(
        "verifications",
        sa.Column("id", BIG, nullable=False),
        sa.Column("case_id", BIG, nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("progress", sa.Text(), nullable=False),
        sa.Column("agency_id", BIG, nullable=False),
        sa.Column("opened_by_id", BIG, nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("verifier_id", BIG, nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("plan_text_id", sa.Text(), nullable=True),
        sa.Column("evidence_text_id", sa.Text(), nullable=True),
        sa.Column("findings_text_id", sa.Text(), nullable=True),
        sa.Column("conclusion", sa.Text(), nullable=True),
        sa.Column("measure", sa.Text(), nullable=True),
        sa.Column("skip_reason", sa.Text(), nullable=True),
        sa.Column("skip_text_id", sa.Text(), nullable=True),
        sa.Column("return_text_id", sa.Text(), nullable=True),
        sa.Column("decided_by_id", BIG, nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("conclusion IN ('founded', 'partly_founded', 'unfounded', 'not_verifiable')", name=op.f("ck_verifications_conclusion")),
        sa.CheckConstraint("measure IN ('none', 'reminder', 'criticism', 'discipline', 'transfer')", name=op.f("ck_verifications_measure")),
        sa.CheckConstraint("measure IS NULL OR measure = 'none' OR conclusion IN ('founded', 'partly_founded')", name=op.f("ck_verifications_measure_is_due")),
        sa.CheckConstraint("progress <> 'concluded' OR (conclusion IS NOT NULL AND decided_at IS NOT NULL)", name=op.f("ck_verifications_concluded_has_conclusion")),
        sa.CheckConstraint("progress IN ('open', 'reported', 'concluded', 'not_needed')", name=op.f("ck_verifications_progress")),
        sa.CheckConstraint("decided_by_id IS NULL OR decided_by_id <> verifier_id", name=op.f("ck_verifications_two_persons")),
        sa.ForeignKeyConstraint(["agency_id"], ["agencies.id"], name=op.f("fk_verifications_agency_id")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_verifications_case_id")),
        sa.ForeignKeyConstraint(["decided_by_id"], ["accounts.id"], name=op.f("fk_verifications_decided_by_id")),
        sa.ForeignKeyConstraint(["opened_by_id"], ["accounts.id"], name=op.f("fk_verifications_opened_by_id")),
        sa.ForeignKeyConstraint(["verifier_id"], ["accounts.id"], name=op.f("fk_verifications_verifier_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_verifications")),
        sa.UniqueConstraint("case_id", "round", name=op.f("uq_verifications_case_id_round")),
    )
    op.create_index(
        op.f("ix_verifications_progress_conclusion"), "verifications", ["progress", "conclusion"]
    )


def _add_rights_of_reply() -> None:
    op.create_table(
        "rights_of_reply",
        sa.Column("id", BIG, nullable=False),
        sa.Column("verification_id", BIG, nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("agency_id", BIG, nullable=False),
        sa.Column("stage", sa.Text(), nullable=False),
        sa.Column("reason_text_id", sa.Text(), nullable=False),
        sa.Column("extract_text_id", sa.Text(), nullable=False),
        sa.Column("written_by_id", BIG, nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("released_by_id", BIG, nullable=True),
        sa.Column("released_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reply_by", sa.Date(), nullable=True),
        sa.Column("answered_by_id", BIG, nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("happened_text_id", sa.Text(), nullable=True),
        sa.Column("rule_text_id", sa.Text(), nullable=True),
        sa.Column("done_text_id", sa.Text(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("stage = 'written' OR reply_by IS NOT NULL", name=op.f("ck_rights_of_reply_released_has_date")),
        sa.CheckConstraint("stage IN ('written', 'released', 'answered')", name=op.f("ck_rights_of_reply_stage")),
        sa.CheckConstraint("released_by_id IS NULL OR released_by_id <> written_by_id", name=op.f("ck_rights_of_reply_two_persons")),
        sa.ForeignKeyConstraint(["agency_id"], ["agencies.id"], name=op.f("fk_rights_of_reply_agency_id")),
        sa.ForeignKeyConstraint(["answered_by_id"], ["accounts.id"], name=op.f("fk_rights_of_reply_answered_by_id")),
        sa.ForeignKeyConstraint(["released_by_id"], ["accounts.id"], name=op.f("fk_rights_of_reply_released_by_id")),
        sa.ForeignKeyConstraint(["verification_id"], ["verifications.id"], name=op.f("fk_rights_of_reply_verification_id")),
        sa.ForeignKeyConstraint(["written_by_id"], ["accounts.id"], name=op.f("fk_rights_of_reply_written_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rights_of_reply")),
        sa.UniqueConstraint("number", name=op.f("uq_rights_of_reply_number")),
        sa.UniqueConstraint("verification_id", name=op.f("uq_rights_of_reply_verification_id")),
    )
    op.create_index(
        op.f("ix_rights_of_reply_agency_id_stage"), "rights_of_reply", ["agency_id", "stage"]
    )
