"""The service as a browser meets it: a real server on a port of this machine, its own database."""

import io
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import text
from werkzeug.serving import WSGIRequestHandler, make_server

from feedback_service.accounts.permissions import Role
from feedback_service.agencies.queries import get_agency
from feedback_service.entrypoints.worker import Worker
from feedback_service.foundation.config import Settings
from feedback_service.foundation.database import db
from feedback_service.foundation.text import fold
from tests.support.accounts import TestAccount, make_account


class UntilHungUp(io.RawIOBase):
    """Reads what a browser sends; one that hangs up has said all."""

    def __init__(self, inner: io.BufferedIOBase) -> None:
        self._inner = inner

    def readable(self) -> bool:
        """Tell that it can be read."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Read some bytes; none once nobody is there."""
        try:
            return self._inner.readinto1(buffer)
        except ConnectionError:
            return 0

    def close(self) -> None:
        """Close what is read from, too."""
        self._inner.close()
        super().close()


class QuietHandler(WSGIRequestHandler):
    """Serves without a line for each request, and to the end when a browser hangs up.

    The server looks for more from the browser before it closes what it answered with; a connection
    that is reset just then left a file open, and a warning in whichever test came next.
    """

    def setup(self) -> None:
        """Read from the connection with patience."""
        super().setup()
        self.rfile = io.BufferedReader(UntilHungUp(self.rfile))

    def log(self, type: str, message: str, *args: Any) -> None:  # noqa: A002
        """Write nothing: the service has a request log of its own."""


@dataclass(frozen=True)
class Site:
    """A running service, and what a test may ask of it behind the pages."""

    app: Flask
    address: str

    @property
    def mail_folder(self) -> Path:
        """Where the worker leaves the mail."""
        settings: Settings = self.app.extensions["feedback.settings"]
        return settings.instance / "mail"

    def account(self, role: Role, agency: str, name: str) -> TestAccount:
        """Make an account at an agency, with every credential."""
        with self.app.app_context():
            agency_id = get_agency(agency).id
        # People of one journey have different names.
        email = f"{fold(name).replace(' ', '.')}@vi-du.vn"
        return make_account(self.app, role, email=email, name=name, agency_id=agency_id)

    def rows(self, table: str) -> int:
        """Count the rows of a table."""
        with self.app.app_context():
            count = db.session.scalar(text(f"SELECT count(*) FROM {table}"))
            db.session.remove()
        return int(count or 0)

    def let_worker_work(self) -> int:
        """Do once what the worker does: send the mail that waits, and what has fallen due."""
        with self.app.app_context():
            done = Worker(self.app).run_once()
            db.session.remove()
        return done


@contextmanager
def serve(app: Flask) -> Iterator[Site]:
    """Serve the service on a free port until the block ends."""
    with serve_quietly(app) as address:
        yield Site(app, address)


@contextmanager
def serve_quietly(app: Flask) -> Iterator[str]:
    """Serve an application until the block ends, and tell where."""
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=QuietHandler)
    # A page that the browser left half read is answered to its end: the next test has the database
    # copied anew, and nobody may be connected then.
    server.daemon_threads = False
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
