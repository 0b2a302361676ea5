"""Remember which of several addresses has taken a mail.

Revision ID: 0005
Revises: 0004

A role may stand for several people, and a server may take a mail for some of them only. The rest
is tried again without writing twice to those who have it. Marks, not addresses.
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column."""
    op.add_column("outbox", sa.Column("taken_by", sa.Text(), nullable=True))


def downgrade() -> None:
    """Take the column away."""
    op.drop_column("outbox", "taken_by")
