"""Published cases tell place and month only where five share them.

Revision ID: 0039
Revises: 0038

What was published before is told by its year alone, without a place, until `feedback archive settle`
or the next publication of its kind reckons how much five and more may be told of.
"""

import sqlalchemy as sa
from alembic import op

revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None

NAMES_NONE = "ck_publications_conduct_names_none"
BEFORE = "kind <> 'conduct' OR (agency_id IS NULL AND area_code IS NULL)"
AFTER = "kind <> 'conduct' OR (agency_id IS NULL AND area_code IS NULL AND province_code IS NULL)"
KIN = "ix_publications_state_category_agency_id_received_month"


def upgrade() -> None:
    """Add the province, and tell the coarsest of every publication."""
    with op.batch_alter_table("publications") as table:
        table.add_column(sa.Column("province_code", sa.Text(), nullable=True))
        table.drop_constraint(op.f(NAMES_NONE), type_="check")
        table.create_check_constraint(op.f(NAMES_NONE), AFTER)
    op.create_index(KIN, "publications", ["state", "category", "agency_id", "received_month"])
    op.execute(
        "UPDATE publications SET area_code = NULL, received_month = substr(received_month, 1, 4)"
    )


def downgrade() -> None:
    """Drop the province, and take place and month from the cases again."""
    op.drop_index(KIN, table_name="publications")
    with op.batch_alter_table("publications") as table:
        table.drop_constraint(op.f(NAMES_NONE), type_="check")
        table.create_check_constraint(op.f(NAMES_NONE), BEFORE)
        table.drop_column("province_code")
    op.execute(
        "UPDATE publications SET received_month = ("
        "SELECT substr(CAST(received_on AS TEXT), 1, 7) FROM cases WHERE cases.id = case_id)"
    )
    op.execute(
        "UPDATE publications SET area_code = ("
        "SELECT area_code FROM cases WHERE cases.id = case_id) WHERE kind <> 'conduct'"
    )
