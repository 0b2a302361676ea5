"""What a spreadsheet is given: text, whatever people wrote."""

import csv
import io

import pytest

from feedback_service.foundation.csv_rows import csv_table, safe_cell

FORMULAS = [
    "=1+1", "+84", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", "\u00a0=1", "\u3000=1",
    "\u200b=1", "\ufeff=1", " \t\u2060 -1", "＝1", "＋1", "－1", "＠1", "=cmd|' /C calc'!A0",
]  # fmt: skip


@pytest.mark.parametrize("text", FORMULAS)
def test_what_begins_a_formula_is_text(text: str) -> None:
    assert safe_cell(text) == f"'{text}"


@pytest.mark.parametrize("text", ["Đèn đường", "a=1", "'=1", "", "  ", "2026-11", "(=1)"])
def test_any_other_text_stays_as_it_is(text: str) -> None:
    assert safe_cell(text) == text


def test_values_are_written_plainly() -> None:
    assert [safe_cell(each) for each in (None, True, False, 7)] == ["", "true", "false", "7"]


def test_a_table_says_that_it_is_utf_8_and_reads_back() -> None:
    row = ["xã Mễ Sở", 'nói "không"', "hai\ndòng", "a,b", "=1"]
    content = "".join(csv_table(["tên", "=b", "c", "d", "e"], [row])).encode()

    assert content.startswith(b"\xef\xbb\xbft\xc3\xaan,'=b,")
    assert content.endswith(b"\r\n")
    read = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    assert read[1] == [*row[:4], "'=1"]
