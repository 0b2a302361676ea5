"""The newest texts of a very large archive are found by words that are kept as bits."""

from collections.abc import Iterable

import pytest

from feedback_service.publication.evaluation import ThrowAwayArchive
from feedback_service.publication.newest_texts import Kept, NewestTexts, lay_out
from feedback_service.publication.ranking import Document, make_document

TEXTS = {
    101: "cap so do cham",
    102: "den duong hong",
    103: "so do cap nham ten",
    105: "cap phep xay dung cham",
}


@pytest.fixture
def newest() -> NewestTexts:
    """The words of four texts; number 104 was withdrawn."""
    return lay_out(100, TEXTS.items(), 6)


def test_texts_with_all_words_come_before_those_with_fewer_and_the_newest_first(
    newest: NewestTexts,
) -> None:
    levels = newest.by_most(["cap", "so", "do"], least=1)
    assert newest.keys(levels, 10) == [103, 101, 105]
    assert newest.keys(newest.by_most(["cap", "so", "do"], least=2), 10) == [103, 101]
    assert newest.keys(levels, 1) == [103]


def test_a_word_said_twice_or_held_by_none_counts_as_one_more(newest: NewestTexts) -> None:
    assert newest.keys(newest.by_most(["den", "tau"], least=2), 10) == []
    assert newest.keys(newest.by_most(["den", "tau"]), 10) == [102]


def test_only_texts_with_every_word_are_left_of_some(newest: NewestTexts) -> None:
    among = newest.bits_of([7, 101, 105])
    assert newest.keys([newest.with_all(["cap"])], 10) == [105, 103, 101]
    assert newest.keys([newest.with_all(["cap"], among)], 10) == [105, 101]
    assert newest.keys(newest.by_most(["so", "do"], among=among), 10) == [101]
    assert newest.keys([newest.with_all(["cap", "tau"])], 10) == []


def test_a_text_is_read_once_for_all_searches(newest: NewestTexts) -> None:
    asked: list[list[int]] = []

    def read(keys: Iterable[int]) -> list[Document]:
        asked.append(list(keys))
        return [make_document(key, "", TEXTS.get(key, "cu")) for key in asked[-1] if key != 104]

    assert [each.key for each in newest.documents([101, 103], read)] == [101, 103]
    # One of them is older than the newest, one was withdrawn.
    assert [each.key for each in newest.documents([103, 9, 104], read)] == [103, 9]
    assert [each.body for each in newest.documents([9, 103], read)] == ["cu", "so do cap nham ten"]
    assert asked == [[101, 103], [9, 104], [9]]


def test_what_is_kept_is_read_anew_under_another_mark(newest: NewestTexts) -> None:
    kept, later = Kept(), lay_out(100, (), 6)
    assert kept.under(1, lambda: newest) is newest
    assert kept.under(1, lambda: later) is newest
    assert kept.under(2, lambda: later) is later


def test_the_newest_are_so_many_texts_whatever_their_numbers() -> None:
    index = ThrowAwayArchive([])._index
    # Number after number was taken by what was never published.
    index.add(*(make_document(3 * number, "", "rieng") for number in range(1, 8)))
    assert index.newest_texts(3).held["rieng"].bit_count() == 3
    assert index.newest_texts(20).held["rieng"].bit_count() == 7
    # Too far apart for a bit to each number.
    index.add(make_document(9_000, "", "rieng"))
    assert index.newest_texts(3).held["rieng"].bit_count() == 1
