"""Fixtures of the workspace: a desk, a department, and browsers in which they are signed in."""

import pytest
from flask import Flask

from feedback_service.identity.service import Vault
from tests.entrypoints.web.workspace.office import Office
from tests.support.clock import FrozenClock


@pytest.fixture
def office(app: Flask, vault: Vault, clock: FrozenClock) -> Office:
    """The people around a case, on a day that stands still."""
    return Office(app, vault, clock.at)
