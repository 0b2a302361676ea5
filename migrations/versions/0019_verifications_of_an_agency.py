"""Let an inbox find the verifications of its agency by an index.

Revision ID: 0019
Revises: 0018
"""

from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

NAME = "ix_verifications_agency_id_progress"


def upgrade() -> None:
    """Add the index."""
    op.create_index(op.f(NAME), "verifications", ["agency_id", "progress"])


def downgrade() -> None:
    """Drop the index."""
    op.drop_index(op.f(NAME), table_name="verifications")
