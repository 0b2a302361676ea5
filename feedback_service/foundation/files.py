"""Files that are on the disk when we say so."""

import os
import secrets
from pathlib import Path


def write_durably(file: Path, content: bytes) -> None:
    """Put a whole file in place: after a power cut it holds all of this or what it held before.

    The folder is flushed too: a name that is not on the disk is a file that is lost.
    """
    part = file.with_name(f".{file.name}.{secrets.token_hex(4)}.part")
    try:
        with open(part, "xb", opener=_for_the_owner) as out:
            out.write(content)
            out.flush()
            os.fsync(out.fileno())
        os.replace(part, file)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    flush_folder(file.parent)


def flush_folder(folder: Path) -> None:
    """Bring the names in a folder to the disk."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _for_the_owner(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
