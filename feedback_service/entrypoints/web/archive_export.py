"""The archive as files: one row a published case, public columns only."""

import json
from collections.abc import Iterable, Iterator
from typing import Any

from feedback_service.entrypoints.web.csv_tables import csv_table
from feedback_service.publication.queries import PublishedCase

COLUMNS = (
    "reference", "url", "kind", "category", "field", "agency_code", "agency_name",
    "accused_level", "area_code", "area_name", "province_code", "province_name", "received_month",
    "answered_on", "published_at", "corrected_at",
    "outcome", "title", "question", "proposal", "finding", "basis", "measures", "next_steps",
    "promises", "is_summary", "is_sample",
)  # fmt: skip


def csv_lines(cases: Iterable[PublishedCase], base_url: str) -> Iterator[str]:
    """Yield a table that a spreadsheet opens as text, whatever people wrote."""
    rows = (facts_of(case, base_url) for case in cases)
    yield from csv_table(COLUMNS, ([row[column] for column in COLUMNS] for row in rows))


def json_lines(cases: Iterable[PublishedCase], base_url: str) -> Iterator[str]:
    """Yield one object: its source, and `cases`, a list of objects."""
    yield f'{{"source": {json.dumps(f"{base_url}/archive")}, "cases": ['
    between = "\n"
    for case in cases:
        yield between + json.dumps(facts_of(case, base_url), ensure_ascii=False)
        between = ",\n"
    yield "\n]}\n"


def facts_of(case: PublishedCase, base_url: str) -> dict[str, Any]:
    """Return the columns of a case as plain values."""
    row: dict[str, Any] = {name: getattr(case, name, None) for name in COLUMNS if name != "url"}
    return row | {
        "url": f"{base_url}/archive/{case.reference}",
        "answered_on": case.answered_on.isoformat(),
        "published_at": case.published_at.isoformat(),
        "corrected_at": case.corrected_at.isoformat() if case.corrected_at else None,
    }
