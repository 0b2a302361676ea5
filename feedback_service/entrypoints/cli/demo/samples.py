"""The sample cases as plain values, and the days on which things happen to them."""

import json
import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from importlib.resources import files
from typing import Any

from feedback_service.foundation.clock import local_date, local_noon

FRIDAY = 4
# Offices act between these minutes around noon: 8:00 to 16:30.
_FROM_NOON = (-240, 270)


@dataclass(frozen=True)
class Sample:
    """One line of cases.jsonl."""

    raw: dict[str, Any]

    def __getattr__(self, name: str) -> Any:
        """Return a key of the line; absent ones are None."""
        return self.raw.get(name)

    @property
    def idempotent_name(self) -> str:
        """What the case's form key is derived from."""
        return f"sample:{self.raw['slug']}"


@dataclass
class Course:
    """The instants at which a sample's acts happened, oldest first, none in the future."""

    received_at: datetime
    now: datetime
    dice: random.Random
    latest: datetime | None = None

    def after(self, days: float) -> datetime:
        """Return an instant in office hours that many days after receipt, never after now.

        Each call returns an instant after the one before: history runs forward.
        """
        day = local_date(self.received_at + timedelta(days=days))
        day += timedelta(days=max(0, 7 - day.weekday()) if day.weekday() > FRIDAY else 0)
        at = local_noon(day) + timedelta(minutes=self.dice.randint(*_FROM_NOON))
        earliest = (self.latest or self.received_at) + timedelta(minutes=self.dice.randint(5, 50))
        self.latest = min(max(at, earliest), self.now)
        return self.latest

    def on(self, days: float) -> date:
        """Return the date that many days after receipt."""
        return local_date(self.received_at + timedelta(days=days))


def read_samples() -> Iterator[Sample]:
    """Yield the shipped samples, the oldest case first."""
    path = files("feedback_service.entrypoints.cli.demo") / "data" / "cases.jsonl"
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line]
    for row in sorted(rows, key=lambda row: (-row["days_ago"], row["slug"])):
        yield Sample(row)


def course_of(sample: Sample, now: datetime) -> Course:
    """Return when a sample was received: so many days ago, at an hour of its own."""
    # Not for secrets: the same sample gets the same hour each time.
    dice = random.Random(sample.slug)  # noqa: S311
    back = timedelta(days=sample.days_ago, minutes=dice.randint(20, 500))
    return Course(received_at=now - back, now=now, dice=dice)


def answer_day(sample: Sample, dice: random.Random) -> float:
    """Return on which day after receipt the answer went out; a few were late."""
    if sample.fate in {"answered", "published_rated_reopened"}:
        return float(min(sample.days_ago - 0.5, dice.choice([11, 13, 14])))
    late = sample.days_ago > 45 and dice.random() < 0.15
    usual = dice.choice([22, 24, 27]) if late else dice.choice([6, 8, 9, 11, 13, 15, 17, 18])
    return float(min(usual, sample.days_ago - 4))
