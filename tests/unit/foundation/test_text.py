"""Text at the edge: one normal form, nothing unreadable, and a fold for search."""

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback_service.foundation.text import (
    UnreadableText,
    fold,
    looks_vietnamese,
    normalise,
    shorten,
)

VIETNAMESE = "Ủy ban nhân dân phường Đông Hồ, đường Nguyễn Huệ"
READABLE = st.text(st.characters(exclude_categories=["Cs", "Cc"])) | st.text("ăâđêôơư\n\t\r ạảã")


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (unicodedata.normalize("NFD", VIETNAMESE), VIETNAMESE),
        ("hai\u00a0khoảng\u3000trắng", "hai khoảng trắng"),
        ("dòng một\r\ndòng hai\rdòng ba", "dòng một\ndòng hai\ndòng ba"),
        ("\ufeffkhông\u200b thấy\u00ad", "không thấy"),
        ("cột\tcột", "cột\tcột"),
        ("123\u202e321\u202c", "123321"),
        ("\u2066an toàn\u2069\u200f", "an toàn"),
        ("emoji 👍 và 中文", "emoji 👍 và 中文"),
    ],
)
def test_what_looks_alike_becomes_alike(typed: str, kept: str) -> None:
    assert normalise(typed) == kept


@pytest.mark.parametrize("char", ["\x00", "\x1b", "\x7f", "\x85", "\ud800", "\x0b"])
def test_what_nobody_can_read_is_refused(char: str) -> None:
    with pytest.raises(UnreadableText):
        normalise(f"trước {char} sau")


@given(READABLE)
def test_normalising_twice_changes_nothing(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        (VIETNAMESE, "uy ban nhan dan phuong dong ho duong nguyen hue"),
        ("ĐÂY LÀ Đ", "day la d"),
        (unicodedata.normalize("NFD", "Đường bộ"), "duong bo"),
        ("20/2008/NĐ-CP", "20 2008 nd cp"),
        ("", ""),
        ("… – “”", ""),
        ("行政手续", "行政 政手 手续"),
        ("中", "中"),
        ("CCCD行政手续2026", "cccd 行政 政手 手续 2026"),
    ],
)
def test_a_fold_has_neither_marks_nor_capitals(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(READABLE)
def test_a_fold_does_not_depend_on_how_marks_are_encoded(text: str) -> None:
    assert fold(unicodedata.normalize("NFD", text)) == fold(unicodedata.normalize("NFC", text))


@given(st.text("aăâbcdđeêghiklmnoôơpqrstuưvxyáàảãạ ắằẳẵặ"))
def test_a_fold_of_vietnamese_is_plain_ascii(text: str) -> None:
    assert fold(text).isascii()


@pytest.mark.parametrize(
    ("text", "vietnamese"),
    [
        ("Tôi đã nộp hồ sơ ba lần mà không ai trả lời", True),
        ("Toi da nop ho so ba lan ma khong ai tra loi", False),
        (unicodedata.normalize("NFD", "toi da nop ho so ba lần ma khong ai"), True),
        ("toi khong biet", True),
        ("", True),
    ],
)
def test_a_long_text_without_marks_does_not_look_vietnamese(text: str, vietnamese: bool) -> None:
    assert looks_vietnamese(text) is vietnamese


@pytest.mark.parametrize(
    ("text", "limit", "short"),
    [
        ("ngắn", 10, "ngắn"),
        ("một hai ba bốn", 9, "một hai…"),
        ("dòng một\ndòng hai", 50, "dòng một"),
        ("khôngcókhoảngtrắng", 5, "không…"),
    ],
)
def test_a_text_is_shortened_at_a_word(text: str, limit: int, short: str) -> None:
    assert shorten(text, limit) == short


def test_a_letter_is_bare_whether_it_is_looked_up_or_taken_apart() -> None:
    for letter in map(chr, range(0x20, 0x3000)):
        parts = unicodedata.normalize("NFD", letter.lower().replace("đ", "d"))
        bare = "".join(part for part in parts if unicodedata.category(part) != "Mn")
        assert fold(letter) == " ".join(re.findall(r"\w+", bare)), letter
