"""Room of a fixed size on the disk, kept for lines that must be written though the disk is full.

The file is filled with zeros when there is room; writing into it afterwards overwrites its own
blocks and takes nothing from the disk.
"""

import errno
import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from feedback_service.foundation.files import write_durably

ROOM_BYTES = 1024 * 1024


class SpareRoom:
    """Lines in a file that never grows; one process at a time has it."""

    def __init__(self, file: Path, size: int = ROOM_BYTES) -> None:
        self._file, self._size = file, size

    def lay(self) -> None:
        """Make the file, unless it is there or the disk has no room for it."""
        if self._file.exists():
            return
        try:
            write_durably(self._file, bytes(self._size))
        except OSError:
            return

    def holds_lines(self) -> bool:
        """Tell whether something was written that has not been taken out."""
        try:
            with self._file.open("rb") as held:
                return held.read(1) not in {b"", b"\0"}
        except FileNotFoundError:
            return False

    def write(self, lines: list[str]) -> None:
        """Write lines and bring them to the disk; OSError when there is no room, or none left."""
        with self._held() as handle:
            used = len(self._used(handle))
            new = "".join(f"{line}\n" for line in lines).encode()
            if used + len(new) > self._size:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            os.pwrite(handle, new, used)
            os.fsync(handle)

    def read(self) -> list[str]:
        """Return the lines, oldest first."""
        if not self.holds_lines():
            return []
        with self._held() as handle:
            return self._used(handle).decode().splitlines()

    @contextmanager
    def taking_out(self) -> Iterator[list[str]]:
        """Give the lines, and forget them when the block ends well."""
        with self._held() as handle:
            used = self._used(handle)
            yield used.decode().splitlines()
            os.pwrite(handle, bytes(len(used)), 0)
            os.fsync(handle)

    def _used(self, handle: int) -> bytes:
        whole = os.pread(handle, self._size, 0).split(b"\0", 1)[0]
        # A line cut short by a power cut was never acknowledged.
        return whole[: whole.rfind(b"\n") + 1]

    @contextmanager
    def _held(self) -> Iterator[int]:
        handle = os.open(self._file, os.O_RDWR)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield handle
        finally:
            os.close(handle)
