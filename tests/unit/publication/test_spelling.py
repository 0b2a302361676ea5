"""What is meant by words that no text holds."""

import pytest

from feedback_service.publication.spelling import (
    choose,
    is_syllable,
    may_be_meant,
    slips,
    split_run,
    without_telex,
)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("duwowngf", "duong"),
        ("duwowngfd", "duong"),
        ("ddaats", "dat"),
        ("giaays", "giay"),
        ("khieesu", "khieu"),
        ("naji", "nai"),
        ("khie61u", "khieu"),
        ("khai", None),
        ("den", None),
        ("form", None),
        ("web", None),
        ("a", None),
        ("", None),
    ],
)
def test_keys_of_telex_and_vni_are_read_as_letters(typed: str, meant: str | None) -> None:
    assert without_telex(typed) == meant


@pytest.mark.parametrize("word", ["nghieng", "khuyu", "quyet", "giay", "yeu", "oanh", "ngoeo"])
def test_syllables_are_known_by_their_build(word: str) -> None:
    assert is_syllable(word)


@pytest.mark.parametrize("word", ["karaoke", "sinhh", "khais", "ngh", "web", ""])
def test_what_is_no_syllable_is_not_taken_for_one(word: str) -> None:
    assert not is_syllable(word)


def test_a_slip_beside_the_right_key_is_likelier_than_one_far_away() -> None:
    meant = slips("khau")
    assert meant["khai"] > meant["khan"]
    assert slips("sinnh")["sinh"] > slips("sainh")["sinh"]
    assert slips("kahi")["khai"] == 1.0


@pytest.mark.parametrize(
    ("typed", "parts"),
    [
        ("khaisinh", ("khai", "sinh")),
        ("giaychungnhan", ("giay", "chung", "nhan")),
        ("khai", ()),
        ("xyzxyz", ()),
        ("a" * 10_000, ()),
    ],
)
def test_a_run_without_spaces_comes_apart_into_syllables(typed: str, parts: tuple[str]) -> None:
    assert split_run(typed) == parts


def test_only_words_that_texts_hold_are_meant() -> None:
    likely = may_be_meant("karaoek")
    assert choose(likely, {"karaoke": 3}) == (("karaoke", likely["karaoke"]),)
    assert choose(likely, {"lamp": 9}) == ()


@pytest.mark.parametrize("word", ["路灯", "x" * 300, "12345", "ế"])
def test_odd_words_have_a_bounded_number_of_meanings(word: str) -> None:
    assert len(may_be_meant(word)) < 1_000
