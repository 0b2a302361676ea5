"""Dates reckoned by hand from the announcements, before any program was asked.

Each row of `golden_dates.csv` says how the date comes about. An instant is a receipt at that moment
in UTC; the others are dates of receipt.
"""

import csv
from datetime import date, datetime
from pathlib import Path

import pytest

from feedback_service.deadlines.explain import explain
from feedback_service.deadlines.queries import shipped_calendar
from feedback_service.deadlines.terms import Term, TermUnit, due_on
from feedback_service.foundation.clock import local_date

TABLE = Path(__file__).with_name("golden_dates.csv")
with TABLE.open(encoding="utf-8") as file:
    ROWS = list(csv.DictReader(file))
SHIPPED = shipped_calendar()


def received_on(row: dict[str, str]) -> date:
    text = row["received"]
    return local_date(datetime.fromisoformat(text)) if "T" in text else date.fromisoformat(text)


@pytest.mark.parametrize(
    "row", ROWS, ids=lambda row: f"{row['received']}+{row['days']}-{row['unit']}"
)
def test_a_term_ends_where_people_reckoned(row: dict[str, str]) -> None:
    term = Term(code="golden", days=int(row["days"]), unit=TermUnit(row["unit"]))
    expected = date.fromisoformat(row["due"])
    assert due_on(received_on(row), term, SHIPPED) == expected
    explained = explain(received_on(row), term, SHIPPED)
    assert explained.due_on == expected
    assert sum(day.counted for day in explained.days) == term.days


def test_the_table_meets_every_day_that_is_not_like_its_weekday() -> None:
    """Each row of the calendar of 2025 and 2026 lies in the way of some date."""
    walked = {
        day.date
        for row in ROWS
        for day in explain(
            received_on(row), Term("golden", int(row["days"]), TermUnit(row["unit"])), SHIPPED
        ).days
    }
    special = {day for day in SHIPPED.days if day.year in {2025, 2026}}
    assert len(ROWS) >= 60
    assert special <= walked
