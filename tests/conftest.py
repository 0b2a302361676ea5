"""Fixtures of every test: one installation a worker, a fresh copy of its database a test.

Unit tests ask for none of these. `app` gives the application with reference data loaded and no
case; no application context is open around a request, because one that is would be shared with it.
"""

import os
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import hypothesis
import pytest
from flask import Flask
from flask.testing import FlaskCliRunner

from feedback_service.foundation.config import Settings
from feedback_service.foundation.database import db
from feedback_service.identity.service import Vault
from tests.support.clock import FrozenClock
from tests.support.folders import fast_folder
from tests.support.installation import Installation
from tests.support.network import refuse_strangers
from tests.support.page_client import PageClient

# Nothing in this suite is a matter of time: a busy machine must not fail a property.
hypothesis.settings.register_profile("patient", deadline=None, print_blob=True)
hypothesis.settings.load_profile("patient")

# A Monday, 10:00 in Ha Noi.
NOW = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
DATABASE_FIXTURES = {"installation", "empty_database"}


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On PostgreSQL, run what touches a database; the rest has been run before."""
    if not os.environ.get("FEEDBACK_TEST_DATABASE_URL"):
        return
    chosen, left = [], []
    for item in items:
        names = set(getattr(item, "fixturenames", ()))
        uses = names & DATABASE_FIXTURES or item.get_closest_marker("postgresql")
        (chosen if uses else left).append(item)
    config.hook.pytest_deselected(items=left)
    items[:] = chosen


@pytest.fixture(autouse=True, scope="session")
def _only_this_machine() -> Iterator[None]:
    """Let no test speak to another machine."""
    with pytest.MonkeyPatch.context() as patch:
        refuse_strangers(patch)
        yield


@pytest.fixture(scope="session")
def installation() -> Iterator[Installation]:
    """One installation for the whole run of this worker: its template is made once."""
    with tempfile.TemporaryDirectory(prefix="feedback-instance-", dir=fast_folder()) as folder:
        made = Installation(Path(folder))
        made.prepare()
        yield made
        made.remove()


@pytest.fixture(scope="session")
def settings(installation: Installation) -> Settings:
    """The settings every test runs under."""
    return installation.settings


@pytest.fixture
def app(installation: Installation) -> Iterator[Flask]:
    """The application on a fresh database with reference data and nothing else."""
    installation.restore()
    yield installation.app
    installation.release()


@pytest.fixture
def context(app: Flask) -> Iterator[Flask]:
    """The application with its context open: for services and queries, never with `client`."""
    with app.app_context():
        yield app
        db.session.rollback()


@pytest.fixture
def client(app: Flask) -> PageClient:
    """A browser without JavaScript that checks every page it is given."""
    return PageClient(app)


@pytest.fixture
def runner(app: Flask) -> FlaskCliRunner:
    """Runs `feedback` commands."""
    return app.test_cli_runner()


@pytest.fixture
def vault(app: Flask) -> Vault:
    """The vault with this installation's keys."""
    return Vault(app.extensions["feedback.keys"])


@pytest.fixture
def now() -> datetime:
    """The instant most tests happen at."""
    return NOW


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> FrozenClock:
    """A clock that stands at NOW until the test moves it; for tests that go through a door."""
    return FrozenClock(monkeypatch, NOW)
