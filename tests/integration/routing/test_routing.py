"""Routing by the tables, and the same by the shipped data."""

import json
from datetime import date

import pytest
from flask import Flask

from feedback_service.agencies import queries as agencies
from feedback_service.agencies import service as agency_service
from feedback_service.entrypoints.cli.routing import routing_group
from feedback_service.foundation.database import transaction
from feedback_service.routing import queries, service
from feedback_service.routing.errors import AgencyUnknown, PlaceUnknown, ProcedureUnknown
from feedback_service.routing.matching import CaseFacts

TODAY = date(2026, 11, 23)
COMMUNE = "12142"


@pytest.mark.parametrize(
    ("facts", "lead"),
    [
        ({"procedure_code": "1.012756"}, "33.snnmt"),
        ({"procedure_code": "1.001193"}, "33.ubnd-12142"),
        ({"field": "Đường bộ"}, "33.sxd"),
        ({"field": "Thi hành án dân sự"}, "33.thads"),
        ({"field": "Chứng khoán"}, "uy-ban-chung-khoan"),
        ({"legal_document": "12/2025/QĐ-UBND", "field": "Đất đai"}, "33.snnmt"),
    ],
)
def test_tables_and_shipped_data_decide_alike(
    province: Flask, facts: dict[str, str], lead: str
) -> None:
    case = CaseFacts(kind="regulation", area_code=COMMUNE, **facts)
    decision = service.route(case, TODAY)
    shipped = service.route_as_shipped(case, TODAY)

    assert decision.lead is not None
    assert shipped.lead is not None
    assert decision.lead.code == shipped.lead.code == lead
    assert decision.lead.agency_id == agencies.get_agency(lead).id
    assert decision.reasons == shipped.reasons


def test_a_matter_of_another_province_is_sent_there(province: Flask) -> None:
    case = CaseFacts(kind="regulation", procedure_code="1.001193", area_code="00004")
    decision = service.route(case, TODAY)

    assert decision.lead is not None
    assert (decision.lead.code, decision.forwards_out) == ("01.ubnd", True)


def test_remit_that_has_ended_no_longer_counts(province: Flask) -> None:
    decision = service.route(CaseFacts(kind="regulation", field="Đường bộ"), date(2025, 6, 30))

    assert decision.lead is None


def test_the_bar_follows_an_agency_that_was_merged(province: Flask) -> None:
    with transaction():
        closed = agency_service.close_agency(
            "33.ubnd-12142", on=date(2026, 6, 30), successor_code="33.ubnd-12247"
        ).id
    barred = queries.barred_agencies(closed)

    assert agencies.get_agency("33.ttpvhcc-12247").id in barred
    assert agencies.get_agency("33.thanh-tra").id not in barred


def test_whoever_took_over_gets_what_was_meant_for_a_closed_agency(province: Flask) -> None:
    with transaction():
        agency_service.close_agency(
            "33.ubnd-12142", on=date(2026, 6, 30), successor_code="33.ubnd-12247"
        )
    decision = service.route(CaseFacts(kind="praise", named_agency_code="33.ubnd-12142"), TODAY)

    assert decision.lead is not None
    assert decision.lead.code == "33.ubnd-12247"


@pytest.mark.parametrize(
    ("facts", "refusal", "shipped"),
    [
        ({"area_code": "99999"}, PlaceUnknown, False),
        ({"area_code": "99999"}, PlaceUnknown, True),
        ({"procedure_code": "9.999999"}, ProcedureUnknown, False),
        ({"procedure_code": "9.999999"}, ProcedureUnknown, True),
        ({"accused_agency_code": "33.khong-co"}, AgencyUnknown, False),
    ],
)
def test_a_code_that_leads_nowhere_is_refused(
    province: Flask, facts: dict[str, str], refusal: type[Exception], *, shipped: bool
) -> None:
    with pytest.raises(refusal):
        service.explain(CaseFacts(kind="conduct", **facts), "", TODAY, shipped=shipped)


def test_the_command_prints_the_published_shape(province: Flask) -> None:
    arguments = ["explain", "--text", "Thủ tục 1.012756 quá chậm", "--json"]
    result = province.test_cli_runner().invoke(routing_group, arguments)
    told = json.loads(result.stdout)

    assert list(told) == ["concerned", "lead", "confidence", "reasons", "candidates", "offramp"]
    assert told["lead"] == {
        "kind": "so_nong_nghiep_moi_truong",
        "code": "33.snnmt",
        "name": "Sở Nông nghiệp và Môi trường",
    }


def test_the_command_tells_people_why(province: Flask) -> None:
    arguments = ["explain", "--kind", "conduct", "--accused", "33.stp"]
    result = province.test_cli_runner().invoke(routing_group, arguments)

    assert "Chủ trì: Thanh tra tỉnh Hưng Yên (33.thanh-tra)" in result.stdout
    assert "không được nhận và xem" in result.stdout
