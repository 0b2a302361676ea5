"""Reference data in memory, for as long as nobody changed it, in whatever process.

Agencies, places, procedures, remit, routing rules, calendar and terms change some times a year, the
text model once a night; all are read with every case. The database gives them all one mark: a
random value that its triggers renew with every change of one of these tables. What was read under a
mark is good while the mark stands; the mark is asked for once a transaction.
"""

from collections.abc import Callable, Hashable
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from sqlalchemy import Connection, Engine, event, select
from sqlalchemy.orm import Mapped, mapped_column

from feedback_service.foundation.database import Model, connection
from feedback_service.foundation.statements import read_value

P = ParamSpec("P")
T = TypeVar("T")
MOST_KEPT = 20_000
# The tables whose triggers renew the mark.
TABLES = frozenset(
    {
        "agencies",
        "areas",
        "calendar_days",
        "calendar_years",
        "former_areas",
        "installation",
        "procedures",
        "remits",
        "routing_rule_sets",
        "routing_rules",
        "terms",
        "text_trainings",
        "threshold_changes",
    }
)
_HELD = "feedback.reference_mark"


class ReferenceMark(Model):
    """The one row that tells one state of the reference data from another."""

    __tablename__ = "reference_mark"

    mark: Mapped[str] = mapped_column(primary_key=True)


_MARK = select(ReferenceMark.__table__.c.mark)
# One mark and what was read under it. Replaced as a whole: threads never see a mixture.
_kept: tuple[str, dict[Hashable, Any]] = ("", {})


def remembered(read: Callable[P, T]) -> Callable[P, T]:
    """Keep what a read of reference data returned, by its arguments, while the mark stands.

    The value must be plain and never changed by who gets it: rows of a session would go stale.
    """

    @wraps(read)
    def kept(*args: P.args, **kwargs: P.kwargs) -> T:
        known = _under(current_mark())
        key = (read, args, tuple(kwargs.items()))
        if key not in known:
            if len(known) >= MOST_KEPT:
                known.clear()
            known[key] = read(*args, **kwargs)
        value: T = known[key]
        return value

    return kept


def _under(mark: str) -> dict[Hashable, Any]:
    global _kept
    now, known = _kept
    if now != mark or not mark:
        known = {}
        _kept = (mark, known)
    return known


def current_mark() -> str:
    """Return the mark; empty, and so good for nothing, in a database without one."""
    asked = connection()
    mark: str | None = asked.info.get(_HELD)
    if mark is None:
        mark = read_value(_MARK, {}) or ""
        asked.info[_HELD] = mark
    return mark


@event.listens_for(Engine, "begin")
def _forget_at_begin(connection: Connection) -> None:
    connection.info.pop(_HELD, None)


@event.listens_for(Engine, "rollback_savepoint")
def _forget_at_savepoint(connection: Connection, _name: str, _context: None) -> None:
    connection.info.pop(_HELD, None)


@event.listens_for(Engine, "after_cursor_execute")
def _forget_own_change(connection: Connection, _cursor: object, statement: str, *_: object) -> None:
    """A transaction that changes reference data itself must read it anew."""
    words = statement.split(None, 3)
    if words[0] in {"INSERT", "UPDATE", "DELETE"} and not TABLES.isdisjoint(words[1:3]):
        connection.info.pop(_HELD, None)
