"""Index the archive by state first, held cases, the day of receipt, and answers by stage.

The leap from one agency, commune, field or month of the archive to the next took the index of all
published cases and read it whole for each leap: minutes with forty thousand of them.

Revision ID: 0007
Revises: 0006
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

COLUMNS = ("agency_id", "area_code", "field", "kind", "received_month")
HELD = sa.text("held_at IS NOT NULL")


def upgrade() -> None:
    """Put the state before each column of the archive, and add those of cases and answers."""
    for column in COLUMNS:
        op.drop_index(f"ix_publications_{column}_published_at_id", table_name="publications")
        op.create_index(
            f"ix_publications_state_{column}_published_at_id",
            "publications",
            ["state", column, "published_at", "id"],
        )
    op.create_index(
        "ix_cases_held", "cases", ["held_at"], sqlite_where=HELD, postgresql_where=HELD
    )
    op.create_index("ix_cases_received_on", "cases", ["received_on"])
    op.create_index("ix_answers_stage_agency_id_case_id", "answers", ["stage", "agency_id", "case_id"])


def downgrade() -> None:
    """Put the indexes back as they were."""
    op.drop_index("ix_answers_stage_agency_id_case_id", table_name="answers")
    op.drop_index("ix_cases_received_on", table_name="cases")
    op.drop_index("ix_cases_held", table_name="cases")
    for column in COLUMNS:
        op.drop_index(f"ix_publications_state_{column}_published_at_id", table_name="publications")
        op.create_index(
            f"ix_publications_{column}_published_at_id",
            "publications",
            [column, "published_at", "id"],
        )
