"""When a process last did its round, known to others by the time of a file."""

import os
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

WORKER = "worker.turn"


def beat(instance: Path, name: str, now: datetime) -> None:
    """Note that a round was done; what cannot be noted must not stop the round."""
    with suppress(OSError):
        file = instance / name
        file.touch(mode=0o600)
        os.utime(file, (now.timestamp(), now.timestamp()))


def last_beat(instance: Path, name: str) -> datetime | None:
    """Return when the last round was done, None when never or unknown."""
    try:
        return datetime.fromtimestamp((instance / name).stat().st_mtime, UTC)
    except OSError:
        return None
