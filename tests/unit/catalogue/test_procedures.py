"""Procedures and remit as shipped, and which titles fit what somebody typed."""

from datetime import date

import pytest
from marshmallow import ValidationError

from feedback_service.agencies.kinds import AgencyKind
from feedback_service.agencies.queries import planned_agencies
from feedback_service.catalogue.procedures import (
    describe_levels,
    field_key,
    rank_titles,
    telling_words,
    without_doubles,
)
from feedback_service.catalogue.queries import shipped_procedures, shipped_remits
from feedback_service.catalogue.schemas import ProcedureSchema, RemitSchema, as_row

TITLES = {
    "1.1": "dang ky khai sinh",
    "1.2": "dang ky khai sinh co yeu to nuoc ngoai",
    "1.3": "khai thue thu nhap phat sinh",
    "1.4": "cap giay phep xay dung nha o rieng le",
}


def test_the_phrase_that_was_typed_comes_before_scattered_words() -> None:
    assert rank_titles(["khai", "sinh"], TITLES, 3)[:2] == ["1.1", "1.2"]


def test_a_title_without_any_of_the_words_is_not_offered() -> None:
    assert rank_titles(["xay", "dung"], TITLES, 9) == ["1.4"]


def test_a_last_word_still_being_typed_counts() -> None:
    assert rank_titles(["giay", "ph"], TITLES, 1) == ["1.4"]


def test_words_of_courtesy_do_not_choose_a_procedure() -> None:
    assert telling_words("Tôi muốn đăng ký khai sinh cho con") == ["dang", "ky", "khai", "sinh"]
    assert telling_words("toi muon dang ky khai sinh") == ["dang", "ky", "khai", "sinh"]
    assert telling_words("cần căn cước") == ["can", "cuoc"]
    assert telling_words("cho tôi") == ["cho", "toi"]


def test_a_made_code_gives_way_to_the_official_one_of_the_same_title() -> None:
    titles = {"TAM-1": "dang ky khai sinh", "1.1": "dang ky khai sinh", "TAM-2": "khac"}

    assert without_doubles(titles) == {"1.1": "dang ky khai sinh", "TAM-2": "khac"}


def test_every_shipped_procedure_would_pass_an_import_unchanged() -> None:
    schema = ProcedureSchema()
    records = shipped_procedures()

    assert len({record.code for record in records}) == len(records) == 3129
    assert all(schema.load(as_row(record)) == record for record in records)


def test_every_shipped_remit_would_pass_an_import_unchanged() -> None:
    schema = RemitSchema()

    assert all(
        schema.load({**as_row(record)}) == record
        for record in shipped_remits()
        if record.agency_code
    )
    assert all(record.valid_on(date(2026, 11, 22)) for record in shipped_remits())


def test_every_field_of_a_procedure_has_remit() -> None:
    known = {field_key(record.field) for record in shipped_remits()}
    fields = {field_key(record.field) for record in shipped_procedures() if record.field}

    assert fields <= known


def test_every_agency_that_remit_names_exists() -> None:
    codes = {record.code for record in planned_agencies("33")}
    named = {record.agency_code for record in shipped_remits() if record.agency_code}

    assert {f"33{code}" if code.startswith(".") else code for code in named} <= codes


def test_remit_speaks_of_known_kinds_once_a_field_level_and_place() -> None:
    remits = shipped_remits()
    keys = [(field_key(r.field), r.level, r.area_code) for r in remits]

    assert {record.agency_kind for record in remits} <= set(AgencyKind)
    assert len(set(keys)) == len(keys)


def test_levels_are_put_in_order_and_unknown_ones_refused() -> None:
    row = {"code": "1.000001", "title": "Thủ tục thử"}

    assert ProcedureSchema().load({**row, "level": "commune, central"}).level == "central,commune"
    with pytest.raises(ValidationError, match="huyen"):
        ProcedureSchema().load({**row, "level": "huyen"})


def test_levels_are_told_in_words() -> None:
    assert describe_levels("province,commune") == "Cấp tỉnh, Cấp xã"
    assert describe_levels("") == ""
