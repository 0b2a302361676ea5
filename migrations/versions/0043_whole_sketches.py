"""Corrections are found by all their runs: sketches of the kind before say nothing any more.

They cannot be made anew here, where no key is at hand. Such a correction decides for equal texts
alone from now on, until somebody corrects a like case again.

Revision ID: 0043
Revises: 0042
"""

import sqlalchemy as sa
from alembic import op

revision = "0043"
down_revision = "0042"
branch_labels = None
depends_on = None

CORRECTIONS = sa.table("corrections", sa.column("sketch", sa.LargeBinary()))


def upgrade() -> None:
    """Forget what cannot be compared any more."""
    op.execute(CORRECTIONS.update().values(sketch=None))


def downgrade() -> None:
    """Forget likewise: what is kept now cannot be read by the code before."""
    upgrade()
