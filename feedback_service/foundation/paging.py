"""Keyset paging: a page is named by the last row seen, never by a number of rows to skip."""

import base64
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

Row = TypeVar("Row")


@dataclass(frozen=True, kw_only=True)
class Page(Generic[Row]):
    """Some rows in order, and the cursors of the pages around them (None at the ends)."""

    rows: Sequence[Row]
    next_cursor: str | None
    previous_cursor: str | None = None


def write_cursor(*parts: str | int) -> str:
    """Return an opaque, URL-safe cursor."""
    return base64.urlsafe_b64encode(json.dumps(parts).encode()).decode().rstrip("=")


def read_cursor(cursor: str | None, shape: tuple[type, ...]) -> tuple[str | int, ...] | None:
    """Return the parts of a cursor, or None when it is absent or not one of ours."""
    if not cursor or len(cursor) > 400:
        return None
    try:
        parts = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (ValueError, RecursionError):
        return None
    if not isinstance(parts, list) or len(parts) != len(shape):
        return None
    fits = all(
        type(part) is kind and _storable(part) for part, kind in zip(parts, shape, strict=True)
    )
    return tuple(parts) if fits else None


def _storable(part: object) -> bool:
    """Tell whether a database takes it: no NUL, no half of a pair, no number too big."""
    if isinstance(part, int):
        return abs(part) < 2**63
    text = str(part)
    return "\x00" not in text and not any("\ud800" <= char <= "\udfff" for char in text)
