"""What wants mending in the catalogue and the remit is found, and tells of no single complaint."""

from datetime import date
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import text

from feedback_service.cases.health import CatalogueHealth, catalogue_health
from feedback_service.cases.workflow import Door
from feedback_service.catalogue.service import import_procedures
from feedback_service.foundation.database import db, transaction
from feedback_service.identity.service import Vault
from tests.conftest import NOW
from tests.support.lives import DEPARTMENT, Life
from tests.support.remits import TODAY, put_remit_in_force, remit, standing

CODE = "9.000001"
BALLOON = {
    "code": CODE,
    "title": "Cấp phép bay khinh khí cầu Zeppelin",
    "field": "Đường bộ",
    "level": "province",
    "agency_kind": "so_xay_dung",
}


@pytest.fixture
def life(context: Flask, vault: Vault) -> Life:
    return Life(vault, NOW)


def publish(on: date = TODAY, **changes: Any) -> None:
    with transaction():
        import_procedures([(2, BALLOON | changes)], today=on)


def look() -> CatalogueHealth:
    return catalogue_health(TODAY)


@pytest.mark.usefixtures("life")
def test_procedures_of_one_title_and_level_are_doubles_whatever_their_marks() -> None:
    before = look()
    publish()
    publish(code="9.000002", title="CẤP PHÉP BAY KHINH KHÍ CẦU ZEPPELIN")
    publish(code="9.000003", level="commune")
    publish(code="9.000004", status="repealed")

    found = [each for each in look().doubles if CODE in each.codes]
    assert [each.codes for each in found] == [(CODE, "9.000002")]
    assert look().found == before.found + 1


def test_a_repealed_procedure_counts_the_cases_that_came_since_and_no_complaint(
    life: Life,
) -> None:
    publish(on=date(2026, 11, 1))
    for _ in range(3):
        life.submit(procedure_code=CODE)
    turned, sealed = life.submit(procedure_code=CODE), life.submit(procedure_code=CODE)
    life.make_conduct(turned.case_id)
    life.redirect(sealed.case_id, Door.DENUNCIATION)
    assert look().ceased == []

    publish(on=date(2026, 11, 10), status="repealed")
    assert [(each.code, number) for each, number in look().ceased] == [(CODE, 3)]
    publish(on=date(2026, 11, 11), status="repealed", valid_to="2026-11-30")
    assert look().ceased == []


def test_a_procedure_is_told_while_no_row_of_its_field_holds(life: Life) -> None:
    publish()
    assert CODE not in [each.code for each in look().without_remit]
    for level in ("province", "central"):
        row = standing("Đường bộ", level)
        last = {"valid_to": date(2026, 11, 22)}
        kind, code = row.record.agency_kind, row.record.agency_code
        ended = remit("Đường bộ", kind, level=level, agency_code=code, **last)
        put_remit_in_force(type(row)(row.number, ended))

    assert CODE in [each.code for each in look().without_remit]


def test_a_row_of_remit_is_told_once_its_agency_has_ended(life: Life) -> None:
    assert look().remits == []
    with transaction():
        db.session.execute(
            text(f"UPDATE agencies SET valid_to = '2026-11-01' WHERE code = '{DEPARTMENT}'")
        )

    assert standing("Đường bộ").number in [each.number for each in look().remits]
