"""One durable commit for several writers that wait at the same time (group commit).

On SQLite writers come one after the other and each waits for the disk. Whoever gets the turn takes
along what the other threads of its process have ready, and commits for all. Nobody is told that it
is done before that commit. PostgreSQL does the like by itself, every connection for its own.
"""

import os
import threading
from collections.abc import Callable
from typing import Generic, TypeVar

from feedback_service.foundation.database import is_sqlite, stop_reading, transaction

Done = TypeVar("Done")
MOST_AT_ONCE = 16


class _Job(Generic[Done]):
    """A unit of work on its way: waiting, then done or failed."""

    def __init__(self, work: Callable[[], Done]) -> None:
        self.work = work
        self.ended = False
        self.result: Done
        self.error: BaseException | None = None

    def outcome(self) -> Done:
        """Return what the work returned, or raise what it raised."""
        if self.error is not None:
            raise self.error
        return self.result


class _Queue:
    """Work of this process that waits for somebody to commit it."""

    def __init__(self) -> None:
        self._renew()
        # Threads of the parent do not go on in a child.
        os.register_at_fork(after_in_child=self._renew)

    def _renew(self) -> None:
        self._changed = threading.Condition()
        self._waiting: list[_Job[object]] = []
        self._led = False

    def join(self, job: _Job[object]) -> bool:
        """Wait until somebody has done a job; or tell its thread to lead, as nobody does."""
        with self._changed:
            self._waiting.append(job)
            while self._led and not job.ended:
                self._changed.wait()
            if not job.ended:
                self._led = True
            return not job.ended

    def take(self, own: _Job[object]) -> list[_Job[object]]:
        """Return what a leader does now: its own job and those that have waited longest."""
        with self._changed:
            others = [job for job in self._waiting if job is not own]
            self._waiting = others[MOST_AT_ONCE - 1 :]
            return [own, *others[: MOST_AT_ONCE - 1]]

    def leave(self, own: _Job[object], jobs: list[_Job[object]]) -> None:
        """Let the others know what has ended, and one of them lead."""
        with self._changed:
            if own in self._waiting:
                self._waiting.remove(own)
            for job in jobs:
                job.ended = True
            self._led = False
            self._changed.notify_all()


_queue = _Queue()


def write_together(work: Callable[[], Done]) -> Done:
    """Do a unit of work in a transaction that may hold others' as well; return when it is durable.

    The work may run on another thread than the caller's, and a second time after it or another
    failed: it uses no request and changes nothing but the database. Raises what it raises.
    """
    if not is_sqlite():
        with transaction():
            return work()
    # Its connection is then free for whoever writes.
    stop_reading()
    job = _Job(work)
    if _queue.join(job):  # type: ignore[arg-type]
        _lead(job)  # type: ignore[arg-type]
    return job.outcome()


def _lead(own: _Job[object]) -> None:
    """Do what waits in one transaction; where that fails, each job in its own."""
    jobs: list[_Job[object]] = []
    try:
        with transaction():
            # Only now: who came while the turn was waited for comes along.
            jobs = _queue.take(own)
            results = [job.work() for job in jobs]
        for job, result in zip(jobs, results, strict=True):
            job.result = result
    except BaseException as error:
        if len(jobs) < 2:
            own.error = error
        else:
            for job in jobs:
                _do_alone(job)
    finally:
        _queue.leave(own, jobs)


def _do_alone(job: _Job[object]) -> None:
    try:
        with transaction():
            result = job.work()
        job.result = result
    except BaseException as error:
        job.error = error
