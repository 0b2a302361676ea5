"""Hiding passages: what the reader sees, and what never changes."""

from dataclasses import replace

import pytest

from feedback_service.publication.redaction import (
    Passage,
    Piece,
    Reason,
    cut,
    mark,
    merge,
    occurrences,
    reasons_in,
    redact,
    split_marks,
    spread,
    unmarked,
)

TEXT = "Tôi là Vũ Thị Hạnh, số máy 0983 000 101."
NAME = Passage(part="question", start=7, end=18, reason="name")
PHONE = Passage(part="question", start=27, end=39, reason="phone")


def test_a_hidden_passage_says_why_it_is_hidden() -> None:
    assert redact(TEXT, [PHONE, NAME]) == (
        "Tôi là [đã ẩn: tên người], số máy [đã ẩn: số điện thoại]."
    )


def test_without_passages_the_text_stays() -> None:
    assert redact(TEXT, []) == TEXT


@pytest.mark.parametrize(
    ("spans", "merged"),
    [
        ([(0, 5), (3, 8)], [(0, 8)]),
        ([(3, 8), (0, 5)], [(0, 8)]),
        ([(0, 10), (2, 4)], [(0, 10)]),
        ([(0, 5), (5, 8)], [(0, 8)]),
        ([(0, 5), (6, 8)], [(0, 5), (6, 8)]),
    ],
)
def test_overlapping_and_touching_passages_become_one(
    spans: list[tuple[int, int]], merged: list[tuple[int, int]]
) -> None:
    passages = [Passage(part="question", start=a, end=b, reason="name") for a, b in spans]
    assert [(each.start, each.end) for each in merge(passages)] == merged


def test_touching_passages_of_two_reasons_stay_two() -> None:
    phone = Passage(part="question", start=18, end=20, reason="phone")
    assert merge([NAME, phone]) == [NAME, phone]


def test_the_longest_passage_gives_the_reason() -> None:
    address = Passage(part="question", start=10, end=39, reason="address", author_id=4)
    assert [(each.reason, each.author_id) for each in merge([NAME, address])] == [("address", 4)]


def test_passages_of_different_parts_do_not_touch() -> None:
    other = Passage(part="finding", start=8, end=20, reason="name")
    assert merge([other, NAME]) == [NAME, other]


def test_a_text_is_cut_into_plain_and_hidden_pieces() -> None:
    assert cut(TEXT, [NAME]) == [
        Piece(text="Tôi là "),
        Piece(text="Vũ Thị Hạnh", reason="name"),
        Piece(text=", số máy 0983 000 101."),
    ]


def test_a_page_finds_the_marks_again() -> None:
    public = redact(TEXT, [NAME])
    assert [piece.reason for piece in split_marks(public)] == [None, "name", None]
    assert "".join(piece.text for piece in split_marks(public)) == public
    assert reasons_in([public, ""]) == [Reason.NAME]


def test_what_only_looks_like_a_mark_is_text() -> None:
    assert split_marks("[đã ẩn: bí mật]") == [Piece(text="[đã ẩn: bí mật]")]


@pytest.mark.parametrize("reason", list(Reason))
def test_every_reason_has_a_mark_that_is_found_again(reason: Reason) -> None:
    assert [piece.reason for piece in split_marks(mark(reason))] == [reason]


def test_typed_words_are_found_wherever_they_stand() -> None:
    parts = {"question": "Chị Hạnh  ơi, chị\nhạnh ở đâu?", "finding": "Chị Hạnh đúng.", "basis": ""}
    found = occurrences(parts, " chị  hạnh ", "name")
    assert [(each.part, parts[each.part][each.start : each.end]) for each in found] == [
        ("question", "Chị Hạnh"),
        ("question", "chị\nhạnh"),
        ("finding", "Chị Hạnh"),
    ]
    assert occurrences(parts, "  ", "name") == []


def test_signs_in_typed_words_are_only_signs() -> None:
    parts = {"question": "Số 12 (ngõ 5)."}
    assert len(occurrences(parts, "(ngõ 5).", "address")) == 1
    assert occurrences(parts, ".*", "address") == []


def test_a_suggestion_is_left_over_unless_a_passage_covers_it_all() -> None:
    half = Passage(part="question", start=7, end=10, reason="name")
    assert unmarked([NAME, PHONE], [half]) == [NAME, PHONE]
    assert unmarked([NAME, PHONE], [NAME]) == [PHONE]
    both = [half, Passage(part="question", start=9, end=18, reason="other")]
    assert unmarked([NAME], both) == []


def test_a_word_in_place_of_a_passage_stays_inside_its_mark() -> None:
    spoken = replace(NAME, replacement="cán bộ địa chính")
    public = redact(TEXT, [spoken, PHONE])
    assert public == "Tôi là [thay tên người: cán bộ địa chính], số máy [đã ẩn: số điện thoại]."
    assert [piece.reason for piece in split_marks(public)] == [None, "name", None, "phone", None]
    assert reasons_in([public]) == [Reason.NAME, Reason.PHONE]


def test_touching_passages_with_words_of_their_own_stay_two() -> None:
    first = Passage(part="question", start=7, end=9, reason="name", replacement="cán bộ")
    second = Passage(part="question", start=9, end=18, reason="name", replacement="lãnh đạo")
    assert merge([first, second]) == [first, second]


def test_a_passage_that_reaches_further_brings_its_reason_and_word_along() -> None:
    parts = {"question": TEXT, "finding": "Đã gặp chị Hạnh Vũ Thị."}
    far = replace(NAME, scope="case", replacement="người gửi")
    found = spread(parts, [far])
    assert found == [
        far,
        Passage(part="finding", start=11, end=22, reason="name", replacement="người gửi"),
    ]
    assert spread(parts, [NAME]) == [NAME]
