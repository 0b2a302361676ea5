"""How the database itself stands, for the doctor."""

from pathlib import Path

from sqlalchemy import text

from feedback_service.foundation.database import SQLITE_PRAGMAS, db, is_sqlite
from feedback_service.foundation.machine import network_file_system

_SQLITE_GUARDS = (
    "SELECT count(*) FROM sqlite_schema WHERE type = 'trigger' AND tbl_name = 'case_events'"
)
_POSTGRESQL_GUARDS = (
    "SELECT count(*) FROM pg_trigger WHERE tgrelid = 'case_events'::regclass"
    " AND tgname = 'case_events_append_only' AND tgenabled IN ('O', 'A')"
)
GUARDS = {"sqlite": (_SQLITE_GUARDS, 2), "postgresql": (_POSTGRESQL_GUARDS, 1)}
# Each setting of a server that may lose what was acknowledged, and the value that does not.
SAFE_SERVER = {"fsync": ("on",), "full_page_writes": ("on",)}
SAFE_COMMIT = ("on", "remote_write", "remote_apply", "local")


def pragmas_not_taken() -> dict[str, object]:
    """Return the pragmas that a connection in service does not have, with what it has."""
    if not is_sqlite():
        return {}
    with db.engine.connect() as connection:
        found = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in SQLITE_PRAGMAS
        }
    return {name: found[name] for name, wanted in SQLITE_PRAGMAS.items() if found[name] != wanted}


def log_bytes() -> int:
    """Return the size of SQLite's write-ahead log; 0 on PostgreSQL, which minds its own."""
    if not is_sqlite():
        return 0
    log = Path(f"{db.engine.url.database}-wal")
    return log.stat().st_size if log.exists() else 0


def network_disk() -> str | None:
    """Return the kind of network file system that a SQLite database lies on, if it does."""
    return network_file_system(Path(str(db.engine.url.database))) if is_sqlite() else None


def history_is_guarded() -> bool:
    """Tell whether the database itself refuses to edit the history of cases."""
    question, wanted = GUARDS[db.engine.dialect.name]
    with db.engine.connect() as connection:
        return bool(connection.scalar(text(question)) == wanted)


def server_weaknesses() -> list[str]:
    """Return what PostgreSQL is set to that it should not be, as `name=value`."""
    if is_sqlite():
        return []
    with db.engine.connect() as connection:
        found = {
            name: str(connection.scalar(text(f"SHOW {name}")))
            for name in (*SAFE_SERVER, "synchronous_commit", "server_encoding")
        }
        superuser = connection.scalar(text("SHOW is_superuser"))
    wanted = SAFE_SERVER | {"synchronous_commit": SAFE_COMMIT, "server_encoding": ("UTF8",)}
    weak = [f"{name}={value}" for name, value in found.items() if value not in wanted[name]]
    return [*weak, "superuser"] if superuser == "on" else weak
