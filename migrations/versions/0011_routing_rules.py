"""Keep the administrator's routing rules, a whole set a change, under the mark of reference data.

Revision ID: 0011
Revises: 0010
"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TABLES = ("routing_rule_sets", "routing_rules")
VERBS = ("insert", "update", "delete")
# As revision 0006 wrote them for the tables of then.
SQLITE_RENEW = "UPDATE reference_mark SET mark = lower(hex(randomblob(16)))"


def upgrade() -> None:
    """Add sets and rules; there are none until an administrator writes one."""
    _add_sets()
    _add_rules()
    if op.get_bind().dialect.name == "sqlite":
        for table in TABLES:
            for verb in VERBS:
                op.execute(
                    f"CREATE TRIGGER {table}_{verb}_marks AFTER {verb.upper()} ON {table} "
                    f"BEGIN {SQLITE_RENEW}; END"
                )
        return
    for table in TABLES:
        op.execute(
            f"CREATE TRIGGER {table}_marks AFTER INSERT OR UPDATE OR DELETE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION renew_reference_mark()"
        )


def downgrade() -> None:
    """Drop both, with their triggers."""
    op.drop_table("routing_rules")
    op.drop_table("routing_rule_sets")


def _add_sets() -> None:
    op.create_table(
        "routing_rule_sets",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("based_on_id", ROW_ID, nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by_id", ROW_ID, nullable=True),
        sa.Column("needs_second", sa.Boolean(), nullable=False),
        sa.Column("rehearsal", sa.JSON(), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("confirmed_by_id", ROW_ID, nullable=True),
        sa.CheckConstraint(
            "state IN ('draft', 'proposed', 'in_force', 'replaced', 'dropped')",
            name=op.f("ck_routing_rule_sets_state"),
        ),
        sa.CheckConstraint(
            "NOT needs_second OR confirmed_by_id IS NULL OR made_by_id IS NULL"
            " OR confirmed_by_id <> made_by_id",
            name=op.f("ck_routing_rule_sets_second_person"),
        ),
        sa.ForeignKeyConstraint(
            ["based_on_id"],
            ["routing_rule_sets.id"],
            name=op.f("fk_routing_rule_sets_based_on_id"),
        ),
        sa.ForeignKeyConstraint(
            ["confirmed_by_id"], ["accounts.id"], name=op.f("fk_routing_rule_sets_confirmed_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["made_by_id"], ["accounts.id"], name=op.f("fk_routing_rule_sets_made_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_routing_rule_sets")),
    )
    for state in ("in_force", "proposed"):
        op.create_index(
            f"uq_routing_rule_sets_{state}",
            "routing_rule_sets",
            ["state"],
            unique=True,
            sqlite_where=sa.text(f"state = '{state}'"),
            postgresql_where=sa.text(f"state = '{state}'"),
        )


def _add_rules() -> None:
    op.create_table(
        "routing_rules",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("set_id", ROW_ID, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("condition", sa.Text(), nullable=False),
        sa.Column("agency_code", sa.Text(), nullable=False),
        sa.Column("basis", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("reported_on", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "valid_to IS NULL OR valid_to >= valid_from",
            name=op.f("ck_routing_rules_valid_dates"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_code"], ["agencies.code"], name=op.f("fk_routing_rules_agency_code")
        ),
        sa.ForeignKeyConstraint(
            ["set_id"], ["routing_rule_sets.id"], name=op.f("fk_routing_rules_set_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_routing_rules")),
        sa.UniqueConstraint("set_id", "number", name=op.f("uq_routing_rules_set_id_number")),
        sa.UniqueConstraint("set_id", "position", name=op.f("uq_routing_rules_set_id_position")),
    )
