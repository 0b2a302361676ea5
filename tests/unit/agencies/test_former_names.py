"""Names of before lead to the office and the commune of today, or to nobody by guess."""

from datetime import date

import pytest

from feedback_service.agencies.directory import NationalBody
from feedback_service.agencies.former_names import (
    areas_named,
    heirs_of,
    offices_behind,
    offices_named,
)
from feedback_service.agencies.kinds import AgencyKind
from feedback_service.agencies.queries import (
    shipped_data,
    shipped_former_offices,
    shipped_names,
)
from feedback_service.catalogue.queries import shipped_remits

TODAY = date(2026, 11, 26)
LABOUR = "Sở Lao động - Thương binh và Xã hội"


@pytest.mark.parametrize(
    ("name", "field", "heirs"),
    [
        ("Sở Tài nguyên và Môi trường", "", ("so_nong_nghiep_moi_truong",)),
        ("so tai nguyen va moi truong tinh hung yen", "", ("so_nong_nghiep_moi_truong",)),
        (LABOUR, "Bảo trợ xã hội", ("so_y_te",)),
        (LABOUR, "Người có công", ("so_noi_vu",)),
        ("Sở Lao động – Thương binh và Xã hội", "trẻ em", ("so_y_te",)),
        ("Bộ Thông tin và Truyền thông", "Báo chí", ("bo-van-hoa-the-thao-va-du-lich",)),
        ("Sở Tài chính", "", ()),
        ("Sở Tài", "", ()),
    ],
)
def test_an_office_that_is_gone_leads_to_whoever_took_it_over(
    name: str, field: str, heirs: tuple[str, ...]
) -> None:
    assert heirs_of(offices_named(name, shipped_former_offices(), TODAY), field) == heirs


def test_an_office_that_was_divided_leads_to_all_until_the_field_is_known() -> None:
    heirs = heirs_of(offices_named(LABOUR, shipped_former_offices(), TODAY))

    assert heirs[0] == "so_noi_vu"
    assert set(heirs) > {"so_y_te", "so_giao_duc_dao_tao"}


def test_an_office_is_itself_until_its_last_day() -> None:
    offices = shipped_former_offices()

    assert offices_named(LABOUR, offices, date(2025, 2, 28)) == []
    assert offices_named(LABOUR, offices, date(2025, 3, 1))
    assert offices_behind("BTNMT", offices, date(2025, 2, 28)) == []


def test_every_heir_exists_and_every_field_is_one_of_remit() -> None:
    bodies: dict[str, NationalBody] = {each.code: each for each in shipped_data().national_bodies}
    fields = {row.field for row in shipped_remits()}
    for office in shipped_former_offices():
        assert office.heir in bodies or office.heir in set(AgencyKind)
        assert set(office.about) <= fields
        assert office.source


@pytest.mark.parametrize(
    ("name", "codes"),
    [
        ("Xã Cửu Cao, huyện Văn Giang, tỉnh Hưng Yên", ("12025",)),
        ("xa cuu cao, huyen van giang", ("12025",)),
        ("Thị trấn Nam Phước, huyện Duy Xuyên, tỉnh Quảng Nam", ("20599",)),
        ("Xã Ân Thi, tỉnh Hưng Yên", ("12142",)),
        ("Xã Cửu Cao, huyện Khoái Châu", ()),
        ("", ()),
    ],
)
def test_a_commune_is_found_by_its_name_of_today_or_before(
    name: str, codes: tuple[str, ...]
) -> None:
    assert areas_named(name, shipped_names()) == codes


def test_a_commune_that_was_divided_or_a_name_that_many_bear_leads_to_several() -> None:
    divided = areas_named("Xã Liên Xuân, thành phố Thủy Nguyên", shipped_names())

    assert set(divided) == {"11503", "11488"}
    assert len(areas_named("xã Tân Tiến", shipped_names())) > 1
