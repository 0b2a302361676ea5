"""Ballast: a file that only takes up room, so that there is some to give back on a full disk."""

import os
import shutil
from pathlib import Path

from feedback_service.foundation.files import flush_folder

BALLAST_BYTES = 64 * 1024 * 1024
# It must not itself bring about what it is there for: so many times its size must be free.
_LEAST_ROOM = 8
_NAME = "ballast"


def lay_ballast(folder: Path, size: int = BALLAST_BYTES) -> bool:
    """Set the room aside unless it is already, or is needed now; tell whether it is there."""
    file = folder / _NAME
    if has_ballast(folder, size):
        return True
    if shutil.disk_usage(folder).free < _LEAST_ROOM * size:
        return False
    try:
        # Blocks of its own: a file of holes gives nothing back.
        with open(file, "wb", opener=_for_the_owner) as out:
            os.posix_fallocate(out.fileno(), 0, size)
            os.fsync(out.fileno())
    except OSError:
        file.unlink(missing_ok=True)
        return False
    flush_folder(folder)
    return True


def has_ballast(folder: Path, size: int = BALLAST_BYTES) -> bool:
    """Tell whether the room is set aside."""
    file = folder / _NAME
    return file.is_file() and file.stat().st_size >= size


def drop_ballast(folder: Path) -> int:
    """Give the room back; return how many bytes that was."""
    file = folder / _NAME
    size = file.stat().st_size if file.is_file() else 0
    file.unlink(missing_ok=True)
    return size


def _for_the_owner(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
