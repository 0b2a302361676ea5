"""The bars and the walk upward, on every tree: moved, merged, ended, gone round in circles."""

from dataclasses import dataclass, replace

from hypothesis import given, settings
from hypothesis import strategies as st

from feedback_service.routing.bars import (
    Unit,
    Verdict,
    barred_agency_ids,
    judge,
    liftable_agency_ids,
    walk_upward,
)

MOST_UNITS = 8
NUMBERS = st.integers(1, MOST_UNITS)
EXAMPLES = 150


@st.composite
def worlds(draw: st.DrawFn) -> dict[int, Unit]:
    """Units with whatever parents and successors, circles included, and whoever heads them."""
    units = {}
    for number in range(1, draw(st.integers(2, MOST_UNITS)) + 1):
        others = st.none() | NUMBERS
        heads = draw(st.lists(st.frozensets(NUMBERS, min_size=1, max_size=3), max_size=2))
        units[number] = Unit(
            id=number,
            level=draw(st.sampled_from(["commune", "province", "central"])),
            parent_id=draw(others),
            successor_id=draw(others),
            ended=draw(st.booleans()),
            answers_here=draw(st.integers(0, 3)) > 0,
            competent=draw(st.booleans()),
            inspects=draw(st.integers(0, 3)) == 0,
            is_focal_point=draw(st.integers(0, 4)) == 0,
            heads=tuple(units | {number} for units in heads),
        )
    return units


@dataclass(frozen=True)
class Change:
    """A unit that moves under another, or is taken over by one."""

    unit: int
    other: int
    merges: bool


CHANGES = st.lists(st.builds(Change, unit=NUMBERS, other=NUMBERS, merges=st.booleans()), max_size=6)


def changed(units: dict[int, Unit], change: Change) -> dict[int, Unit]:
    """Return the tree after a change, however foolish."""
    if change.unit not in units:
        return units
    old = units[change.unit]
    new = (
        replace(old, ended=True, successor_id=change.other)
        if change.merges
        else replace(old, parent_id=change.other)
    )
    return units | {change.unit: new}


def links_of(units: dict[int, Unit]) -> tuple[dict[int, int | None], dict[int, int]]:
    """Return the tree and the successors as the rules take them."""
    tree = {unit.id: unit.parent_id for unit in units.values()}
    return tree, {u.id: u.successor_id for u in units.values() if u.successor_id is not None}


def reached(start: set[int], units: dict[int, Unit]) -> set[int]:
    """Return what follows from some units, found the slow way: again until nothing is added."""
    found = set(start)
    while True:
        more = {unit.id for unit in units.values() if unit.parent_id in found}
        more |= {
            units[each].successor_id
            for each in found & units.keys()
            if units[each].successor_id is not None
        }
        if more <= found:
            return found
        found |= more


def above(accused: int, units: dict[int, Unit]) -> list[int]:
    """Return the parents above a unit, the nearest first, each once."""
    chain: list[int] = []
    at = units[accused].parent_id
    while at is not None and at in units and at not in {accused, *chain}:
        chain.append(at)
        at = units[at].parent_id
    return chain


@settings(max_examples=EXAMPLES, deadline=None)
@given(worlds(), st.data())
def test_the_bars_hold_all_below_and_all_heirs_and_nothing_else(
    units: dict[int, Unit], data: st.DataObject
) -> None:
    accused = data.draw(st.sampled_from(sorted(units)))
    tree, successors = links_of(units)

    assert barred_agency_ids(accused, tree, successors) == reached({accused}, units)


@settings(max_examples=EXAMPLES, deadline=None)
@given(worlds(), st.data())
def test_the_walk_ends_at_an_authority_that_may_lead_or_has_asked_all(
    units: dict[int, Unit], data: st.DataObject
) -> None:
    accused = data.draw(st.sampled_from(sorted(units)))
    also = data.draw(st.frozensets(NUMBERS, max_size=2))
    walk = walk_upward(accused, units, also)
    asked = [each.agency_id for each in walk.candidates]

    assert len(asked) == len(set(asked))
    assert [each.verdict is Verdict.TAKEN for each in walk.candidates[:-1]] == [False] * (
        max(len(asked), 1) - 1
    )
    assert walk.barred == reached({accused}, units) | also
    if walk.lead_id is None:
        offices = {u.id for u in units.values() if u.inspects or u.is_focal_point}
        # Whoever took the accused over is the accused, and is not asked as its superior.
        assert (offices | set(above(accused, units))) - walk.barred <= set(asked)
        return
    lead = units[walk.lead_id]
    assert lead.id not in walk.barred
    assert lead.answers_here
    assert not lead.ended
    assert not lead.heads or any(walk.barred.isdisjoint(ever) for ever in lead.heads)


@settings(max_examples=EXAMPLES, deadline=None)
@given(worlds(), st.data())
def test_no_authority_that_may_lead_stands_lower_than_the_one_that_does(
    units: dict[int, Unit], data: st.DataObject
) -> None:
    accused = data.draw(st.sampled_from(sorted(units)))
    walk = walk_upward(accused, units)
    chain = above(accused, units)
    able = [each for each in chain if judge(units[each], walk.barred) is Verdict.TAKEN]
    if not able or walk.lead_id is None:
        assert not able
        return
    lead = units[walk.lead_id]
    # An heir of the accused has authorities above it too: they come after the accused's own.
    levels = {units[each].level for each in chain[: chain.index(able[0]) + 1]}
    heirs_on_the_way = reached(set(chain[: chain.index(able[0])]), units)
    takes_the_place = lead.inspects and lead.level in levels
    assert lead.id == able[0] or takes_the_place or lead.id in heirs_on_the_way


@settings(max_examples=EXAMPLES, deadline=None)
@given(worlds(), CHANGES, st.data())
def test_bars_that_follow_every_change_hold_whoever_ever_was_below_the_accused(
    units: dict[int, Unit], changes: list[Change], data: st.DataObject
) -> None:
    accused = data.draw(st.sampled_from(sorted(units)))
    bars: set[int] = set()
    ever_below: set[int] = set()
    for change in [None, *changes]:
        if change is not None:
            units = changed(units, change)
        tree, successors = links_of(units)
        for root in {accused, *bars}:
            bars |= barred_agency_ids(root, tree, successors)
        ever_below |= reached({accused}, units)

        assert ever_below <= bars
        assert bars == reached(bars, units)
        lead = walk_upward(accused, units, bars).lead_id
        assert lead is None or lead not in bars


@settings(max_examples=EXAMPLES, deadline=None)
@given(worlds(), st.data())
def test_what_two_persons_lift_never_opens_a_way_from_the_accused(
    units: dict[int, Unit], data: st.DataObject
) -> None:
    accused, once, wanted = (data.draw(st.sampled_from(sorted(units))) for _ in range(3))
    tree, successors = links_of(units)
    bars = reached({accused, once}, units)

    freed = liftable_agency_ids(wanted, frozenset(bars), accused, tree, successors)

    left = bars - freed
    assert reached({accused}, units) <= left
    assert left == reached(left, units)
    assert freed <= bars
    assert not freed or wanted in freed or wanted not in bars
