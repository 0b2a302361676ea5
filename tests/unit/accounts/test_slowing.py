"""The pause after failed sign-ins."""

from datetime import UTC, datetime, timedelta

import pytest

from feedback_service.accounts.slowing import (
    FORGOTTEN_AFTER,
    FREE_TRIES,
    LONGEST_WAIT,
    still_to_wait,
    wait_after,
)

NOW = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)


def test_the_first_mistakes_cost_nothing() -> None:
    assert wait_after(FREE_TRIES) == timedelta(0)
    assert wait_after(FREE_TRIES + 1) > timedelta(0)


def test_each_further_failure_costs_no_less() -> None:
    waits = [wait_after(count) for count in range(30)]
    assert waits == sorted(waits)


@pytest.mark.parametrize("failures", [100, 10**9])
def test_nobody_is_shut_out_for_good(failures: int) -> None:
    assert wait_after(failures) == LONGEST_WAIT


def test_the_pause_passes() -> None:
    wait = wait_after(FREE_TRIES + 3)
    assert still_to_wait(FREE_TRIES + 3, NOW, NOW) == wait
    assert still_to_wait(FREE_TRIES + 3, NOW, NOW + wait) == timedelta(0)


def test_old_failures_are_forgotten() -> None:
    assert still_to_wait(10**6, NOW, NOW + FORGOTTEN_AFTER) == timedelta(0)


def test_a_failure_from_the_future_costs_no_more_than_its_pause() -> None:
    """The clock ran ahead when it was written down, and has been set right since."""
    now = datetime(2026, 11, 23, 3, tzinfo=UTC)
    for failures in (5, 8, 100):
        wait = still_to_wait(failures, now + timedelta(days=90), now)
        assert wait == wait_after(failures)
