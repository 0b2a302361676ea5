"""Who is competent where the catalogue is published unlike the law: zones, regions, one place."""

from dataclasses import replace
from datetime import date

import pytest

from feedback_service.catalogue.procedures import ProcedureRecord, RemitRecord
from feedback_service.routing.matching import CaseFacts, Decision, decide
from feedback_service.routing.queries import shipped_directory

HERE = shipped_directory("33")
CUSTOMS = ProcedureRecord(
    code="1.000001",
    title="Hoàn thuế",
    field="Hải quan",
    level="central",
    agency_as_published="Chi cục Hải quan khu vực",
    ministry="Bộ Tài chính",
    agency_kind="hai_quan",
    field_owner="hai_quan",
)
LOCAL = ProcedureRecord(
    code="2.000002",
    title="Cấp phiếu lý lịch tư pháp",
    field="Lý lịch tư pháp",
    agency_as_published="Sở Tư pháp",
    ministry="UBND thành phố Đà Nẵng",
    agency_kind="so_tu_phap",
    field_owner="so_tu_phap",
)
POLICE = RemitRecord(
    field="Lý lịch tư pháp",
    level=None,
    area_code=None,
    agency_kind="cong_an",
    agency_code="",
    legal_basis="Nghị quyết 190/2025/QH15",
    valid_from=date(2025, 3, 1),
)


def _decide(procedure: ProcedureRecord, *remits: RemitRecord) -> Decision:
    facts = CaseFacts(kind="regulation", field=procedure.field)
    return decide(facts, directory=HERE, procedure=procedure, remits=remits)


@pytest.mark.parametrize(
    ("published", "code"),
    [
        ("Chi cục Hải quan khu vực", "33.hai-quan"),
        ("Cục Hải quan tỉnh, thành phố", "33.hai-quan"),
        ("Cục Hải quan - Bộ Tài chính", "cuc-hai-quan"),
    ],
)
def test_customs_is_the_body_that_the_catalogue_names(published: str, code: str) -> None:
    decision = _decide(replace(CUSTOMS, agency_as_published=published))

    assert decision.concerned is not None
    assert decision.concerned.code == code


@pytest.mark.parametrize(
    ("published", "code"),
    [
        ("Ban quản lý khu công nghiệp, khu kinh tế các tỉnh", "33.bqlkcn"),
        ("Ban quản lý khu công nghiệp, Sở Tài chính các tỉnh", "33.stc"),
        ("Sở Tài chính các tỉnh, thành phố", "33.stc"),
    ],
)
def test_the_board_of_zones_has_what_it_alone_carries_out(published: str, code: str) -> None:
    investment = replace(
        CUSTOMS, level="province", agency_kind="so_tai_chinh", agency_as_published=published
    )
    decision = _decide(investment)

    assert decision.concerned is not None
    assert decision.concerned.code == code


def test_what_one_province_published_against_the_remit_comes_to_a_person() -> None:
    decision = _decide(LOCAL, POLICE)

    assert decision.needs_person
    assert [each.code for each in decision.candidates] == ["33.stp", "33.cong-an"]
    assert any("Công an" in reason for reason in decision.reasons)


def test_what_one_province_published_along_with_the_remit_is_settled() -> None:
    agreeing = replace(POLICE, agency_kind="so_tu_phap")

    assert not _decide(LOCAL, agreeing).needs_person
    assert not _decide(LOCAL).needs_person
