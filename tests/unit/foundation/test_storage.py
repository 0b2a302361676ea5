"""What is put into a local folder is on the disk, whole, or was never there."""

import os
import stat
from pathlib import Path

import pytest

from feedback_service.foundation.files import write_durably
from feedback_service.foundation.storage import FileMissing, FolderStorage


@pytest.fixture
def flushed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The paths that were flushed to the disk, in order."""
    paths: list[str] = []
    real = os.fsync

    def fsync(handle: int) -> None:
        paths.append(str(Path(f"/proc/self/fd/{handle}").readlink()))
        real(handle)

    monkeypatch.setattr(os, "fsync", fsync)
    return paths


def test_an_object_its_name_and_its_folder_are_flushed(tmp_path: Path, flushed: list[str]) -> None:
    storage = FolderStorage(tmp_path)
    storage.put("cases/mot", b"noi dung")
    new_folder, part, folder = flushed
    assert new_folder == str(tmp_path)
    assert part.startswith(str(tmp_path / "cases" / ".mot."))
    assert folder == str(tmp_path / "cases")
    assert storage.get("cases/mot") == b"noi dung"


def test_only_the_owner_may_read_what_was_put(tmp_path: Path) -> None:
    FolderStorage(tmp_path / "files").put("cases/mot", b"noi dung")
    modes = [stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "files").rglob("*")]
    assert sorted(modes) == [0o600, 0o700]


def test_a_write_that_fails_leaves_the_former_content_and_no_rest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "mot"
    write_durably(file, b"truoc")

    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        write_durably(file, b"sau")
    assert [path.name for path in tmp_path.iterdir()] == ["mot"]
    assert file.read_bytes() == b"truoc"


def test_deleting_twice_is_no_error_and_what_is_gone_is_missing(tmp_path: Path) -> None:
    storage = FolderStorage(tmp_path)
    storage.put("cases/mot", b"noi dung")
    storage.delete("cases/mot")
    storage.delete("cases/mot")
    with pytest.raises(FileMissing):
        storage.get("cases/mot")
