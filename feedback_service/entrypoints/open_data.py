"""The open data of this installation: where it lies, who publishes it, and how it is kept whole."""

import logging
import time
from collections.abc import Generator, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

from flask import Flask, current_app
from flask_babel import force_locale
from flask_babel import gettext as _

from feedback_service.agencies.kinds import AgencyLevel
from feedback_service.agencies.queries import find_installation
from feedback_service.entrypoints.case_labels import CATEGORIES, KINDS, OUTCOMES
from feedback_service.foundation.config import Settings
from feedback_service.foundation.errors import DomainError
from feedback_service.publication.dumping import dump_is_due, write_nightly
from feedback_service.publication.open_package import Publisher

STEP_SECONDS = 0.3
# A disk that was full is not filled again at once.
PAUSE_SECONDS = 900.0
_log = logging.getLogger(__name__)


def dumps_folder() -> Path:
    """Return the public folder of this instance; it may not be there yet."""
    settings: Settings = current_app.extensions["feedback.settings"]
    return settings.instance / "open-data"


def publisher_of_here() -> Publisher:
    """Return who publishes here, and the words of the codes; the data is in Vietnamese."""
    settings: Settings = current_app.extensions["feedback.settings"]
    here = find_installation()
    with force_locale("vi"):
        tables: dict[str, Mapping[Any, Any]] = {
            "kind": KINDS,
            "category": CATEGORIES,
            "outcome": OUTCOMES,
        }
        labels = {
            name: {str(code.value): str(said) for code, said in table.items()}
            for name, table in tables.items()
        }
        name = _("Cơ quan đầu mối tiếp nhận phản ánh, kiến nghị")
    labels["accused_level"] = {level.value: level.label for level in AgencyLevel}
    return Publisher(
        base_url=settings.base_url.rstrip("/"),
        name=f"{name}, {here.province_name}" if here else str(name),
        labels=labels,
    )


class DumpWriting:
    """The worker's part: begins a dump when one is due and writes it between other work."""

    def __init__(self, app: Flask) -> None:
        self._app = app
        self._writing: Generator[int] | None = None
        self._not_before = float("-inf")

    def begin_when_due(self, *, now: datetime, today: date) -> bool:
        """Begin a dump if one is due and none is being written; tell whether it was begun."""
        if self._writing is not None or time.monotonic() < self._not_before:
            return False
        folder = dumps_folder()
        if not dump_is_due(folder, today=today):
            return False
        self._writing = write_nightly(folder, publisher_of_here(), now=now, today=today)
        return True

    def step(self) -> bool:
        """Write for a moment; tell whether more is to be written. A failure is logged, not raised.

        Nothing half-written is ever seen: what failed is begun anew when its time has come.
        """
        if self._writing is None:
            return False
        until = time.monotonic() + STEP_SECONDS
        try:
            with self._app.app_context():
                for _rows in self._writing:
                    if time.monotonic() >= until:
                        return True
        except DomainError as error:
            _log.warning("the open data was not written (%s) and will be soon", error)
        except OSError as error:
            why = error.strerror or type(error).__name__
            _log.warning("the open data could not be written (%s); tried again later", why)
            self._not_before = time.monotonic() + PAUSE_SECONDS
        self._writing = None
        return False

    def finish(self) -> None:
        """Write to the end."""
        while self.step():
            continue

    def drop(self) -> None:
        """Stop; what is half written goes."""
        writing, self._writing = self._writing, None
        if writing is not None:
            with self._app.app_context():
                writing.close()
