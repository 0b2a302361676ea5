"""The directory planned for each of the 34 provinces."""

from collections import Counter

import pytest

from feedback_service.agencies.directory import AgencyRecord, ReferenceData
from feedback_service.agencies.kinds import AgencyKind
from feedback_service.agencies.queries import planned_agencies, shipped_data, shipped_former_units

DATA: ReferenceData = shipped_data()
PROVINCES = sorted({area.province_code for area in DATA.areas})
UNIFORM_KINDS = (
    "so_noi_vu",
    "so_tu_phap",
    "so_tai_chinh",
    "so_cong_thuong",
    "so_nong_nghiep_moi_truong",
    "so_xay_dung",
    "so_khoa_hoc_cong_nghe",
    "so_van_hoa_the_thao_du_lich",
    "so_giao_duc_dao_tao",
    "so_y_te",
    "thanh_tra_tinh",
    "van_phong_ubnd",
)


def test_the_country_has_34_provinces_and_3321_communes() -> None:
    assert len(PROVINCES) == 34
    assert len(DATA.areas) == 3321


@pytest.mark.parametrize("province", PROVINCES)
def test_every_province_has_one_focal_point_and_one_inspectorate(province: str) -> None:
    records = planned_agencies(province)

    assert [r.kind for r in records if r.is_focal_point] == ["van_phong_ubnd"]
    assert [r.kind for r in records if r.is_inspectorate] == ["thanh_tra_tinh"]


@pytest.mark.parametrize("province", PROVINCES)
def test_every_commune_has_a_committee_and_a_centre_below_it(province: str) -> None:
    records = planned_agencies(province)
    communes = {area.code for area in DATA.areas if area.province_code == province}
    committees = {r.area_code: r.code for r in records if r.kind == AgencyKind.UBND_XA}
    centres = {r.area_code: r.parent_code for r in records if r.kind == AgencyKind.TTPVHCC_XA}

    assert committees.keys() == centres.keys() == communes
    assert centres == committees


@pytest.mark.parametrize("province", PROVINCES)
def test_every_province_has_the_twelve_bodies_of_the_decree_once(province: str) -> None:
    kinds = Counter(r.kind for r in planned_agencies(province) if r.level == "province")

    assert {kind: kinds[kind] for kind in UNIFORM_KINDS} == dict.fromkeys(UNIFORM_KINDS, 1)


@pytest.mark.parametrize("province", PROVINCES)
def test_everybody_who_answers_here_stands_under_the_provincial_committee(province: str) -> None:
    records = {record.code: record for record in planned_agencies(province)}
    tops = {top(record, records) for record in records.values() if record.answers_here}

    assert tops == {f"{province}.ubnd"}


@pytest.mark.parametrize("province", PROVINCES)
def test_codes_and_places_in_the_list_are_unique_and_parents_come_first(province: str) -> None:
    records = planned_agencies(province)
    seen: set[str] = set()
    for record in records:
        assert record.parent_code is None or record.parent_code in seen
        seen.add(record.code)

    assert len(seen) == len({record.sort_key for record in records}) == len(records)


def test_police_tax_and_ministries_do_not_answer_here() -> None:
    outside = {r.code for r in planned_agencies("33") if not r.answers_here}

    assert {"33.cong-an", "33.thue", "33.bhxh", "bo-xay-dung", "01.ubnd"} <= outside


def test_the_provincial_centre_stands_under_the_office_but_in_the_capital_under_the_city() -> None:
    parents = {
        province: next(r.parent_code for r in planned_agencies(province) if r.kind == kind)
        for province in ("01", "33")
        for kind in [AgencyKind.TTPVHCC_TINH]
    }

    assert parents == {"01": "01.ubnd", "33": "33.vp-ubnd"}


def test_no_mail_address_could_be_delivered_to_by_accident() -> None:
    domains = {r.email.split("@")[1] for r in planned_agencies("33") if r.email}

    assert domains == {"hungyen.vi-du.invalid"}


def test_a_commune_is_listed_under_its_own_name_with_its_centre_beside_it() -> None:
    listed = sorted(planned_agencies("33"), key=lambda record: record.sort_key)
    codes = [record.code for record in listed]
    place = codes.index("33.ubnd-12142")

    assert codes[0] == "33.ubnd"
    assert codes[place + 1] == "33.ttpvhcc-12142"


def test_every_commune_of_before_leads_to_one_of_today() -> None:
    today = {area.code for area in DATA.areas}

    assert {unit.area_code for unit in shipped_former_units()} == today


def test_kinds_have_labels() -> None:
    assert all(kind.label for kind in AgencyKind)


def top(record: AgencyRecord, records: dict[str, AgencyRecord]) -> str:
    """Return the code at the root above a record."""
    while record.parent_code:
        record = records[record.parent_code]
    return record.code
