"""The access log: who looked at which unpublished case, in a database file of its own.

Rows are only ever appended, before the page is sent; a page whose row cannot be written is not
sent. It holds account and case numbers, never names or texts.

People must be able to work while the disk is full, so a row that the database has no room for goes
into room kept beside it, and into the database as soon as that takes rows again.
"""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from feedback_service.foundation.outage import is_outage
from feedback_service.foundation.spare_room import SpareRoom

_TABLE = """CREATE TABLE IF NOT EXISTS views (
    id INTEGER PRIMARY KEY, at TEXT NOT NULL, account_id INTEGER NOT NULL,
    role TEXT NOT NULL, case_id INTEGER NOT NULL, page TEXT NOT NULL) STRICT"""
_INDEX = "CREATE INDEX IF NOT EXISTS ix_views_case_id ON views (case_id, id)"
# Whose turn a case is, is asked at every step of the desk: of all looks a small part.
_INDEX_IN_TURN = (
    "CREATE INDEX IF NOT EXISTS ix_views_in_turn ON views (at) WHERE page = 'triage_next'"
)
_GUARDS = tuple(
    f"CREATE TRIGGER IF NOT EXISTS views_{verb.lower()} BEFORE {verb} ON views "
    "BEGIN SELECT RAISE(ABORT, 'the access log is append-only'); END"
    for verb in ("UPDATE", "DELETE")
)


_Row = tuple[str, int, str, int, str]


@dataclass(frozen=True, kw_only=True)
class View:
    """One look at one case."""

    at: datetime
    account_id: int
    role: str
    case_id: int
    page: str


class AccessLog:
    """Appends and reads views."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._spare = SpareRoom(file.with_suffix(".spare"))

    def append(self, views: list[View]) -> None:
        """Append rows durably, all or none; raises what the database raises when it cannot."""
        try:
            self._append([_row_of(view) for view in views])
        except sqlite3.Error as error:
            if not is_outage(error):
                raise
            self._spare.write([json.dumps(_row_of(view)) for view in views])

    def of_case(self, case_id: int) -> list[View]:
        """Return the looks at a case, oldest first."""
        try:
            with self._open() as connection:
                rows = _looks_at(connection, case_id)
        except sqlite3.Error as error:
            if not is_outage(error) or not self._file.exists():
                raise
            # Even a reader makes a file beside the database; without room it looks from outside.
            still = f"{self._file.as_uri()}?immutable=1"
            with closing(sqlite3.connect(still, uri=True)) as connection:
                rows = _looks_at(connection, case_id)
        kept = (json.loads(line) for line in self._spare.read())
        rows += [row for row in kept if row[3] == case_id]
        return [_view_of(row) for row in rows]

    def in_turn_since(self, at: datetime) -> list[View]:
        """Return the looks of people who sort cases one after the other, oldest first."""
        query = (
            "SELECT at, account_id, role, case_id, page FROM views "
            "WHERE page = 'triage_next' AND at >= ? ORDER BY at, id"
        )
        with self._open() as connection:
            rows: list[_Row] = connection.execute(query, (at.isoformat(),)).fetchall()
        return [_view_of(row) for row in rows]

    def _append(self, rows: list[_Row]) -> None:
        if self._spare.holds_lines():
            # Taken out only once they are in: twice in the log is better than not at all.
            with self._spare.taking_out() as lines:
                self._insert([*map(json.loads, lines), *rows])
            return
        self._insert(rows)
        self._spare.lay()

    def _insert(self, rows: list[_Row]) -> None:
        with self._open() as connection, connection:
            connection.executemany(
                "INSERT INTO views (at, account_id, role, case_id, page) VALUES (?,?,?,?,?)", rows
            )

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        with closing(sqlite3.connect(self._file, timeout=10)) as connection:
            connection.execute("PRAGMA journal_mode=WAL")
            connection.execute("PRAGMA synchronous=FULL")
            connection.execute(_TABLE)
            connection.execute(_INDEX)
            connection.execute(_INDEX_IN_TURN)
            for guard in _GUARDS:
                connection.execute(guard)
            yield connection


def _row_of(view: View) -> _Row:
    return view.at.isoformat(), view.account_id, view.role, view.case_id, view.page


def _view_of(row: _Row) -> View:
    at, account_id, role, case_id, page = row
    return View(
        at=datetime.fromisoformat(at).astimezone(UTC),
        account_id=account_id,
        role=role,
        case_id=case_id,
        page=page,
    )


def _looks_at(connection: sqlite3.Connection, case_id: int) -> list[_Row]:
    query = "SELECT at, account_id, role, case_id, page FROM views WHERE case_id=? ORDER BY id"
    return connection.execute(query, (case_id,)).fetchall()
