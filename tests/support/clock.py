"""The clock of a test."""

from datetime import datetime, timedelta

import pytest

from feedback_service.foundation import clock


class FrozenClock:
    """Replaces the one reader of the clock; everything else takes `now` as an argument."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, at: datetime) -> None:
        self.at, self.jumped = at, timedelta(0)
        monkeypatch.setattr(clock, "now", lambda: self.at)
        monkeypatch.setattr(clock, "since_start", self._since_start)

    def move(self, **amount: float) -> datetime:
        """Let time pass: `clock.move(days=3)`."""
        self.at += timedelta(**amount)
        return self.at

    def set(self, at: datetime) -> datetime:
        """Stand at an instant."""
        self.at = at
        return at

    def jump(self, **amount: float) -> datetime:
        """Let the clock be set, while no time passes: `clock.jump(days=-1)`."""
        self.jumped += timedelta(**amount)
        return self.move(**amount)

    def _since_start(self) -> tuple[str, float]:
        return "one start", (self.at - self.jumped).timestamp()
