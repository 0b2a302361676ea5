"""How rightly a text alone is routed, on complaints that it never learned from.

They are no training ground: where a figure falls, mend words, examples or code, and judge the
mending on complaints that are new again.
"""

import json
from datetime import date
from functools import cache
from pathlib import Path

from feedback_service.routing.evaluation import Judged, figures, judge, read_example
from feedback_service.routing.text_model import shipped_model
from feedback_service.routing.training import kinds_taught, lessons
from tools.routing_calibration import BINS, in_bins, picture, table, thresholds, tried

TODAY = date(2026, 11, 27)
COMPLAINTS = Path(__file__).parents[2] / "support" / "routing_texts" / "complaints.jsonl"
LEAST_TOP1, LEAST_TOP3, LEAST_PRECISION = 0.77, 0.95, 0.94


@cache
def _rows() -> list[dict[str, object]]:
    return [json.loads(line) for line in COMPLAINTS.read_text(encoding="utf-8").splitlines()]


@cache
def _judged() -> list[Judged]:
    return judge([read_example(row, at) for at, row in enumerate(_rows(), 1)], TODAY)


def test_there_are_complaints_of_every_kind_of_agency_that_nothing_was_learned_from() -> None:
    texts = [str(row["text"]) for row in _rows()]

    assert len(set(texts)) == len(texts) >= 200
    assert {row["agency"] for row in _rows()} == set(kinds_taught())
    assert not set(texts) & {each.text for each in lessons()}
    assert sum(text.isascii() for text in texts) >= len(texts) / 6


def test_a_text_alone_names_the_agency_concerned() -> None:
    measured = figures(_judged())

    assert measured["top1"] >= LEAST_TOP1, measured  # type: ignore[operator]
    assert measured["top3"] >= LEAST_TOP3, measured  # type: ignore[operator]
    assert measured["decided_precision"] >= LEAST_PRECISION, measured  # type: ignore[operator]


def test_the_picture_of_calibration_counts_every_complaint_once() -> None:
    found = tried(shipped_model(), _rows())
    bins = in_bins(found)

    assert len(bins) == BINS
    assert sum(map(len, bins)) == len(_rows())
    assert table(bins).count("\n") == BINS + 1
    assert "0.9" in thresholds(found)
    assert picture(bins).count("<circle") == sum(bool(each) for each in bins)
