"""Folders of backups: one generation a folder, whole or recognisable as unfinished.

A backup is written under a name that ends in `.unfinished`, flushed to the disk, and then renamed.
A folder without that ending was whole when it got its name.
"""

import fcntl
import hashlib
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from feedback_service.foundation.files import flush_folder
from feedback_service.upkeep.errors import (
    BackupFolderUnusable,
    BackupNotFound,
    BackupRunning,
    BackupUnfinished,
)

MANIFEST = "manifest.json"
UNFINISHED = ".unfinished"
_NAME = re.compile(r"feedback-[0-9]{8}T[0-9]{6}Z")
_CHUNK = 1024 * 1024


@contextmanager
def locked_folder(folder: Path) -> Iterator[None]:
    """Hold a folder of backups for one backup; the lock dies with the process."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        held = (folder / ".lock").open("ab")
    except OSError as error:
        raise BackupFolderUnusable(folder=folder, why=error.strerror) from error
    with held:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise BackupRunning(folder=folder) from error
        yield


def begin_generation(folder: Path, now: datetime) -> Path:
    """Make the folder of a new backup, under its unfinished name."""
    name = now.strftime("feedback-%Y%m%dT%H%M%SZ")
    if (folder / name).exists():
        raise BackupFolderUnusable(folder=folder / name, why="đã có bản sao lưu của giây này")
    for left in folder.glob(f"feedback-*{UNFINISHED}"):
        # Nobody else writes here while the lock is held: these were broken off.
        shutil.rmtree(left)
    begun = folder / f"{name}{UNFINISHED}"
    begun.mkdir(mode=0o700)
    return begun


def finish_generation(begun: Path) -> Path:
    """Flush every folder of a backup and give it its name."""
    for place, _folders, _files in os.walk(begun):
        flush_folder(Path(place))
    whole = begun.with_name(begun.name.removesuffix(UNFINISHED))
    begun.rename(whole)
    flush_folder(whole.parent)
    return whole


def generations(folder: Path) -> list[Path]:
    """Return the finished backups in a folder, oldest first."""
    return sorted(p for p in folder.glob("feedback-*") if _NAME.fullmatch(p.name) and p.is_dir())


def find_generation(folder: Path) -> Path:
    """Return the backup that a path means: itself, or the newest finished one within."""
    if folder.name.endswith(UNFINISHED):
        raise BackupUnfinished(folder=folder)
    if (folder / MANIFEST).is_file():
        return folder
    found = generations(folder)
    if not found:
        raise BackupNotFound(folder=folder)
    return found[-1]


def drop_older(folder: Path, keep: int) -> list[Path]:
    """Remove all but the newest generations; return what was removed."""
    gone = generations(folder)[:-keep]
    for each in gone:
        # First its name: a removal that is broken off leaves nothing that looks whole.
        left = each.with_name(each.name + UNFINISHED)
        each.rename(left)
        shutil.rmtree(left)
    return gone


def write_file(path: Path, content: bytes) -> str:
    """Write a new file of mode 0600, flushed to the disk; return its SHA-256."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    return hashlib.sha256(content).hexdigest()


def flush_file(path: Path) -> None:
    """Let the disk have what another library wrote, and let the owner alone read it."""
    path.chmod(0o600)
    with path.open("rb") as file:
        os.fsync(file.fileno())


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of a file of any size."""
    found = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            found.update(chunk)
    return found.hexdigest()
