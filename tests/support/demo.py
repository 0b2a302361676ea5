"""An application that is a demo for a while."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from flask import Flask

from feedback_service.entrypoints.cli.demo.people import create_demo_accounts
from feedback_service.foundation import clock
from feedback_service.foundation.config import Settings
from feedback_service.foundation.database import db


@contextmanager
def as_demo(app: Flask) -> Iterator[None]:
    """Let an application be a demo with its accounts and no case, until the block ends."""
    real: Settings = app.extensions["feedback.settings"]
    app.extensions["feedback.settings"] = replace(real, demo=True)
    file = real.instance / "demo-accounts.json"
    with app.app_context():
        list(create_demo_accounts(file, clock.now()))
        db.session.remove()
    yield
    app.extensions["feedback.settings"] = real
    file.unlink()
