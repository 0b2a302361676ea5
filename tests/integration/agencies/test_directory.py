"""The directory in the database: built, searched, imported, closed."""

from datetime import date

import pytest
from flask import Flask
from sqlalchemy.exc import IntegrityError

from feedback_service.agencies import queries, service
from feedback_service.agencies.errors import (
    AgencyMissing,
    AnotherProvince,
    AreaMissing,
    ProvinceMissing,
    SuccessorRefused,
)
from feedback_service.agencies.models import Installation
from feedback_service.agencies.schemas import as_row
from feedback_service.foundation.database import db, transaction
from tests.conftest import NOW


def test_a_second_build_changes_nothing_not_even_a_mended_address(directory: Flask) -> None:
    with transaction():
        queries.get_agency("33.stp").address = "Số 1 đường Thử"
    with transaction():
        report = service.build_directory("33", NOW)
        assert service.load_former_areas() == 0

    assert (report.added, report.kept) == (0, len(queries.planned_agencies("33")))
    assert queries.get_agency("33.stp").address == "Số 1 đường Thử"


def test_an_installation_serves_one_province(directory: Flask) -> None:
    with pytest.raises(AnotherProvince, match="Hưng Yên"), transaction():
        service.build_directory("01", NOW)
    with pytest.raises(ProvinceMissing, match="99"), transaction():
        service.found_installation("99", NOW)

    assert queries.installation().province_code == "33"


def test_the_database_itself_refuses_a_second_installation(directory: Flask) -> None:
    with pytest.raises(IntegrityError), transaction() as session:
        session.add(
            Installation(id=2, province_code="01", province_name="X", hotline="", created_at=NOW)
        )


def test_everybody_who_answers_here_is_below_the_committee(directory: Flask) -> None:
    below = queries.subtree_ids(queries.get_agency("33.ubnd").id)

    assert len(below) == queries.count_agencies(answers_here=True)
    assert queries.get_agency("33.cong-an").id not in below


def test_the_nearest_superior_comes_first(directory: Flask) -> None:
    above = queries.ancestors(queries.get_agency("33.ttpvhcc-12142").id)

    assert [agency.code for agency in above] == ["33.ubnd-12142", "33.ubnd"]
    assert queries.ancestors(queries.get_agency("33.ubnd").id) == []


def test_offices_are_found_by_what_they_are(directory: Flask) -> None:
    focal, inspectorate = queries.focal_point(), queries.inspectorate()

    assert focal is not None
    assert inspectorate is not None
    assert (focal.code, inspectorate.code) == ("33.vp-ubnd", "33.thanh-tra")
    assert code_of(queries.agency_of_kind("so_tu_phap")) == "33.stp"
    assert code_of(queries.agency_of_kind("ubnd_tinh")) == "33.ubnd"
    assert queries.agency_of_kind("so_dan_toc_ton_giao") is None
    assert queries.agency_of_kind("other") is None
    assert code_of(queries.commune_agency("12142")) == "33.ubnd-12142"


def test_pages_follow_one_another_without_a_gap_or_a_repeat(directory: Flask) -> None:
    codes: list[str] = []
    cursor: str | None = None
    while True:
        page = queries.list_agencies(cursor=cursor, limit=37)
        codes += [agency.code for agency in page.rows]
        cursor = page.next_cursor
        if cursor is None:
            break

    assert codes == [agency.code for agency in queries.all_agencies()]
    assert len(codes) == len(set(codes)) == queries.count_agencies()


def test_names_are_found_without_marks_in_any_order(directory: Flask) -> None:
    found = queries.list_agencies(text="moi truong nong nghiep", level="province")

    assert [agency.code for agency in found.rows] == ["33.snnmt"]
    assert queries.list_agencies(text="100%").rows == []


def test_an_office_that_is_gone_is_found_with_whoever_took_it_over(directory: Flask) -> None:
    found = queries.search_former_offices("so giao thong van tai", date(2026, 11, 26))

    assert [agency.code for agency, _ in found] == ["33.sxd", "33.cong-an"]
    assert found[1][1].about == ("Sát hạch, cấp giấy phép lái xe",)
    assert queries.search_former_offices("xã hội", date(2026, 11, 26)) == []
    assert queries.search_former_offices("sở giao thông vận tải", date(2025, 1, 1)) == []


def test_a_commune_is_found_by_the_name_it_had_before(directory: Flask) -> None:
    match = queries.search_areas("xã Hùng An, Kim Động", province_code="33")[0]

    assert match.former is not None
    assert match.former.former_district == "Huyện Kim Động"
    assert match.area.province_code == "33"


def test_todays_name_comes_before_old_ones(directory: Flask) -> None:
    matches = queries.search_areas("thai binh", province_code="33")

    assert (matches[0].area.name, matches[0].former) == ("Phường Thái Bình", None)
    assert len({match.area.code for match in matches}) == len(matches)


def test_a_commune_knows_which_ones_went_into_it(directory: Flask) -> None:
    area = queries.get_area("12142")

    assert area.name == "Xã Ân Thi"
    assert queries.former_names(area.code)


def test_what_is_not_there_is_said(directory: Flask) -> None:
    with pytest.raises(AgencyMissing, match=r"33\.khong-co"):
        queries.get_agency("33.khong-co")
    with pytest.raises(AreaMissing, match="99999"):
        queries.get_area("99999")


def test_an_export_imports_unchanged(directory: Flask) -> None:
    rows = [(n, as_row(record)) for n, record in enumerate(service.export_agencies(), start=2)]
    with transaction():
        report = service.import_agencies(rows)

    assert (report.added, report.changed, report.unchanged) == (0, 0, len(rows))


def test_an_import_adds_and_changes_by_code(directory: Flask) -> None:
    rows = [
        (2, agency_row("33.cc-moi", parent_code="33.sxd")),
        (3, agency_row("33.stp", name="Sở Tư pháp tỉnh", kind="so_tu_phap")),
    ]
    with transaction():
        report = service.import_agencies(rows)

    assert (report.added, report.changed, report.bad_rows) == (1, 1, [])
    assert queries.agency_by_id(parent_of("33.cc-moi")).code == "33.sxd"
    assert queries.list_agencies(text="so tu phap tinh").rows[0].code == "33.stp"


def test_one_bad_row_stops_the_import_unless_it_is_skipped(directory: Flask) -> None:
    rows = [(2, agency_row("33.tot")), (3, agency_row("33.xau", level="huyen"))]
    with transaction():
        stopped = service.import_agencies(rows)
    assert [bad.line for bad in stopped.bad_rows] == [3]
    assert queries.find_agency("33.tot") is None

    with transaction():
        skipped = service.import_agencies(rows, skip_bad=True)
    assert skipped.added == 1
    assert queries.find_agency("33.tot") is not None


def test_a_code_given_twice_is_refused_with_both_lines(directory: Flask) -> None:
    with transaction():
        report = service.import_agencies([(2, agency_row("33.a")), (3, agency_row("33.a"))])

    assert [(bad.line, "dòng 2" in str(bad.errors)) for bad in report.bad_rows] == [(3, True)]


def test_a_closed_agency_leaves_the_list_and_names_its_successor(directory: Flask) -> None:
    with transaction():
        closed = service.close_agency(
            "33.ubnd-12142", on=date(2026, 6, 30), successor_code="33.ubnd-12247"
        )
        closed_id = closed.id

    assert queries.commune_agency("12142") is None
    assert queries.successors() == {closed_id: queries.get_agency("33.ubnd-12247").id}
    listed_before = queries.list_agencies(text="an thi", on=date(2026, 6, 30)).rows
    assert "33.ubnd-12142" in [agency.code for agency in listed_before]


def test_an_agency_cannot_succeed_itself(directory: Flask) -> None:
    with pytest.raises(SuccessorRefused), transaction():
        service.close_agency("33.stp", on=date(2026, 6, 30), successor_code="33.stp")


def agency_row(code: str, **columns: str) -> dict[str, str]:
    """Return a row of a file."""
    row = {"code": code, "name": f"Cơ quan {code}", "kind": "other", "level": "province"}
    return row | columns


def code_of(agency: object) -> str | None:
    """Return the code of an agency that may be None."""
    return getattr(agency, "code", None)


def parent_of(code: str) -> int:
    """Return the id of the parent of an agency."""
    db.session.expire_all()
    parent_id = queries.get_agency(code).parent_id
    assert parent_id is not None
    return parent_id
