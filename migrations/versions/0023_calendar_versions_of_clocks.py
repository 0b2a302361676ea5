"""Note under which version of the calendar a clock was last reckoned.

Clocks of before know none: the worker reckons them once more, which moves nothing that is right.

Revision ID: 0023
Revises: 0022
"""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

INDEX = "ix_case_clocks_reckoned"


def upgrade() -> None:
    """Add the version, and the index by which the clocks of an older one are found."""
    version = sa.Column("reckoned_under", sa.String(16), nullable=False, server_default="")
    op.add_column("case_clocks", version)
    op.create_index(
        INDEX,
        "case_clocks",
        ["reckoned_under", "case_id"],
        sqlite_where=sa.text("ended_on IS NULL"),
        postgresql_where=sa.text("ended_on IS NULL"),
    )


def downgrade() -> None:
    """Drop both."""
    op.drop_index(INDEX, table_name="case_clocks")
    op.drop_column("case_clocks", "reckoned_under")
