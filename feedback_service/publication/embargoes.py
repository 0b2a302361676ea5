"""When a case may become public at the earliest, and whether its answer has its parts."""

from collections.abc import Mapping
from datetime import date, timedelta

LONGEST_WAIT = timedelta(days=90)
SHORTEST_REASON = 10
# What a published answer must say; shorter than a few words is nothing.
DEMANDED = ("finding", "basis", "measures")
SHORTEST_PART = 10


def waits(not_before: date | None, today: date) -> bool:
    """Tell whether the day has not come yet."""
    return not_before is not None and today < not_before


def is_allowed(not_before: date, today: date) -> bool:
    """Tell whether a case may be kept back until a day: after today, within ninety days."""
    return today < not_before <= today + LONGEST_WAIT


def lacking(answer: Mapping[str, str]) -> list[str]:
    """Return which demanded parts an answer lacks, in their order."""
    return [name for name in DEMANDED if len(answer.get(name, "").strip()) < SHORTEST_PART]
