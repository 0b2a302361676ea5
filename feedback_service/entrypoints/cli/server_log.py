"""What gunicorn has to say, through the same form as every other line of ours."""

from typing import Any

from gunicorn.glogging import Logger

from feedback_service.foundation.config import read_settings
from feedback_service.foundation.errors import SettingsError
from feedback_service.foundation.logs import handler


class ServerLog(Logger):  # type: ignore[misc]
    """Gunicorn's log: its errors in our form, and no log of accesses.

    The web process writes one line a request, without the address that was asked for.
    """

    def setup(self, cfg: Any) -> None:
        """Replace what gunicorn would write with; it calls this once a process and on reload."""
        super().setup(cfg)
        for log in (self.error_log, self.access_log):
            log.handlers.clear()
        self.error_log.addHandler(handler(_log_format()))

    def access(self, *_args: Any, **_more: Any) -> None:
        """Write nothing."""


def _log_format() -> str:
    try:
        return read_settings().log_format
    except SettingsError:
        # The process that asked for the server has said what is wrong.
        return "text"
