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


class TestDatabase(Protocol):
    """What the installation needs of either engine."""

    __test__ = False
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
    """A database of a cluster, cloned from a template database."""

    def __init__(self, cluster_url: str, purpose: str) -> None:
        self.cluster = make_url(cluster_url)
        self.name = f"feedback_{purpose}_{os.getpid()}"
        self.template = f"{self.name}_template"
        url = self.cluster.set(drivername="postgresql+psycopg", database=self.name)
        self.url = url.render_as_string(hide_password=False)
        admin = self.cluster.set(drivername="postgresql", database="postgres")
        self._link = psycopg.connect(admin.render_as_string(hide_password=False), autocommit=True)

    def create(self) -> None:
        """Make an empty database."""
        self._run("CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8'", self.name)

    def keep_as_template(self) -> None:
        """Rename it: a template is only ever copied."""
        self._run("ALTER DATABASE {} RENAME TO {}", self.name, self.template)

    def restore(self) -> None:
        """Clone the template."""
        self._run("DROP DATABASE IF EXISTS {} WITH (FORCE)", self.name)
        self._run("CREATE DATABASE {} TEMPLATE {}", self.name, self.template)

    def drop(self) -> None:
        """Remove both."""
        for name in (self.name, self.template):
            self._run("DROP DATABASE IF EXISTS {} WITH (FORCE)", name)
        self._link.close()

    def _run(self, statement: str, *names: str) -> None:
        self._link.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))


def choose_database(folder: Path, purpose: str = "test") -> TestDatabase:
    """Return the kind of database this run was asked for; the purpose keeps two apart."""
    cluster = os.environ.get("FEEDBACK_TEST_DATABASE_URL", "")
    if not cluster:
        return SqliteFile(folder)
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    return PostgresqlDatabase(cluster, f"{purpose}_{worker}")
