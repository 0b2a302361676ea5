"""At every named point a process may die, fail or dawdle: what it did happened once, or not yet."""

from pathlib import Path

import pytest
from flask import Flask

from feedback_service.foundation.config import Settings
from tests.torture.failpoints import POINTS, Fault, Point
from tests.torture.flows import FLOWS
from tests.torture.walks import Walk

# Where not only a death tells something; the rest of the table is walked by `make torture`.
TELLING = {
    "submit.file_recorded",
    "submit.before_commit",
    "submit.after_commit_before_response",
    "deliver.after_250_before_mark",
    "publish.in_index",
}


def walks() -> list[object]:
    """Return every point with every fault; what is left to the long run bears its mark."""
    return [
        pytest.param(
            point,
            fault,
            id=f"{point.name}-{fault}",
            marks=[] if fault is Fault.KILL or point.name in TELLING else pytest.mark.torture,
        )
        for point in POINTS
        for fault in Fault
    ]


@pytest.mark.slow
@pytest.mark.parametrize(("point", "fault"), walks())
def test_a_fault_leaves_everything_done_once(
    app: Flask, settings: Settings, tmp_path: Path, point: Point, fault: Fault
) -> None:
    facts = FLOWS[point.flow].set_up(app)
    walk = Walk(settings, facts, tmp_path / "walk", point, fault)
    walk.past()
    assert walk.faults(app) == []


def test_the_table_of_points_is_as_long_as_promised() -> None:
    assert len({point.name for point in POINTS}) == len(POINTS) >= 25
