"""How well the search finds, on a set of texts and queries of our own, on either database."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import text

from feedback_service.foundation.database import db, is_sqlite
from feedback_service.publication import searching
from feedback_service.publication.evaluation import Judged, ThrowAwayArchive, measure
from feedback_service.publication.ranking import make_document
from feedback_service.publication.search_index import open_index
from feedback_service.publication.searching import find

FOLDER = Path(__file__).parents[2] / "support" / "archive_texts"


def _rows(name: str) -> list[dict[str, object]]:
    lines = (FOLDER / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


TEXTS = {str(row["id"]): str(row["text"]) for row in _rows("cases")}


def _judged(name: str) -> list[Judged]:
    return [
        Judged(query=str(row["query"]), relevant=frozenset(map(str, row["relevant"])))  # type: ignore[call-overload]
        for row in _rows(name)
    ]


@pytest.fixture
def search(context: Flask) -> Callable[[str], list[int]]:
    """A search over the set, by the index of the database that is tested."""
    if is_sqlite():
        return ThrowAwayArchive(TEXTS.values()).find
    # Temporary tables stand before the real ones, whose rows belong to cases.
    for name in ("publications_fts", "archive_words"):
        db.session.execute(
            text(f"CREATE TEMP TABLE {name} (LIKE public.{name} INCLUDING ALL) ON COMMIT DROP")
        )
    index = open_index(db.session())
    index.add(*(make_document(at, "", body) for at, body in enumerate(TEXTS.values(), 1)))
    return lambda typed: list(find(index, typed).keys)


@pytest.mark.parametrize("queries", ["queries_open", "queries_held"])
def test_the_first_ten_hold_what_answers_and_the_first_is_mostly_right(
    search: Callable[[str], list[int]], queries: str
) -> None:
    quality = measure(search, list(TEXTS), _judged(queries))
    assert quality.recall_at_10 >= 0.9, quality
    assert quality.mrr >= 0.9, quality


@pytest.mark.parametrize("queries", ["queries_open", "queries_held"])
def test_a_very_large_archive_finds_as_well_among_its_newest_texts(
    search: Callable[[str], list[int]], queries: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Every word is common: the database is asked for no text but by its number.
    monkeypatch.setattr(searching, "NEWEST", len(TEXTS) - 1)
    monkeypatch.setattr(searching, "are_common", lambda *_: True)
    monkeypatch.setattr(searching, "RARE", 0)
    quality = measure(search, list(TEXTS), _judged(queries))
    assert quality.recall_at_10 >= 0.9, quality
    assert quality.mrr >= 0.9, quality


def test_the_set_is_as_large_and_as_untidy_as_it_claims() -> None:
    queries = [row["query"] for name in ("open", "held") for row in _rows(f"queries_{name}")]
    assert len(TEXTS) == len(set(TEXTS.values())) >= 300
    assert len(queries) == len(set(queries)) >= 80
    assert sum(str(query).isascii() for query in queries) >= len(queries) / 2
    named = {
        each
        for name in ("open", "held")
        for one in _judged(f"queries_{name}")
        for each in one.relevant
    }
    assert named <= set(TEXTS)
