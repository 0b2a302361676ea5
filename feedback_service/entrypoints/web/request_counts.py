"""Counts of requests that all processes of a site share, in files mapped into memory.

A process takes the first file that no other holds, and goes on counting where its last holder
stopped; whoever is asked adds all files up. The room is taken beforehand, so a full disk can break
neither a count nor the process that counts.
"""

import fcntl
import hashlib
import math
import mmap
import os
from bisect import bisect_left
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from weakref import finalize

# Upper ends, in seconds.
BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, math.inf)
STATUSES = (
    200, 206, 301, 302, 303, 304, 308, 400, 401, 403, 404, 405, 409, 410, 413, 415, 422, 429, 500,
    503, 0,
)  # fmt: skip
OTHER = "OTHER"
_NUMBER = 8
_ROW = len(STATUSES) + len(BUCKETS) + 1
_MOST_PROCESSES = 256


@dataclass(frozen=True, kw_only=True)
class PageCount:
    """What was counted for a method and a page; `buckets` one by one, `seconds` in all."""

    method: str
    page: str
    statuses: dict[int, int]
    buckets: tuple[int, ...]
    seconds: float


class RequestCounts:
    """Counts by method, page and status, and how long each took."""

    def __init__(self, folder: Path, *, pages: Collection[str], methods: Collection[str]) -> None:
        """Count in a file of the folder; where none can be had, for this process alone."""
        self._folder = folder
        self._rows = {
            (method, page): number * _ROW
            for number, (method, page) in enumerate(
                (method, page) for method in (*methods, OTHER) for page in sorted(pages)
            )
        }
        self._bytes = len(self._rows) * _ROW * _NUMBER
        # Another release has other pages; it must not add to the numbers of these.
        layout = repr((list(self._rows), BUCKETS, STATUSES)).encode()
        self._name = hashlib.sha256(layout).hexdigest()[:12]
        self._lock = Lock()
        self._file, self._numbers, self._process = -1, memoryview(b""), 0

    def add(self, method: str, page: str, status: int, seconds: float) -> None:
        """Count one request."""
        row = self._rows.get((method, page))
        if row is None:
            return
        status_at = STATUSES.index(status if status in STATUSES else 0)
        with self._lock:
            self._begin()
            self._numbers[row + status_at] += 1
            self._numbers[row + len(STATUSES) + bisect_left(BUCKETS, seconds)] += 1
            self._numbers[row + _ROW - 1] += int(seconds * 1_000_000)

    def totals(self) -> Iterator[PageCount]:
        """Yield what all processes counted, pages that nobody asked for left out."""
        whole = [sum(column) for column in zip(*self._all_numbers(), strict=True)]
        for (method, page), row in self._rows.items():
            counts = whole[row : row + _ROW]
            if any(counts[: len(STATUSES)]):
                yield PageCount(
                    method=method,
                    page=page,
                    statuses={s: n for s, n in zip(STATUSES, counts, strict=False) if n},
                    buckets=tuple(counts[len(STATUSES) : -1]),
                    seconds=counts[-1] / 1_000_000,
                )

    def _begin(self) -> None:
        """Map a file of this process: one that was forked has none of its own yet."""
        if self._process == os.getpid():
            return
        # -1 maps memory of this process alone.
        self._file = self._take_file()
        self._numbers = memoryview(mmap.mmap(self._file, self._bytes)).cast("Q")
        if self._file >= 0:
            finalize(self, os.close, self._file)
        self._process = os.getpid()

    def _all_numbers(self) -> list[memoryview]:
        with self._lock:
            self._begin()
        found = [] if self._file >= 0 else [self._numbers]
        for path in sorted(self._folder.glob(f"{self._name}-*.counts")):
            content = path.read_bytes()
            if len(content) == self._bytes:
                found.append(memoryview(content).cast("Q"))
        return found

    def _take_file(self) -> int:
        """Open and lock the first file that no other process has; -1 where there can be none."""
        try:
            self._folder.mkdir(mode=0o700, exist_ok=True)
            for number in range(_MOST_PROCESSES):
                path = self._folder / f"{self._name}-{number}.counts"
                file = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
                if _lock_and_fill(file, self._bytes):
                    return file
                os.close(file)
        except OSError:
            # Counting must not stop the pages.
            return -1
        return -1


def _lock_and_fill(file: int, size: int) -> bool:
    """Tell whether the file is now ours and has its room: another's, or a full disk, is not."""
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        os.posix_fallocate(file, 0, size)
    except OSError:
        return False
    return True
