"""Which act is whose, and when: the table that pages and endpoints read."""

from dataclasses import replace

import pytest

from feedback_service.accounts.permissions import Actor, Role
from feedback_service.cases.workflow import Kind, State
from feedback_service.entrypoints.web.workspace.acts import (
    Act,
    Situation,
    is_possible,
    may_do,
    possible_acts,
)
from feedback_service.responses.stages import Stage

DESK, DEPARTMENT, OTHER = 1, 2, 3
RECEIVED = Situation(
    state=State.RECEIVED, kind=Kind.REGULATION, lead_agency_id=None, focal_point_id=DESK
)
AT_WORK = replace(RECEIVED, state=State.IN_PROGRESS, lead_agency_id=DEPARTMENT)


def person(role: Role, agency_id: int, account_id: int = 10) -> Actor:
    return Actor(account_id=account_id, roles=frozenset({role}), agency_id=agency_id)


INTAKE, REVIEWER = person(Role.INTAKE_OFFICER, DESK), person(Role.REVIEWER, DESK)
OFFICER, HEAD = person(Role.OFFICER, DEPARTMENT), person(Role.HEAD, DEPARTMENT)


def test_the_desk_sorts_what_was_received() -> None:
    assert possible_acts(INTAKE, RECEIVED) == {
        Act.FORWARD,
        Act.ASK,
        Act.DECLINE,
        Act.REDIRECT,
        Act.FORWARD_OUT,
        Act.MAKE_CONDUCT,
    }


def test_an_officer_of_the_lead_works_and_one_of_another_agency_does_not() -> None:
    assert Act.SAVE_ANSWER in possible_acts(OFFICER, AT_WORK)
    assert possible_acts(person(Role.OFFICER, OTHER), AT_WORK) == frozenset()


@pytest.mark.parametrize("role", [Role.CUSTODIAN, Role.ADMINISTRATOR, Role.AUDITOR])
@pytest.mark.parametrize("situation", [RECEIVED, AT_WORK])
def test_who_sees_no_case_does_nothing_with_one(role: Role, situation: Situation) -> None:
    assert possible_acts(person(role, DESK), situation) == frozenset()


@pytest.mark.parametrize("role", Role)
def test_whoever_may_see_cases_may_step_aside_from_one(role: Role) -> None:
    sees = role not in {Role.CUSTODIAN, Role.ADMINISTRATOR, Role.AUDITOR}

    assert may_do(person(role, OTHER), Act.RECUSE, AT_WORK) == sees
    assert Act.RECUSE not in possible_acts(person(role, DESK), AT_WORK)


@pytest.mark.parametrize("act", [Act.ADD_BAR, Act.CORRECT_ACCUSED, Act.ASK_LIFT, Act.DECIDE_LIFT])
def test_only_who_sorts_cases_at_the_focal_point_changes_bars(act: Act) -> None:
    assert may_do(INTAKE, act, AT_WORK)
    for other in (REVIEWER, OFFICER, HEAD, person(Role.INTAKE_OFFICER, DEPARTMENT)):
        assert not may_do(other, act, AT_WORK)


def test_a_desk_role_outside_the_focal_point_is_worth_nothing() -> None:
    in_review = replace(AT_WORK, state=State.ANSWER_IN_REVIEW, stage=Stage.IN_REVIEW)

    assert may_do(REVIEWER, Act.SEND_ANSWER, in_review)
    assert not may_do(person(Role.REVIEWER, DEPARTMENT), Act.SEND_ANSWER, in_review)


def test_whoever_signed_an_answer_does_not_send_it() -> None:
    in_review = replace(
        AT_WORK, state=State.ANSWER_IN_REVIEW, stage=Stage.IN_REVIEW, approved_by_id=10
    )

    assert not may_do(person(Role.REVIEWER, DESK, account_id=10), Act.SEND_ANSWER, in_review)
    assert may_do(person(Role.REVIEWER, DESK, account_id=11), Act.SEND_ANSWER, in_review)


def test_whoever_declined_a_case_does_not_decide_the_appeal() -> None:
    declined = replace(RECEIVED, state=State.DECLINED, appeal_open=True, declined_by_id=10)

    assert not may_do(person(Role.REVIEWER, DESK, account_id=10), Act.DECIDE_APPEAL, declined)
    assert may_do(person(Role.REVIEWER, DESK, account_id=11), Act.DECIDE_APPEAL, declined)


def test_only_the_head_signs_and_only_what_lies_with_them() -> None:
    with_head = replace(AT_WORK, stage=Stage.WITH_HEAD)

    assert Act.APPROVE_ANSWER in possible_acts(HEAD, with_head)
    assert Act.APPROVE_ANSWER not in possible_acts(OFFICER, with_head)
    assert Act.APPROVE_ANSWER not in possible_acts(HEAD, AT_WORK)
    assert Act.SAVE_ANSWER not in possible_acts(OFFICER, with_head)


def test_a_case_is_given_back_twice_at_most() -> None:
    assert is_possible(Act.RETURN_CASE, replace(AT_WORK, transfers=1))
    assert not is_possible(Act.RETURN_CASE, replace(AT_WORK, transfers=2))


def test_a_conduct_case_is_not_made_one_again() -> None:
    assert not is_possible(Act.MAKE_CONDUCT, replace(RECEIVED, kind=Kind.CONDUCT))


@pytest.mark.parametrize(
    "state", [State.CLOSED, State.WITHDRAWN, State.REDIRECTED, State.FORWARDED_OUT]
)
def test_nothing_is_done_with_a_case_that_has_ended(state: State) -> None:
    ended = replace(AT_WORK, state=state)

    for actor in (INTAKE, REVIEWER, OFFICER, HEAD):
        assert possible_acts(actor, ended) == frozenset()


def test_where_the_desk_is_accused_another_person_of_the_lead_reviews() -> None:
    waiting = replace(
        AT_WORK,
        state=State.ANSWER_IN_REVIEW,
        stage=Stage.IN_REVIEW,
        approved_by_id=11,
        drafted_by_id=12,
    )
    barred = replace(waiting, desk_is_barred=True)

    assert may_do(person(Role.OFFICER, DEPARTMENT, 13), Act.SEND_ANSWER, barred)
    assert not may_do(person(Role.HEAD, DEPARTMENT, 11), Act.SEND_ANSWER, barred)
    assert not may_do(person(Role.OFFICER, DEPARTMENT, 12), Act.SEND_ANSWER, barred)
    assert not may_do(person(Role.OFFICER, OTHER, 13), Act.SEND_ANSWER, barred)
    assert not may_do(person(Role.OFFICER, DEPARTMENT, 13), Act.SEND_ANSWER, waiting)
