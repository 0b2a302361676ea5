"""What is kept on the disk for the day it is full."""

import os
import sqlite3
from datetime import UTC, datetime
from pathlib import Path

import pytest

from feedback_service.foundation.access_log import AccessLog, View
from feedback_service.foundation.ballast import drop_ballast, has_ballast, lay_ballast
from feedback_service.foundation.outage import is_outage
from feedback_service.foundation.spare_room import SpareRoom

KIB = 1024


def look(case_id: int, page: str = "case") -> View:
    at = datetime(2026, 11, 23, 3, tzinfo=UTC)
    return View(at=at, account_id=7, role="officer", case_id=case_id, page=page)


def test_ballast_takes_real_blocks_and_gives_them_back(tmp_path: Path) -> None:
    assert lay_ballast(tmp_path, 256 * KIB)
    held = (tmp_path / "ballast").stat()
    assert held.st_blocks * 512 >= 256 * KIB
    assert held.st_mode & 0o077 == 0
    assert lay_ballast(tmp_path, 256 * KIB)
    assert drop_ballast(tmp_path) == 256 * KIB
    assert not has_ballast(tmp_path, 256 * KIB)
    assert drop_ballast(tmp_path) == 0


def test_ballast_is_not_laid_where_there_is_little_room(tmp_path: Path) -> None:
    assert not lay_ballast(tmp_path, 10**18)
    assert list(tmp_path.iterdir()) == []


def test_spare_room_takes_lines_without_growing_and_gives_them_out_once(tmp_path: Path) -> None:
    room = SpareRoom(tmp_path / "room", KIB)
    assert room.read() == []
    room.lay()
    blocks = (tmp_path / "room").stat().st_blocks
    room.write(["một", "hai"])
    room.write(["ba"])
    assert (tmp_path / "room").stat().st_size == KIB
    assert (tmp_path / "room").stat().st_blocks == blocks
    assert room.read() == ["một", "hai", "ba"]
    with room.taking_out() as lines:
        assert lines == ["một", "hai", "ba"]
    assert not room.holds_lines()
    assert room.read() == []


def test_spare_room_keeps_its_lines_when_they_could_not_be_moved(tmp_path: Path) -> None:
    room = SpareRoom(tmp_path / "room", KIB)
    room.lay()
    room.write(["một"])
    with pytest.raises(OSError, match="still full"), room.taking_out():
        raise OSError("still full")
    assert room.read() == ["một"]


def test_spare_room_that_is_full_says_so(tmp_path: Path) -> None:
    room = SpareRoom(tmp_path / "room", KIB)
    with pytest.raises(FileNotFoundError):
        room.write(["một"])
    room.lay()
    with pytest.raises(OSError, match=os.strerror(28)):
        room.write(["x" * KIB])
    assert room.read() == []


def test_a_look_without_room_in_the_database_is_kept_and_moved_there_later(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = AccessLog(tmp_path / "access.db")
    log.append([look(1)])
    with monkeypatch.context() as patch:
        patch.setattr(AccessLog, "_insert", full)
        log.append([look(1, "answer"), look(2)])
    assert [view.page for view in log.of_case(1)] == ["case", "answer"]
    log.append([look(1, "files")])
    assert [view.page for view in log.of_case(1)] == ["case", "answer", "files"]
    with sqlite3.connect(tmp_path / "access.db") as connection:
        assert connection.execute("SELECT count(*) FROM views").fetchone() == (4,)
    connection.close()


def full(_log: AccessLog, _rows: object) -> None:
    """Fail as SQLite does when its disk is full."""
    connection = sqlite3.connect(":memory:")
    try:
        connection.execute("PRAGMA max_page_count=1")
        connection.execute("CREATE TABLE t (x)")
    finally:
        connection.close()


def test_a_log_that_is_broken_is_not_taken_for_a_full_disk(tmp_path: Path) -> None:
    (tmp_path / "access.db").write_bytes(b"not a database at all" * 100)
    with pytest.raises(sqlite3.DatabaseError):
        AccessLog(tmp_path / "access.db").append([look(1)])


def test_a_full_disk_is_told_from_a_fault_of_ours() -> None:
    with pytest.raises(OSError, match=os.strerror(28)) as no_room:
        Path("/dev/full").write_bytes(b"x")
    with pytest.raises(sqlite3.OperationalError) as no_page:
        full(AccessLog(Path("x")), [])
    connection = sqlite3.connect(":memory:")
    with pytest.raises(sqlite3.OperationalError) as no_table:
        connection.execute("SELECT * FROM nowhere")
    connection.close()
    with pytest.raises(FileNotFoundError) as no_file:
        Path("/nowhere/at/all").read_bytes()
    raised = (no_room, no_page, no_table, no_file)
    assert [is_outage(each.value) for each in raised] == [True, True, False, False]
    assert is_outage(RuntimeError()) is False
    wrapped = RuntimeError("around it")
    wrapped.__cause__ = no_room.value
    assert is_outage(wrapped)
