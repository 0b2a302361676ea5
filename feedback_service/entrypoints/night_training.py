"""The night's training of the text model: a process beside the worker, so that mail goes on."""

import logging
import subprocess
import sys
from collections.abc import Sequence
from datetime import datetime
from types import TracebackType

from feedback_service.foundation.database import stop_reading
from feedback_service.oversight.learning import is_due

COMMAND = (
    *(sys.executable, "-m", "feedback_service.entrypoints.cli"),
    *("routing", "train", "--installation", "--nightly"),
)
GRACE_SECONDS = 5.0
_log = logging.getLogger(__name__)


class NightTraining:
    """Starts the training when it is due; at its end, or with the worker, the process is gone."""

    def __init__(self, command: Sequence[str] = COMMAND) -> None:
        self._command = command
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> "NightTraining":
        """Return itself: within the block a training may run."""
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        """End what still runs; its row says that it was begun, and the old model stays."""
        if self._process is not None and self._process.poll() is None:
            self._process.terminate()
            try:
                self._process.wait(GRACE_SECONDS)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()

    def start_when_due(self, *, now: datetime) -> bool:
        """Start the training if it is due and none of this worker runs; tell whether it was."""
        if self._process is not None:
            code = self._process.poll()
            if code is None:
                return False
            if code:
                _log.warning("the night's training ended with status %s; the old model stays", code)
            self._process = None
        due = is_due(now=now)
        stop_reading()
        if due:
            self._process = subprocess.Popen(
                self._command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL
            )
        return due

    def wait(self) -> None:
        """Wait for the training that was started; for a worker that goes when all is done."""
        if self._process is not None:
            self._process.wait()
