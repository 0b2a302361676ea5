"""A life to walk cases through."""

from datetime import datetime

import pytest
from flask import Flask

from feedback_service.identity.service import Vault
from tests.support.lives import Life


@pytest.fixture
def life(context: Flask, vault: Vault, now: datetime) -> Life:
    """Accounts at the desk and at a department, and the services, on a fresh database."""
    return Life(vault, now)
