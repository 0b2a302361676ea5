"""Run the migrations on the database of the current application, SQLite or PostgreSQL.

The whole way up or down is one transaction, and only one process walks it at a time.
"""

from importlib import import_module
from pathlib import Path
from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text
from sqlalchemy.types import TypeDecorator

import feedback_service
from feedback_service.foundation.database import db

MIGRATION_LOCK = 7_220_145
# FTS5 keeps its index in tables of its own, which no model describes.
SEARCH_INDEX = "_fts"


def import_models() -> None:
    """Import every package's tables, so that the metadata is complete."""
    package = Path(feedback_service.__file__).parent
    for name in ("models", "relations"):
        for file in sorted(package.glob(f"*/{name}.py")):
            import_module(f"feedback_service.{file.parent.name}.{name}")


def render_item(kind: str, item: Any, _context: AutogenContext) -> str | Literal[False]:
    """Write our column types as the plain types below them: a migration outlives our classes."""
    if kind == "type" and isinstance(item, TypeDecorator):
        return f"sa.{item.impl_instance!r}"
    return False


def include_name(name: str | None, kind: str, _parents: Any) -> bool:
    """Leave the tables of the search index out of what is compared."""
    return kind != "table" or SEARCH_INDEX not in (name or "")


def number_revision(_context: Any, _revision: Any, directives: list[Any]) -> None:
    """Give a new revision the next number, and write none that changes nothing."""
    script = directives[0]
    if getattr(context.config.cmd_opts, "autogenerate", False) and script.upgrade_ops.is_empty():
        directives[:] = []
        return
    head = ScriptDirectory.from_config(context.config).get_current_head()
    script.rev_id = f"{int(head or 0) + 1:04d}"


def run() -> None:
    """Walk the revisions the command asked for."""
    import_models()
    with db.engine.connect() as connection:
        sqlite = connection.dialect.name == "sqlite"
        if sqlite:
            # Rebuilding a table must not touch the rows that point at it; checked at the end.
            _set_foreign_keys(connection, on=False)
        try:
            _walk(connection.execution_options(write=True), sqlite=sqlite)
        finally:
            if sqlite:
                _set_foreign_keys(connection, on=True)


def _walk(connection: Connection, *, sqlite: bool) -> None:
    with connection.begin():
        if not sqlite:
            connection.execute(text("SET LOCAL statement_timeout = 0"))
            connection.execute(text(f"SELECT pg_advisory_xact_lock({MIGRATION_LOCK})"))
        context.configure(
            connection=connection,
            target_metadata=db.metadata,
            render_as_batch=sqlite,
            render_item=render_item,
            include_name=include_name,
            process_revision_directives=number_revision,
        )
        context.run_migrations()
        if sqlite:
            broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
            if broken:
                raise RuntimeError(f"rows point at nothing after this migration: {broken[:5]}")


def _set_foreign_keys(connection: Connection, *, on: bool) -> None:
    raw: Any = connection.connection.dbapi_connection
    raw.execute(f"PRAGMA foreign_keys={'ON' if on else 'OFF'}")


run()
