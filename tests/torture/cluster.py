"""A PostgreSQL of our own that keeps its promises to the disk and can be broken on purpose."""

import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg

from tools.run_tests import INITDB, cluster_owner, postgresql_programs

BACKENDS = """
    SELECT pid FROM pg_stat_activity
    WHERE backend_type = 'client backend' AND pid <> pg_backend_pid() AND datname = 'feedback'"""


@dataclass(frozen=True)
class Cluster:
    """A durable cluster in a folder; only this machine's user reaches its socket."""

    folder: Path
    programs: Path
    owner: str | None

    @property
    def url(self) -> str:
        """The address of the service's database."""
        return f"postgresql+psycopg://feedback@/feedback?host={self.folder}"

    def start(self) -> None:
        """Start, or start again after a crash, and wait until it answers."""
        options = f"-k {self.folder} -c listen_addresses='' -c max_connections=60"
        self._control("-w", "-l", str(self.folder / "log"), "-o", options, "start")

    def restart_at_once(self) -> None:
        """Stop as in a crash, without a checkpoint, and start again."""
        self._control("-w", "-m", "immediate", "stop")
        self.start()

    def kill_a_backend(self, which: int) -> bool:
        """Kill one server process that serves the service; False when there is none now."""
        with psycopg.connect(f"host={self.folder} user=feedback dbname=postgres") as link:
            pids = [pid for (pid,) in link.execute(BACKENDS)]
        if not pids:
            return False
        try:
            os.kill(pids[which % len(pids)], signal.SIGKILL)
        except ProcessLookupError:
            return False
        return True

    def create(self) -> None:
        """Make the cluster and the service's empty database."""
        data = str(self.folder / "data")
        flags = [flag for flag in INITDB if flag != "--no-sync"]
        self._run(self.programs / "initdb", "-D", data, "-U", "feedback", *flags)
        self.start()
        where = f"host={self.folder} user=feedback dbname=postgres"
        with psycopg.connect(where, autocommit=True) as link:
            link.execute("CREATE DATABASE feedback ENCODING 'UTF8' TEMPLATE template0")

    def stop(self) -> None:
        """Stop at once, if it runs."""
        if (self.folder / "data" / "postmaster.pid").exists():
            self._control("-m", "immediate", "stop")

    def _control(self, *arguments: str) -> None:
        self._run(self.programs / "pg_ctl", "-D", str(self.folder / "data"), "-s", *arguments)

    def _run(self, program: Path, *arguments: str) -> None:
        subprocess.run(
            [str(program), *arguments],
            cwd=self.folder,
            user=self.owner,
            extra_groups=[] if self.owner else None,
            stdout=subprocess.DEVNULL,
            check=True,
        )


@contextmanager
def durable_cluster() -> Iterator[Cluster]:
    """Run a cluster with its safeties on, on a real disk, and remove it afterwards."""
    cluster = Cluster(
        Path(tempfile.mkdtemp(prefix="feedback-durable-")), postgresql_programs(), cluster_owner()
    )
    if cluster.owner:
        shutil.chown(cluster.folder, cluster.owner)
        cluster.folder.chmod(0o755)
    try:
        cluster.create()
        yield cluster
    finally:
        cluster.stop()
        shutil.rmtree(cluster.folder, ignore_errors=True)
