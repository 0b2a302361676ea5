"""A life of a case told again: on other days, in another commune, under other numbers.

A life is what one case left in the tables, as the services wrote it. Here it is plain rows; what
of a row changes from copy to copy is sorted out once, when the life is read.
"""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any

Row = dict[str, Any]
# How each kind of value changes from the life to a copy.
Ways = Mapping[str, Callable[[Any], Any]]
_PEOPLE = ("officer_id", "verifier_id")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")


@dataclass(frozen=True)
class Pattern:
    """A row of a life: what stays, and what each copy has of its own, by column and kind."""

    stays: Row
    moves: list[tuple[str, str, Any]]

    def copy(self, ways: Ways) -> Row:
        """Return the row with every moving value led through the way of its kind."""
        row = self.stays.copy()
        for column, kind, value in self.moves:
            row[column] = ways[kind](value)
        return row


@dataclass(frozen=True, kw_only=True)
class Life:
    """One case and all that followed, ready to be told again.

    `texts` are opened: id, purpose, words. `rows` are patterns by table.
    """

    received_at: datetime
    received_on: date
    last_at: datetime
    ended: bool
    commune: str | None
    mailed: bool
    texts: list[tuple[str, str, str]]
    case: Pattern
    rows: dict[str, list[Pattern]]

    @property
    def span(self) -> timedelta:
        """How long it took: a copy cannot be younger."""
        return self.last_at - self.received_at

    @property
    def is_prepared(self) -> bool:
        """Tell whether it is in the archive, or on the way there."""
        return "publications" in self.rows

    @cached_property
    def answer_ids(self) -> list[int]:
        """The numbers of its answers, one a round."""
        return [
            value
            for pattern in self.rows.get("answers", ())
            for column, _kind, value in pattern.moves
            if column == "id"
        ]


@dataclass(frozen=True, kw_only=True)
class Twin:
    """Another commune for a life: its agencies and people in place of the life's own, by id."""

    area_code: str
    area_name: str
    agencies: Mapping[int, int] = field(default_factory=dict)
    accounts: Mapping[int, int] = field(default_factory=dict)
    # The names of those agencies, by the names that the life's reasons contain.
    names: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Plan:
    """A life, how much later it is told, and where."""

    life: Life
    later: timedelta
    jitter: timedelta
    twin: Twin | None


def ways_of(
    plan: Plan,
    *,
    case_id: int,
    reference: str,
    texts: Mapping[str, str],
    answers: Mapping[int, int],
    publication_id: int,
) -> Ways:
    """Return how each kind of value changes for one copy; the numbers are its own."""
    later, shift, twin = plan.later, plan.later + plan.jitter, plan.twin
    agencies: Mapping[int, int] = twin.agencies if twin else {}
    accounts: Mapping[int, int] = twin.accounts if twin else {}
    return {
        "day": lambda value: value + later,
        "year": lambda _value: f"{plan.life.received_on + later:%Y}",
        "instant": lambda value: value + shift,
        "agency": lambda value: agencies.get(value, value),
        "account": lambda value: accounts.get(value, value),
        "area": lambda value: twin.area_code if twin else value,
        "facts": lambda value: _facts(value, later, agencies, accounts),
        "told": lambda value: _told(value, twin),
        "text": texts.__getitem__,
        "case": lambda _value: case_id,
        "reference": lambda _value: reference,
        "answer": answers.__getitem__,
        "publication": lambda _value: publication_id,
    }


def _facts(
    value: Row, later: timedelta, agencies: Mapping[int, int], accounts: Mapping[int, int]
) -> Row:
    """Return the facts of an event or a message, whose names say what they are."""

    def fact(name: str, content: Any) -> Any:
        if isinstance(content, str) and _DAY.fullmatch(content):
            return (date.fromisoformat(content) + later).isoformat()
        if name.endswith("agency_id"):
            return agencies.get(content, content)
        return accounts.get(content, content) if name in _PEOPLE else content

    return {name: fact(name, content) for name, content in value.items()}


def _told(value: Any, twin: Twin | None) -> Any:
    """Return the reasons or candidates of a decision with the names of other agencies."""
    if twin is None:
        return value
    words = json.dumps(value, ensure_ascii=False)
    for name, other in twin.names.items():
        words = words.replace(name, other)
    found = json.loads(words)
    for item in found:
        if isinstance(item, dict):
            item["id"] = twin.agencies.get(item["id"], item["id"])
    return found
