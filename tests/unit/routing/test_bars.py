"""Who must not see a case about conduct, and who leads it."""

from dataclasses import replace

import pytest

from feedback_service.routing.bars import Unit, Verdict, Walk, barred_agency_ids, walk_upward

# 1 province > (2 office > 6 centre, 3 inspectorate, 4 department, 5 commune > 7 its centre)
TREE = {1: None, 2: 1, 3: 1, 4: 1, 5: 1, 6: 2, 7: 5}
COMMUNES = {5, 7}
OURS, ACCUSED_ONCE = frozenset({99}), frozenset({99, 4})


def world(**changes: dict[str, object]) -> dict[int, Unit]:
    """Return a province with its focal point and its inspectorate; changes by `u<number>`."""
    units = {
        number: Unit(
            id=number,
            parent_id=parent,
            level="commune" if number in COMMUNES else "province",
            competent=number not in COMMUNES,
            inspects=number == 3,
            is_focal_point=number == 2,
        )
        for number, parent in TREE.items()
    }
    for name, change in changes.items():
        number = int(name[1:])
        units[number] = replace(units.get(number, Unit(id=number, level="province")), **change)
    return units


def said(walk: Walk) -> list[tuple[int, str]]:
    """Return whom the walk came to and what was made of each."""
    return [(each.agency_id, each.verdict.value) for each in walk.candidates]


def test_the_accused_and_all_below_it_are_barred() -> None:
    assert barred_agency_ids(5, TREE) == {5, 7}
    assert barred_agency_ids(1, TREE) == set(TREE)


def test_whoever_took_the_accused_over_is_barred_with_all_below() -> None:
    assert barred_agency_ids(4, TREE, {4: 5}) == {4, 5, 7}


def test_a_broken_tree_that_bites_its_tail_still_ends() -> None:
    assert barred_agency_ids(1, {1: 2, 2: 1}, {2: 1}) == {1, 2}
    circle = world(u1={"parent_id": 4}, u4={"successor_id": 4}, u2={"successor_id": 3})

    assert walk_upward(4, circle).lead_id is None
    assert walk_upward(99, circle | {99: Unit(id=99, level="province")}).lead_id == 3


def test_the_inspectorate_takes_the_place_of_the_authority_of_its_level() -> None:
    walk = walk_upward(4, world())

    assert (walk.barred, said(walk)) == ({4}, [(3, "taken")])


def test_an_authority_of_the_same_commune_is_too_near() -> None:
    assert said(walk_upward(7, world())) == [(5, "too_near"), (3, "taken")]


def test_without_an_inspectorate_the_authority_above_leads_where_its_head_works_here() -> None:
    here = world(u3={"inspects": False}, u1={"heads": (OURS,)})

    assert said(walk_upward(4, here)) == [(1, "taken")]
    assert said(walk_upward(4, world(u3={"inspects": False}))) == [(1, "no_head"), (2, "taken")]


def test_against_the_inspectorate_the_authority_above_leads_else_the_focal_point() -> None:
    assert said(walk_upward(3, world(u1={"heads": (OURS,)}))) == [(3, "barred"), (1, "taken")]
    assert said(walk_upward(3, world())) == [(3, "barred"), (1, "no_head"), (2, "taken")]


def test_against_the_top_the_level_above_leads_where_it_works_here() -> None:
    above = {"level": "central", "heads": (OURS,)}
    works = walk_upward(1, world(u1={"parent_id": 8}, u8=above))
    elsewhere = walk_upward(1, world(u1={"parent_id": 8}, u8=above | {"answers_here": False}))

    assert said(works) == [(8, "taken")]
    assert said(elsewhere) == [(8, "elsewhere"), (3, "barred"), (2, "barred")]
    assert elsewhere.lead_id is None


def test_nobody_leads_against_the_top_of_everything() -> None:
    walk = walk_upward(1, world())

    assert (walk.lead_id, said(walk)) == (None, [(3, "barred"), (2, "barred")])


def test_nobody_leads_where_there_is_neither_office() -> None:
    lonely = world(u3={"inspects": False}, u2={"is_focal_point": False})

    assert walk_upward(5, lonely).lead_id is None


def test_an_office_that_took_the_accused_over_does_not_lead() -> None:
    assert walk_upward(3, world(u3={"successor_id": 2, "ended": True})).lead_id is None


def test_the_heir_of_an_authority_that_ended_is_asked_in_its_stead() -> None:
    # The district above a unit was dissolved into the province.
    units = world(
        u3={"inspects": False},
        u9={"parent_id": 1, "ended": True, "successor_id": 1},
        u10={"parent_id": 9},
        u1={"heads": (OURS,)},
    )

    assert said(walk_upward(10, units)) == [(9, "ended"), (1, "taken")]


def test_above_an_accused_unit_that_ended_come_the_authorities_of_its_heir_too() -> None:
    units = world(
        u3={"inspects": False},
        u9={"ended": True, "successor_id": 4},
        u1={"heads": (OURS,)},
    )

    assert (walk_upward(9, units).barred, walk_upward(9, units).lead_id) == ({9, 4}, 1)


@pytest.mark.parametrize(
    ("heads", "lead"),
    [((), 3), ((OURS,), 3), ((ACCUSED_ONCE, OURS), 3), ((ACCUSED_ONCE,), 2)],
    ids=["none", "unbarred", "two, one of them unbarred", "all from the accused unit"],
)
def test_an_agency_whose_every_head_came_from_the_accused_unit_does_not_lead(
    heads: tuple[frozenset[int], ...], lead: int
) -> None:
    walk = walk_upward(4, world(u3={"heads": heads}))

    assert walk.lead_id == lead
    if lead != 3:
        assert walk.candidates[0].verdict is Verdict.HEADS_BARRED
