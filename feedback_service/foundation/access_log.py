"""The access log: who looked at which unpublished case, in a database file of its own.

Rows are only ever appended, before the page is sent; a page whose row cannot be written is not
sent. It holds account and case numbers, never names or texts.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

_TABLE = """CREATE TABLE IF NOT EXISTS views (
    id INTEGER PRIMARY KEY, at TEXT NOT NULL, account_id INTEGER NOT NULL,
    role TEXT NOT NULL, case_id INTEGER NOT NULL, page TEXT NOT NULL) STRICT"""
_INDEX = "CREATE INDEX IF NOT EXISTS ix_views_case_id ON views (case_id, id)"
_GUARDS = tuple(
    f"CREATE TRIGGER IF NOT EXISTS views_{verb.lower()} BEFORE {verb} ON views "
    "BEGIN SELECT RAISE(ABORT, 'the access log is append-only'); END"
    for verb in ("UPDATE", "DELETE")
)


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

    def append(self, views: list[View]) -> None:
        """Append rows durably, all or none."""
        rows = [(v.at.isoformat(), v.account_id, v.role, v.case_id, v.page) for v in views]
        with self._open() as connection, connection:
            connection.executemany(
                "INSERT INTO views (at, account_id, role, case_id, page) VALUES (?,?,?,?,?)", rows
            )

    def of_case(self, case_id: int) -> list[View]:
        """Return the looks at a case, oldest first."""
        with self._open() as connection:
            rows = connection.execute(
                "SELECT at, account_id, role, case_id, page FROM views WHERE case_id=? ORDER BY id",
                (case_id,),
            ).fetchall()
        return [
            View(
                at=datetime.fromisoformat(at).astimezone(UTC),
                account_id=account_id,
                role=role,
                case_id=case,
                page=page,
            )
            for at, account_id, role, case, page in rows
        ]

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        with closing(sqlite3.connect(self._file, timeout=10)) as connection:
            connection.execute("PRAGMA journal_mode=WAL")
            connection.execute("PRAGMA synchronous=FULL")
            connection.execute(_TABLE)
            connection.execute(_INDEX)
            for guard in _GUARDS:
                connection.execute(guard)
            yield connection
