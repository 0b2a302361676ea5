"""Numbers, places and dates as Decree 30/2020 writes them, and a content that keeps its words."""

from datetime import date

import pytest

from feedback_service.letters.content import (
    LetterBody,
    LetterContent,
    Letterhead,
    Part,
    Signature,
    Wording,
    set_letter,
)
from feedback_service.letters.errors import WordingBraces, WordingGapNeeded, WordingUnknownGap
from feedback_service.letters.kinds import (
    LetterKind,
    place_of,
    symbol_of,
    written_day,
    written_number,
)
from feedback_service.letters.qr import tracking_address
from feedback_service.letters.queries import shipped_wording
from feedback_service.letters.wordings import check_wording

HEAD = Letterhead(
    agency="Sở Xây dựng", above="", place="Hưng Yên", number="07/SXD", issued_on=date(2026, 11, 5)
)


def test_a_letter_with_a_name_bears_its_abbreviation_and_a_dispatch_does_not() -> None:
    assert written_number(7, LetterKind.RECEIPT, "VPUBND") == "07/GTN-VPUBND"
    assert written_number(7, LetterKind.FORWARDING, "VPUBND") == "07/PC-VPUBND"
    assert written_number(107, LetterKind.ANSWER, "SXD") == "107/SXD"


@pytest.mark.parametrize(
    ("code", "symbol"),
    [("33.vp-ubnd", "VPUBND"), ("33.sxd", "SXD"), ("33.ubnd-11953", "UBND"), ("33.1", "CQ")],
)
def test_an_agency_is_abbreviated_by_its_code(code: str, symbol: str) -> None:
    assert symbol_of(code) == symbol


@pytest.mark.parametrize(
    ("province", "commune", "place"),
    [
        ("Tỉnh Hưng Yên", "", "Hưng Yên"),
        ("Thành phố Đà Nẵng", "", "Đà Nẵng"),
        ("Tỉnh Hưng Yên", "Phường Phố Hiến", "Phố Hiến"),
        ("Tỉnh Hưng Yên", "Xã Phườngsơn", "Phườngsơn"),
    ],
)
def test_the_place_stands_without_what_kind_of_place_it_is(
    province: str, commune: str, place: str
) -> None:
    assert place_of(province, commune) == place


def test_small_days_and_the_first_two_months_have_a_nought() -> None:
    assert written_day(date(2026, 2, 5)) == "ngày 05 tháng 02 năm 2026"
    assert written_day(date(2026, 3, 15)) == "ngày 15 tháng 3 năm 2026"


@pytest.mark.parametrize("kind", LetterKind)
def test_every_shipped_text_passes_the_check_of_changed_ones(kind: LetterKind) -> None:
    check_wording(kind, shipped_wording(kind))


@pytest.mark.parametrize(
    ("opening", "error"),
    [
        ("Về {mã hồ sơ} và {hạn bổ sung}", WordingUnknownGap),
        ("Không nói về hồ sơ nào", WordingGapNeeded),
        ("Về {mã hồ sơ} và {thiếu", WordingBraces),
    ],
)
def test_a_text_the_case_cannot_fill_is_refused(opening: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        check_wording(LetterKind.ANSWER, Wording(subject="x", opening=opening, closing="y"))


def test_a_content_comes_back_as_it_was_written() -> None:
    body = LetterBody(
        kind=LetterKind.ANSWER,
        reference="PAKN.2026.7K2M9Q4T",
        gaps={"ngày nhận": ""},
        facts=(("Mã", "x"),),
        parts=(Part(title="a", text="b"), Part(title="c", text="  ")),
    )
    letter = set_letter(body, shipped_wording(body.kind), HEAD, Signature(title="Giám đốc"))

    assert LetterContent.from_json(letter.to_json()) == letter
    assert [part.title for part in letter.parts] == ["a"]
    assert "tiếp nhận ngày chưa xác định" in letter.opening


def test_the_address_of_the_code_names_no_case() -> None:
    assert tracking_address("https://pakn.vi-du.vn/") == "https://pakn.vi-du.vn/track"
