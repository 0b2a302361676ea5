"""A kill storm: clients file without end while one process after the other is killed.

The plan is drawn from a seed and paced by what was acknowledged, so that a slow machine is hit as
often as a fast one.
"""

import random
import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field

import psutil

from feedback_service.foundation import clock
from feedback_service.foundation.database import db
from feedback_service.notifications.queries import outbox_health
from tests.torture import load
from tests.torture.checking import record_faults, storm_faults
from tests.torture.cluster import Cluster
from tests.torture.load import Load, Submission
from tests.torture.site import Site, Stuck, wait_for

CLIENTS = 8
OUTBOX_SECONDS = 180.0
BUSY_SECONDS = 30.0
# Of a hundred kills on SQLite; the sink is left alone at the end, so that the outbox can empty.
SQLITE_KILLS = (("web", 65), ("everything", 12), ("worker", 18), ("sink", 5))
POSTGRESQL_KILLS = (("web", 65), ("everything", 12), ("worker", 23))


@dataclass
class Storm:
    """What was killed, how often, and how long recovery took."""

    site: Site
    plan: Sequence[str]
    submissions: int
    cluster: Cluster | None = None
    killed: Counter[str] = field(default_factory=Counter)
    load: Load = field(default_factory=Load)
    outbox_seconds: float = 0.0
    seconds: float = 0.0
    struck: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def rage(self, sent: Sequence[Submission]) -> list[str]:
        """Send everything under fire, let the worker finish, and return every fault found."""
        began = time.monotonic()
        self.load = load.run(self.site.port, sent, clients=CLIENTS, after_each=self._hear)
        self.seconds = time.monotonic() - began
        calm = time.monotonic()
        wait_for(self._outbox_is_empty, "the outbox to empty", OUTBOX_SECONDS)
        self.outbox_seconds = time.monotonic() - calm
        self.site.stop()
        mail = self.site.mail()
        return [
            *storm_faults(self.site.app, sent, self.load, mail),
            *record_faults(self.site.app),
        ]

    def report(self) -> str:
        """Return one line of figures."""
        waits = sorted(one.seconds for one in self.load.acknowledged)
        killed = ", ".join(f"{count} {what}" for what, count in sorted(self.killed.items()))
        again = sum(one.tries > 1 for one in self.load.acknowledged)
        mails = self.site.mail()
        twice = len(mails) - len({(one.message_id, one.to) for one in mails})
        return (
            f"{len(waits)} acknowledged in {self.seconds:.0f} s, p99 {_at(waits, 0.99):.1f} s, "
            f"longest {_at(waits, 1.0):.1f} s; "
            f"{again} had to press again, {self.load.replays} asked for the receipt again; "
            f"killed {sum(self.killed.values())}: {killed}; {len(mails)} mails, {twice} of them "
            f"came again under the same name; outbox empty {self.outbox_seconds:.0f} s after"
        )

    def _hear(self, acknowledged: int) -> None:
        # Called by every client; the list of what was told is longer by one each time.
        due = acknowledged * len(self.plan) // self.submissions
        with self.lock:
            first, self.struck = self.struck, max(self.struck, due)
        for number in range(first, due):
            self._strike(self.plan[number], number)

    def _strike(self, what: str, number: int) -> None:
        acts: dict[str, Callable[[], bool]] = {
            "web": lambda: _kill_one(self.site.web_processes(), number),
            "everything": self._kill_site,
            "worker": lambda: _kill_one(self.site.worker.family(), number),
            "busy worker": lambda: self._kill_busy_worker(number),
            "sink": lambda: _kill_one(self.site.sink.family(), number),
            "database": self._restart_database,
            "backend": lambda: self.cluster is not None and self.cluster.kill_a_backend(number),
        }
        if acts[what]():
            self.killed[what] += 1

    def _kill_busy_worker(self, number: int) -> bool:
        """Kill the worker when it is sending; one that only starts has nothing to lose."""
        before = len(self.site.mail())
        with suppress(Stuck):
            wait_for(lambda: len(self.site.mail()) > before, "mail to be sent", BUSY_SECONDS)
        return _kill_one(self.site.worker.family()[:1], number)

    def _kill_site(self) -> bool:
        self.site.web.kill()
        return True

    def _restart_database(self) -> bool:
        assert self.cluster is not None
        self.cluster.restart_at_once()
        return True

    def _outbox_is_empty(self) -> bool:
        try:
            with self.site.app.app_context():
                ready = outbox_health(now=clock.now()).ready
                db.session.remove()
        except Exception:
            # A database that was just killed.
            return False
        return ready == 0


def plan_of(counts: dict[str, int], *, seed: int) -> list[str]:
    """Return the kills in a random order that a seed fixes."""
    plan = [what for what, count in sorted(counts.items()) for _ in range(count)]
    random.Random(seed).shuffle(plan)
    return plan


def shares(kinds: Sequence[tuple[str, int]], kills: int) -> dict[str, int]:
    """Return how many of so many kills fall on each kind, at least one each."""
    return {what: max(1, round(kills * share / 100)) for what, share in kinds}


def _kill_one(alive: Sequence[psutil.Process], number: int) -> bool:
    if alive:
        with suppress(psutil.NoSuchProcess):
            alive[number % len(alive)].kill()
            return True
    return False


def _at(values: Sequence[float], share: float) -> float:
    return values[min(len(values) - 1, int(len(values) * share))] if values else 0.0
