"""How rightly a text alone is routed, on complaints that it never learned from.

Nothing is learned from them. By all but the fourth voice, which came last, how much the parts of
the model count was chosen; where a figure falls, mend words, examples or code, and judge the
mending on complaints that are new again.
"""

import json
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from feedback_service.routing.evaluation import Judged, figures, judge, read_example
from feedback_service.routing.text_model import shipped_model
from feedback_service.routing.training import calibration_texts, kinds_taught, lessons
from tools.routing_calibration import BINS, in_bins, picture, table, thresholds, tried

pytestmark = pytest.mark.slow

TODAY = date(2026, 11, 27)
TEXTS = Path(__file__).parents[2] / "support" / "routing_texts"
OLDER, NEW = ("complaints",), ("plain_voice", "winding_voice")
THIRD, FOURTH = ("third_voice",), ("fourth_voice",)


@cache
def _rows(names: tuple[str, ...]) -> list[dict[str, object]]:
    files = [(TEXTS / f"{name}.jsonl").read_text(encoding="utf-8") for name in names]
    return [json.loads(line) for file in files for line in file.splitlines()]


@cache
def _judged(names: tuple[str, ...]) -> list[Judged]:
    return judge([read_example(row, at) for at, row in enumerate(_rows(names), 1)], TODAY)


@pytest.mark.parametrize(
    ("names", "least"), [(OLDER, 200), (NEW, 240), (THIRD, 200), (FOURTH, 200)]
)
def test_there_are_complaints_of_every_kind_of_agency_that_nothing_was_learned_from(
    names: tuple[str, ...], least: int
) -> None:
    rows = _rows(names)
    texts = [str(row["text"]) for row in rows]

    assert len(set(texts)) == len(texts) >= least
    assert {row["agency"] for row in rows} == set(kinds_taught())
    learned = {each.text for each in lessons()} | {text for text, _ in calibration_texts()}
    assert not set(texts) & learned
    assert sum(text.isascii() for text in texts) >= len(texts) / 7


@pytest.mark.parametrize(
    ("names", "top1", "top3", "precision"),
    [
        (OLDER, 0.85, 0.95, 0.96),
        (NEW, 0.86, 0.95, 0.95),
        (THIRD, 0.90, 0.97, 0.97),
        (FOURTH, 0.91, 0.97, 0.96),
    ],
)
def test_a_text_alone_names_the_agency_concerned(
    names: tuple[str, ...], top1: float, top3: float, precision: float
) -> None:
    measured = figures(_judged(names))

    assert measured["top1"] >= top1, measured  # type: ignore[operator]
    assert measured["top3"] >= top3, measured  # type: ignore[operator]
    assert measured["decided_precision"] >= precision, measured  # type: ignore[operator]


def test_the_picture_of_calibration_counts_every_complaint_once() -> None:
    found = tried(shipped_model(), _rows(NEW))
    bins = in_bins(found)

    assert len(bins) == BINS
    assert sum(map(len, bins)) == len(_rows(NEW))
    assert table(bins).count("\n") == BINS + 1
    assert "0.9" in thresholds(found)
    assert picture(bins).count("<circle") == sum(bool(each) for each in bins)
