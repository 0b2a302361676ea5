"""Nothing acknowledged is lost or taken in twice, and no mail is lost, whatever is killed."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.torture import load
from tests.torture.cluster import Cluster, durable_cluster
from tests.torture.site import installed
from tests.torture.storm import SQLITE_KILLS, Storm, plan_of, shares

SEED = 20261122


@pytest.fixture
def cluster() -> Iterator[Cluster]:
    """A PostgreSQL that may be broken."""
    with durable_cluster() as made:
        yield made


def rage(ground: Path, submissions: int, kills: dict[str, int], cluster: Cluster | None) -> Storm:
    """Let a storm pass over a new installation; everything must be there afterwards."""
    with installed(ground, cluster.url if cluster else None) as site:
        sent = load.prepare(site.app, submissions)
        site.start()
        storm = Storm(site, plan_of(kills, seed=SEED), submissions, cluster)
        faults = storm.rage(sent)
        print(f"\n{storm.report()}")
    assert faults == []
    # A storm that killed nothing, or in which nobody asked again, proved nothing.
    assert storm.killed.keys() == kills.keys()
    assert storm.load.replays >= submissions // load.REPLAY_EVERY
    return storm


@pytest.mark.slow
def test_a_short_storm_of_kills_on_sqlite(ground: Path) -> None:
    storm = rage(ground, 300, shares(SQLITE_KILLS, 20), None)
    assert storm.killed.total() >= 18


@pytest.mark.slow
@pytest.mark.postgresql
def test_a_short_storm_of_kills_and_restarts_on_postgresql(ground: Path, cluster: Cluster) -> None:
    kills = {"database": 3, "backend": 3, "web": 8, "everything": 1, "worker": 3}
    storm = rage(ground, 300, kills, cluster)
    assert storm.killed["database"] == 3


@pytest.mark.torture
def test_the_whole_storm_on_sqlite(ground: Path) -> None:
    storm = rage(ground, 10_000, shares(SQLITE_KILLS, 520), None)
    assert storm.killed.total() >= 500


@pytest.mark.torture
def test_the_whole_storm_on_postgresql(ground: Path, cluster: Cluster) -> None:
    kills = {"database": 50, "backend": 24, "web": 110, "everything": 15, "worker": 25}
    storm = rage(ground, 5_000, kills, cluster)
    assert storm.killed["database"] == 50
    assert storm.killed["backend"] >= 20
    assert storm.killed["web"] + storm.killed["everything"] + storm.killed["worker"] >= 150
