"""Whole copies of SQLite databases that are being written to.

A copied file misses what still lies in the write-ahead log and may tear in the middle of a write:
only SQLite's own backup sees one state. It is held fast by a read transaction, because a backup
without one begins again whenever another process writes, and on a busy site would never end.
"""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from feedback_service.upkeep.errors import RestoreFailed
from feedback_service.upkeep.generations import flush_file

_PAGES_AT_ONCE = 4096


def copy_online(
    source: Path,
    target: Path,
    *,
    without_rows_of: str | None = None,
    moved: Callable[[int], None] = lambda _: None,
) -> None:
    """Copy one state of a database into a new file, flushed; `moved` is told of pages."""
    done = 0

    def tell(_status: int, remaining: int, total: int) -> None:
        nonlocal done
        moved(total - remaining - done)
        done = total - remaining

    with (
        closing(sqlite3.connect(f"{source.as_uri()}?mode=ro", uri=True, timeout=10)) as live,
        closing(sqlite3.connect(target, isolation_level=None)) as copy,
    ):
        live.isolation_level = None
        live.execute("BEGIN")
        live.execute("SELECT count(*) FROM sqlite_schema").fetchone()
        live.backup(copy, pages=_PAGES_AT_ONCE, progress=tell, sleep=0)
        # One file that is complete by itself.
        copy.execute("PRAGMA journal_mode=DELETE")
        if without_rows_of:
            copy.execute("PRAGMA secure_delete=ON")
            # A name of our own, not somebody's words.
            copy.execute(f"DELETE FROM {without_rows_of}")  # noqa: S608
    flush_file(target)


def pages_of(source: Path) -> int:
    """Return how many pages a database has, for the length of a bar."""
    with closing(sqlite3.connect(f"{source.as_uri()}?mode=ro", uri=True, timeout=10)) as live:
        return int(live.execute("PRAGMA page_count").fetchone()[0])


def demand_whole(file: Path) -> None:
    """Raise RestoreFailed unless SQLite finds a database whole and no row points at nothing."""
    try:
        with closing(sqlite3.connect(f"{file.as_uri()}?mode=ro", uri=True)) as connection:
            said = connection.execute("PRAGMA integrity_check(1)").fetchone()[0]
            loose = connection.execute("PRAGMA foreign_key_check").fetchone()
    except sqlite3.DatabaseError as error:
        raise RestoreFailed(why=f"{file.name} không phải cơ sở dữ liệu đọc được") from error
    if said != "ok":
        raise RestoreFailed(why=f"cơ sở dữ liệu {file.name} hỏng ({said})")
    if loose:
        raise RestoreFailed(why=f"bảng {loose[0]} trong {file.name} trỏ tới dòng không tồn tại")
