"""The database of a test worker: a file, or a database of a PostgreSQL cluster.

Both are made once and kept as a template; each test gets a copy. A copy costs milliseconds, and
unlike a transaction that is rolled back it lets the code under test commit, lock and connect as
it does in service. FEEDBACK_TEST_DATABASE_URL names the cluster; without it, SQLite.
"""

import os
import shutil
from pathlib import Path
from typing import Protocol

import psycopg
from psycopg import sql
from sqlalchemy import make_url

# A trigger that was switched off, or a table that was altered, is a row of the catalogue.
CHANGED_TABLES = """
    SELECT relname FROM pg_stat_all_tables
    WHERE n_tup_ins + n_tup_upd + n_tup_del > 0
    AND (schemaname = 'public' OR relname IN (
        'pg_class', 'pg_attribute', 'pg_constraint', 'pg_index', 'pg_proc', 'pg_trigger'))"""
RESTART_NUMBERS = """
    SELECT setval(seq.oid, 1, false) FROM pg_class seq
    JOIN pg_depend d ON d.objid = seq.oid AND d.deptype IN ('a', 'i')
    WHERE seq.relkind = 'S' AND d.refobjid = %s::regclass"""
OTHERS_CONNECTED = (
    "SELECT 1 FROM pg_stat_activity WHERE datname = %s AND backend_type = 'client backend' LIMIT 1"
)


class WorkerDatabase(Protocol):
    """What the installation needs of either engine."""

    url: str

    def create(self) -> None:
        """Make an empty database."""

    def keep_as_template(self) -> None:
        """Keep what is in it now; nobody is connected."""

    def restore(self) -> None:
        """Put a copy of the template in its place; nobody is connected."""

    def drop(self) -> None:
        """Remove it and the template."""


class SqliteFile:
    """A file in the instance folder."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / "feedback.db"
        self.template = folder / "template.db"
        self.url = f"sqlite:///{self.file}"

    def create(self) -> None:
        """SQLite makes the file at the first connection."""

    def keep_as_template(self) -> None:
        """Copy the file; the last connection has folded the write-ahead log into it."""
        shutil.copyfile(self.file, self.template)

    def restore(self) -> None:
        """Copy the template over the file, and drop what the last test left in the log."""
        for rest in ("-wal", "-shm"):
            Path(f"{self.file}{rest}").unlink(missing_ok=True)
        shutil.copyfile(self.template, self.file)

    def drop(self) -> None:
        """The folder is removed with everything in it."""


class PostgresqlDatabase:
    """A database of a cluster, cloned from a template database.

    Cloning costs most of a second, so it is done only when a test changed reference data or the
    schema; rows in tables that the template holds empty are deleted, and after a test that only
    read nothing is done. What changed is asked of the server, which also knows of other processes.
    """

    def __init__(self, cluster_url: str, purpose: str) -> None:
        self.cluster = make_url(cluster_url)
        self.name = f"feedback_{purpose}_{os.getpid()}"
        self.template = f"{self.name}_template"
        self.empty_tables: set[str] = set()
        self.cloned = False
        url = self.cluster.set(drivername="postgresql+psycopg", database=self.name)
        self.url = url.render_as_string(hide_password=False)
        self._link = self._connect("postgres")

    def create(self) -> None:
        """Make an empty database."""
        self._run("CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8'", self.name)

    def keep_as_template(self) -> None:
        """Rename it: a template is only ever copied."""
        with self._connect(self.name) as link:
            self.empty_tables = {table for table in _tables(link) if _is_empty(link, table)}
        self._run("ALTER DATABASE {} RENAME TO {}", self.name, self.template)

    def restore(self) -> None:
        """Undo what was done since the last time, by the cheapest way that is complete."""
        if self.cloned and self._undo_rows():
            return
        self._run("DROP DATABASE IF EXISTS {} WITH (FORCE)", self.name)
        self._run("CREATE DATABASE {} TEMPLATE {}", self.name, self.template)
        self.cloned = True

    def drop(self) -> None:
        """Remove both."""
        for name in (self.name, self.template):
            self._run("DROP DATABASE IF EXISTS {} WITH (FORCE)", name)
        self._link.close()

    def _undo_rows(self) -> bool:
        """Delete what was added; False when that is not enough or somebody is still connected."""
        if not self._is_left():
            return False
        with self._connect(self.name) as link:
            changed = {name for (name,) in link.execute(CHANGED_TABLES)}
            if not changed <= self.empty_tables:
                return False
            if changed:
                # Rows only: emptying all tables at once would take longer than the test.
                link.execute("SET session_replication_role = replica")
                for table in sorted(changed):
                    link.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(table)))
                    link.execute(RESTART_NUMBERS, [table])
                link.execute("SELECT pg_stat_reset()")
        return True

    def _is_left(self) -> bool:
        """A server process hands in its counts when it ends, a moment after the connection.

        One that stays is sent away by dropping the database instead.
        """
        asked = (self._link.execute(OTHERS_CONNECTED, [self.name]) for _ in range(1000))
        return any(not answer.fetchone() for answer in asked)

    def _connect(self, name: str) -> psycopg.Connection:
        url = self.cluster.set(drivername="postgresql", database=name)
        return psycopg.connect(url.render_as_string(hide_password=False), autocommit=True)

    def _run(self, statement: str, *names: str) -> None:
        self._link.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))


def _tables(link: psycopg.Connection) -> list[str]:
    return [name for (name,) in link.execute("SELECT relname FROM pg_stat_user_tables")]


def _is_empty(link: psycopg.Connection, table: str) -> bool:
    query = sql.SQL("SELECT 1 FROM {} LIMIT 1").format(sql.Identifier(table))
    return link.execute(query).fetchone() is None


def choose_database(folder: Path, purpose: str = "test") -> WorkerDatabase:
    """Return the kind of database this run was asked for; the purpose keeps two apart."""
    cluster = os.environ.get("FEEDBACK_TEST_DATABASE_URL", "")
    if not cluster:
        return SqliteFile(folder)
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    return PostgresqlDatabase(cluster, f"{purpose}_{worker}")
