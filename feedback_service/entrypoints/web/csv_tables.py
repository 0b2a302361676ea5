"""Tables to be saved from a page."""

from collections.abc import Iterable
from typing import Any

from flask import Response, current_app

from feedback_service.foundation.csv_rows import csv_table


def csv_file(name: str, head: Iterable[str], rows: Iterable[Iterable[Any]]) -> Response:
    """Return a table to be saved under a name; what is not public is kept by nobody on the way."""
    body = "".join(csv_table(head, rows))
    response = current_app.response_class(body, content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response
