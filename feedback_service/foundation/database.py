"""The database: one engine set-up for SQLite and PostgreSQL, one base model, one way to write.

SQLite: WAL, synchronous FULL, writers BEGIN IMMEDIATE and so never lose an update to a lock
upgrade, readers plain BEGIN; every pragma is read back, because an unknown one is silent.
"""

import random
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, ClassVar, TypeVar

from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import (
    BigInteger,
    Connection,
    DateTime,
    Dialect,
    Engine,
    Integer,
    LargeBinary,
    MetaData,
    Text,
    event,
    text,
)
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import DeclarativeBase, Session, SessionTransaction, registry
from sqlalchemy.orm.exc import StaleDataError
from sqlalchemy.types import TypeDecorator

from feedback_service.foundation.errors import Conflict, SettingsError
from feedback_service.foundation.turns import WAIT_SECONDS, take_turn

Found = TypeVar("Found")
_CONNECTION = "feedback.connection"
NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}
SQLITE_PRAGMAS: dict[str, str | int] = {
    "journal_mode": "wal",
    "synchronous": 2,
    "busy_timeout": 10_000,
    "foreign_keys": 1,
    "trusted_schema": 0,
    "secure_delete": 1,
    "journal_size_limit": 67_108_864,
    "temp_store": 2,
    # In KiB. Lists over a large file touch more than SQLite's own 2 MB, and would have the same
    # leaves read again for each question of a page.
    "cache_size": -8000,
    # Pages of 4 KiB: a case writes some forty, and to copy them into the file is the dearer the
    # fewer of them were written twice meanwhile.
    "wal_autocheckpoint": 4000,
}
# Pauses too short and too uneven for any process to be passed over for long.
WRITE_PAUSE = (0.0001, 0.0007)
# Questions are short: to translate one into machine code takes longer than to answer it.
POSTGRESQL_OPTIONS = "-c lock_timeout=10s -c statement_timeout=30s -c timezone=UTC -c jit=off"


class Instant(TypeDecorator[datetime]):
    """An aware UTC instant; SQLite keeps it naive, so the zone is put back when it is read."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse a naive instant: nobody could say what it meant."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant must bear its zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return the instant with its zone."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


# SQLite gives a rowid only to INTEGER PRIMARY KEY.
RowId = BigInteger().with_variant(Integer(), "sqlite")


class Model(DeclarativeBase):
    """Base of all tables."""

    # On the registry, not on the base: Flask-SQLAlchemy refuses a per-base type map.
    registry: ClassVar[registry] = registry(
        metadata=MetaData(naming_convention=NAMING),
        type_annotation_map={datetime: Instant, bytes: LargeBinary, str: Text},
    )


db = SQLAlchemy(model_class=Model, session_options={"expire_on_commit": True})


def init_database(app: Flask, url: str) -> None:
    """Bind the database to an application and set its engine up."""
    app.config["SQLALCHEMY_DATABASE_URI"] = url
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = engine_options(url)
    db.init_app(app)
    with app.app_context():
        set_up_engine(db.engine)


def engine_options(url: str) -> dict[str, Any]:
    """Return the options an engine for this URL is made with."""
    if url.startswith("sqlite"):
        # The connection used last has the most of the file in its cache.
        return {"hide_parameters": True, "pool_use_lifo": True, "connect_args": {"timeout": 10}}
    return {
        # What people typed must not reach a log by way of an error message.
        "hide_parameters": True,
        "pool_pre_ping": True,
        "pool_recycle": 300,
        "connect_args": {"connect_timeout": 5, "options": POSTGRESQL_OPTIONS},
    }


def set_up_engine(engine: Engine) -> None:
    """Install the listeners for SQLite; PostgreSQL needs none."""
    if engine.dialect.name != "sqlite" or event.contains(engine, "begin", _begin_sqlite):
        return
    event.listen(engine, "connect", _connect_sqlite)
    event.listen(engine, "begin", _begin_sqlite)


def connection() -> Connection:
    """Return the connection of the session's transaction, without asking the session anew.

    For statements made once, on the way of every submission; everything else asks the session.
    """
    session = db.session()
    held: Connection | None = session.info.get(_CONNECTION)
    return session.connection() if held is None else held


@event.listens_for(Session, "after_begin")
def _hold_connection(session: Session, _transaction: object, begun: Connection) -> None:
    session.info[_CONNECTION] = begun


@event.listens_for(Session, "after_transaction_end")
def _drop_connection(session: Session, ended: SessionTransaction) -> None:
    if ended.parent is None:
        session.info.pop(_CONNECTION, None)


@contextmanager
def transaction() -> Iterator[Session]:
    """Open the one write transaction of a use case; commit at its end, roll back on any error.

    What was read before is forgotten first, so that the use case decides on what is true now.
    """
    session = db.session()
    if session.info.get("writing"):
        raise RuntimeError("a use case is one transaction: it cannot open a second one")
    session.rollback()
    session.info["writing"] = True
    turn = take_turn() if session.get_bind().dialect.name == "sqlite" else nullcontext()
    try:
        with turn, _rolled_back_on_error(session):
            session.connection(execution_options={"write": True})
            begun = session.get_transaction()
            yield session
            _demand_the_same(begun, session)
            session.commit()
    finally:
        session.info.pop("writing", None)


@contextmanager
def _rolled_back_on_error(session: Session) -> Iterator[None]:
    try:
        yield
    except StaleDataError as error:
        session.rollback()
        raise Conflict from error
    except BaseException:
        session.rollback()
        raise


def _demand_the_same(begun: SessionTransaction | None, session: Session) -> None:
    # Whoever rolls back within a use case would leave us its second half to commit.
    if session.get_transaction() is not begun:
        raise RuntimeError("the transaction of the use case was ended before its end")


def lock_key(digest: bytes) -> None:
    """Let only one transaction at a time pass for a digest; it is held until the end.

    SQLite has one writer anyway. Used where two equal requests may race to insert.
    """
    session = db.session()
    if session.get_bind().dialect.name == "postgresql":
        number = int.from_bytes(digest[:8], "big", signed=True)
        session.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": number})


def is_sqlite() -> bool:
    """Tell which of the two engines this installation runs on."""
    return db.engine.dialect.name == "sqlite"


def if_tables_exist(read: Callable[[], Found]) -> Found | None:
    """Return what a read finds; None while the database has no tables yet.

    Any other trouble is raised. A lost connection taken for an empty database would let a use case
    go on, and commit, without what it wrote before.
    """
    session = db.session()
    try:
        return read()
    except DBAPIError as error:
        if session.info.get("writing") or not _is_missing_table(error):
            raise
        # PostgreSQL takes nothing more in a transaction that met an error.
        session.rollback()
        return None


def database_bytes() -> int:
    """Return how much room the database takes, with what SQLite keeps beside it."""
    if not is_sqlite():
        size = db.session.scalar(text("SELECT pg_database_size(current_database())"))
        return int(size or 0)
    file = Path(str(db.engine.url.database))
    beside = (file, file.with_name(f"{file.name}-wal"))
    return sum(each.stat().st_size for each in beside if each.exists())


def refresh_statistics(engine: Engine) -> None:
    """Let PostgreSQL look at tables that were filled at once, before it plans questions of them.

    It would do so by itself, some minutes too late. SQLite plans by its indexes alone.
    """
    if engine.dialect.name == "postgresql":
        with engine.connect() as link:
            link.execution_options(isolation_level="AUTOCOMMIT").execute(text("ANALYZE"))


def stop_reading() -> None:
    """Forget what was read so far: the next read is of now, in a transaction of its own."""
    db.session.rollback()


def probe_write() -> None:
    """Prove that a write can begin, and undo it; raises what the database raises."""
    with db.engine.connect() as connection:
        begun = connection.execution_options(write=True).begin()
        connection.execute(text("SELECT 1"))
        begun.rollback()


def _is_missing_table(error: DBAPIError) -> bool:
    undefined_table = getattr(error.orig, "sqlstate", None) == "42P01"
    return undefined_table or str(error.orig).startswith("no such table")


def _connect_sqlite(dbapi: Any, _record: object) -> None:
    dbapi.isolation_level = None
    for name, wanted in SQLITE_PRAGMAS.items():
        dbapi.execute(f"PRAGMA {name}={wanted}")
        got = dbapi.execute(f"PRAGMA {name}").fetchone()
        if not got or got[0] != wanted:
            raise SettingsError(f"SQLite không nhận PRAGMA {name}={wanted} (đang là {got}).")


def _begin_sqlite(connection: Connection) -> None:
    if not connection.get_execution_options().get("write"):
        connection.exec_driver_sql("BEGIN")
    elif not _begin_write(connection.connection.driver_connection):
        # The last word, and the error if there must be one, is SQLite's own.
        connection.exec_driver_sql("BEGIN IMMEDIATE")


def _begin_write(dbapi: Any) -> bool:
    """Begin as soon as the one place for a writer is free.

    SQLite itself soon asks but every 100 ms, and so lets one of several busy writers starve until
    its time-out. Asking often, at times of one's own, gives every process a turn.
    """
    last = time.monotonic() + WAIT_SECONDS
    dbapi.execute("PRAGMA busy_timeout=0")
    try:
        while time.monotonic() < last:
            try:
                dbapi.execute("BEGIN IMMEDIATE")
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY:
                    raise
                time.sleep(random.uniform(*WRITE_PAUSE))  # noqa: S311 - no secret depends on it
            else:
                return True
    finally:
        dbapi.execute(f"PRAGMA busy_timeout={SQLITE_PRAGMAS['busy_timeout']}")
    return False
