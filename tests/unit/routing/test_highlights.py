"""A text and what was found in it, side by side: nothing is lost and nothing said twice."""

import pytest

from feedback_service.routing.queries import shipped_ground
from feedback_service.routing.reading import read
from feedback_service.routing.reading.highlights import stretches

TEXTS = [
    "",
    "alo",
    "Đăng ký khai sinh ở phường Ba Đình, Hà Nội quá hạn, thu 50.000đ.",
    "😡 <b>quá hạn</b>\nxã Tân Lập",
]


@pytest.mark.parametrize("text", TEXTS)
def test_the_stretches_make_up_the_whole_text(text: str) -> None:
    assert "".join(each.text for each in stretches(text, read(text, shipped_ground()))) == text


def test_where_two_findings_meet_the_one_that_leads_to_an_agency_is_shown() -> None:
    text = "Đăng ký khai sinh quá hạn."
    shown = [each.finding for each in stretches(text, read(text, shipped_ground())) if each.finding]

    assert [(each.kind, each.text) for each in shown] == [
        ("procedure", "Đăng ký khai sinh"),
        ("category", "quá hạn"),
    ]
