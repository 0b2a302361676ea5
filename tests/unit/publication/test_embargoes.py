"""When a case may become public, and what its answer must say."""

from datetime import date, timedelta

import pytest

from feedback_service.publication.embargoes import is_allowed, lacking, waits

TODAY = date(2026, 11, 27)


@pytest.mark.parametrize(
    ("days", "allowed"), [(-1, False), (0, False), (1, True), (90, True), (91, False)]
)
def test_a_case_is_kept_back_for_ninety_days_at_most(days: int, allowed: bool) -> None:
    assert is_allowed(TODAY + timedelta(days=days), TODAY) is allowed


def test_a_case_waits_until_its_day_and_not_on_it() -> None:
    assert waits(TODAY + timedelta(days=1), TODAY)
    assert not waits(TODAY, TODAY)
    assert not waits(None, TODAY)


def test_an_answer_says_what_was_found_on_what_ground_and_what_was_done() -> None:
    whole = {"finding": "Đã kiểm tra.", "basis": "Luật Đất đai.", "measures": "Đã sửa xong."}
    assert lacking(whole) == []
    assert lacking({**whole, "basis": "  Không.  "}) == ["basis"]
    assert lacking({"next_steps": "Chờ thêm một tháng."}) == ["finding", "basis", "measures"]
