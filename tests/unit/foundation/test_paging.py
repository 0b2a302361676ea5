"""Cursors: they come back from strangers, and nothing a stranger sends may do harm."""

import base64
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback_service.foundation.paging import read_cursor, write_cursor

SHAPE = (str, int)


def encoded(text: str | bytes) -> str:
    raw = text.encode() if isinstance(text, str) else text
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


@given(
    st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=20),
    st.integers(-(2**63) + 1, 2**63 - 1),
)
def test_a_cursor_brings_back_what_was_put_in(word: str, number: int) -> None:
    cursor = write_cursor(word, number)

    assert read_cursor(cursor, SHAPE) == (word, number)
    assert cursor.isascii()
    assert not set(cursor) & set("=+/ &?")


@pytest.mark.parametrize(
    "cursor",
    [
        None,
        "",
        "đây không phải",
        "====",
        "A",
        "\x00",
        "\ud800",
        encoded("không phải JSON"),
        encoded(b"\xff\xfe\x00"),
        encoded('"chỉ một chữ"'),
        encoded("5"),
        encoded("null"),
        encoded('{"0": "a", "1": 5}'),
        encoded('["a"]'),
        encoded('["a", 5, 6]'),
        encoded('["a", "5"]'),
        encoded('[5, "a"]'),
        encoded('["a", 5.0]'),
        encoded('["a", true]'),
        encoded('["a", null]'),
        encoded('["a", NaN]'),
        encoded('["a", Infinity]'),
        encoded('["a", 9223372036854775808]'),
        encoded('["a", -9223372036854775808]'),
        encoded(f'["a", 1{"0" * 250}]'),
        encoded('["\\ud800", 5]'),
        encoded('["a\\u0000b", 5]'),
        encoded("[" * 250),
        encoded(json.dumps(["a" * 500, 5])),
    ],
)
def test_a_cursor_that_is_not_ours_is_none(cursor: str | None) -> None:
    assert read_cursor(cursor, SHAPE) is None


@given(st.text(max_size=500))
def test_no_cursor_whatever_breaks_the_reader(cursor: str) -> None:
    found = read_cursor(cursor, SHAPE)

    assert found is None or [type(part) for part in found] == [str, int]


@given(st.binary(max_size=250))
def test_no_bytes_in_a_cursor_break_the_reader(raw: bytes) -> None:
    found = read_cursor(encoded(raw), SHAPE)

    assert found is None or [type(part) for part in found] == [str, int]
