"""Whoever knows the people in a case steps aside, and from then on is a stranger to it."""

import pytest
from sqlalchemy import select

from feedback_service.accounts.permissions import Role
from feedback_service.cases import handling, recusal
from feedback_service.cases.errors import OfficerUnknown
from feedback_service.cases.history import events_of
from feedback_service.foundation.database import db
from feedback_service.notifications.models import OutboxMessage
from tests.support.lives import DEPARTMENT, DESK, INSPECTORATE, Life


def step_aside(life: Life, case_id: int, who: int) -> None:
    """Let somebody recuse themself."""
    life.do(recusal.recuse, case_id, account_id=who, now=life.at)


def told(message: str) -> list[tuple[str, int, str | None]]:
    """Return whom messages of a name are for."""
    rows = db.session.scalars(select(OutboxMessage).where(OutboxMessage.message == message))
    return [(row.recipient_kind, row.recipient_id, row.recipient_role) for row in rows]


def test_an_officer_who_steps_aside_is_let_go_and_sees_what_a_stranger_sees(life: Life) -> None:
    colleague = life.account(DEPARTMENT, Role.OFFICER)
    case_id = life.reach_in_progress()

    step_aside(life, case_id, life.officer)

    assert not life.sees(life.officer, case_id)
    assert life.sees(colleague, case_id)
    assert life.sees(life.head, case_id)
    case = life.case(case_id)
    assert (case.officer_id, case.state, case.held_at) == (None, "in_progress", None)
    event = events_of(case_id)[-1]
    assert (event.name, event.account_id, event.text_id, event.facts) == (
        "recused",
        life.officer,
        None,
        {},
    )
    assert told("officer_stepped") == [("role", life.agency(DEPARTMENT), "head")]
    assert told("nobody_handles") == []


def test_who_stepped_aside_cannot_be_given_the_case_again(life: Life) -> None:
    case_id = life.reach_in_progress()
    step_aside(life, case_id, life.officer)

    with pytest.raises(OfficerUnknown):
        life.do(
            handling.take_case,
            case_id,
            officer_id=life.officer,
            account_id=life.head,
            now=life.at,
        )


def test_the_only_head_who_steps_aside_leaves_nobody_to_sign_so_the_desk_is_alarmed(
    life: Life,
) -> None:
    case_id = life.reach_in_progress()

    step_aside(life, case_id, life.head)

    assert life.case(case_id).held_at == life.at
    assert sorted(told("nobody_handles")) == [
        ("role", 0, "administrator"),
        ("role", life.agency(DESK), "intake_officer"),
    ]


def test_one_of_two_heads_who_steps_aside_is_no_alarm(life: Life) -> None:
    life.account(DEPARTMENT, Role.HEAD)
    case_id = life.reach_in_progress()

    step_aside(life, case_id, life.head)

    assert life.case(case_id).held_at is None


def test_whoever_takes_the_case_afterwards_ends_the_alarm(life: Life) -> None:
    case_id = life.reach_in_progress()
    for who in (life.officer, life.head):
        step_aside(life, case_id, who)
    assert life.case(case_id).held_at == life.at

    other = life.account(DEPARTMENT, Role.OFFICER)
    life.do(handling.take_case, case_id, officer_id=other, account_id=other, now=life.at)

    assert (life.case(case_id).officer_id, life.case(case_id).held_at) == (other, None)


def test_the_only_person_at_the_desk_who_steps_aside_raises_the_alarm(life: Life) -> None:
    case_id = life.submit().case_id

    step_aside(life, case_id, life.intake)

    assert life.case(case_id).held_at == life.at
    assert ("role", 0, "administrator") in told("nobody_handles")


def test_a_desk_with_another_officer_is_told_and_goes_on(life: Life) -> None:
    life.account(DESK, Role.INTAKE_OFFICER)
    case_id = life.submit().case_id

    step_aside(life, case_id, life.intake)

    assert life.case(case_id).held_at is None
    assert told("officer_stepped") == [("role", life.agency(DESK), "intake_officer")]
    assert life.sees(life.reviewer, case_id)


def test_where_an_agency_has_no_head_the_desk_is_told(life: Life) -> None:
    one, _other = (life.account(INSPECTORATE, Role.INSPECTOR) for _ in range(2))
    case_id = life.against(DEPARTMENT).case_id

    step_aside(life, case_id, one)

    assert life.case(case_id).held_at is None
    assert told("officer_stepped") == [("role", life.agency(DESK), "intake_officer")]


def test_stepping_aside_from_a_closed_matter_alarms_nobody(life: Life) -> None:
    case_id = life.reach_answered()

    step_aside(life, case_id, life.head)

    assert not life.sees(life.head, case_id)
    assert (life.case(case_id).held_at, told("officer_stepped")) == (None, [])
