"""What a form's field accepts, and what it says of what it does not."""

import unicodedata
from typing import Any

import pytest
from marshmallow import Schema, ValidationError

from feedback_service.foundation.fields import Choice, Count, Flag, Words


class Sample(Schema):
    """One field of each sort."""

    title = Words(label="tiêu đề", shortest=3, longest=10, required=True)
    note = Words(label="ghi chú", longest=5, load_default="")
    kind = Choice(label="loại", codes=["a", "b"])
    number = Count(label="số", least=1)
    wanted = Flag(label="đồng ý")


def said(**typed: Any) -> dict[str, list[str]]:
    with pytest.raises(ValidationError) as refusal:
        Sample().load({"title": "đủ dài"} | typed)
    return refusal.value.normalized_messages()


def test_a_text_is_trimmed_and_composed() -> None:
    typed = unicodedata.normalize("NFD", "  đường \u00a0")

    assert Sample().load({"title": typed})["title"] == "đường"


def test_length_is_counted_in_composed_characters() -> None:
    assert Sample().load({"title": unicodedata.normalize("NFD", "ệ" * 10)})["title"] == "ệ" * 10


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", "Hãy nhập tiêu đề."),
        ("   ", "Hãy nhập tiêu đề."),
        ("\u200b", "Hãy nhập tiêu đề."),
        (None, "Hãy nhập tiêu đề."),
        (5, "Hãy nhập tiêu đề bằng chữ."),
        (["a"], "Hãy nhập tiêu đề bằng chữ."),
        (b"bytes", "Hãy nhập tiêu đề bằng chữ."),
        ("ab", "Phần tiêu đề còn quá ngắn: hãy viết ít nhất 3 ký tự."),
        ("a" * 11, "Phần tiêu đề dài 11 ký tự, tối đa 10. Hãy viết gọn lại."),
        ("a\x00bc", "Phần tiêu đề có ký tự không đọc được. Hãy xóa ký tự lạ rồi gửi lại."),
        ("a\ud800bc", "Phần tiêu đề có ký tự không đọc được. Hãy xóa ký tự lạ rồi gửi lại."),
    ],
)
def test_a_text_that_does_not_do_is_refused_in_a_sentence(typed: Any, sentence: str) -> None:
    assert said(title=typed) == {"title": [sentence]}


def test_a_text_that_is_missing_is_asked_for() -> None:
    with pytest.raises(ValidationError, match="Hãy nhập tiêu đề"):
        Sample().load({})


@pytest.mark.parametrize("typed", ["c", "A", "", None, 5, ["a"], "\x00"])
def test_only_a_listed_code_is_chosen(typed: Any) -> None:
    assert said(kind=typed) == {"kind": ["Hãy chọn loại."]}


@pytest.mark.parametrize(
    "typed", ["0", "-1", "9223372036854775808", "1.5", "x", "", None, "9" * 5000, "1e3", []]
)
def test_a_number_outside_its_bounds_is_refused(typed: Any) -> None:
    assert said(number=typed) == {"number": ["Phần số phải là số từ 1 đến 9223372036854775807."]}


@pytest.mark.parametrize("typed", ["co le", None, [], 7])
def test_a_tick_is_a_tick_or_none(typed: Any) -> None:
    assert said(wanted=typed) == {"wanted": ["Hãy đánh dấu hoặc bỏ trống mục đồng ý."]}


@pytest.mark.parametrize(
    ("typed", "meant"), [("on", True), ("true", True), ("1", True), ("0", False)]
)
def test_a_tick_is_read_as_browsers_send_it(typed: str, meant: bool) -> None:
    assert Sample().load({"title": "đủ dài", "wanted": typed})["wanted"] is meant
