"""Who must not see a case about conduct, and who leads it instead."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

NO_SUCCESSORS: Mapping[int, int] = {}


class Verdict(StrEnum):
    """Why an authority was taken, or why the walk went on past it."""

    TAKEN = "taken"
    BARRED = "barred"
    ENDED = "ended"
    ELSEWHERE = "elsewhere"
    TOO_NEAR = "too_near"
    HEADS_BARRED = "heads_barred"
    NO_HEAD = "no_head"


# What is said of each authority that the walk upward comes to, in a case about conduct.
WALK_WORDS: Mapping[Verdict, str] = {
    Verdict.TAKEN: "Giao {name} chủ trì.",
    Verdict.BARRED: "Không giao {name}: thuộc đơn vị bị phản ánh hoặc trực thuộc đơn vị đó.",
    Verdict.ENDED: "Không giao {name}: cơ quan này đã ngừng hoạt động.",
    Verdict.ELSEWHERE: "Không giao {name}: cơ quan này không làm việc trên hệ thống.",
    Verdict.TOO_NEAR: "Không giao {name}: cùng cấp xã với đơn vị bị phản ánh, nên đưa lên tỉnh.",
    Verdict.HEADS_BARRED: (
        "Không giao {name}: mọi người đứng đầu đều từng làm ở đơn vị không được xem hồ sơ."
    ),
    Verdict.NO_HEAD: "Không giao {name}: chưa có người đứng đầu làm việc trên hệ thống.",
}


@dataclass(frozen=True, kw_only=True)
class Unit:
    """What the walk needs to know of an agency."""

    id: int
    level: str
    parent_id: int | None = None
    successor_id: int | None = None
    ended: bool = False
    answers_here: bool = True
    # May judge the conduct of what stands below it: no authority does so in its own commune.
    competent: bool = True
    # The inspectorate of its level takes the place of the authority itself.
    inspects: bool = False
    is_focal_point: bool = False
    # For each head who works here, every unit they ever belonged to.
    heads: tuple[frozenset[int], ...] = ()


@dataclass(frozen=True)
class Candidate:
    """An authority that the walk came to, and what was made of it."""

    agency_id: int
    verdict: Verdict


@dataclass(frozen=True)
class Walk:
    """Who is barred, and whom the walk came to in turn; the last may have been taken."""

    barred: frozenset[int]
    candidates: tuple[Candidate, ...]

    @property
    def lead_id(self) -> int | None:
        """Who leads; None holds the case with an alarm."""
        last = self.candidates[-1] if self.candidates else None
        return last.agency_id if last and last.verdict is Verdict.TAKEN else None


def barred_agency_ids(
    accused_id: int,
    tree: Mapping[int, int | None],
    successors: Mapping[int, int] = NO_SUCCESSORS,
) -> frozenset[int]:
    """Return the accused unit, all below it, and whoever took any of these over, with all below.

    `tree` gives the parent of each agency; the bar follows units that merge.
    """
    below = _children(tree)
    barred: set[int] = set()
    waiting = [accused_id]
    while waiting:
        agency_id = waiting.pop()
        if agency_id in barred:
            continue
        barred.add(agency_id)
        waiting += below[agency_id]
        if agency_id in successors:
            waiting.append(successors[agency_id])
    return frozenset(barred)


def liftable_agency_ids(
    agency_id: int,
    barred: Collection[int],
    accused_id: int | None,
    tree: Mapping[int, int | None],
    successors: Mapping[int, int] = NO_SUCCESSORS,
) -> frozenset[int]:
    """Return the units that go free when the bar of one is lifted; none when it must stay.

    It must stay while it follows from the accused unit or from another bar, so that what is left
    of the bars is whole: everything below a barred unit, and whoever took it over, stays barred.
    """
    follows = barred_agency_ids(agency_id, tree, successors)
    roots = set(barred) - follows
    if accused_id is not None:
        roots.add(accused_id)
    stays = frozenset().union(*(barred_agency_ids(each, tree, successors) for each in roots))
    return frozenset() if agency_id in stays else follows.intersection(barred) - stays


def walk_upward(
    accused_id: int, units: Mapping[int, Unit], also_barred: Collection[int] = ()
) -> Walk:
    """Walk from the accused to the lowest unbarred authority above that can lead.

    At each level the inspectorate comes before the authority whose place it takes; then the level
    above; at last any inspectorate, and the focal point. It ends on whatever tree it is given.
    """
    tree = {unit.id: unit.parent_id for unit in units.values()}
    successors = {u.id: u.successor_id for u in units.values() if u.successor_id is not None}
    barred = barred_agency_ids(accused_id, tree, successors).union(also_barred)
    candidates: list[Candidate] = []
    for unit in _in_turn(accused_id, units):
        verdict = judge(unit, barred)
        candidates.append(Candidate(unit.id, verdict))
        if verdict is Verdict.TAKEN:
            break
    return Walk(barred, tuple(candidates))


def judge(unit: Unit, barred: Collection[int]) -> Verdict:
    """Say whether an agency may lead a case from which these units are barred, or why not."""
    if unit.id in barred:
        return Verdict.BARRED
    if unit.ended:
        return Verdict.ENDED
    if not unit.answers_here:
        return Verdict.ELSEWHERE
    stands_aside = unit.inspects or unit.is_focal_point
    if not unit.competent and not stands_aside:
        return Verdict.TOO_NEAR
    if are_barred(unit.heads, barred):
        return Verdict.HEADS_BARRED
    # A committee without a head here would be an empty room; these two offices have a mailbox.
    return Verdict.TAKEN if unit.heads or stands_aside else Verdict.NO_HEAD


def are_barred(heads: Sequence[frozenset[int]], barred: Collection[int]) -> bool:
    """Tell whether an agency has heads and every one of them ever belonged to a barred unit."""
    return bool(heads) and not any(units.isdisjoint(barred) for units in heads)


def _in_turn(accused_id: int, units: Mapping[int, Unit]) -> Iterator[Unit]:
    """Yield each unit that may be asked to lead, once, in the order of asking."""
    ordered = [units[each] for each in sorted(units)]
    inspecting = [unit for unit in ordered if unit.inspects]
    asked: list[Unit] = []
    for above in _above(accused_id, units):
        asked += [unit for unit in inspecting if unit.level == above.level]
        asked.append(above)
    asked += [*inspecting, *(unit for unit in ordered if unit.is_focal_point)]
    yield from {unit.id: unit for unit in asked}.values()


def _above(accused_id: int, units: Mapping[int, Unit]) -> Iterator[Unit]:
    """Yield the authorities above, the nearest first; one that ended is followed by its heir."""
    own = list(_heirs(accused_id, units))
    seen = set(own)
    for start in own:
        at = units[start].parent_id
        while at is not None and at in units and at not in seen:
            for each in _heirs(at, units):
                if each not in seen:
                    seen.add(each)
                    yield units[each]
            at = units[at].parent_id


def _heirs(agency_id: int, units: Mapping[int, Unit]) -> dict[int, None]:
    """Return an agency and, in order, whoever took it over."""
    found: dict[int, None] = {}
    at: int | None = agency_id
    while at is not None and at in units and at not in found:
        found[at] = None
        at = units[at].successor_id
    return found


def _children(tree: Mapping[int, int | None]) -> defaultdict[int, list[int]]:
    below: defaultdict[int, list[int]] = defaultdict(list)
    for child, parent in tree.items():
        if parent is not None:
            below[parent].append(child)
    return below
