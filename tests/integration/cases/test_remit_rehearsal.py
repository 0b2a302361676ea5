"""A change of the remit on past cases: what it moves, by which day, and what it never touches."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from flask import Flask

from feedback_service.cases.rehearsal import Rehearsal, rehearse
from feedback_service.catalogue.queries import load_remits
from feedback_service.catalogue.remits import RemitRow
from feedback_service.foundation.database import db
from feedback_service.identity.service import Vault
from feedback_service.routing import rule_changes
from feedback_service.routing.remit_changes import plan_change
from feedback_service.routing.service import deciding_by
from tests.conftest import NOW
from tests.support.lives import AREA, DEPARTMENT, Life
from tests.support.remits import TODAY, put_remit_in_force, remit, standing
from tests.support.rules import written
from tests.support.terms import own_term

# A field that the province alone is competent for, by a row without its own place.
FIELD = "Đường bộ"
FINANCE = "33.stc"


@pytest.fixture
def life(context: Flask, vault: Vault) -> Life:
    return Life(vault, NOW)


def try_out(life: Life, *edits: RemitRow, **limits: Any) -> Rehearsal:
    plan = plan_change(edits, based_on=load_remits().version)
    before, after = deciding_by(remits=plan.before), deciding_by(remits=plan.after)
    days = plan.turning_days()
    return rehearse(life.vault, before, after, today=TODAY, turning_days=days, **limits)


def given_to_finance(first: date) -> tuple[RemitRow, RemitRow]:
    """Return the edits that give the field to another department from a day on."""
    row = standing(FIELD)
    last = first.replace(day=first.day - 1)
    return (
        RemitRow(row.number, replace(row.record, valid_to=last)),
        RemitRow(None, remit(FIELD, "so_tai_chinh", valid_from=first)),
    )


def test_a_row_given_to_another_agency_moves_the_cases_of_its_field(life: Life) -> None:
    for _ in range(3):
        life.submit(field=FIELD, area_code=AREA)
    life.submit(field="Trẻ em", area_code=AREA)

    found = try_out(life, *given_to_finance(date(2026, 11, 10)))

    assert (found.cases, found.moved) == (4, 3)
    assert dict(found.moves) == {(DEPARTMENT, FINANCE): 3}
    told = found.as_json()
    assert (told["deadlines_shifted"], told["bars_changed"]) == (0, 0)


def test_dates_shift_where_another_agency_has_a_term_of_its_own(life: Life) -> None:
    own_term(5, on=TODAY, agency_code=FINANCE)
    for field in (FIELD, FIELD, "Trẻ em"):
        life.submit(field=field, area_code=AREA)

    found = try_out(life, *given_to_finance(date(2026, 11, 10)))

    assert (found.moved, found.as_json()["deadlines_shifted"]) == (2, 2)


def test_what_holds_only_from_a_later_day_is_tried_on_that_day(life: Life) -> None:
    for _ in range(5):
        life.submit(field=FIELD, area_code=AREA)

    found = try_out(life, *given_to_finance(date(2027, 1, 15)))

    assert found.moved == 5
    assert found.needs_second


def test_a_rule_that_holds_only_from_a_later_day_is_tried_on_that_day(life: Life) -> None:
    life.submit(field=FIELD, area_code=AREA)
    rule = written(f'lĩnh vực = "{FIELD}"', FINANCE, valid_from=date(2027, 1, 1))
    plan = rule_changes.plan_change([rule], based_on=0, today=TODAY)
    before, after = deciding_by(rules=plan.before), deciding_by(rules=plan.after)

    found = rehearse(life.vault, before, after, today=TODAY, turning_days=plan.turning_days())

    assert found.moved == 1


def test_a_corrected_basis_moves_nothing(life: Life) -> None:
    life.submit(field=FIELD, area_code=AREA)
    row = standing(FIELD)

    found = try_out(life, RemitRow(row.number, replace(row.record, legal_basis="Luật mới")))

    assert (found.cases, found.moved) == (1, 0)
    assert found.before == found.after


def test_nobody_learns_of_conduct_by_trying_remit(life: Life) -> None:
    life.against(DEPARTMENT, area_code=AREA)

    assert try_out(life, *given_to_finance(date(2026, 11, 10))).cases == 0


def test_a_case_decided_before_a_change_keeps_its_decision_and_the_version_of_then(
    life: Life,
) -> None:
    def versions() -> list[str]:
        said = "SELECT rule_version FROM routing_decisions ORDER BY id"
        return list(db.session.scalars(db.text(said)))

    life.submit(field=FIELD, area_code=AREA)
    version = put_remit_in_force(*given_to_finance(date(2026, 11, 10)))
    life.submit(field=FIELD, area_code=AREA)

    first, second = versions()
    assert "remit" not in first
    assert second.endswith(f"/remit-{version}")
