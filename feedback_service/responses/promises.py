"""How a promise stands: kept, kept late, broken, withdrawn, by what was said of it and when.

What is said is only ever added. A promise whose day passed is broken unless somebody says that it
was kept; the author's word outweighs the agency's.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

# How long the author and the agency may say what became of a promise, after its day.
PATIENCE = timedelta(days=15)


class Standing(StrEnum):
    """How a promise stands."""

    OPEN = "open"
    ASKED = "asked"
    KEPT = "kept"
    KEPT_LATE = "kept_late"
    BROKEN = "broken"
    WITHDRAWN = "withdrawn"


class Word(StrEnum):
    """What the author says became of a promise."""

    KEPT = "kept"
    NOT_KEPT = "not_kept"


@dataclass(frozen=True, kw_only=True)
class Said:
    """What is known of a promise: its day, what the agency said, what the author said."""

    due_on: date
    kept_on: date | None = None
    withdrawn_on: date | None = None
    author_word: str | None = None
    author_on: date | None = None

    def standing(self, today: date) -> Standing:
        """How the promise stands."""
        return standing_of(self, today)


def standing_of(said: Said, today: date) -> Standing:
    """Return how a promise stands today."""
    if said.withdrawn_on is not None:
        return Standing.WITHDRAWN
    if said.author_word == Word.NOT_KEPT and not _done_since(said):
        return Standing.BROKEN
    if said.kept_on is not None:
        return Standing.KEPT if said.kept_on <= said.due_on else Standing.KEPT_LATE
    if said.author_word == Word.KEPT:
        return Standing.KEPT
    if today <= said.due_on:
        return Standing.OPEN
    return Standing.ASKED if today <= said.due_on + PATIENCE else Standing.BROKEN


def may_say_kept(said: Said) -> bool:
    """Tell whether the agency may say that it was done: once, and again after a denial."""
    if said.withdrawn_on is not None:
        return False
    denied = said.author_word == Word.NOT_KEPT
    return said.kept_on is None or (denied and not _done_since(said))


def may_withdraw(said: Said, today: date) -> bool:
    """Tell whether the promise may be taken back: before its day is over, and not once kept."""
    return said.withdrawn_on is None and said.kept_on is None and today <= said.due_on


def author_may_say(said: Said, today: date) -> bool:
    """Tell whether the author may say what became of it: from its day on, or once it is claimed."""
    return said.withdrawn_on is None and (today >= said.due_on or said.kept_on is not None)


def _done_since(said: Said) -> bool:
    kept, denied = said.kept_on, said.author_on
    return kept is not None and denied is not None and kept > denied
