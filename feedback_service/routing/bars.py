"""Who must not see a case about conduct, and who leads it instead."""

from collections import defaultdict
from collections.abc import Mapping

NO_SUCCESSORS: Mapping[int, int] = {}


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


def choose_lead(
    accused_id: int,
    tree: Mapping[int, int | None],
    inspectorate_id: int | None,
    focal_id: int | None,
    successors: Mapping[int, int] = NO_SUCCESSORS,
) -> int | None:
    """Return who leads: the inspectorate, else the focal point, else None (held with an alarm)."""
    barred = barred_agency_ids(accused_id, tree, successors)
    for candidate in (inspectorate_id, focal_id):
        if candidate is not None and candidate not in barred:
            return candidate
    return None


def _children(tree: Mapping[int, int | None]) -> defaultdict[int, list[int]]:
    below: defaultdict[int, list[int]] = defaultdict(list)
    for child, parent in tree.items():
        if parent is not None:
            below[parent].append(child)
    return below
