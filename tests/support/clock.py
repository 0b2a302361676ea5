"""The clock of a test."""

from datetime import datetime, timedelta

import pytest

from feedback_service.foundation import clock


class FrozenClock:
    """Replaces the one reader of the clock; everything else takes `now` as an argument."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, at: datetime) -> None:
        self.at = at
        monkeypatch.setattr(clock, "now", lambda: self.at)

    def move(self, **amount: float) -> datetime:
        """Let time pass: `clock.move(days=3)`."""
        self.at += timedelta(**amount)
        return self.at

    def set(self, at: datetime) -> datetime:
        """Stand at an instant."""
        self.at = at
        return at
