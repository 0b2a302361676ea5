"""Shares: never without their number, never from too few cases."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback_service.statistics.figures import LEAST_CASES, Share, Tally, suppress, tally


@pytest.mark.parametrize(
    ("hits", "of", "percent"),
    [(0, 5, 0.0), (5, 5, 100.0), (1, 8, 12.5), (81, 263, 30.798)],
)
def test_a_share_is_in_percent(hits: int, of: int, percent: float) -> None:
    assert Share(hits, of).percent == pytest.approx(percent, abs=0.001)


@pytest.mark.parametrize("of", range(LEAST_CASES))
def test_too_few_cases_give_no_share(of: int) -> None:
    share = Share(0, of)

    assert not share.is_shown
    assert share.percent is None
    assert share.interval is None


def test_the_least_number_of_cases_is_five() -> None:
    assert Share(2, 5).is_shown
    assert not Share(2, 4).is_shown


@pytest.mark.parametrize(
    ("hits", "of", "low", "high"),
    [
        # R. G. Newcombe, Statistics in Medicine 17 (1998) 857-872, table I, method 3.
        (81, 263, 25.53, 36.62),
        (15, 148, 6.24, 16.05),
        (0, 20, 0.0, 16.11),
        (1, 29, 0.61, 17.18),
    ],
)
def test_the_interval_is_wilsons(hits: int, of: int, low: float, high: float) -> None:
    interval = Share(hits, of).interval

    assert interval == pytest.approx((low, high), abs=0.01)


@given(st.integers(LEAST_CASES, 5000), st.data())
def test_the_interval_holds_the_share_and_stays_between_nothing_and_all(
    of: int, data: st.DataObject
) -> None:
    share = Share(data.draw(st.integers(0, of)), of)
    assert share.interval is not None
    assert share.percent is not None
    low, high = share.interval

    assert 0 <= low < high <= 100
    assert low - 1e-9 <= share.percent <= high + 1e-9


@given(st.dictionaries(st.text(max_size=5), st.integers(1, 40), max_size=12))
def test_groups_too_small_to_name_are_counted_together(counts: dict[str, int]) -> None:
    shown, others = suppress(counts)

    assert sum(shown.values()) + others == sum(counts.values())
    assert all(counts[name] == number >= LEAST_CASES for name, number in shown.items())
    assert all(number < LEAST_CASES for name, number in counts.items() if name not in shown)


@pytest.mark.parametrize(
    ("counts", "shown", "others"),
    [
        ({"a": 5, "b": 0}, {"a": 5}, 0),
        ({"a": 9, "b": 2}, {"a": 9}, None),
        ({"a": 9, "b": 2, "c": 2}, {"a": 9}, None),
        ({"a": 9, "b": 3, "c": 2}, {"a": 9}, 5),
        ({"a": 4, "b": 0}, {}, None),
        ({"a": 4, "b": 4}, {}, 8),
        ({}, {}, 0),
    ],
)
def test_small_groups_are_told_together_or_not_at_all(
    counts: dict[str, int], shown: dict[str, int], others: int | None
) -> None:
    assert tally(counts) == Tally(shown, others)
    assert tally(counts).is_shown == bool(shown)
