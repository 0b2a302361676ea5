"""Each call by which a flow changes a file may fail or be the last: nothing is half done.

On SQLite, whose files these are.
"""

import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask

from feedback_service.foundation.config import Settings
from feedback_service.foundation.database import db, is_sqlite
from tests.support.installation import Installation
from tests.torture.flows import FLOWS
from tests.torture.syscalls import Harm, Still, Traced, points
from tools.run_tests import install

SWEPT = ("submit", "submit_conduct", "answer", "publish", "deliver")
# What a short run does to the last press: at the first call of a kind, and at the last.
TELLING = [("pwrite64", Harm.KILL), ("pwrite64", Harm.ENOSPC), ("fdatasync", Harm.EIO)]


@dataclass
class Bench:
    """A flow that stands ready, again and again from the same state."""

    app: Flask
    installation: Installation
    folder: Path
    settings: Settings

    def traced(self, flow: str, seed: str = "") -> Traced:
        """Set a flow up and keep the state before it."""
        facts = FLOWS[flow].set_up(self.app)
        self.installation.release()
        (self.folder / "walk").mkdir()
        self.still = Still(self.settings.instance, self.folder / "still")
        return Traced(self.settings, flow, facts, self.folder / "walk", seed)

    def harm(self, traced: Traced, call: str, number: int, harm: Harm) -> list[str]:
        """Put the state back, walk into one fault and again; return what is wrong."""
        self.installation.release()
        self.still.put_back()
        for told in traced.folder.iterdir():
            told.unlink()
        traced.run(call, number, harm)
        status = traced.again()
        found = traced.faults(self.app)
        if status:
            found.append("it could not be done again")
        return [f"{traced.flow}, {call} {number}, {harm}: {fault}" for fault in found]


@pytest.fixture
def bench(app: Flask, installation: Installation, tmp_path: Path, settings: Settings) -> Bench:
    """A machine on which one process may trace another."""
    with app.app_context():
        if not is_sqlite():
            pytest.skip("PostgreSQL writes its own files")
        db.session.remove()
    if shutil.which("strace") is None:
        install("strace")
    allowed = subprocess.run(
        ["strace", "-e", "trace=none", "true"], capture_output=True, check=False
    )
    if allowed.returncode:
        pytest.skip("this machine does not let one process trace another")
    (tmp_path / "still").mkdir()
    return Bench(app, installation, tmp_path, settings)


def before_the_end(trace: list[str], call: str, file: str) -> int:
    """Return the number of the last line with a call on a file, -1 when there is none."""
    found = (n for n, line in enumerate(trace) if f"{call}(" in line and file in line)
    return max(found, default=-1)


def order_faults(trace: list[str]) -> list[str]:
    """Return what a power cut after the answer could take away."""
    written = before_the_end(trace, "pwrite64", "feedback.db-wal>")
    flushed = before_the_end(trace, "fdatasync", "feedback.db-wal>")
    stored = before_the_end(trace, "fsync", "/files/")
    assert written > 0
    faults = [] if flushed > written else ["the last write is not brought to the disk"]
    return faults if 0 < stored < written else [*faults, "the file is on the disk after its row"]


@pytest.mark.slow
def test_a_file_and_then_its_row_are_on_the_disk_before_the_answer(bench: Bench) -> None:
    trace = bench.traced("submit").run()
    assert order_faults(trace) == []
    assert "fsync" in "".join(trace)


@pytest.mark.slow
def test_a_commit_that_reaches_no_disk_is_found(bench: Bench) -> None:
    """Sown bug: synchronous=OFF."""
    trace = bench.traced("submit", seed="commits_that_reach_no_disk").run()
    assert order_faults(trace) == ["the last write is not brought to the disk"]


@pytest.mark.slow
def test_a_last_press_survives_telling_faults(bench: Bench) -> None:
    traced = bench.traced("submit")
    found = list(points(traced.run(), bench.settings.instance))
    faults: list[str] = []
    for call, harm in TELLING:
        numbers = [number for name, number, done in found if (name, done) == (call, harm)]
        assert numbers, call
        for number in {numbers[0], numbers[-1]}:
            faults += bench.harm(traced, call, number, harm)
    assert faults == []


@pytest.mark.torture
@pytest.mark.parametrize("flow", SWEPT)
def test_every_call_of_a_flow_may_fail_or_be_the_last(bench: Bench, flow: str) -> None:
    traced = bench.traced(flow)
    swept = list(points(traced.run(), bench.settings.instance))
    faults: list[str] = []
    for number, point in enumerate(swept, start=1):
        faults += bench.harm(traced, *point)
        print(f"{flow}: {number} of {len(swept)} points, {len(faults)} inconsistent {faults[-1:]}")
    assert faults == []
    assert len(swept) >= 60
