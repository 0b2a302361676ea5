"""The measurement itself works: real servers, real requests, and the goals beside the figures."""

from pathlib import Path

import pytest

from tools.bench import floor
from tools.bench.dates import microseconds_of_a_date
from tools.bench.goals import CPU, RATE, Finding, table
from tools.bench.load import get_bytes, post_bytes, run_load
from tools.bench.parts import FLOOR
from tools.bench.servers import served


def test_a_finding_is_printed_with_its_goal_and_whether_it_is_met() -> None:
    found = [
        Finding(goal=RATE, engine="sqlite", figure=0.75, detail="a second: 150 / 200"),
        Finding(goal=CPU, engine="sqlite", figure=2.5, detail="ms: 5 / 2"),
    ]

    assert [each.met for each in found] == [True, False]
    assert "submission, rate to the floor's | sqlite | 0.75× | ≥ 0.5× | yes |" in table(found)
    assert "2.50× | ≤ 2× | **no** |" in table(found)


@pytest.mark.slow
def test_a_load_counts_every_answer_and_the_processor_it_took(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'floor.db'}"
    floor.prepare(url)
    requests = [post_bytes("/insert", b"story=x"), get_bytes("/list"), get_bytes("/nowhere")] * 4

    with served("floor", FLOOR, {"FLOOR_DATABASE_URL": url}) as server:
        result = run_load(server.port, requests, clients=4)
        used, memory = server.cpu_seconds(), server.pss_mib()

    assert result.statuses == {200: 8, 404: 4}
    assert result.errors == 4
    assert result.rate > 0
    assert 0 < result.p50 <= result.p95
    assert used > 0
    assert memory > 0


def test_a_date_is_measured_without_an_installation() -> None:
    assert microseconds_of_a_date(1) > 0
