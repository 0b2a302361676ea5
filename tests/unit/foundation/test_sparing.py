"""What is dear to compute is kept for a while; what is cheap never is."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from feedback_service.foundation.sparing import MOST_KEPT, Sparing


class Watch:
    """A timer that stands still until it is moved."""

    def __init__(self) -> None:
        self.at = 0.0

    def __call__(self) -> float:
        return self.at


def taking(watch: Watch, seconds: float, made: list[int]) -> Callable[[], int]:
    """Return work that lasts so long, and counts how often it was done."""

    def work() -> int:
        watch.at += seconds
        made.append(len(made))
        return made[-1]

    return work


def test_what_is_cheap_is_computed_each_time() -> None:
    watch, made = Watch(), list[int]()
    sparing = Sparing(dear=0.2, keep=60, timer=watch)

    assert [sparing.get("x", taking(watch, 0.1, made)) for _ in range(3)] == [0, 1, 2]


def test_what_is_dear_is_kept_until_its_time_is_over() -> None:
    watch, made = Watch(), list[int]()
    sparing = Sparing(dear=0.2, keep=60, timer=watch)
    work = taking(watch, 1.5, made)

    assert [sparing.get("x", work), sparing.get("x", work)] == [0, 0]
    assert sparing.get("another", work) == 1
    watch.at += 61
    assert sparing.get("x", work) == 2


def test_those_who_ask_at_once_wait_for_one_of_them() -> None:
    watch, made = Watch(), list[int]()
    sparing = Sparing(dear=0.2, keep=60, timer=watch)
    together = Barrier(8)

    def ask(_number: int) -> int:
        together.wait()
        return sparing.get("x", taking(watch, 1.5, made))

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(ask, range(8))) == [0] * 8


def test_it_does_not_grow_for_ever() -> None:
    watch, made = Watch(), list[int]()
    sparing = Sparing(dear=0.2, keep=10_000_000, timer=watch)
    for number in range(MOST_KEPT + 1):
        sparing.get(number, taking(watch, 1, made))

    assert sparing.get(0, taking(watch, 1, made)) == MOST_KEPT + 1
