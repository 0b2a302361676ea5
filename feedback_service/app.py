"""The composition root: settings, extensions, doors."""

import gc
from typing import TypeVar

from flask import Flask
from flask_migrate import Migrate

from feedback_service.entrypoints.cli import init_commands
from feedback_service.entrypoints.web import init_web
from feedback_service.foundation.access_log import AccessLog
from feedback_service.foundation.config import Settings, read_settings
from feedback_service.foundation.database import db, init_database
from feedback_service.foundation.logs import set_up_logs
from feedback_service.foundation.shipped import shipped
from feedback_service.foundation.storage import open_storage
from feedback_service.identity.keys import KeyRing
from feedback_service.routing.listening import open_models_with, set_text_threshold
from feedback_service.routing.service import read_ahead

T = TypeVar("T")


class Service(Flask):
    """The application; none of its functions is a coroutine."""

    def ensure_sync(self, func: T) -> T:
        """Return a function as it is, without looking into it at every request."""
        return func


def create_app(settings: Settings | None = None) -> Flask:
    """Return the service, wired; raises SettingsError naming what is missing or unsafe."""
    settings = settings or read_settings()
    set_up_logs(settings.log_format)
    app = Service("feedback_service", template_folder=str(shipped("templates")), static_folder=None)
    app.config.update(SECRET_KEY=settings.secret_key, TESTING=settings.testing)
    app.extensions["feedback.settings"] = settings
    app.extensions["feedback.access_log"] = AccessLog(settings.access_log)
    app.extensions["feedback.storage"] = open_storage(settings.storage_url)
    app.extensions["feedback.keys"] = KeyRing(settings.sealing_keys)
    init_database(app, settings.database_url)
    Migrate(app, db, directory=str(shipped("migrations")))
    set_text_threshold(settings.routing_text_threshold)
    open_models_with(app.extensions["feedback.keys"])
    init_web(app, settings)
    init_commands(app)
    return app


def create_warm_app(settings: Settings | None = None) -> Flask:
    """Return the service with what reading a text needs laid out: for a server that then forks.

    Else the first who sorts a case or writes a story waits for it in each process, and each keeps
    a copy of its own.
    """
    app = create_app(settings)
    read_ahead()
    # What is never collected is never written to by the collector, and stays shared by the forks.
    gc.collect()
    gc.freeze()
    return app
