"""A value is the same in another order, case, spacing, without marks, or with +84 before it."""

import pytest

from feedback_service.foundation.same_value import Way, form_of, same_value

NAME = "Phạm Thị Minh Họa"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("gặp Phạm Thị Minh Họa ở cổng", "Phạm Thị Minh Họa"),
        ("gặp pham thi minh hoa ở cổng", "pham thi minh hoa"),
        ("HỌA PHẠM THỊ MINH đã ký", "HỌA PHẠM THỊ MINH"),
        ("Pham Thi\nMinh  Hoa", "Pham Thi\nMinh  Hoa"),
        ("Phạm Thị Minh Hòa", "Phạm Thị Minh Hòa"),
    ],
)
def test_a_name_is_found_however_it_is_written(text: str, found: str) -> None:
    assert [text[start:end] for start, end in same_value(text, NAME, Way.WORDS)] == [found]


@pytest.mark.parametrize(
    "written",
    [
        "0912000777",
        "0912 000 777",
        "0912.000.777",
        "0912-000-777",
        "0912 - 000 - 777",
        "84912000777",
        "84 912 000 777",
        "84 (0) 912 000 777",
        "912 000 777",
        "0912_000_777",
    ],
)
def test_a_phone_is_found_however_it_is_spaced(written: str) -> None:
    text = f"gọi +{written}, cảm ơn"
    found = [text[start:end] for start, end in same_value(text, "0912 000 777", Way.PHONE)]
    assert written in found
    assert same_value(text, "+84 912 000 777", Way.PHONE) == same_value(
        text, "0912000777", Way.PHONE
    )


@pytest.mark.parametrize(
    "text", ["mã 10912000777", "0912 000 7771", "0912 000\n777", "số 0912 và số 000777"]
)
def test_other_numbers_that_hold_the_same_digits_are_others(text: str) -> None:
    assert same_value(text, "0912000777", Way.PHONE) == []


def test_a_number_is_found_with_other_signs_between() -> None:
    text = "Xe 89a 123 45 đỗ cả ngày; xe 89A-123.4 thì không."
    found = [text[start:end] for start, end in same_value(text, "89A-123.45", Way.NUMBER)]
    assert found == ["89a 123 45"]


def test_a_single_word_is_another_word_with_other_marks() -> None:
    assert same_value("Hoa nở, cô HÒA cười, hòa bình", "Hòa", Way.WORDS) == [(11, 14), (21, 24)]


@pytest.mark.parametrize(
    ("value", "way"), [("An", Way.WORDS), (" ", Way.WORDS), ("1234", Way.PHONE), ("", Way.NUMBER)]
)
def test_what_is_too_short_has_no_form(value: str, way: Way) -> None:
    assert form_of(value, way) is None
    assert same_value("An 1234", value, way) == []


def test_a_short_number_of_a_service_is_compared_as_a_number() -> None:
    assert form_of("1900 1234", Way.PHONE) == form_of("19001234", Way.NUMBER)
