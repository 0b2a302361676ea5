"""Tables that a spreadsheet opens as text, whatever people wrote."""

import csv
import io
from collections.abc import Iterable, Iterator
from typing import Any

from flask import Response, current_app

# What a spreadsheet would take for the beginning of a formula, full-width forms included.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_BYTE_ORDER_MARK = "\ufeff"


def csv_table(head: Iterable[str], rows: Iterable[Iterable[Any]]) -> Iterator[str]:
    """Yield a table line by line, its head first."""
    yield _BYTE_ORDER_MARK + _line(head)
    for row in rows:
        yield _line([safe_cell(cell) for cell in row])


def csv_file(name: str, head: Iterable[str], rows: Iterable[Iterable[Any]]) -> Response:
    """Return a table to be saved under a name; what is not public is kept by nobody on the way."""
    body = "".join(csv_table(head, rows))
    response = current_app.response_class(body, content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response


def safe_cell(value: Any) -> str:
    """Return a cell that no spreadsheet runs: an apostrophe stands before what begins a formula."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    text = str(value)
    return f"'{text}" if text.lstrip(" \u00a0").startswith(_FORMULA) else text


def _line(cells: Iterable[str]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerow(cells)
    return out.getvalue()
