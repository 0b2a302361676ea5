"""Shares the public can trust: never without their number, never from too few cases."""

from dataclasses import dataclass
from math import sqrt

LEAST_CASES = 5
_Z = 1.96


@dataclass(frozen=True)
class Share:
    """`hits` of `of`; below the least number no percentage is given."""

    hits: int
    of: int

    @property
    def is_shown(self) -> bool:
        """Tell whether there are enough cases to say a percentage."""
        return self.of >= LEAST_CASES

    @property
    def percent(self) -> float | None:
        """The share in percent, or None when it rests on too few cases."""
        return 100 * self.hits / self.of if self.is_shown else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """The 95 % interval in percent (Wilson, JASA 22, 1927), or None."""
        if not self.is_shown:
            return None
        share, number = self.hits / self.of, self.of
        middle = share + _Z**2 / (2 * number)
        spread = _Z * sqrt(share * (1 - share) / number + _Z**2 / (4 * number**2))
        scale = 1 + _Z**2 / number
        low, high = max(0.0, (middle - spread) / scale), min(1.0, (middle + spread) / scale)
        return 100 * low, 100 * high


def suppress(counts: dict[str, int], least: int = LEAST_CASES) -> tuple[dict[str, int], int]:
    """Return the groups with enough cases, and how many cases the others have together."""
    shown = {name: count for name, count in counts.items() if count >= least}
    return shown, sum(counts.values()) - sum(shown.values())


@dataclass(frozen=True)
class Tally:
    """Counts of a coded result; groups that are too small are told together, or not at all."""

    shown: dict[str, int]
    # How many the small groups have together; None: there are some, too few to say.
    others: int | None

    @property
    def is_shown(self) -> bool:
        """Tell whether there is any figure to say."""
        return bool(self.shown)


def tally(counts: dict[str, int], least: int = LEAST_CASES) -> Tally:
    """Return the groups with enough cases.

    The sum of the others is said only when it is itself big enough, and made of two groups or more:
    else whoever knows the codes reads off the one that is missing.
    """
    shown, others = suppress(counts, least)
    small = [name for name, count in counts.items() if 0 < count < least]
    told = others if len(small) > 1 and others >= least else None
    return Tally(shown, told if small else 0)
