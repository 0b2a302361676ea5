"""The metrics: what they tell, in the form Prometheus reads, and to whom."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import text

from feedback_service.cases.workflow import State
from feedback_service.entrypoints.worker import Worker
from feedback_service.foundation.database import db
from feedback_service.foundation.heartbeat import WORKER, beat
from feedback_service.identity.service import Vault
from tests.support.clock import FrozenClock
from tests.support.lives import DEPARTMENT, Life
from tests.support.page_client import PageClient

SAMPLE = re.compile(r'([a-z_]+)(?:\{((?:[a-z]+="[^"\\\n]*",?)+)\})? ([0-9.e+]+)')
AT_HOME = "http://127.0.0.1:8000"


def scrape(client: PageClient) -> dict[str, float]:
    """Read the page as strictly as the format demands; samples by name and labels."""
    response = client.get("/metrics", base_url=AT_HOME)
    assert response.mimetype == "text/plain"
    found: dict[str, float] = {}
    declared: set[str] = set()
    for line in response.text.splitlines():
        if line.startswith("# TYPE "):
            declared.add(line.split()[2])
        elif not line.startswith("#"):
            match = SAMPLE.fullmatch(line)
            assert match, line
            assert re.sub(r"_(bucket|sum|count)$", "", match[1]) in declared | {match[1]} & declared
            name = f"{match[1]}{{{match[2]}}}" if match[2] else match[1]
            assert name not in found
            found[name] = float(match[3])
    return found


def test_requests_are_counted_by_pattern_and_timed(client: PageClient) -> None:
    for _ in range(3):
        client.get("/sign-in/invitation/mot-bi-mat?q=tu-khoa")
    found = scrape(client)

    page = 'method="GET",page="/sign-in/invitation/<token>"'
    assert found[f'feedback_requests_total{{{page},status="404"}}'] >= 3
    assert found[f"feedback_request_seconds_count{{{page}}}"] >= 3
    assert found[f'feedback_request_seconds_bucket{{{page},le="+Inf"}}'] >= 3
    assert not [name for name in found if "mot-bi-mat" in name or "tu-khoa" in name]


def test_a_made_up_method_makes_no_sample_of_its_own(client: PageClient) -> None:
    client.open("/", method="CHIM")
    found = scrape(client)

    assert not [name for name in found if "CHIM" in name]
    assert [name for name in found if 'method="OTHER"' in name]


def test_cases_mail_worker_and_room_are_told(
    app: Flask, client: PageClient, vault: Vault, clock: FrozenClock
) -> None:
    with app.app_context():
        life = Life(vault, clock.at)
        late = life.submit(area_code="11953")
        life.forward(late.case_id, DEPARTMENT)
        life.submit(area_code="11953")
        db.session.remove()
    now = clock.move(days=60)
    beat(app.extensions["feedback.settings"].instance, WORKER, now - timedelta(minutes=5))
    found = scrape(client)

    assert found['feedback_cases{state="assigned"}'] == 1
    assert found['feedback_cases{state="withdrawn"}'] == 0
    assert {f'feedback_cases{{state="{state}"}}' for state in State} <= set(found)
    assert found['feedback_cases_open{kind="regulation"}'] == 2
    assert found['feedback_cases_late{kind="regulation"}'] == 2
    assert found['feedback_cases_late{kind="conduct"}'] == 0
    assert found['feedback_outbox_messages{state="ready"}'] >= 1
    assert found["feedback_outbox_oldest_seconds"] > 0
    assert found["feedback_worker_turn_age_seconds"] == 300
    assert found["feedback_database_bytes"] > 100_000
    assert found["feedback_disk_free_bytes"] > 0
    assert found["feedback_unreadable"] == 0
    assert "feedback_backup_age_seconds" not in found


def test_the_worker_leaves_the_time_of_its_round(
    app: Flask, client: PageClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    worker = Worker(app)
    monkeypatch.setattr(worker.stopping, "wait", lambda _seconds: worker.stopping.set())
    worker.run()

    assert scrape(client)["feedback_worker_turn_age_seconds"] < 3600


def test_what_cannot_be_read_is_counted_and_the_rest_is_told(
    client: PageClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(**_facts: object) -> None:
        db.session.execute(text("SELECT nothing FROM nowhere"))

    monkeypatch.setattr("feedback_service.entrypoints.web.metrics.outbox_health", broken)
    found = scrape(client)

    assert found["feedback_unreadable"] == 1
    assert found["feedback_database_bytes"] > 0
