"""Mark the state of the reference data, so that what was read can be kept while it stands.

Every change of one of the tables below gives the mark a new random value, whoever makes it: a
page, a command or a person with a database tool. Random, because a number counted up could come
back after a restore.

Revision ID: 0006
Revises: 0005
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

TABLES = (
    "agencies",
    "areas",
    "calendar_days",
    "calendar_years",
    "former_areas",
    "installation",
    "procedures",
    "remits",
    "terms",
)
VERBS = ("insert", "update", "delete")
SQLITE_RENEW = "UPDATE reference_mark SET mark = lower(hex(randomblob(16)))"
POSTGRESQL_FUNCTION = (
    "CREATE FUNCTION renew_reference_mark() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN UPDATE reference_mark SET mark = gen_random_uuid()::text; RETURN NULL; END $$"
)


def upgrade() -> None:
    """Make the mark and the triggers that renew it."""
    op.create_table(
        "reference_mark",
        sa.Column("mark", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("mark", name=op.f("pk_reference_mark")),
    )
    if op.get_bind().dialect.name == "sqlite":
        op.execute("INSERT INTO reference_mark (mark) VALUES (lower(hex(randomblob(16))))")
        for table in TABLES:
            for verb in VERBS:
                op.execute(
                    f"CREATE TRIGGER {table}_{verb}_marks AFTER {verb.upper()} ON {table} "
                    f"BEGIN {SQLITE_RENEW}; END"
                )
        return
    op.execute("INSERT INTO reference_mark (mark) VALUES (gen_random_uuid()::text)")
    op.execute(POSTGRESQL_FUNCTION)
    for table in TABLES:
        op.execute(
            f"CREATE TRIGGER {table}_marks AFTER INSERT OR UPDATE OR DELETE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION renew_reference_mark()"
        )


def downgrade() -> None:
    """Take triggers and mark away; code before this one reads the tables each time."""
    sqlite = op.get_bind().dialect.name == "sqlite"
    for table in TABLES:
        for name in [f"{table}_{verb}_marks" for verb in VERBS] if sqlite else [f"{table}_marks"]:
            op.execute(f"DROP TRIGGER {name}" + ("" if sqlite else f" ON {table}"))
    if not sqlite:
        op.execute("DROP FUNCTION renew_reference_mark()")
    op.drop_table("reference_mark")
