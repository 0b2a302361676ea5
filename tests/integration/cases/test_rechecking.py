"""The bars as they stand today: no case stays in the hands of whoever must not see it."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import select

from feedback_service.accounts.permissions import Role
from feedback_service.accounts.service import move_to_agency
from feedback_service.agencies.models import Agency
from feedback_service.agencies.service import close_agency
from feedback_service.cases import handling
from feedback_service.cases.assignment import barred_units, holding_agencies
from feedback_service.cases.case_file import latest_decision
from feedback_service.cases.errors import HeadsBarred
from feedback_service.cases.history import events_of
from feedback_service.cases.models import Assignment
from feedback_service.cases.periodic import follow_bars
from feedback_service.cases.queries import case_by_id
from feedback_service.cases.workflow import State
from feedback_service.foundation.database import db, transaction
from feedback_service.notifications.models import OutboxMessage
from tests.support.inquiry import Inquiry
from tests.support.lives import (
    COMMUNE,
    DEPARTMENT,
    DESK,
    ELSEWHERE,
    INSPECTORATE,
    OTHER_DEPARTMENT,
    PROVINCE,
    WHOLE_ANSWER,
    Life,
)

LAST_DAY = date(2026, 11, 20)


def recheck(life: Life) -> int:
    """Let the periodic work run, as it does all day."""
    with transaction():
        return follow_bars(now=life.at)


def merge(unit: str, into: str) -> None:
    """End a unit, which another one takes over."""
    with transaction():
        close_agency(unit, on=LAST_DAY, successor_code=into)


def names(case_id: int) -> list[str]:
    """Return the events of a case by name."""
    db.session.rollback()
    return [event.name for event in events_of(case_id)]


def told(message: str) -> list[tuple[str, int, str | None]]:
    """Return whom messages of a name are for."""
    rows = db.session.scalars(select(OutboxMessage).where(OutboxMessage.message == message))
    return [(row.recipient_kind, row.recipient_id, row.recipient_role) for row in rows]


def test_a_lead_that_merged_with_the_accused_loses_the_case_to_an_unbarred_one(life: Life) -> None:
    case_id = life.against(DEPARTMENT).case_id
    life.forward(case_id, OTHER_DEPARTMENT)
    merge(DEPARTMENT, OTHER_DEPARTMENT)

    assert (recheck(life), recheck(life)) == (1, 0)

    case = life.case(case_id)
    assert case.lead_agency_id == life.agency(INSPECTORATE)
    assert [each.agency_id for each in holding_agencies(case_id)] == [life.agency(INSPECTORATE)]
    assert (case.state, case.held_at) == (State.ASSIGNED, None)
    assert names(case_id)[-4:] == ["bars_followed", "lead_barred", "assigned", "lead_moved"]
    assert told("case_assigned")[-1] == ("agency", life.agency(INSPECTORATE), None)
    assert told("lead_moved") == [("role", life.agency(DESK), "intake_officer")]
    decision = latest_decision(case_id)
    assert decision is not None
    assert decision.reasons[-1] == "Giao Thanh tra tỉnh Hưng Yên chủ trì."


def test_when_nobody_unbarred_is_left_the_case_is_held_with_an_alarm_once(life: Life) -> None:
    case_id = life.against(DEPARTMENT).case_id
    merge(DEPARTMENT, INSPECTORATE)
    with transaction():
        db.session.scalars(select(Agency).where(Agency.code == DESK)).one().is_focal_point = False

    assert (recheck(life), recheck(life), recheck(life)) == (1, 0, 0)

    case = life.case(case_id)
    assert (case.held_at, case.lead_agency_id) == (life.at, None)
    assert told("case_held") == [("role", 0, "administrator")]
    assert names(case_id)[-2:] == ["lead_barred", "held"]


def test_an_answer_in_review_of_a_lead_that_became_barred_goes_no_further(life: Life) -> None:
    case_id = life.against(COMMUNE).case_id
    life.forward(case_id)
    life.take(case_id)
    Inquiry(life).skip(case_id, life.head)
    life.draft(case_id, replace(WHOLE_ANSWER, outcome="founded"))
    life.put_before_head(case_id)
    life.approve(case_id)
    merge(COMMUNE, DEPARTMENT)

    recheck(life)

    case = life.case(case_id)
    assert (case.state, case.lead_agency_id) == (State.ASSIGNED, life.agency(INSPECTORATE))
    assert not life.sees(life.officer, case_id)


def test_a_held_case_goes_on_when_somebody_unbarred_works_here(life: Life) -> None:
    case_id = life.against(PROVINCE).case_id
    assert recheck(life) == 0
    with transaction():
        above = db.session.scalars(select(Agency).where(Agency.code == "bo-noi-vu")).one()
        above.answers_here = True
        db.session.scalars(select(Agency).where(Agency.code == PROVINCE)).one().parent_id = above.id
    chief = life.account("bo-noi-vu", Role.HEAD)

    assert (recheck(life), recheck(life)) == (1, 0)

    case = life.case(case_id)
    assert (case.lead_agency_id, case.held_at) == (life.agency("bo-noi-vu"), None)
    assert life.sees(chief, case_id)
    assert not life.sees(life.intake, case_id)


def test_a_held_case_that_an_agency_gave_back_waits_for_a_person(life: Life) -> None:
    inspector = life.account(INSPECTORATE, Role.INSPECTOR)
    case_id = life.against(DESK).case_id
    life.give_back(case_id, account_id=inspector)
    assert life.case(case_id).held_at == life.at

    assert recheck(life) == 0


def test_an_officer_who_moved_to_the_accused_unit_and_back_handles_the_case_no_more(
    life: Life,
) -> None:
    inspector = life.account(INSPECTORATE, Role.INSPECTOR)
    case_id = life.against(DEPARTMENT).case_id
    life.do(handling.take_case, case_id, officer_id=inspector, account_id=inspector, now=life.at)
    assert recheck(life) == 0
    for unit in (DEPARTMENT, INSPECTORATE):
        with transaction():
            move_to_agency(inspector, life.agency(unit), now=life.at)

    assert (recheck(life), recheck(life)) == (1, 0)

    case = life.case(case_id)
    assert (case.officer_id, case.lead_agency_id) == (None, life.agency(INSPECTORATE))
    assert names(case_id)[-1] == "officer_barred"
    assert told("officer_stepped") == [("role", life.agency(INSPECTORATE), "head")]


def test_a_lead_whose_only_head_comes_from_the_accused_unit_loses_the_case(life: Life) -> None:
    case_id = life.against(DEPARTMENT).case_id
    moved = life.account(DEPARTMENT, Role.HEAD)
    with transaction():
        move_to_agency(moved, life.agency(INSPECTORATE), now=life.at)

    assert (recheck(life), recheck(life)) == (1, 0)

    assert life.case(case_id).lead_agency_id == life.agency(DESK)
    with pytest.raises(HeadsBarred):
        life.forward(case_id, INSPECTORATE)
    other = life.account(INSPECTORATE, Role.HEAD)
    life.forward(case_id, INSPECTORATE)
    assert recheck(life) == 0
    assert life.sees(other, case_id)


def test_a_case_about_an_office_outside_is_held_once_when_the_desk_s_head_comes_from_there(
    life: Life,
) -> None:
    case_id = life.against(ELSEWHERE).case_id
    assert life.case(case_id).lead_agency_id == life.agency(DESK)
    moved = life.account(ELSEWHERE, Role.HEAD)
    with transaction():
        move_to_agency(moved, life.agency(DESK), now=life.at)

    assert (recheck(life), recheck(life)) == (1, 0)

    assert (life.case(case_id).lead_agency_id, life.case(case_id).held_at) == (None, life.at)


def test_a_cooperating_agency_that_became_barred_holds_the_case_no_more(life: Life) -> None:
    case_id = life.against(DEPARTMENT).case_id
    with transaction():
        row = Assignment(
            case_id=case_id,
            agency_id=life.agency(OTHER_DEPARTMENT),
            role="cooperating",
            from_at=life.at,
        )
        db.session.add(row)
    merge(DEPARTMENT, OTHER_DEPARTMENT)

    assert (recheck(life), recheck(life)) == (1, 0)

    assert [each.role for each in holding_agencies(case_id)] == ["lead"]
    assert "lead_barred" not in names(case_id)


def test_a_closed_case_gets_the_bars_of_today_and_no_alarm(life: Life) -> None:
    case_id = life.against(DEPARTMENT).case_id
    with transaction():
        case_by_id(case_id).state = State.CLOSED
    merge(DEPARTMENT, INSPECTORATE)

    assert recheck(life) == 1

    assert life.agency(INSPECTORATE) in barred_units(case_id)
    assert (life.case(case_id).held_at, "held" in names(case_id)) == (None, False)


def test_a_case_turned_against_its_own_lead_with_nobody_left_has_no_lead(life: Life) -> None:
    case_id = life.reach_in_progress()
    life.make_conduct(case_id, PROVINCE)

    assert life.case(case_id).lead_agency_id is None
    assert holding_agencies(case_id) == []


def test_an_alarm_about_a_held_case_reaches_the_desk_unless_it_is_barred(life: Life) -> None:
    case_id = life.against(DEPARTMENT).case_id
    merge(DEPARTMENT, INSPECTORATE)
    office = life.agency(DESK)
    with transaction():
        # Nobody answers at the office that receives, so nobody is left; its people still sort.
        db.session.get_one(Agency, office).answers_here = False
    recheck(life)

    assert life.case(case_id).held_at == life.at
    assert sorted(told("case_held")) == [
        ("role", 0, "administrator"),
        ("role", office, "intake_officer"),
    ]
