"""Which text is nearest to what a reader asks."""

import pytest

from feedback_service.publication import searching
from feedback_service.publication.asked import read_query
from feedback_service.publication.evaluation import Judged, ThrowAwayArchive, evaluate
from feedback_service.publication.ranking import make_document, rank
from feedback_service.publication.thesaurus import things

TEXTS = {
    "lamp": "Đèn đường trước cổng chợ tắt đã hai tuần nay.",
    "road": "Chưa có biển báo chỉ lối đến đường mới mở.",
    "birth": "Hồ sơ khai sinh của cháu nộp ba tuần chưa có kết quả.",
    "land": "Giấy chứng nhận quyền sử dụng đất nộp từ tháng ba chưa xong.",
    "noise": "Quán hát karaoke ồn ào đến nửa đêm, không ngủ được.",
    "fee": "Sao y sáu trang bị thu 60 nghìn, không có biên lai.",
}
DOCUMENTS = [make_document(number, "", text) for number, text in enumerate(TEXTS.values())]


def nearest(typed: str) -> str:
    """Return the name of the nearest text."""
    return list(TEXTS)[rank(read_query(typed), DOCUMENTS)[0]]


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("khai sinh", "birth"),
        ("ho so khai sinh cham", "birth"),
        ("sổ đỏ", "land"),
        ("karaoke on ao", "noise"),
        ("ồn ào hát karaoke", "noise"),
        ("bien lai sao y", "fee"),
        ("đèn đường", "lamp"),
        ("đến đường", "road"),
    ],
)
def test_the_nearest_text_comes_first(typed: str, name: str) -> None:
    assert nearest(typed) == name


def test_a_word_in_the_title_counts_more() -> None:
    documents = [make_document(1, "", "thẻ đi đường và vé"), make_document(2, "vé", "thẻ đi đường")]
    assert rank(read_query("vé"), documents) == [2, 1]


@pytest.mark.parametrize("typed", ["", "   ", "?!…", "\u0300"])
def test_a_query_without_words_finds_nothing(typed: str) -> None:
    assert rank(read_query(typed), DOCUMENTS) == []


def test_a_text_without_any_of_the_words_is_not_found() -> None:
    assert rank(read_query("tàu ngầm hạt nhân"), DOCUMENTS) == []


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("dden duwowngf cong chowj", "lamp"),
        ("karaoek on ao", "noise"),
        ("khaisinh", "birth"),
        ("gcn qsdd", "land"),
        ("bieen laij", "fee"),
    ],
)
def test_slips_and_abbreviations_still_find_the_text(typed: str, name: str) -> None:
    found = ThrowAwayArchive(TEXTS.values()).find(typed)
    assert list(TEXTS)[found[0] - 1] == name


@pytest.mark.parametrize("typed", ["đèn đường cổng", "lối đến", "karaoke", "giấy đất tháng"])
def test_a_very_large_archive_is_searched_in_steps(
    typed: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    small = ThrowAwayArchive(TEXTS.values()).find(typed)
    monkeypatch.setattr(searching, "NEWEST", 1)
    assert ThrowAwayArchive(TEXTS.values()).find(typed)[:1] == small[:1]


def test_other_words_for_the_same_thing_are_offered_once() -> None:
    (thing,) = things(["cccd", "cua", "toi"], [])
    offered = [words for words, _ in thing.others]
    assert ("can", "cuoc", "cong", "dan") in offered
    assert len(offered) == len(set(offered))
    assert thing.named == (("cccd",),)


def test_one_word_names_a_thing_only_with_the_same_marks() -> None:
    assert things(["on"], ["ồn"])
    assert not things(["on"], ["ơn"])


def test_the_measure_counts_what_is_found_among_ten_and_where() -> None:
    judged = [
        Judged(query="khai sinh", relevant=frozenset({"birth"})),
        Judged(query="đường", relevant=frozenset({"lamp", "road"})),
        Judged(query="tàu ngầm", relevant=frozenset({"fee"})),
        Judged(query="không ai cần", relevant=frozenset()),
    ]
    quality = evaluate(TEXTS, judged)
    assert quality.to_json() == {"queries": 4, "recall_at_10": 0.6667, "mrr": 0.6667}
