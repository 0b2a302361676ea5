"""A campaign's letters are found alike, letters that only look so are not, and no word is kept."""

import pytest

from feedback_service.cases.likeness import (
    BANDS,
    SKETCHED,
    THRESHOLD,
    bands,
    likeness,
    may_be_alike,
    runs_of,
    sketch,
    sketched_likeness,
)
from tests.support.campaign import clones, near_misses

KEYS = [bytes([number]) * 32 for number in range(5)]
FIRST = runs_of(next(clones(1)))


def test_five_hundred_clones_are_found_and_twenty_near_misses_are_not() -> None:
    alike = [likeness(FIRST, runs_of(text)) for text in clones(500)]
    misses = [likeness(FIRST, runs_of(text)) for text in near_misses()]

    assert len(misses) == 20
    # The threshold lies in the gap between the farthest clone and the nearest miss.
    assert (round(min(alike), 2), round(max(misses), 2)) == (0.88, 0.71)
    assert max(misses) < THRESHOLD < min(alike)


@pytest.mark.slow
def test_every_clone_has_a_band_in_common_with_the_first_whatever_the_key() -> None:
    texts = [runs_of(text) for text in clones(100)]
    for key in KEYS:
        first = set(bands(key, FIRST))

        assert all(first & set(bands(key, text)) for text in texts)


@pytest.mark.parametrize("key", KEYS)
def test_sketches_tell_the_likeness_of_letters_exactly_whatever_the_key(key: bytes) -> None:
    mine = sketch(key, FIRST)
    for text in (*clones(20), *near_misses()):
        runs = runs_of(text)

        assert sketched_likeness(mine, sketch(key, runs)) == likeness(FIRST, runs)


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize("shared", [0, 1500, 4000])
def test_the_likeness_of_long_texts_is_told_to_some_hundredths(key: bytes, shared: int) -> None:
    left = frozenset(map(str, range(4000)))
    right = frozenset(map(str, range(4000 - shared, 8000 - shared)))

    assert len(sketch(key, left)) == 4 * SKETCHED
    told = sketched_likeness(sketch(key, left), sketch(key, right))
    assert told == pytest.approx(likeness(left, right), abs=0.08)


def test_nothing_is_like_no_sketch() -> None:
    assert sketched_likeness(b"", b"") == sketched_likeness(b"", sketch(KEYS[0], FIRST)) == 0


def test_another_text_has_no_band_in_common() -> None:
    other = runs_of(
        "Đèn đường ở ngõ ba tắt đã hai tuần, buổi tối trẻ con đi học về rất nguy hiểm, bà con đề "
        "nghị điện lực và ủy ban xã sớm cho người đến sửa và thay bóng mới."
    )

    assert not any(set(bands(key, FIRST)) & set(bands(key, other)) for key in KEYS)


def test_without_the_key_the_same_text_has_other_bands() -> None:
    mine, other = (bands(key, FIRST) for key in KEYS[:2])

    assert len(mine) == BANDS
    assert not set(mine) & set(other)


@pytest.mark.parametrize("text", ["", "Đường hỏng.", "Kính gửi quý cơ quan, xin cảm ơn. " * 20])
def test_a_text_that_says_too_little_is_not_compared(text: str) -> None:
    assert runs_of(text) == frozenset()
    assert likeness(runs_of(text), runs_of(text)) == 0


@pytest.mark.parametrize(
    ("left", "right", "alike"),
    [("11953", "11953", True), ("11953", "12142", False), ("11953", None, True)],
)
def test_codes_that_contradict_each_other_keep_cases_apart(
    left: str, right: str | None, alike: bool
) -> None:
    assert may_be_alike(left, right) is alike
    assert may_be_alike(right, left) is alike
