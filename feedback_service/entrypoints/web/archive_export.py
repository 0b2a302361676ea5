"""The archive as files: one row a published case, the columns of the open data."""

import json
from collections.abc import Iterable, Iterator

from feedback_service.foundation.csv_rows import csv_table
from feedback_service.publication.open_columns import NAMES, facts_of
from feedback_service.publication.queries import PublishedCase


def csv_lines(cases: Iterable[PublishedCase], base_url: str) -> Iterator[str]:
    """Yield a table that a spreadsheet opens as text, whatever people wrote."""
    rows = (facts_of(case, base_url) for case in cases)
    yield from csv_table(NAMES, ([row[name] for name in NAMES] for row in rows))


def json_lines(cases: Iterable[PublishedCase], base_url: str) -> Iterator[str]:
    """Yield one object: its source, and `cases`, a list of objects."""
    yield f'{{"source": {json.dumps(f"{base_url}/archive")}, "cases": ['
    between = "\n"
    for case in cases:
        yield between + json.dumps(facts_of(case, base_url), ensure_ascii=False)
        between = ",\n"
    yield "\n]}\n"
