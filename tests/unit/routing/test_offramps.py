"""What belongs behind another door is recognised from prose; feedback is never sent away."""

import json
from functools import cache
from pathlib import Path

import pytest

from feedback_service.routing.offramps import Offramp, OfframpKind, find_offramp

EXAMPLES = Path(__file__).parents[2] / "support" / "routing_examples"


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


@pytest.mark.parametrize("name", ["offramp", "offramp_second", "offramp_third", "offramp_fourth"])
def test_the_examples_that_the_rules_were_made_on_are_all_right(name: str) -> None:
    wrong = [
        (text, expected, found)
        for text, expected, found in _judged(name)
        if (found.kind if found else "") != expected
    ]

    assert wrong == []
    assert len(_judged(name)) >= 80


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
