"""The sample cases as plain values, and the days on which things happen to them."""

import json
import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib.resources import files
from typing import Any

# Offices act between these hours after the first working moment of a day.
_OFFICE_MINUTES = (30, 450)


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

    def after(self, days: float) -> datetime:
        """Return an instant that many days after receipt, at some minute, never after now."""
        at = self.received_at + timedelta(days=days, minutes=self.dice.randint(*_OFFICE_MINUTES))
        return min(at, self.now - timedelta(minutes=1))


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
