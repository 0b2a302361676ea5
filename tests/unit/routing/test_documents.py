"""Who is competent for a document by its number, also of ministries that are gone."""

from datetime import date

import pytest

from feedback_service.agencies.queries import shipped_former_offices
from feedback_service.routing.documents import options_of_document
from feedback_service.routing.matching import CONFIDENCE_THRESHOLD
from feedback_service.routing.queries import shipped_directory

TODAY = date(2026, 11, 26)


def _codes(number: str, field: str = "", today: date = TODAY) -> tuple[list[str | None], bool]:
    options = options_of_document(
        number,
        field=field,
        remits=(),
        directory=shipped_directory("33"),
        former=shipped_former_offices(),
        today=today,
    )
    sure = bool(options) and options[0].confidence >= CONFIDENCE_THRESHOLD
    return [option.target.code for option in options], sure


@pytest.mark.parametrize(
    ("number", "field", "code"),
    [
        ("10/2024/TT-BTNMT", "", "bo-nong-nghiep-va-moi-truong"),
        ("02/2021/TT-BLĐTBXH", "Bảo trợ xã hội", "bo-y-te"),
        ("02/2021/TT-BLĐTBXH", "Người có công", "bo-noi-vu"),
        ("12/2017/TT-BGTVT", "Vận tải", "bo-xay-dung"),
        ("40/2021/TT-BTC", "", "bo-tai-chinh"),
    ],
)
def test_a_document_leads_to_its_ministry_or_its_heir(number: str, field: str, code: str) -> None:
    assert _codes(number, field) == ([code], True)


def test_of_a_ministry_that_was_divided_a_person_chooses_without_a_field() -> None:
    codes, sure = _codes("02/2021/TT-BLĐTBXH")

    assert not sure
    assert codes[0] == "bo-noi-vu"
    assert "bo-y-te" in codes


def test_a_document_of_several_bodies_comes_to_a_person() -> None:
    assert _codes("02/2014/TTLT-BTC-BTP") == (["bo-tu-phap"], False)


def test_before_its_last_day_a_ministry_has_no_heir() -> None:
    assert _codes("10/2024/TT-BTNMT", today=date(2025, 2, 28)) == ([], False)
