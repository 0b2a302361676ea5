"""A real installation run as an operator would: web, worker and mail server as processes.

A supervisor starts again whatever ends, as systemd does, so that a test may kill anything.
"""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from pathlib import Path

import psutil
from flask import Flask

from feedback_service.app import create_app
from feedback_service.foundation.config import Settings
from feedback_service.foundation.database import db
from feedback_service.identity.keys import create_key_files
from tests.support.installation import PASSPHRASE, PROVINCE, migrate, settings_for
from tests.support.ports import free_port
from tests.torture.sink import Accepted, accepted

PATIENCE_SECONDS = 60.0
LOOK_EVERY_SECONDS = 0.05
FEEDBACK = (sys.executable, "-m", "feedback_service.entrypoints.cli")


class Stuck(AssertionError):
    """Something that must come did not come in any reasonable time."""


@dataclass
class Supervised:
    """One program that is started again whenever it ends."""

    command: list[str]
    environment: dict[str, str]
    log: Path
    process: subprocess.Popen[bytes] | None = None
    starts: int = 0

    def start(self) -> None:
        """Start it in a process group of its own."""
        with self.log.open("ab") as out:
            self.process = subprocess.Popen(
                self.command,
                env=self.environment,
                stdout=out,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self.starts += 1

    def has_ended(self) -> bool:
        """Tell whether it ran and ended."""
        return self.process is not None and self.process.poll() is not None

    def family(self) -> list[psutil.Process]:
        """Return it, what it started, and what those started."""
        with suppress(psutil.NoSuchProcess):
            if self.process is not None:
                root = psutil.Process(self.process.pid)
                return [root, *root.children(recursive=True)]
        return []

    def kill(self) -> None:
        """Kill it with all it started, as when the power goes."""
        for one in reversed(self.family()):
            with suppress(psutil.NoSuchProcess):
                one.kill()
        if self.process is not None:
            self.process.wait()

    def stop(self, patience: float = PATIENCE_SECONDS) -> int:
        """Ask it to end and return its status; -9 when it had to be killed."""
        if self.process is None:
            return 0
        self.process.terminate()
        try:
            return self.process.wait(timeout=patience)
        except subprocess.TimeoutExpired:
            self.kill()
            return -signal.SIGKILL


@dataclass
class Site:
    """An installation in a folder, with its processes."""

    folder: Path
    settings: Settings
    port: int
    smtp_port: int
    web: Supervised
    worker: Supervised
    sink: Supervised
    app: Flask
    _stopping: threading.Event = field(default_factory=threading.Event)
    _watcher: threading.Thread | None = None

    @property
    def mailbox(self) -> Path:
        """The file in which the mail server writes down what it took."""
        return self.folder / "mailbox.jsonl"

    def mail(self) -> list[Accepted]:
        """Return what arrived."""
        return accepted(self.mailbox)

    def start(self) -> None:
        """Start everything and keep it running."""
        for program in (self.sink, self.web, self.worker):
            program.start()
        self._watcher = threading.Thread(target=self._watch)
        self._watcher.start()
        self.wait_until_ready()

    def stop(self) -> None:
        """End everything."""
        self._stopping.set()
        if self._watcher is not None:
            self._watcher.join()
        for program in (self.web, self.worker, self.sink):
            program.stop(20)
            program.kill()
        with self.app.app_context():
            db.session.remove()
            db.engine.dispose()

    def web_processes(self) -> list[psutil.Process]:
        """Return the processes that answer requests."""
        # The leaves: `serve` starts gunicorn, gunicorn its workers.
        return [each for each in self.web.family() if not _children_of(each)]

    def wait_until_ready(self) -> None:
        """Wait until the site says that it can take a case in."""
        wait_for(self.is_ready, "the site to be ready")

    def is_ready(self) -> bool:
        """Ask the site."""
        link = HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            link.request("GET", "/health/ready")
            return link.getresponse().status == 200
        except (OSError, HTTPException):
            return False
        finally:
            link.close()

    def _watch(self) -> None:
        while not self._stopping.wait(LOOK_EVERY_SECONDS):
            for program in (self.sink, self.web, self.worker):
                if program.has_ended():
                    # What it left behind must not keep its port or its lock.
                    _end_group(program)
                    program.start()


def wait_for(happened: Callable[[], bool], what: str, patience: float = PATIENCE_SECONDS) -> None:
    """Look again and again until something is so, or raise Stuck."""
    end = time.monotonic() + patience
    while not happened():
        if time.monotonic() > end:
            raise Stuck(f"waited {patience:.0f} s for {what}")
        time.sleep(LOOK_EVERY_SECONDS)


@contextmanager
def installed(
    folder: Path,
    database_url: str | None = None,
    *,
    seed: str = "",
    environment: Mapping[str, str] | None = None,
) -> Iterator[Site]:
    """Lay an installation down in a folder; `seed` names a bug that its processes shall have."""
    site = _lay_down(folder, database_url, seed, environment or {})
    try:
        yield site
    finally:
        site.stop()


def _lay_down(folder: Path, database_url: str | None, seed: str, more: Mapping[str, str]) -> Site:
    smtp_port, port = free_port(), free_port()
    settings = settings_for(folder, database_url or f"sqlite:///{folder}/feedback.db")
    create_key_files(settings.sealing_keys, PASSPHRASE)
    # A web server beside the custodian's key refuses to start.
    (settings.sealing_keys / "custodian.key").unlink()
    app = create_app(settings)
    migrate(app)
    result = app.test_cli_runner().invoke(args=["init", "--province", PROVINCE])
    if result.exit_code:
        raise RuntimeError(f"feedback init failed: {result.output}") from result.exception
    environment = {
        **os.environ,
        "FEEDBACK_INSTANCE": str(folder),
        "FEEDBACK_SECRET_KEY": settings.secret_key,
        "FEEDBACK_DATABASE_URL": settings.database_url,
        "FEEDBACK_MAIL_URL": f"smtp://127.0.0.1:{smtp_port}?tls=none",
        "FEEDBACK_BASE_URL": f"http://127.0.0.1:{port}",
        "FEEDBACK_SEEDED_BUG": seed,
        **more,
    }
    web = [*FEEDBACK, "serve", "--port", str(port)]
    worker = [*FEEDBACK, "worker"]
    if seed:
        web = [sys.executable, "-m", "tests.torture.seeded", "serve", str(port)]
        worker = [sys.executable, "-m", "tests.torture.seeded", "worker"]
    sink = [sys.executable, "-m", "tests.torture.sink", str(smtp_port)]
    log = folder / "processes.log"
    return Site(
        folder=folder,
        settings=settings,
        port=port,
        smtp_port=smtp_port,
        web=Supervised(web, environment, log),
        worker=Supervised(worker, environment, log),
        sink=Supervised([*sink, str(folder / "mailbox.jsonl")], environment, log),
        app=app,
    )


def _children_of(process: psutil.Process) -> list[psutil.Process]:
    with suppress(psutil.NoSuchProcess):
        found: list[psutil.Process] = process.children()
        return found
    return []


def _end_group(program: Supervised) -> None:
    if program.process is not None:
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(program.process.pid, signal.SIGKILL)
