"""A term may be for some cases only; the row made most for a case holds, and stays with it."""

from datetime import date, timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from feedback_service.cases import authoring
from feedback_service.cases.clocks import clocks_of
from feedback_service.deadlines import queries, service
from feedback_service.deadlines.errors import TermEndsForAll, TermInvalid
from feedback_service.deadlines.models import TermRow
from feedback_service.deadlines.terms import Term, TermUnit
from feedback_service.foundation.database import db, transaction
from tests.support.lives import AREA, COMMUNE, DEPARTMENT, Life
from tests.support.terms import own_term

TODAY = date(2026, 11, 23)
WORDS = "Nội dung trả lời chưa nói đến hồ sơ của tôi, xin xem lại giúp."


def put(days: int, on: date = TODAY, **scope: str) -> Term:
    return own_term(days, on=on, **scope)


def answer_days(life: Life, case_id: int, number: int = 1) -> int:
    answers = [clock for clock in clocks_of(case_id) if clock.code == "answer"]
    return next(clock.days for clock in answers if clock.round == number)


def test_a_row_for_a_kind_is_for_that_kind_alone(life: Life) -> None:
    put(3, kind="regulation")
    regulation = life.submit().case_id
    conduct = life.against(COMMUNE).case_id
    assert answer_days(life, regulation) == 3
    assert answer_days(life, conduct) == 20
    (clock,) = (each for each in clocks_of(regulation) if each.code == "answer")
    assert clock.source == "Điều 3, Quyết định thử"


def test_the_agencys_own_row_stands_before_that_of_kind_and_category(life: Life) -> None:
    put(3, kind="regulation")
    put(4, kind="regulation", category="unreasonable")
    about_roads = {"category": "unreasonable", "named_agency_id": life.agency(DEPARTMENT)}
    about_roads |= {"field": "Đường bộ", "area_code": AREA}
    case_id = life.submit(**about_roads).case_id
    assert answer_days(life, case_id) == 4
    assert life.case(case_id).concerned_agency_id == life.agency(DEPARTMENT)

    put(7, agency_code=DEPARTMENT)
    assert answer_days(life, life.submit(**about_roads).case_id) == 7
    assert answer_days(life, life.submit(category="unreasonable").case_id) == 4
    assert answer_days(life, case_id) == 4


def test_a_row_that_ended_gives_way_to_the_row_for_all(life: Life) -> None:
    own = put(3, kind="regulation")
    with transaction():
        service.end_term(own, on=TODAY)
    assert answer_days(life, life.submit().case_id) == 3
    life.later(days=1)
    assert answer_days(life, life.submit().case_id) == 20


def test_a_new_round_runs_under_the_row_of_who_leads_then(life: Life) -> None:
    case_id = life.reach_answered()
    put(6, agency_code=DEPARTMENT)
    life.do_sealed(authoring.reopen, case_id, text=WORDS, now=life.at)
    assert answer_days(life, case_id, 2) == 6


def test_two_rows_of_a_scope_never_hold_together(life: Life) -> None:
    put(3, kind="regulation")
    with pytest.raises(TermInvalid, match="23/11/2026"):
        put(4, kind="regulation")
    put(4, TODAY + timedelta(days=9), kind="regulation")
    put(5, kind="conduct")
    rows = [term for term in queries.load_terms("answer") if term.scope.kind == "regulation"]
    assert [(row.days, row.valid_to) for row in rows] == [(3, date(2026, 12, 1)), (4, None)]


def test_the_row_for_all_never_ends_without_another(life: Life) -> None:
    general = queries.find_term("answer", TODAY)
    with pytest.raises(TermEndsForAll), transaction():
        service.end_term(general, on=TODAY)
    ending = Term("answer", 9, TermUnit.WORKING, TODAY, TODAY + timedelta(days=9), "Thử")
    with pytest.raises(TermEndsForAll), transaction():
        service.change_term(ending)


def row_of(term: Term) -> dict[str, object]:
    own = {"code": term.code, "days": term.days, "unit": term.unit, "valid_from": term.valid_from}
    return own | {"kind": term.scope.kind}


def test_the_database_refuses_two_rows_of_a_day(life: Life) -> None:
    term = put(3, kind="regulation")
    db.session.add(TermRow(**row_of(term)))
    with pytest.raises(IntegrityError):
        db.session.flush()
    db.session.rollback()


def test_a_place_of_the_served_province_changes_nothing(life: Life) -> None:
    put(8, province_code="33")
    assert answer_days(life, life.submit(area_code=AREA).case_id) == 8
