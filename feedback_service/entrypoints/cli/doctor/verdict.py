"""What a check found."""

from collections.abc import Callable
from dataclasses import dataclass

from feedback_service.foundation.config import Settings


@dataclass(frozen=True)
class Verdict:
    """Whether what was looked at is well, and what to say: the mend when it is not."""

    well: bool
    say: str


Check = Callable[[Settings], Verdict]


def good(say: str) -> Verdict:
    """It is well."""
    return Verdict(well=True, say=say)


def bad(say: str) -> Verdict:
    """It is not well; the sentence names the mend."""
    return Verdict(well=False, say=say)
