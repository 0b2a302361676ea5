"""New rows in few and ready-made statements, for what every submission writes.

The session does not come to know these rows: they are for what nobody changes in the same
transaction. A row given here is only read; what all rows share is given beside them.
"""

from functools import cache
from typing import Any, TypeVar

from sqlalchemy import Insert, insert
from sqlalchemy.dialects import postgresql as of_postgresql
from sqlalchemy.dialects import sqlite as of_sqlite
from sqlalchemy.orm import class_mapper

from feedback_service.foundation.database import Model, is_sqlite
from feedback_service.foundation.statements import write, write_each

Row = TypeVar("Row", bound=Model)


def new_row(table: type[Row], **values: Any) -> Row:
    """Return a row for `insert_all` alone: it reads like the model, and is never set or added.

    Nobody watches its attributes; that watching was a tenth of what a submission costs.
    """
    # Attributes can be read once all models have been set up, which is so after the first time.
    class_mapper(table)
    row = table.__new__(table)
    vars(row).update(values)
    return row


def insert_all(*rows: Model) -> None:
    """Insert rows of one table that bear the same columns, in one statement."""
    write_each(_insert_into(type(rows[0])), [_given(row) for row in rows])


def insert_unless_there(row: Model) -> bool:
    """Insert a row; False when one with a unique value of its was there before.

    Of two that insert the same value at once, one waits for the other to end.
    """
    statement = _insert_unless_there(type(row), for_sqlite=is_sqlite())
    return write(statement, _given(row)) == 1


@cache
def _insert_into(table: type[Model]) -> Insert:
    # To make a statement costs as much as to send it.
    return insert(table)


@cache
def _insert_unless_there(table: type[Model], *, for_sqlite: bool) -> Insert:
    # Both engines say it in the same words, in two classes that share no base.
    dialect = of_sqlite if for_sqlite else of_postgresql
    statement: Insert = dialect.insert(table).on_conflict_do_nothing()
    return statement


def _given(row: Model) -> dict[str, Any]:
    """Return the columns that were set; the others get their defaults."""
    return {name: value for name, value in vars(row).items() if not name.startswith("_sa_")}
