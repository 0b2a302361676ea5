"""One state of the database, as files of a backup and as a connection that sees the same state."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine, MetaData, NullPool, create_engine, inspect, select, text
from sqlalchemy import func as sql

from feedback_service.foundation.access_log import AccessLog
from feedback_service.upkeep import postgresql_dumps, sqlite_copies
from feedback_service.upkeep.errors import InstanceNotEmpty

# Shows how far a phase of so many steps has come; yields what is told of steps done.
Progress = Callable[[str, int], AbstractContextManager[Callable[[int], None]]]
DATABASE_FILES = {"sqlite": "feedback.db", "postgresql": "feedback.dump"}
ACCESS_LOG = "access.db"
# Nobody's until they are sent, and gone after two hours: a backup must not keep them for longer.
NOT_KEPT = "drafts"


@contextmanager
def take_snapshot(engine: Engine, folder: Path, progress: Progress) -> Iterator[Connection]:
    """Write the database into a folder and yield a connection that sees exactly that state."""
    target = folder / DATABASE_FILES[engine.dialect.name]
    taken = _sqlite if engine.dialect.name == "sqlite" else _postgresql
    with taken(engine, target, progress) as connection:
        yield connection


def copy_access_log(live: Path, folder: Path) -> bool:
    """Copy the access log, if a look was ever recorded."""
    if live.exists():
        # Looks that wait in the spare room go in first.
        AccessLog(live).append([])
        sqlite_copies.copy_online(live, folder / ACCESS_LOG)
    return live.exists()


def count_rows(connection: Connection) -> dict[str, int]:
    """Return the number of rows of each table, drafts left out."""
    tables = MetaData()
    tables.reflect(connection)
    return {
        name: connection.execute(select(sql.count()).select_from(table)).scalar_one()
        for name, table in sorted(tables.tables.items())
        if name != NOT_KEPT and "_fts" not in name
    }


def revision_of(connection: Connection) -> str | None:
    """Return the revision a database is at, None when it holds nothing of ours."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return found


def demand_empty(engine: Engine) -> None:
    """Raise InstanceNotEmpty when the database has a table."""
    if engine.dialect.name == "sqlite" and not Path(engine.url.database or "").exists():
        return
    with engine.connect() as connection:
        tables = inspect(connection).get_table_names()
    engine.dispose()
    if tables:
        raise InstanceNotEmpty(what="cơ sở dữ liệu")


def load_snapshot(engine: Engine, folder: Path) -> None:
    """Put the database of a backup in place of an empty one."""
    source = folder / DATABASE_FILES[engine.dialect.name]
    if engine.dialect.name == "postgresql":
        postgresql_dumps.load(engine.url, source)
        return
    place_sqlite(source, Path(str(engine.url.database)))
    # What was connected before is at the empty file. The first connection turns the journal to
    # write-ahead, which it cannot while somebody else reads.
    engine.dispose()
    engine.connect().close()


def place_sqlite(source: Path, target: Path) -> None:
    """Copy a database of a backup to its place: whole under another name first."""
    arriving = target.with_name(f"{target.name}.arriving")
    arriving.unlink(missing_ok=True)
    sqlite_copies.copy_online(source, arriving)
    for rest in ("-wal", "-shm"):
        target.with_name(target.name + rest).unlink(missing_ok=True)
    arriving.replace(target)


@contextmanager
def _sqlite(engine: Engine, target: Path, progress: Progress) -> Iterator[Connection]:
    live = Path(str(engine.url.database))
    with progress("Cơ sở dữ liệu", sqlite_copies.pages_of(live)) as moved:
        sqlite_copies.copy_online(live, target, without_rows_of=NOT_KEPT, moved=moved)
    # Immutable: a reader of a copy leaves no lock and no log beside it.
    address = f"sqlite:///{target.as_uri()}?mode=ro&immutable=1&uri=true"
    copy = create_engine(address, poolclass=NullPool)
    with copy.connect() as connection:
        yield connection


@contextmanager
def _postgresql(engine: Engine, target: Path, progress: Progress) -> Iterator[Connection]:
    with engine.connect() as fresh:
        connection = fresh.execution_options(
            isolation_level="REPEATABLE READ", postgresql_readonly=True
        )
        connection.execute(text("SET LOCAL statement_timeout = 0"))
        snapshot = connection.execute(text("SELECT pg_export_snapshot()")).scalar_one()
        with progress("Cơ sở dữ liệu", 1) as moved:
            postgresql_dumps.dump(engine.url, target, snapshot=snapshot, without_rows_of=NOT_KEPT)
            moved(1)
        yield connection
