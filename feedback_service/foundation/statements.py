"""Statements made ready once and sent as they are, for what every submission asks and writes.

To make a statement anew, or to look a made one up, costs several times what the database takes to
carry it out. Values still pass the types of their columns; of what comes back nothing is converted.
"""

import sqlite3
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain
from typing import Any, cast

from sqlalchemy import Connection, Dialect, Insert
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.expression import ClauseElement
from sqlalchemy.sql.schema import ScalarElementColumnDefault

from feedback_service.foundation.database import connection, db

Values = Mapping[str, Any]
# More would meet a bound of SQLite's on values in one statement.
MOST_ROWS_AT_ONCE = 20


def write(statement: ClauseElement, values: Values) -> int:
    """Carry out a statement in the session's transaction; return how many rows it met."""
    link = connection()
    ready = _ready(statement, tuple(values), link.dialect.name)
    return int(_send(link, ready.text, ready.given(values)).rowcount)


def write_each(statement: Insert, rows: Sequence[Values]) -> None:
    """Insert some rows that bear the same columns."""
    link = connection()
    ready = _ready(statement, tuple(rows[0]), link.dialect.name)
    given = [ready.given(row) for row in rows]
    if link.dialect.name == "sqlite" and len(given) <= MOST_ROWS_AT_ONCE:
        _send(link, _text_for(ready.text, len(given)), tuple(chain.from_iterable(given)))
    else:
        _send(link, ready.text, given)


def read_value(statement: ClauseElement, values: Values) -> Any:
    """Return the first column of the one row, as the driver gives it; None without a row."""
    link = connection()
    ready = _ready(statement, tuple(values), link.dialect.name)
    row = _send(link, ready.text, ready.given(values)).fetchone()
    return None if row is None else row[0]


def _send(link: Connection, text: str, given: Any) -> Any:
    """Let the driver carry out a statement; with SQLite it is asked without a word between."""
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


@cache
def _text_for(text: str, rows: int) -> str:
    """Return an INSERT of one row as one of so many.

    The driver lets go of the interpreter for every row it hands over, and on a busy service gets
    it back late, while all other writers wait.
    """
    values = text[text.index(" VALUES ") + len(" VALUES ") :]
    return text + f", {values}" * (rows - 1)


@dataclass(frozen=True)
class _Ready:
    """A statement in the words of one engine, with what its values pass through, in order."""

    text: str
    names: tuple[str, ...]
    # Where in that order a value is not taken as it is.
    converters: tuple[tuple[int, Callable[[Any], Any]], ...]
    positional: bool
    # What columns hold that a row says nothing of.
    defaults: Values

    def given(self, values: Values) -> Any:
        """Return the values as the driver wants them."""
        values = {**self.defaults, **values} if self.defaults else values
        found = [values[name] for name in self.names]
        for place, convert in self.converters:
            found[place] = convert(found[place])
        return tuple(found) if self.positional else dict(zip(self.names, found, strict=True))


@cache
def _ready(statement: ClauseElement, names: tuple[str, ...], _engine: str) -> _Ready:
    dialect = db.engine.dialect
    compiled = cast("SQLCompiler", statement.compile(dialect=dialect, column_keys=list(names)))
    order = tuple(compiled.positiontup or compiled.binds)
    return _Ready(
        text=compiled.string,
        names=order,
        converters=tuple(
            (place, convert)
            for place, name in enumerate(order)
            if (convert := _converter(compiled.binds[name].type, dialect)) is not None
        ),
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
