"""A clock is believed while it keeps pace with the time that passes."""

from datetime import timedelta
from pathlib import Path

import pytest

from feedback_service.foundation import clock as real_clock
from feedback_service.foundation.clock_guard import ClockGuard
from tests.support.clock import FrozenClock


@pytest.fixture
def guard(tmp_path: Path, clock: FrozenClock) -> ClockGuard:
    """A guard that has seen the clock once."""
    made = ClockGuard(tmp_path)
    assert made.believes(clock.at)
    return made


@pytest.mark.parametrize("passed", [{"minutes": 5}, {"days": 1}, {"days": 3}, {"days": 400}])
def test_time_that_passed_is_no_reason_for_doubt(
    guard: ClockGuard, clock: FrozenClock, passed: dict[str, float]
) -> None:
    assert guard.believes(clock.move(**passed))


@pytest.mark.parametrize("hours", [90 * 24, 24, 1, -1, -24])
def test_a_clock_that_was_set_is_doubted_until_it_is_right_again(
    guard: ClockGuard, clock: FrozenClock, hours: int
) -> None:
    assert not guard.believes(clock.jump(hours=hours))
    assert guard.off(clock.at) == timedelta(hours=hours)
    assert not guard.believes(clock.move(hours=20))
    clock.jump(hours=-hours)
    assert guard.off(clock.at) == timedelta(0)
    assert guard.believes(clock.at)


@pytest.mark.parametrize("minutes", [9, -9])
def test_a_small_correction_is_believed(
    guard: ClockGuard, clock: FrozenClock, minutes: int
) -> None:
    assert guard.believes(clock.jump(minutes=minutes))


def test_a_person_may_say_that_the_clock_is_right(guard: ClockGuard, clock: FrozenClock) -> None:
    clock.jump(days=90)
    guard.confirm(clock.at)
    assert guard.believes(clock.move(minutes=1))


def test_a_clock_that_keeps_its_pace_for_a_day_is_believed(
    guard: ClockGuard, clock: FrozenClock
) -> None:
    clock.jump(days=90)
    assert not guard.believes(clock.at)
    assert not guard.believes(clock.move(hours=23))
    # Another jump begins the day anew.
    assert not guard.believes(clock.jump(days=1))
    assert not guard.believes(clock.move(hours=23))

    assert guard.believes(clock.move(hours=1))
    assert guard.off(clock.at) == timedelta(0)


@pytest.mark.parametrize(
    ("away", "believed"), [({"days": 20}, True), ({"days": 31}, False), ({"hours": -1}, False)]
)
def test_after_a_restart_of_the_machine_the_clock_may_only_have_gone_on(
    guard: ClockGuard,
    clock: FrozenClock,
    monkeypatch: pytest.MonkeyPatch,
    away: dict[str, float],
    believed: bool,
) -> None:
    clock.move(**away)
    monkeypatch.setattr(real_clock, "since_start", lambda: ("another start", 20.0))
    # Its clock may be set from outside in the first minutes.
    assert not guard.believes(clock.at)
    monkeypatch.setattr(real_clock, "since_start", lambda: ("another start", 320.0))
    assert guard.believes(clock.at) is believed


def test_a_mark_that_cannot_be_read_is_no_mark(tmp_path: Path, clock: FrozenClock) -> None:
    for content in ("", "{}", "[1]", '{"start": 1}'):
        (tmp_path / "clock.json").write_text(content, encoding="utf-8")
        assert ClockGuard(tmp_path).believes(clock.at)


def test_a_mark_that_cannot_be_written_stops_nobody(clock: FrozenClock) -> None:
    guard = ClockGuard(Path("/nowhere/at/all"))
    assert guard.believes(clock.at)
    with pytest.raises(OSError, match="No such file"):
        guard.confirm(clock.at)


def test_the_time_since_the_start_of_the_machine_cannot_be_set() -> None:
    first, then = real_clock.since_start(), real_clock.since_start()
    assert first[0] == then[0] != ""
    assert first[1] <= then[1]
