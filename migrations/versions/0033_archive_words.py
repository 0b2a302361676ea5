"""The words of the archive and how many published texts hold each.

Revision ID: 0033
Revises: 0032
"""

from collections import Counter

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None

AT_ONCE = 1_000


def upgrade() -> None:
    """Add the table and count what is published."""
    words = op.create_table(
        "archive_words",
        sa.Column("word", sa.Text(), nullable=False),
        sa.Column("texts", sa.Integer(), nullable=False),
        sa.CheckConstraint("texts >= 0", name=op.f("ck_archive_words_texts")),
        sa.PrimaryKeyConstraint("word", name=op.f("pk_archive_words")),
    )
    connection = op.get_bind()
    counts: Counter[str] = Counter()
    for title, body in connection.execute(sa.text("SELECT title, body FROM publications_fts")):
        counts.update({"", *title.split(), *body.split()})
    rows = [{"word": word, "texts": texts} for word, texts in sorted(counts.items())]
    for start in range(0, len(rows), AT_ONCE):
        op.bulk_insert(words, rows[start : start + AT_ONCE])


def downgrade() -> None:
    """Drop it; the index of the archive stays."""
    op.drop_table("archive_words")
