"""Where cases go, rule by rule, with the directory of one province."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from feedback_service.catalogue.procedures import ProcedureRecord, RemitRecord
from feedback_service.routing.directory import Directory
from feedback_service.routing.matching import CaseFacts, Decision, decide
from feedback_service.routing.queries import shipped_directory

HERE: Directory = shipped_directory("33")
COMMUNE = "12142"
LAND = ProcedureRecord(
    code="1.012756",
    title="Cấp đổi Giấy chứng nhận",
    field="Đất đai",
    level="province",
    ministry="Bộ Nông nghiệp và Môi trường",
    agency_kind="so_nong_nghiep_moi_truong",
    field_owner="so_nong_nghiep_moi_truong",
)
BIRTH = replace(
    LAND, code="1.001193", field="Hộ tịch", level="commune", agency_kind="ubnd_xa",
    field_owner="so_tu_phap", ministry="Bộ Tư pháp",
)  # fmt: skip


def remit(field: str, level: str | None, kind: str, code: str = "") -> RemitRecord:
    return RemitRecord(
        field=field,
        level=level,
        area_code=None,
        agency_kind=kind,
        agency_code=code,
        legal_basis="",
        valid_from=date(2025, 7, 1),
    )


def route(
    procedure: ProcedureRecord | None = None,
    remits: tuple[RemitRecord, ...] = (),
    directory: Directory = HERE,
    **facts: Any,
) -> Decision:
    case = CaseFacts(**{"kind": "regulation", **facts})
    return decide(case, directory=directory, procedure=procedure, remits=remits)


def lead_of(decision: Decision) -> str | None:
    return decision.lead.code if decision.lead else None


def test_a_provincial_procedure_goes_to_the_department_of_its_kind() -> None:
    decision = route(LAND)

    assert lead_of(decision) == "33.snnmt"
    assert " ".join(decision.reasons) == (
        "Thủ tục 1.012756 thuộc thẩm quyền cấp tỉnh, lĩnh vực Đất đai, "
        "nên chuyển Sở Nông nghiệp và Môi trường."
    )
    assert not decision.needs_person


def test_a_communal_procedure_goes_to_the_committee_of_the_commune() -> None:
    assert lead_of(route(BIRTH, area_code=COMMUNE)) == "33.ubnd-12142"


def test_a_communal_procedure_without_a_place_needs_a_person() -> None:
    decision = route(BIRTH)

    assert decision.lead is not None
    assert (decision.lead.kind, decision.lead.code) == ("ubnd_xa", None)
    assert decision.needs_person


def test_a_central_procedure_is_forwarded_to_its_ministry() -> None:
    decision = route(replace(LAND, level="central"), area_code=COMMUNE)

    assert lead_of(decision) == "bo-nong-nghiep-va-moi-truong"
    assert decision.forwards_out


def test_a_procedure_at_two_levels_offers_both() -> None:
    decision = route(replace(LAND, level="province,commune"), area_code=COMMUNE)

    assert [each.code for each in decision.candidates] == ["33.snnmt", "33.ubnd-12142"]


def test_a_level_that_was_chosen_decides_between_the_levels_of_a_procedure() -> None:
    both = replace(LAND, level="province,commune")

    assert lead_of(route(both, area_code=COMMUNE, level="commune")) == "33.ubnd-12142"


@pytest.mark.parametrize("level", ["province", "commune", "province,commune"])
def test_police_procedures_go_out_to_the_police_at_every_level_below_the_ministry(
    level: str,
) -> None:
    decision = route(replace(LAND, level=level, agency_kind="cong_an"), area_code=COMMUNE)

    assert lead_of(decision) == "33.cong-an"
    assert decision.forwards_out


def test_a_procedure_of_nobody_in_the_province_leaves_the_choice_to_a_person() -> None:
    military = replace(LAND, level="commune", agency_kind="other", ministry="Bộ Quốc phòng")
    decision = route(military, area_code=COMMUNE)

    assert lead_of(decision) == "bo-quoc-phong"
    assert decision.needs_person


def test_a_matter_in_another_province_goes_to_the_committee_of_that_province() -> None:
    decision = route(BIRTH, area_code="00004", area_province_code="01")

    assert lead_of(decision) == "01.ubnd"
    assert decision.forwards_out


def test_the_rule_wins_over_the_agency_the_author_named_which_stays_a_candidate() -> None:
    decision = route(LAND, named_agency_code="33.sxd")

    assert lead_of(decision) == "33.snnmt"
    assert "33.sxd" in [each.code for each in decision.candidates]
    assert any("Sở Xây dựng" in reason for reason in decision.reasons)


def test_the_named_commune_fills_the_place_a_procedure_lacks() -> None:
    assert lead_of(route(BIRTH, named_agency_code="33.ubnd-12142")) == "33.ubnd-12142"


def test_a_named_agency_within_its_remit_gets_the_case() -> None:
    rows = (remit("Đường bộ", "province", "so_xay_dung"),)
    decision = route(remits=rows, field="Đường bộ", named_agency_code="33.sxd")

    assert lead_of(decision) == "33.sxd"
    assert not decision.needs_person


def test_a_named_agency_outside_its_remit_does_not() -> None:
    rows = (remit("Đường bộ", "province", "so_xay_dung"),)
    decision = route(remits=rows, field="Đường bộ", named_agency_code="33.syt")

    assert lead_of(decision) == "33.sxd"
    assert "không thuộc thẩm quyền" in " ".join(decision.reasons)


def test_a_named_agency_without_a_field_is_left_to_a_person() -> None:
    decision = route(named_agency_code="33.sxd")

    assert (lead_of(decision), decision.needs_person) == ("33.sxd", True)


def test_a_field_shared_by_commune_and_province_is_left_to_a_person_with_both() -> None:
    rows = (remit("Đất đai", "province", "so_nong_nghiep_moi_truong"),
            remit("Đất đai", "commune", "ubnd_xa"))  # fmt: skip
    decision = route(remits=rows, field="Đất đai", area_code=COMMUNE)

    assert decision.needs_person
    assert {each.code for each in decision.candidates} == {"33.snnmt", "33.ubnd-12142"}


def test_remit_of_one_commune_comes_before_remit_of_all() -> None:
    own = replace(remit("Chợ", "commune", "other", "33.bqlkcn"), area_code=COMMUNE)
    rows = (remit("Chợ", "commune", "ubnd_xa"), own)

    assert lead_of(route(remits=rows, field="Chợ", area_code=COMMUNE)) == "33.bqlkcn"
    assert lead_of(route(remits=rows, field="Chợ", area_code="12247")) == "33.ubnd-12247"


def test_where_a_department_is_missing_another_answers_in_its_stead() -> None:
    rows = (remit("Dân tộc", "province", "so_dan_toc_ton_giao"),)

    assert lead_of(route(remits=rows, field="Dân tộc")) == "33.snv"
    there = shipped_directory("04")
    assert lead_of(route(remits=rows, field="Dân tộc", directory=there)) == "04.sdttg"


def test_a_document_of_a_ministry_goes_to_that_ministry() -> None:
    assert lead_of(route(legal_document="Thông tư 12/2024/TT-BXD")) == "bo-xay-dung"


def test_a_document_of_the_province_goes_to_the_department_of_the_field() -> None:
    rows = (remit("Đất đai", "province", "so_nong_nghiep_moi_truong"),)
    decision = route(remits=rows, field="Đất đai", legal_document="12/2025/QĐ-UBND")

    assert lead_of(decision) == "33.snnmt"


def test_a_document_of_the_province_without_a_field_is_looked_at_by_the_office() -> None:
    decision = route(legal_document="12/2025/QĐ-UBND")

    assert (lead_of(decision), decision.needs_person) == ("33.vp-ubnd", True)


def test_without_anything_to_go_by_a_person_decides() -> None:
    decision = route()

    assert (decision.concerned, decision.lead, decision.needs_person) == (None, None, True)


def test_praise_goes_to_whom_it_is_for() -> None:
    decision = route(LAND, kind="praise", named_agency_code="33.ttpvhcc-12142")

    assert lead_of(decision) == "33.ttpvhcc-12142"


@pytest.mark.parametrize(
    ("accused", "lead"),
    [
        ("33.snnmt", "33.thanh-tra"),
        ("33.ubnd-12142", "33.thanh-tra"),
        ("33.vp-ubnd", "33.thanh-tra"),
        ("33.ttpvhcc", "33.thanh-tra"),
        ("33.thanh-tra", "33.vp-ubnd"),
    ],
)
def test_conduct_concerns_the_accused_and_is_led_by_another(accused: str, lead: str) -> None:
    decision = route(LAND, kind="conduct", accused_agency_code=accused)

    assert decision.concerned is not None
    assert (decision.concerned.code, lead_of(decision)) == (accused, lead)
    assert accused not in [each.code for each in decision.candidates]


def test_conduct_at_the_top_is_held() -> None:
    decision = route(kind="conduct", accused_agency_code="33.ubnd")

    assert decision.held
    assert decision.lead is None


def test_each_authority_that_conduct_passed_by_is_named_with_the_reason() -> None:
    decision = route(kind="conduct", accused_agency_code="33.ttpvhcc-12142")

    about, near, taken = decision.reasons
    assert "Trung tâm Phục vụ hành chính công" in about
    assert near.startswith("Không giao Ủy ban nhân dân")
    assert "cùng cấp xã" in near
    assert taken == "Giao Thanh tra tỉnh Hưng Yên chủ trì."


def test_conduct_at_the_top_says_of_both_offices_why_they_do_not_lead() -> None:
    decision = route(kind="conduct", accused_agency_code="33.ubnd")

    assert ["trực thuộc đơn vị đó" in said for said in decision.reasons[1:3]] == [True, True]
    assert "báo động" in decision.reasons[-1]


def test_conduct_of_the_police_is_led_by_the_focal_point_and_points_to_the_ministry() -> None:
    decision = route(kind="conduct", accused_agency_code="33.cong-an")

    assert lead_of(decision) == "33.vp-ubnd"
    assert [each.code for each in decision.candidates] == ["bo-cong-an"]


def test_conduct_is_never_routed_by_procedure() -> None:
    decision = route(LAND, kind="conduct", named_agency_code="33.snnmt", field="Đất đai")

    assert (decision.concerned, decision.lead) == (None, None)
    assert decision.needs_person


def test_without_a_province_targets_have_a_kind_but_no_code() -> None:
    decision = route(LAND, directory=shipped_directory(None))

    assert decision.as_json()["lead"] == {
        "kind": "so_nong_nghiep_moi_truong",
        "code": None,
        "name": "Sở Nông nghiệp và Môi trường",
    }
