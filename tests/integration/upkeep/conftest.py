"""A site with cases and files, and a folder for its backups."""

from datetime import datetime
from pathlib import Path

import pytest
from flask import Flask

from feedback_service.foundation.config import Settings
from feedback_service.identity.service import Vault
from tests.support.lives import Life
from tests.support.upkeep import Site


@pytest.fixture
def site(context: Flask, settings: Settings, vault: Vault, now: datetime, tmp_path: Path) -> Site:
    """A site with an answered case, a new one with two files, and a look at it."""
    made = Site(context, settings, Life(vault, now), tmp_path / "sao-luu")
    made.life.reach_answered()
    made.newest = made.life.submit().case_id
    made.attach(made.newest)
    made.attach(made.newest, b"mot tep khac")
    made.look_at(made.newest)
    return made
