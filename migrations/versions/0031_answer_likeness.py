"""How alike the answers of an agency are, known by keyed hashes.

Revision ID: 0031
Revises: 0030

Answers that were handed in before are compared by the worker.
"""

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Add what is known of likeness, the earlier answers, and the bands by which they are found."""
    op.create_table(
        "answer_likenesses",
        sa.Column("answer_id", BIG, autoincrement=False, nullable=False),
        sa.Column("case_id", BIG, nullable=False),
        sa.Column("agency_id", BIG, nullable=False),
        sa.Column("text_id", sa.Text(), nullable=False),
        sa.Column("is_conduct", sa.Boolean(), nullable=False),
        sa.Column("first_id", BIG, nullable=True),
        sa.Column("is_copy", sa.Boolean(), nullable=False),
        sa.Column("sent_on", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "NOT is_copy OR first_id <> answer_id",
            name=op.f("ck_answer_likenesses_copy_of_another"),
        ),
        sa.ForeignKeyConstraint(
            ["answer_id"], ["answers.id"], name=op.f("fk_answer_likenesses_answer_id")
        ),
        sa.ForeignKeyConstraint(
            ["case_id"], ["cases.id"], name=op.f("fk_answer_likenesses_case_id")
        ),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agencies.id"], name=op.f("fk_answer_likenesses_agency_id")
        ),
        sa.ForeignKeyConstraint(
            ["first_id"], ["answers.id"], name=op.f("fk_answer_likenesses_first_id")
        ),
        sa.PrimaryKeyConstraint("answer_id", name=op.f("pk_answer_likenesses")),
    )
    op.create_index(op.f("ix_answer_likenesses_case_id"), "answer_likenesses", ["case_id"])
    op.create_index(op.f("ix_answer_likenesses_first_id"), "answer_likenesses", ["first_id"])
    op.create_index(
        op.f("ix_answer_likenesses_agency_id_is_conduct_sent_on_is_copy"),
        "answer_likenesses",
        ["agency_id", "is_conduct", "sent_on", "is_copy"],
    )
    op.create_table(
        "answer_matches",
        sa.Column("answer_id", BIG, autoincrement=False, nullable=False),
        sa.Column("other_id", BIG, autoincrement=False, nullable=False),
        sa.Column("likeness", sa.Double(), nullable=False),
        sa.Column("same_question", sa.Boolean(), nullable=False),
        sa.Column("passages", sa.JSON(), nullable=False),
        sa.CheckConstraint("answer_id <> other_id", name=op.f("ck_answer_matches_two_answers")),
        sa.CheckConstraint("likeness BETWEEN 0 AND 1", name=op.f("ck_answer_matches_likeness")),
        sa.ForeignKeyConstraint(
            ["answer_id"],
            ["answer_likenesses.answer_id"],
            name=op.f("fk_answer_matches_answer_id"),
        ),
        sa.ForeignKeyConstraint(
            ["other_id"], ["answers.id"], name=op.f("fk_answer_matches_other_id")
        ),
        sa.PrimaryKeyConstraint("answer_id", "other_id", name=op.f("pk_answer_matches")),
    )
    op.create_index(op.f("ix_answer_matches_other_id"), "answer_matches", ["other_id"])
    op.create_table(
        "answer_bands",
        sa.Column("band", sa.LargeBinary(), nullable=False),
        sa.Column("answer_id", BIG, autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(
            ["answer_id"],
            ["answer_likenesses.answer_id"],
            name=op.f("fk_answer_bands_answer_id"),
        ),
        sa.PrimaryKeyConstraint("band", "answer_id", name=op.f("pk_answer_bands")),
    )
    op.create_index(op.f("ix_answer_bands_answer_id"), "answer_bands", ["answer_id"])


def downgrade() -> None:
    """Drop them."""
    op.drop_table("answer_bands")
    op.drop_table("answer_matches")
    op.drop_table("answer_likenesses")
