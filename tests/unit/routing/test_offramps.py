"""What belongs behind another door is recognised from prose; feedback is never sent away."""

import json
from functools import cache
from pathlib import Path

import pytest

from feedback_service.routing.offramps import Offramp, OfframpKind, find_offramp

EXAMPLES = Path(__file__).parents[2] / "support" / "routing_examples"
# On what nobody tuned anything on, and on what was read for making rules and lessons.
LEAST_RECALL, LEAST_PRECISION = 0.93, 0.94
LEAST_RECALL_READ, LEAST_PRECISION_READ = 0.94, 0.93
READ = ["offramp", *(f"offramp_{each}" for each in ("second", "third", "fourth", "fifth", "sixth"))]


@cache
def _judged(name: str) -> list[tuple[str, str, Offramp | None]]:
    """Return text, expected kind (empty for feedback) and what was found."""
    lines = (EXAMPLES / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    return [
        (
            row["text"],
            OfframpKind.ADVERT if row.get("spam") else row["redirect"] or "",
            find_offramp(row["text"]),
        )
        for row in rows
    ]


@pytest.mark.parametrize("name", READ)
def test_examples_whose_errors_were_read_are_nearly_all_right(name: str) -> None:
    recall, precision = _recall_and_precision(name)

    assert recall >= LEAST_RECALL_READ
    assert precision >= LEAST_PRECISION_READ


def test_examples_that_nobody_tuned_on_are_mostly_right() -> None:
    recall, precision = _recall_and_precision("offramp_held_out")

    assert recall >= LEAST_RECALL
    assert precision >= LEAST_PRECISION


def _recall_and_precision(name: str) -> tuple[float, float]:
    """Return how many of those that leave were found, by kind, and how many found ones do leave."""
    judged = _judged(name)
    found = [(expected, at) for _text, expected, at in judged if at is not None]
    leaving = [expected for _text, expected, _at in judged if expected]
    right = [expected for expected, at in found if at.kind == expected]
    assert len(judged) >= 80
    return len(right) / len(leaving), len(right) / len(found)


@pytest.mark.parametrize(
    "text",
    [
        "Hồ sơ của tôi quá hạn, không ai trả lời.",
        "Tôi khiếu nại việc phường bắt nộp thêm giấy tờ.",
        "Khiếu nại sở trả kết quả chậm hai tuần so với giấy hẹn.",
        "Bắt bổ sung bản án ly hôn bản gốc, đi lại nhiều lần.",
        "Xin hỏi sao hồ sơ trễ hẹn cả tháng?",
        "Phường thu lệ phí quá quy định, không có biên lai.",
    ],
)
def test_delay_papers_trips_and_fees_are_feedback_by_whatever_name(text: str) -> None:
    assert find_offramp(text) is None


@pytest.mark.parametrize("denial", ["không đòi", "chẳng ai gợi ý", "không hề nhận"])
def test_a_bribe_that_nobody_asked_for_is_none(denial: str) -> None:
    assert find_offramp(f"Cán bộ {denial} phong bì.") is None


@pytest.mark.parametrize(
    "text",
    [
        "Tôi không khiếu nại quyết định nào, chỉ mong hồ sơ của tôi được tìm thấy.",
        "Không ai đòi tiền em nên em chỉ góp ý về cách hướng dẫn.",
    ],
)
def test_what_the_author_says_it_is_not_it_is_not(text: str) -> None:
    assert find_offramp(text) is None


def test_no_money_no_paper_is_a_demand_all_the_same() -> None:
    found = find_offramp("Không có phong bì thì hồ sơ nằm im.")

    assert found is not None
    assert (found.kind, found.door, found.by_law) == (
        OfframpKind.DENUNCIATION,
        "denunciation",
        True,
    )


def test_an_offramp_shows_the_words_that_led_to_it() -> None:
    text = "Chào cơ quan. Thẩm phán hoãn phiên tòa của tôi ba lần."
    found = find_offramp(text)

    assert found is not None
    assert text[found.start : found.end] == "Thẩm phán"
    assert found.why.endswith(".")


@pytest.mark.parametrize("text", ["", "tòa", "??", "😡", "我要投诉", "The court is slow."])
def test_little_or_foreign_text_goes_nowhere(text: str) -> None:
    assert find_offramp(text) is None
