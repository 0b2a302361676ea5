"""What reading a text needs is there before the server forks, and is kept from its collector."""

import gc

from flask import Flask

from feedback_service.app import create_warm_app
from feedback_service.entrypoints.cli.serve import APP
from feedback_service.foundation.config import Settings
from feedback_service.routing import queries
from feedback_service.routing.offramp_model import shipped_doors
from feedback_service.routing.text_model import shipped_model


def test_a_server_is_warm_before_it_forks(app: Flask) -> None:
    settings: Settings = app.extensions["feedback.settings"]
    kept = (queries._shipped_ground, shipped_model, shipped_doors)
    for each in kept:
        each.cache_clear()
    try:
        create_warm_app(settings)
        assert [each.cache_info().currsize for each in kept] == [1, 1, 1]
        assert gc.get_freeze_count() > 0
    finally:
        gc.unfreeze()


def test_the_site_is_opened_so() -> None:
    assert APP.endswith(":create_warm_app()")
