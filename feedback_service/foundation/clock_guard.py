"""Is the clock to be believed? Asked before work that closes or ends things because of a date.

Whoever has asked leaves a mark: what the clock said, and how long the machine had run. The next
who asks knows from that what the clock should say. While it says something else nothing is marked,
so that it is believed again as soon as it is right, when a person says so, or after a day.
"""

import json
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from feedback_service.foundation import clock
from feedback_service.foundation.files import write_durably

MARK = "clock.json"
TOLERANCE = timedelta(minutes=10)
# After this long a clock that keeps its pace is believed, right or not: nobody objected.
BELIEVED_AFTER = timedelta(days=1)
# How long a machine may have been off without anybody having to say so.
LONGEST_ABSENCE = timedelta(days=30)
# Seconds after a machine has started in which its clock may still be set from outside.
_SETTLING = 300.0


@dataclass(frozen=True, kw_only=True)
class _Mark:
    """What the clock said at a moment of the machine's own time.

    `off` and `doubted_at`: by how much it differed later, and from which moment on.
    """

    start: str
    ran: float
    said: str
    off: float = 0.0
    doubted_at: float | None = None


class ClockGuard:
    """Compares the clock with the mark that was left in the folder of the installation."""

    def __init__(self, instance: Path) -> None:
        self._file = instance / MARK

    def off(self, now: datetime) -> timedelta:
        """Return by how much the clock differs from what it should say; zero when believed."""
        mark = self._read()
        if mark is None:
            return timedelta(0)
        start, ran = clock.since_start()
        said = datetime.fromisoformat(mark.said)
        if start == mark.start:
            off = now - said - timedelta(seconds=ran - mark.ran)
        else:
            # How long the machine was off only the clock itself could tell.
            off = min(now - said, timedelta(0))
            if now - said > LONGEST_ABSENCE:
                off = now - said
        return off if abs(off) > TOLERANCE else timedelta(0)

    def believes(self, now: datetime) -> bool:
        """Tell whether the clock is to be believed, and remember what it said."""
        off, mark = self.off(now), self._read()
        start, ran = clock.since_start()
        if not off or mark is None:
            if mark is not None and mark.start != start and ran < _SETTLING:
                return False
            self._note(_mark_of(now))
            return True
        steady = abs(off.total_seconds() - mark.off) <= TOLERANCE.total_seconds()
        if steady and mark.doubted_at is not None and ran >= mark.doubted_at:
            if ran - mark.doubted_at < BELIEVED_AFTER.total_seconds():
                return False
            self._note(_mark_of(now))
            return True
        self._note(replace(mark, off=off.total_seconds(), doubted_at=ran))
        return False

    def confirm(self, now: datetime) -> None:
        """Take what the clock says now for right; raises OSError when that cannot be written."""
        self._write(_mark_of(now))

    def _read(self) -> _Mark | None:
        try:
            return _Mark(**json.loads(self._file.read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError):
            return None

    def _note(self, mark: _Mark) -> None:
        # A disk without room for a mark must not stop the worker.
        with suppress(OSError):
            self._write(mark)

    def _write(self, mark: _Mark) -> None:
        write_durably(self._file, json.dumps(vars(mark)).encode())


def _mark_of(now: datetime) -> _Mark:
    start, ran = clock.since_start()
    return _Mark(start=start, ran=ran, said=now.isoformat())
