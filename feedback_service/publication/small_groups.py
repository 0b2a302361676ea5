"""How finely place and time of a published case are told: never so that fewer than five share them.

Cases of one kind, category and agency make a tree: a year without a place at the root, then the
province, the quarter, the commune, the month. Each case is told at one step of the way to its own
commune and month. Whoever knows where and when somebody wrote finds at every step but the root five
cases or none. Cases go a step further only together, at least five, and only where none or at least
five stay behind: so no earlier state of the archive tells more than the one of today.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

SMALLEST_GROUP = 5
DEEPEST = 4

# Kind, category and agency, or what stands for it: what cases of a group have in common.
Kindred = tuple[str, ...]


@dataclass(frozen=True, kw_only=True, order=True)
class Truth:
    """Where and in which month a case was sent; empty where it names no place."""

    month: str
    area: str = ""
    province: str = ""


@dataclass(frozen=True, kw_only=True, order=True)
class Told:
    """What the archive tells of it: `period` is yyyy, yyyy-Qn or yyyy-mm."""

    period: str
    area: str = ""
    province: str = ""

    @property
    def is_coarsest(self) -> bool:
        """Tell whether nothing coarser could be told."""
        return self.depth == 0

    @property
    def depth(self) -> int:
        """How many steps it lies from the coarsest."""
        finer = {4: 0, 7: 1 + ("Q" not in self.period)}[len(self.period)]
        return finer + bool(self.province) + bool(self.area)


# A number of cases of one truth told in one way; None: about to be published.
Share = tuple[Truth, Told | None]
Groups = dict[Told, set[Share]]


def quarter_of(month: str) -> str:
    """Return the quarter of a month: 2026-08 lies in 2026-Q3."""
    return f"{month[:4]}-Q{(int(month[5:7]) + 2) // 3}"


def steps_of(truth: Truth) -> Sequence[Told]:
    """Return the ways in which a case may be told, the coarsest first."""
    year, quarter = truth.month[:4], quarter_of(truth.month)
    ways = (
        Told(period=year),
        Told(period=year, province=truth.province),
        Told(period=quarter, province=truth.province),
        Told(period=quarter, province=truth.province, area=truth.area),
        Told(period=truth.month, province=truth.province, area=truth.area),
    )
    return tuple(dict.fromkeys(ways))


def settle(counts: Mapping[Share, int]) -> dict[Share, Told]:
    """Return what is to be told of each, within cases of one kind, category and agency."""
    groups: Groups = defaultdict(set)
    for truth, told in counts:
        if told is not None:
            # A step that is no longer on the way, as after a commune was renumbered, is left.
            groups[told if told in steps_of(truth) else steps_of(truth)[0]].add((truth, told))
    _gather_small(groups, counts)
    for truth, told in counts:
        if told is None:
            # Where five are told of already, one more may join them.
            groups[[at for at in steps_of(truth) if groups.get(at) or at.is_coarsest][-1]].add(
                (truth, told)
            )
    _go_further(groups, counts)
    return {share: at for at, shares in groups.items() for share in shares}


def too_small(told: Iterable[tuple[Kindred, Told]]) -> dict[tuple[Kindred, Told], int]:
    """Return the groups that are told more finely than their number allows, of published data."""
    sizes = Counter(told)
    return {
        group: size
        for group, size in sorted(sizes.items())
        if size < SMALLEST_GROUP and not group[1].is_coarsest
    }


def _gather_small(groups: Groups, counts: Mapping[Share, int]) -> None:
    """Lead every group that has become too small back to the step before."""
    for depth in range(DEEPEST, 0, -1):
        for at in [each for each in groups if each.depth == depth]:
            if sum(counts[share] for share in groups[at]) < SMALLEST_GROUP:
                for share in groups.pop(at):
                    ways = steps_of(share[0])
                    groups[ways[ways.index(at) - 1]].add(share)


def _go_further(groups: Groups, counts: Mapping[Share, int]) -> None:
    """Lead shares to their next step as long as five go, or join five, and none or five stay."""
    for depth in range(DEEPEST):
        for at in sorted(each for each in groups if each.depth == depth):
            staying = sum(counts[share] for share in groups[at])
            for going, branch in _branches(groups[at], at, counts):
                there = sum(counts[share] for share in groups.get(branch, ()))
                left = staying - going
                if going + there >= SMALLEST_GROUP and (left == 0 or left >= SMALLEST_GROUP):
                    moving = {share for share in groups[at] if branch in steps_of(share[0])}
                    groups[at] -= moving
                    groups[branch] |= moving
                    staying = left


def _branches(
    shares: Iterable[Share], at: Told, counts: Mapping[Share, int]
) -> list[tuple[int, Told]]:
    """Return the next steps from a step and how many would go there, the greatest first."""
    sizes: Counter[Told] = Counter()
    for share in shares:
        ways = steps_of(share[0])
        following = ways.index(at) + 1
        if following < len(ways):
            sizes[ways[following]] += counts[share]
    return sorted(((size, branch) for branch, size in sizes.items()), key=lambda o: (-o[0], o[1]))
