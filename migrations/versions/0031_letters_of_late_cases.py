"""Apologies, reminders and forwards to other systems become numbered letters.

Revision ID: 0031
Revises: 0029

What was signed and sent before stays as it was: it has no letter.
"""

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0029"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
BEFORE = "'receipt', 'forwarding', 'question', 'answer', 'apology', 'reminder'"
AFTER = (
    "'receipt', 'forwarding', 'forwarding_out', 'question', 'answer', 'apology', "
    "'dossier_apology', 'reminder'"
)
LETTERED = ("apologies", "reminded_cases")


def upgrade() -> None:
    """Allow the new kinds, and let apology and reminder point at their letter."""
    _allow(AFTER)
    for name in LETTERED:
        with op.batch_alter_table(name) as table:
            table.add_column(sa.Column("letter_id", BIG, nullable=True))
            table.create_foreign_key(op.f(f"fk_{name}_letter_id"), "letters", ["letter_id"], ["id"])


def downgrade() -> None:
    """Drop the columns and the letters of the new kinds."""
    for name in reversed(LETTERED):
        with op.batch_alter_table(name) as table:
            table.drop_constraint(op.f(f"fk_{name}_letter_id"), type_="foreignkey")
            table.drop_column("letter_id")
    _drop_new_kinds()
    _allow(BEFORE)


def _allow(kinds: str) -> None:
    for name in ("letters", "letter_wordings"):
        with op.batch_alter_table(name) as table:
            table.drop_constraint(op.f(f"ck_{name}_kind"), type_="check")
            table.create_check_constraint(op.f(f"ck_{name}_kind"), f"kind IN ({kinds})")


def _drop_new_kinds() -> None:
    gone = "kind IN ('forwarding_out', 'dossier_apology')"
    op.execute(f"DELETE FROM letters WHERE {gone}")  # noqa: S608
    op.execute(f"DELETE FROM letter_wordings WHERE {gone}")  # noqa: S608
