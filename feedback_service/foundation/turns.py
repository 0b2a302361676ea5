"""The writers of one process ask for the one place of a writer one after the other."""

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager

WAIT_SECONDS = 20.0


class Turns:
    """Lets one thread of this process at a time go on; the next is woken the moment it may.

    It makes nothing safe, the database does: whoever waited too long goes on all the same. Without
    it every waiting thread would ask SQLite again and again, and mostly in vain.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        # A lock that a thread of the parent held would never be let go in the child.
        os.register_at_fork(after_in_child=self._renew)

    def _renew(self) -> None:
        self._lock = threading.Lock()

    @contextmanager
    def __call__(self) -> Iterator[None]:
        """Wait for the turn and keep it until the end of the block."""
        lock = self._lock
        taken = lock.acquire(timeout=WAIT_SECONDS)
        try:
            yield
        finally:
            if taken:
                lock.release()


take_turn = Turns()
