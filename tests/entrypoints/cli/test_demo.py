"""The demonstration: loaded once, told as a demonstration, and never outside its own machine."""

import json
from collections import Counter
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskCliRunner
from sqlalchemy import func, select

from feedback_service.cases.models import Case, CaseEvent
from feedback_service.cases.workflow import State
from feedback_service.entrypoints.cli.doctor import examine
from feedback_service.foundation import clock
from feedback_service.foundation.config import Settings
from feedback_service.foundation.database import db
from feedback_service.notifications.queries import outbox_health
from feedback_service.publication.adopted import list_adopted
from feedback_service.publication.models import Publication, PublishedFile
from feedback_service.responses.models import FollowUp
from tests.support.page_client import PageClient


@pytest.fixture
def demo(app: Flask) -> Flask:
    """The application as a demonstration instance."""
    real: Settings = app.extensions["feedback.settings"]
    app.extensions["feedback.settings"] = replace(real, demo=True)
    yield app
    app.extensions["feedback.settings"] = real
    (real.instance / "demo-accounts.json").unlink(missing_ok=True)


def _load(runner: FlaskCliRunner) -> dict[str, int]:
    result = runner.invoke(args=["demo", "load", "--json"])
    assert result.exit_code == 0, result.output
    loaded: dict[str, int] = json.loads(result.stdout)
    return loaded


@pytest.mark.slow
def test_samples_load_once_in_every_state(demo: Flask, runner: FlaskCliRunner) -> None:
    first, second = _load(runner), _load(runner)

    assert first["cases"] >= 150
    assert second["cases"] == 0
    with demo.app_context():
        states = Counter(db.session.scalars(select(Case.state)))
        assert set(states) >= set(State) - {State.CLOSED}
        assert all(db.session.scalars(select(Case.is_sample)))
        published = db.session.scalars(select(Publication.state)).all()
        assert published.count("published") >= 45
        assert published.count("prepared") >= 2
        # One waits for its day, one was taken out, one was corrected.
        assert (published.count("confirmed"), published.count("withdrawn")) == (1, 1)
        assert db.session.scalar(select(func.count(Publication.corrected_at))) == 1
        (paper,) = db.session.scalars(select(PublishedFile))
        assert (paper.state, len(paper.areas), paper.erased_at) == ("public", 4, None)
        assert {"done", None} <= set(db.session.scalars(select(FollowUp.ending)))
        assert list_adopted().rows
        assert _histories_run_forward()
        # Nobody is greeted by an alarm that mail has waited since the days of the story.
        health = outbox_health(now=clock.now())
        assert health.ready
        assert not health.stalled


def _histories_run_forward() -> bool:
    last: dict[int, object] = {}
    for event in db.session.scalars(
        select(CaseEvent).order_by(CaseEvent.case_id, CaseEvent.number)
    ):
        before = last.get(event.case_id)
        if before is not None and event.at < before:
            return False
        last[event.case_id] = event.at
    return bool(last)


def test_samples_are_refused_outside_a_demonstration(app: Flask, runner: FlaskCliRunner) -> None:
    result = runner.invoke(args=["demo", "load"])

    assert result.exit_code != 0
    assert "FEEDBACK_DEMO" in result.stderr


def _accounts_file(app: Flask) -> None:
    settings: Settings = app.extensions["feedback.settings"]
    file = settings.instance / "demo-accounts.json"
    row = {
        "role": "officer",
        "agency": "Sở Xây dựng",
        "email": "can-bo@demo.invalid",
        "name": "Trần Thị Hòa",
        "about": "",
        "password": "sen-lua-nhan-song-1234",
        "totp_secret": "JBSWY3DPEHPK3PXP",
    }
    file.write_text(json.dumps({"accounts": [row]}), encoding="utf-8")
    file.chmod(0o600)


def test_the_sign_in_page_lists_accounts_on_the_demonstration(
    demo: Flask, client: PageClient
) -> None:
    _accounts_file(demo)

    page = client.get("/sign-in", base_url="http://127.0.0.1:8000").get_data(as_text=True)

    assert "sen-lua-nhan-song-1234" in page


@pytest.mark.parametrize(
    ("address", "headers", "remote"),
    [
        ("http://phan-anh.example.vn", {}, "127.0.0.1"),
        ("http://127.0.0.1:8000", {}, "192.0.2.7"),
        ("http://127.0.0.1:8000", {"X-Forwarded-For": "192.0.2.7"}, "127.0.0.1"),
    ],
)
def test_nobody_from_elsewhere_sees_the_accounts(
    demo: Flask, client: PageClient, address: str, headers: dict[str, str], remote: str
) -> None:
    _accounts_file(demo)

    page = client.get(
        "/sign-in", base_url=address, headers=headers, environ_overrides={"REMOTE_ADDR": remote}
    ).get_data(as_text=True)

    assert "sen-lua-nhan-song-1234" not in page


def test_no_other_instance_lists_accounts_and_the_doctor_objects(
    app: Flask, client: PageClient
) -> None:
    _accounts_file(app)
    settings: Settings = app.extensions["feedback.settings"]

    page = client.get("/sign-in", base_url="http://127.0.0.1:8000").get_data(as_text=True)
    with app.app_context():
        findings = {finding.check: finding for finding in examine(settings)}
        db.session.remove()
    (settings.instance / "demo-accounts.json").unlink()

    assert "sen-lua-nhan-song-1234" not in page
    assert not findings["bản dùng thử"].well
