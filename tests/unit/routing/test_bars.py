"""Who must not see a case about conduct, and who leads it."""

from hypothesis import given
from hypothesis import strategies as st

from feedback_service.routing.bars import barred_agency_ids, choose_lead

# 1 province > (2 office > 6 centre, 3 inspectorate, 4 department, 5 commune > 7 its centre)
TREE = {1: None, 2: 1, 3: 1, 4: 1, 5: 1, 6: 2, 7: 5}


def test_the_accused_and_all_below_it_are_barred() -> None:
    assert barred_agency_ids(5, TREE) == {5, 7}
    assert barred_agency_ids(1, TREE) == set(TREE)


def test_whoever_took_the_accused_over_is_barred_with_all_below() -> None:
    assert barred_agency_ids(4, TREE, {4: 5}) == {4, 5, 7}


def test_the_inspectorate_leads() -> None:
    assert choose_lead(5, TREE, 3, 2) == 3


def test_the_focal_point_leads_against_the_inspectorate() -> None:
    assert choose_lead(3, TREE, 3, 2) == 2


def test_nobody_leads_against_the_top() -> None:
    assert choose_lead(1, TREE, 3, 2) is None


def test_nobody_leads_where_there_is_neither_office() -> None:
    assert choose_lead(5, TREE, None, None) is None


def test_the_focal_point_never_leads_against_its_own_centre_when_it_is_barred_by_merging() -> None:
    assert choose_lead(3, TREE, 3, 2, {3: 2}) is None


def test_a_broken_tree_that_bites_its_tail_still_ends() -> None:
    assert barred_agency_ids(1, {1: 2, 2: 1}, {2: 1}) == {1, 2}


@st.composite
def trees(draw: st.DrawFn) -> dict[int, int | None]:
    """Trees of up to twelve agencies; a parent always has a smaller number."""
    size = draw(st.integers(min_value=3, max_value=12))
    parents = {n: draw(st.integers(min_value=1, max_value=n - 1)) for n in range(2, size + 1)}
    return {1: None, **parents}


@given(trees(), st.data())
def test_whoever_leads_is_never_the_accused_nor_below_it(
    tree: dict[int, int | None], data: st.DataObject
) -> None:
    ids = st.sampled_from(sorted(tree))
    accused, inspectorate, focal = (data.draw(ids) for _ in range(3))
    lead = choose_lead(accused, tree, inspectorate, focal)

    above: int | None = lead
    while above is not None:
        assert above != accused
        above = tree[above]
    assert lead in {inspectorate, focal, None}
