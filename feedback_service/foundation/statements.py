"""Statements made ready once and sent as they are, for what every submission asks and writes.

To make a statement anew, or to look a made one up, costs several times what the database takes to
carry it out. Values still pass the types of their columns; of what comes back nothing is converted.
"""

import sqlite3
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, cast

from sqlalchemy import Dialect
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.expression import ClauseElement
from sqlalchemy.sql.schema import ScalarElementColumnDefault

from feedback_service.foundation.database import connection, db

Values = Mapping[str, Any]


def write(statement: ClauseElement, values: Values) -> int:
    """Carry out a statement in the session's transaction; return how many rows it met."""
    ready = _ready(statement, tuple(values), db.engine.dialect.name)
    return int(_send(ready.text, ready.given(values)).rowcount)


def write_each(statement: ClauseElement, rows: Sequence[Values]) -> None:
    """Carry out a statement for each of some rows that bear the same columns."""
    ready = _ready(statement, tuple(rows[0]), db.engine.dialect.name)
    _send(ready.text, [ready.given(row) for row in rows])


def read_value(statement: ClauseElement, values: Values) -> Any:
    """Return the first column of the one row, as the driver gives it; None without a row."""
    ready = _ready(statement, tuple(values), db.engine.dialect.name)
    row = _send(ready.text, ready.given(values)).fetchone()
    return None if row is None else row[0]


def _send(text: str, given: Any) -> Any:
    """Let the driver carry out a statement; with SQLite it is asked without a word between."""
    link = connection()
    driver = link.connection.driver_connection
    if isinstance(driver, sqlite3.Connection):
        try:
            if isinstance(given, list):
                return driver.executemany(text, given)
            return driver.execute(text, given)
        except sqlite3.Error:
            # Sent once more below: the error, if there must be one, is then of the kind all know.
            pass
    return link.exec_driver_sql(text, given)


@dataclass(frozen=True)
class _Ready:
    """A statement in the words of one engine, with what its values pass through, in order."""

    text: str
    names: tuple[str, ...]
    converters: tuple[Callable[[Any], Any] | None, ...]
    positional: bool
    # What columns hold that a row says nothing of.
    defaults: Values

    def given(self, values: Values) -> Any:
        """Return the values as the driver wants them."""
        values = {**self.defaults, **values} if self.defaults else values
        found = (
            values[name] if convert is None else convert(values[name])
            for name, convert in zip(self.names, self.converters, strict=True)
        )
        return tuple(found) if self.positional else dict(zip(self.names, found, strict=True))


@cache
def _ready(statement: ClauseElement, names: tuple[str, ...], _engine: str) -> _Ready:
    dialect = db.engine.dialect
    compiled = cast("SQLCompiler", statement.compile(dialect=dialect, column_keys=list(names)))
    order = tuple(compiled.positiontup or compiled.binds)
    return _Ready(
        text=compiled.string,
        names=order,
        converters=tuple(_converter(compiled.binds[name].type, dialect) for name in order),
        positional=compiled.positional,
        defaults={
            column.key: column.default.arg
            for column in compiled.insert_prefetch
            if isinstance(column.default, ScalarElementColumnDefault)
        },
    )


def _converter(type_: Any, dialect: Dialect) -> Callable[[Any], Any] | None:
    found: Callable[[Any], Any] | None = type_.dialect_impl(dialect).bind_processor(dialect)
    return found
