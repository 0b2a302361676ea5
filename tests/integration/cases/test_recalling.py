"""A forward is taken back while nothing has followed it, and never after."""

from datetime import date, timedelta

import pytest

from feedback_service.accounts.permissions import Role
from feedback_service.cases import authoring
from feedback_service.cases.assignment import holding_agencies
from feedback_service.cases.case_file import latest_decision
from feedback_service.cases.clocks import clocks_of
from feedback_service.cases.errors import (
    AlreadyFollowed,
    ForwardedByAnother,
    RecallTooLate,
    StepNotAllowed,
)
from feedback_service.cases.history import events_of
from feedback_service.cases.models import CaseClock
from feedback_service.cases.periodic import mark_overdue
from feedback_service.cases.recalling import first_since_receipt, may_recall
from feedback_service.foundation.access_log import View
from feedback_service.foundation.database import db, transaction
from tests.support.lives import DEPARTMENT, DESK, OTHER_DEPARTMENT, WORDS, Life


def look(life: Life, case_id: int, account_id: int) -> View:
    return View(at=life.at, account_id=account_id, role="officer", case_id=case_id, page="case")


def forward_clocks(case_id: int) -> list[CaseClock]:
    db.session.rollback()
    return [clock for clock in clocks_of(case_id) if clock.code == "forward"]


def test_a_case_taken_back_waits_at_the_desk_and_its_agency_is_told(life: Life) -> None:
    case_id = life.submit().case_id
    life.forward(case_id)
    life.later(minutes=9)
    life.recall(case_id)

    case = life.case(case_id)
    assert (case.state, case.lead_agency_id, case.transfers) == ("received", None, 0)
    assert holding_agencies(case_id) == []
    assert not life.sees(life.officer, case_id)
    last = events_of(case_id)[-1]
    assert (last.name, last.agency_id) == ("recalled", life.agency(DEPARTMENT))
    assert life.messages(case_id)[-1] == "case_recalled"


def test_the_forward_clock_runs_on_as_if_it_had_never_been_met(life: Life) -> None:
    case_id = life.submit().case_id
    before = [(c.code, c.started_on, c.promised_due_on) for c in clocks_of(case_id)]
    life.later(days=2)
    life.forward(case_id)
    life.recall(case_id)

    clocks = clocks_of(case_id)
    assert [(c.code, c.started_on, c.promised_due_on) for c in clocks] == before
    assert all(c.met_on is None and c.ended_on is None for c in clocks)
    life.later(days=1)
    life.forward(case_id, OTHER_DEPARTMENT)
    assert [c.met_on for c in forward_clocks(case_id)] == [date(2026, 11, 26)]


def test_a_late_case_taken_back_is_not_late_twice(life: Life) -> None:
    case_id = life.submit().case_id
    life.later(days=10)
    with transaction():
        mark_overdue(now=life.at)
    life.forward(case_id)
    life.recall(case_id)
    with transaction():
        mark_overdue(now=life.at)

    assert [e.name for e in events_of(case_id)].count("overdue") == 1
    assert [c.overdue_on is None for c in forward_clocks(case_id)] == [False]


def test_what_was_forwarded_in_time_before_stays_so(life: Life) -> None:
    case_id = life.submit().case_id
    life.forward(case_id)
    life.give_back(case_id)
    life.later(days=3)
    life.forward(case_id, OTHER_DEPARTMENT)
    life.recall(case_id)

    # The agency had the case on the first day: the later forward met nothing.
    assert [c.met_on for c in forward_clocks(case_id)] == [date(2026, 11, 23)]


def test_ten_minutes_are_the_end(life: Life) -> None:
    case_id = life.submit().case_id
    life.forward(case_id)
    life.at += timedelta(minutes=10, seconds=1)
    with pytest.raises(RecallTooLate):
        life.recall(case_id)

    assert life.case(case_id).state == "assigned"


def test_nobody_takes_back_what_another_gave(life: Life) -> None:
    case_id = life.submit().case_id
    life.forward(case_id)
    colleague = life.account(DESK, Role.INTAKE_OFFICER)

    with pytest.raises(ForwardedByAnother):
        life.recall(case_id, account_id=colleague)


def test_a_case_that_its_agency_has_opened_stays_there(life: Life) -> None:
    case_id = life.submit().case_id
    life.later(minutes=-5)
    earlier = look(life, case_id, life.head)
    life.later(minutes=5)
    life.forward(case_id)
    desk, agency = look(life, case_id, life.reviewer), look(life, case_id, life.officer)
    asked = {"account_id": life.intake, "now": life.at}

    # A look before the forward, or of the desk, is not one of the agency at what it was given.
    assert may_recall(life.case(case_id), looks=[earlier, desk], **asked)
    assert not may_recall(life.case(case_id), looks=[earlier, desk, agency], **asked)
    with pytest.raises(AlreadyFollowed):
        life.recall(case_id, agency)


def test_a_case_that_was_taken_stays_there(life: Life) -> None:
    case_id = life.reach_in_progress()

    with pytest.raises(AlreadyFollowed):
        life.recall(case_id)


def test_a_case_to_which_the_author_added_something_stays_there(life: Life) -> None:
    case_id = life.submit().case_id
    life.forward(case_id)
    life.do_sealed(authoring.add_information, case_id, text=WORDS, now=life.at)

    with pytest.raises(AlreadyFollowed):
        life.recall(case_id)


def test_a_question_to_the_author_is_not_taken_back(life: Life) -> None:
    case_id = life.submit().case_id
    life.ask(case_id)

    with pytest.raises((AlreadyFollowed, StepNotAllowed)):
        life.recall(case_id)


def test_a_wrong_correction_taken_back_suggests_nothing(life: Life) -> None:
    case_id = life.submit(field="Đường bộ", area_code="11953").case_id
    first = latest_decision(case_id)
    assert first is not None
    suggested = first.lead_agency_id
    life.forward(case_id, OTHER_DEPARTMENT)
    life.recall(case_id)
    decision = latest_decision(case_id)

    assert decision is not None
    assert (decision.account_id, decision.lead_agency_id) == (None, suggested)
    assert suggested == life.agency(DEPARTMENT)


@pytest.mark.parametrize(
    ("names", "met"),
    [
        (["received", "dates_promised"], True),
        (["received", "assigned", "returned_by_agency"], False),
        (["received", "assigned", "recalled"], True),
        (["received", "assigned", "returned_by_agency", "assigned", "recalled"], False),
        (["received", "assigned", "returned_by_agency", "declined", "appeal_upheld"], True),
    ],
)
def test_only_the_first_forward_that_stands_meets_the_clock(names: list[str], met: bool) -> None:
    assert first_since_receipt(names) is met
