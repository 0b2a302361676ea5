"""What is dear to compute is computed now and then; what is cheap, each time.

For figures that count over everything: a small installation shows them as of this instant, a big
one as of a moment ago, and a thousand readers at once cost as much as one.
"""

import threading
import time
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Any, TypeVar

T = TypeVar("T")
MOST_KEPT = 100


@dataclass(frozen=True)
class _Kept:
    """An outcome, and until when it will do."""

    until: float
    value: Any


class Sparing:
    """Keeps the outcome of what took longer than `dear` seconds, for `keep` seconds."""

    def __init__(
        self, *, dear: float = 0.2, keep: float = 60, timer: Callable[[], float] = time.monotonic
    ) -> None:
        self._dear, self._keep, self._timer = dear, keep, timer
        self._lock = threading.Lock()
        self._kept: dict[Hashable, _Kept] = {}

    def get(self, key: Hashable, compute: Callable[[], T]) -> T:
        """Return what was kept under a key, or compute it; one thread at a time computes."""
        kept = self._fresh(key)
        if kept is not None:
            value: T = kept.value
            return value
        with self._lock:
            # Whoever waited for the lock most likely waited for this very thing.
            kept = self._fresh(key)
            if kept is not None:
                value = kept.value
                return value  # noqa: RET504 - it has a type now
            began = self._timer()
            value = compute()
            ended = self._timer()
            if ended - began > self._dear:
                if len(self._kept) >= MOST_KEPT:
                    # A new table: whoever reads the old one goes on reading it.
                    self._kept = {}
                self._kept[key] = _Kept(until=ended + self._keep, value=value)
            return value

    def _fresh(self, key: Hashable) -> _Kept | None:
        kept = self._kept.get(key)
        return kept if kept is not None and self._timer() < kept.until else None
