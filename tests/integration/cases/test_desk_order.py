"""What the desk takes up next, and what may go to agencies without being read one by one."""

from typing import Any

import pytest

from feedback_service.accounts.queries import actor_of
from feedback_service.cases import desk
from feedback_service.cases.case_file import latest_decision
from feedback_service.cases.errors import SuggestionChanged
from feedback_service.cases.queries import case_by_id
from feedback_service.cases.workflow import Category, Kind
from feedback_service.foundation.database import transaction
from tests.support.lives import AREA, COMMUNE, DEPARTMENT, OTHER_DEPARTMENT, Life

SURE: dict[str, Any] = {"field": "Đường bộ", "area_code": AREA}


def next_of(life: Life, *skipped: int) -> int | None:
    case = desk.next_in_line(actor_of(life.intake), skipped=skipped)
    return case.id if case else None


def test_the_oldest_received_case_is_next_and_skipped_ones_come_last(life: Life) -> None:
    first, second, third = (life.submit().case_id for _ in range(3))

    assert next_of(life) == first
    assert next_of(life, first) == second
    assert next_of(life, second, first) == third
    life.forward(third)
    assert next_of(life, second, first) == second
    life.forward(second)
    life.decline(first)
    assert next_of(life, second, first) is None


def test_a_case_that_its_officer_must_not_see_is_never_next(life: Life) -> None:
    life.against("33.ubnd")

    assert next_of(life) is None


def test_a_sure_suggestion_is_found_and_an_unsure_one_is_not(life: Life) -> None:
    sure, unsure = life.submit(**SURE).case_id, life.submit().case_id

    found = desk.sure_suggestions([sure, unsure])

    assert {case_id: agency.code for case_id, agency in found.items()} == {sure: DEPARTMENT}


def test_a_case_given_back_or_decided_by_a_person_is_never_sure(life: Life) -> None:
    returned, taken = life.submit(**SURE).case_id, life.submit(**SURE).case_id
    life.forward(returned)
    life.give_back(returned)
    life.forward(taken, OTHER_DEPARTMENT)

    assert desk.sure_suggestions([returned, taken]) == {}


def test_conduct_is_never_sure_even_where_it_lies_at_the_desk(life: Life) -> None:
    case_id, accused = life.submit(**SURE).case_id, life.agency(COMMUNE)
    with transaction():
        case = case_by_id(case_id)
        case.kind, case.category, case.accused_agency_id = Kind.CONDUCT, Category.OTHER, accused

    assert desk.sure_suggestions([case_id]) == {}


def test_a_case_goes_where_the_rules_still_surely_suggest(life: Life) -> None:
    case_id = life.submit(**SURE).case_id
    given = {"account_id": life.intake, "now": life.at}
    with pytest.raises(SuggestionChanged):
        life.do_sealed(
            desk.forward_as_suggested, case_id, agency_id=life.agency(OTHER_DEPARTMENT), **given
        )
    assert life.case(case_id).state == "received"
    life.do_sealed(desk.forward_as_suggested, case_id, agency_id=life.agency(DEPARTMENT), **given)
    decision = latest_decision(case_id)

    assert life.case(case_id).lead_agency_id == life.agency(DEPARTMENT)
    assert decision is not None
    assert decision.account_id is None


def test_a_case_turned_into_one_about_conduct_does_not_go_as_suggested(life: Life) -> None:
    case_id = life.submit(**SURE).case_id
    life.make_conduct(case_id, COMMUNE)

    with pytest.raises(SuggestionChanged):
        life.do_sealed(
            desk.forward_as_suggested,
            case_id,
            agency_id=life.agency(DEPARTMENT),
            account_id=life.intake,
            now=life.at,
        )
