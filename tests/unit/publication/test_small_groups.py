"""How finely place and time are told, step by step."""

import pytest

from feedback_service.publication.small_groups import (
    Share,
    Told,
    Truth,
    quarter_of,
    settle,
    steps_of,
    too_small,
)

JULY = Truth(month="2026-07", area="26734", province="79")
AUGUST = Truth(month="2026-08", area="26734", province="79")
ELSEWHERE = Truth(month="2026-07", area="26740", province="79")
NOWHERE = Truth(month="2026-07")
YEAR = Told(period="2026")
IN_FULL = Told(period="2026-07", area="26734", province="79")


@pytest.mark.parametrize(
    ("month", "quarter"), [("2026-01", "2026-Q1"), ("2026-03", "2026-Q1"), ("2026-12", "2026-Q4")]
)
def test_a_month_lies_in_a_quarter(month: str, quarter: str) -> None:
    assert quarter_of(month) == quarter


def test_time_goes_coarse_before_place_and_nothing_told_is_the_last_step() -> None:
    assert steps_of(JULY) == (
        YEAR,
        Told(period="2026", province="79"),
        Told(period="2026-Q3", province="79"),
        Told(period="2026-Q3", area="26734", province="79"),
        IN_FULL,
    )
    assert steps_of(NOWHERE) == (YEAR, Told(period="2026-Q3"), Told(period="2026-07"))


@pytest.mark.parametrize(
    ("counts", "told"),
    [
        ({(JULY, None): 4}, YEAR),
        ({(JULY, None): 5}, IN_FULL),
        # Two months of a quarter are told by the quarter, two communes by the province.
        ({(JULY, None): 3, (AUGUST, None): 2}, Told(period="2026-Q3", area="26734", province="79")),
        ({(JULY, None): 3, (ELSEWHERE, None): 2}, Told(period="2026-Q3", province="79")),
        # Five may not go on where one would be left behind, but where five would.
        ({(JULY, None): 5, (AUGUST, YEAR): 1}, Told(period="2026-Q3", area="26734", province="79")),
        ({(JULY, None): 5, (NOWHERE, YEAR): 1}, YEAR),
        ({(JULY, None): 5, (NOWHERE, YEAR): 5}, IN_FULL),
        # Where five are told of already, one may join them.
        ({(JULY, None): 1, (JULY, IN_FULL): 5}, IN_FULL),
        ({(JULY, None): 1, (JULY, IN_FULL): 4}, IN_FULL),
        ({(JULY, None): 1, (JULY, IN_FULL): 3}, YEAR),
    ],
)
def test_a_case_is_told_as_finely_as_its_group_allows(counts: dict[Share, int], told: Told) -> None:
    assert settle(counts)[JULY, None] == told


def test_a_group_that_has_become_too_small_goes_back() -> None:
    assert settle({(JULY, IN_FULL): 4}) == {(JULY, IN_FULL): YEAR}


def test_a_step_that_is_not_on_the_way_any_more_is_left() -> None:
    old = Told(period="2026-07", area="99999", province="79")
    assert settle({(JULY, old): 4})[JULY, old] == YEAR


def test_published_data_show_groups_that_are_told_too_finely() -> None:
    kin = ("regulation", "delay", "HCM-SXD")
    other = ("regulation", "delay", "HCM-STC")
    cases = [(kin, IN_FULL)] * 5 + [(other, IN_FULL)] * 4 + [(other, YEAR)]
    assert too_small(cases) == {(other, IN_FULL): 4}
