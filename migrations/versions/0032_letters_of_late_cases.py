"""Apologies, reminders and forwards out become letters; clocks from before are told of ahead.

Revision ID: 0032
Revises: 0031

What was signed and sent before stays as it was: it has no letter.

Clocks that ran when dates began to be told ahead were to be told of on their date only, and the
focal point of late ones a week after. A day to tell that lies on the first day of a clock means:
not planned yet. The worker plans it by the calendar and tells nobody.
"""

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
BEFORE = "'receipt', 'forwarding', 'question', 'answer', 'apology', 'reminder'"
AFTER = (
    "'receipt', 'forwarding', 'forwarding_out', 'question', 'answer', 'apology', "
    "'dossier_apology', 'reminder'"
)
LETTERED = ("apologies", "reminded_cases")
CLOCKS = sa.table(
    "case_clocks",
    sa.column("started_on", sa.Date),
    sa.column("promised_due_on", sa.Date),
    sa.column("ended_on", sa.Date),
    sa.column("tell_on", sa.Date),
    sa.column("told_on", sa.Date),
)


def upgrade() -> None:
    """Allow the new kinds, and let apology and reminder point at their letter."""
    _allow(AFTER)
    for name in LETTERED:
        with op.batch_alter_table(name) as table:
            table.add_column(sa.Column("letter_id", BIG, nullable=True))
            table.create_foreign_key(op.f(f"fk_{name}_letter_id"), "letters", ["letter_id"], ["id"])
    op.execute(
        CLOCKS.update()
        .where(
            CLOCKS.c.ended_on.is_(None),
            CLOCKS.c.told_on.is_(None),
            CLOCKS.c.tell_on == CLOCKS.c.promised_due_on,
            CLOCKS.c.promised_due_on > sa.func.current_date(),
        )
        .values(tell_on=CLOCKS.c.started_on)
    )


def downgrade() -> None:
    """Drop the columns and the letters of the new kinds."""
    op.execute(
        CLOCKS.update()
        .where(CLOCKS.c.ended_on.is_(None), CLOCKS.c.tell_on == CLOCKS.c.started_on)
        .values(tell_on=CLOCKS.c.promised_due_on)
    )
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
