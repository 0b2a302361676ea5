"""A flow walked under strace: what it asks of the system, and what happens when that fails.

strace makes the Nth call of a kind fail, or kills the process at it; no privilege is needed where
one process may trace another.
"""

import re
import shutil
import subprocess
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from multiprocessing.process import BaseProcess
from pathlib import Path

from flask import Flask

from feedback_service.foundation.config import Settings
from tests.torture.failpoints import Fault
from tests.torture.flows import Facts, walk
from tests.torture.seeds import SEEDS
from tests.torture.site import wait_for
from tests.torture.walks import CHILDREN, faults_of

# Everything by which a flow changes files of the installation, or locks them.
CALLS = ("pwrite64", "write", "fdatasync", "fsync", "ftruncate", "openat", "rename", "unlink")
LOCKS = ("fcntl",)
_KEPT = ("feedback.db", "feedback.db-wal", "feedback.db-shm", "files", "mail", "access.db")
_LINE = re.compile(r"^(?:\d+ +)?(\w+)\(")


class Harm(StrEnum):
    """What is done to a call."""

    KILL = "signal=KILL"
    EIO = "error=EIO"
    ENOSPC = "error=ENOSPC"


@dataclass(frozen=True)
class Traced:
    """One flow, and where it leaves what it was told and what it asked of the system."""

    settings: Settings
    flow: str
    facts: Facts
    folder: Path
    seed: str = ""

    def run(self, call: str = "", number: int = 0, harm: Harm = Harm.KILL) -> list[str]:
        """Walk once, harmed at the Nth call of a kind if one is named; return the trace."""
        for name in ("ready", "go", "trace"):
            (self.folder / name).unlink(missing_ok=True)
        child = CHILDREN.Process(target=walk_when_told, args=(self,))
        child.start()
        wait_for((self.folder / "ready").exists, "the flow to stand ready")
        inject = ["-e", f"inject={call}:{harm}:when={number}"] if call else []
        kinds = ",".join((*CALLS, *LOCKS))
        trace = ["strace", "-f", "-y", "-o", str(self.folder / "trace"), "-e", f"trace={kinds}"]
        with subprocess.Popen(
            [*trace, *inject, "-p", str(child.pid)], stderr=subprocess.PIPE, text=True
        ) as tracer:
            assert tracer.stderr is not None
            said = tracer.stderr.readline()
            (self.folder / "go").touch()
            child.join()
            assert "attached" in said, said
        return (self.folder / "trace").read_text(encoding="utf-8", errors="replace").splitlines()

    def again(self) -> int | None:
        """Walk without a fault, as whoever was cut off would."""
        child: BaseProcess = CHILDREN.Process(
            target=walk,
            args=(self.settings, self.flow, self.facts, self.folder, None, Fault.RAISE),
        )
        child.start()
        child.join()
        return child.exitcode

    def faults(self, app: Flask) -> list[str]:
        """Return what is wrong afterwards."""
        return faults_of(app, self.flow, self.facts, self.folder)


def walk_when_told(traced: Traced) -> None:
    """Get ready, wait for the tracer, and walk."""
    if traced.seed:
        SEEDS[traced.seed]()
    (traced.folder / "ready").touch()
    wait_for((traced.folder / "go").exists, "the tracer")
    walk(traced.settings, traced.flow, traced.facts, traced.folder, None, Fault.RAISE)


def points(trace: list[str], instance: Path) -> Iterator[tuple[str, int, Harm]]:
    """Yield every call on a file of the installation with everything that can be done to it."""
    numbers: Counter[str] = Counter()
    for line in trace:
        match = _LINE.match(line)
        if match is None:
            continue
        numbers[match[1]] += 1
        if str(instance) in line:
            for harm in Harm:
                yield match[1], numbers[match[1]], harm


class Still:
    """The files of an installation as they were at a moment, to be put back."""

    def __init__(self, live: Path, folder: Path) -> None:
        self._live, self._folder = live, folder
        for name in _KEPT:
            _copy(live / name, folder / name)

    def put_back(self) -> None:
        """Put everything back as it was."""
        for name in _KEPT:
            _remove(self._live / name)
            _copy(self._folder / name, self._live / name)


def _copy(source: Path, target: Path) -> None:
    if source.is_dir():
        shutil.copytree(source, target)
    elif source.exists():
        shutil.copy2(source, target)


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
