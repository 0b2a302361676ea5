"""A flow walked in a process of its own into a fault, and again by whoever was cut off."""

import json
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.process import BaseProcess
from pathlib import Path

from flask import Flask

from feedback_service.foundation.config import Settings
from tests.torture.checking import record_faults
from tests.torture.failpoints import POINTS, Fault, Point
from tests.torture.flows import FLOWS, Facts, walk

SIGKILLED = -9
CHILDREN = get_context("forkserver")
CHILDREN.set_forkserver_preload(["tests.torture.warm"])
BY_NAME = {point.name: point for point in POINTS}


@dataclass(frozen=True)
class Walk:
    """One flow on its way past one point."""

    settings: Settings
    facts: Facts
    folder: Path
    point: Point
    fault: Fault
    seed: str = ""

    def past(self, *, again: bool = True) -> None:
        """Walk into the fault, and a second time as whoever was cut off would."""
        self.folder.mkdir()
        first = self.start(armed=True)
        if self.fault is Fault.DELAY:
            # The rival comes while the first one dawdles.
            while not self.met and first.is_alive():
                first.join(0.01)
            self.start(armed=False).join()
        first.join()
        assert self.met, f"the flow never came by {self.point.name}"
        assert (first.exitcode == SIGKILLED) == (self.fault is Fault.KILL)
        if again:
            assert self.press_again() == 0, f"{self.point.name}: it could not be done again"

    def press_again(self) -> int | None:
        """Walk without a fault; return the status of the process."""
        child = self.start(armed=False)
        child.join()
        return child.exitcode

    @property
    def met(self) -> bool:
        """Whether the flow came by the point."""
        return (self.folder / "met").exists()

    def start(self, *, armed: bool) -> BaseProcess:
        """Walk in a process of its own, into the fault or past it."""
        point = self.point if armed else None
        given = (self.settings, self.point.flow, self.facts, self.folder, point, self.fault)
        child = CHILDREN.Process(target=walk, args=(*given, self.seed))
        child.start()
        return child

    def faults(self, app: Flask) -> list[str]:
        """Return what is wrong afterwards."""
        return faults_of(app, self.point.flow, self.facts, self.folder)


def faults_of(app: Flask, flow: str, facts: Facts, folder: Path) -> list[str]:
    """Return what is wrong after a flow that left what it was told in a folder."""
    found = [*FLOWS[flow].faults(app, facts), *record_faults(app)]
    if flow.startswith("submit"):
        told = [json.loads(file.read_text()) for file in folder.glob("told-*.json")]
        receipts = {each["reference"] for each in told if "reference" in each}
        if len(receipts) != 1:
            found.append(f"{len(receipts)} receipts for one press: {told}")
    return found
