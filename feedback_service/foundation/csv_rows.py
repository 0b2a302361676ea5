"""Tables that a spreadsheet opens as text, whatever people wrote."""

import csv
import io
from collections.abc import Iterable, Iterator
from typing import Any

# What a spreadsheet would take for the beginning of a formula, full-width forms included.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
# What is not seen at the beginning of a cell, beside white space.
_UNSEEN = "\u200b\u2060\ufeff"
BYTE_ORDER_MARK = "\ufeff"


def csv_table(head: Iterable[str], rows: Iterable[Iterable[Any]]) -> Iterator[str]:
    """Yield a table line by line, its head first; the mark before it says that it is UTF-8."""
    yield BYTE_ORDER_MARK + csv_line(head)
    for row in rows:
        yield csv_line(row)


def csv_line(row: Iterable[Any]) -> str:
    """Return one line of a table (RFC 4180)."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerow([safe_cell(cell) for cell in row])
    return out.getvalue()


def safe_cell(value: Any) -> str:
    """Return a cell that no spreadsheet runs: an apostrophe stands before what begins a formula."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    text = str(value)
    return f"'{text}" if text.startswith(_FORMULA) or _bare(text).startswith(_FORMULA) else text


def _bare(text: str) -> str:
    start = 0
    while start < len(text) and (text[start].isspace() or text[start] in _UNSEEN):
        start += 1
    return text[start:]
