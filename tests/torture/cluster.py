"""A PostgreSQL of our own that keeps its promises to the disk and can be broken on purpose."""

import os
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
from sqlalchemy import make_url

from tools.run_tests import as_owner, cluster_owner, postgresql_programs, private_cluster

BACKENDS = """
    SELECT pid FROM pg_stat_activity
    WHERE backend_type = 'client backend' AND pid <> pg_backend_pid() AND datname = 'feedback'"""
RECOVERY_SECONDS = 120


@dataclass(frozen=True)
class Cluster:
    """A durable cluster in a folder, with the service's database; broken by one at a time."""

    folder: Path
    lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def url(self) -> str:
        """The address of the service's database."""
        return f"postgresql+psycopg://feedback@/feedback?host={self.folder}"

    def restart_at_once(self) -> None:
        """Stop as in a crash, without a checkpoint, start again, and wait until it answers."""
        control = [str(postgresql_programs() / "pg_ctl"), "-D", str(self.folder / "data")]
        how = ["-s", "-w", "-t", str(RECOVERY_SECONDS), "-m", "immediate"]
        log = ["-l", str(self.folder / "log")]
        with self.lock:
            as_owner([*control, *how, *log, "restart"], self.folder, cluster_owner())

    def kill_a_backend(self, which: int) -> bool:
        """Kill one server process that serves the service; False when there is none now."""
        with self.lock:
            with self.connect() as link:
                pids = [pid for (pid,) in link.execute(BACKENDS)]
            if not pids:
                return False
            try:
                os.kill(pids[which % len(pids)], signal.SIGKILL)
            except ProcessLookupError:
                return False
            return True

    def connect(self) -> psycopg.Connection:
        """Connect beside the service's database, when the server has recovered from the last kill.

        After a backend is killed the server sends everybody away, reads its log again, and refuses
        whoever asks meanwhile.
        """
        where = f"host={self.folder} user=feedback dbname=postgres"
        began = time.monotonic()
        while True:
            try:
                return psycopg.connect(where, autocommit=True)
            except psycopg.OperationalError:
                if time.monotonic() - began > RECOVERY_SECONDS:
                    raise
                time.sleep(0.05)


@contextmanager
def durable_cluster() -> Iterator[Cluster]:
    """Run a cluster with its safeties on, on a real disk, and remove it afterwards."""
    with private_cluster(durable=True) as url:
        cluster = Cluster(Path(str(make_url(url).query["host"])))
        with cluster.connect() as link:
            link.execute("CREATE DATABASE feedback ENCODING 'UTF8' TEMPLATE template0")
        yield cluster
