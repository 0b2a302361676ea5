"""Agencies that cooperate: asked by the lead, with a date and an opinion of their own."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from feedback_service.accounts.permissions import Actor, Role
from feedback_service.cases.cooperation import (
    MOST_AT_ONCE,
    ask_to_cooperate,
    awaited_cases,
    cooperations_of,
    end_cooperation,
    give_opinion,
)
from feedback_service.cases.errors import (
    AgencyBarred,
    AgencyElsewhere,
    AlreadyCooperates,
    CaseNotFound,
    LeadActs,
    LeadCooperates,
    NotAsked,
    OpinionInThePast,
    OpinionTooLate,
    TooManyCooperate,
)
from feedback_service.cases.models import Assignment
from feedback_service.cases.queries import visible_case
from feedback_service.foundation.clock import local_date
from feedback_service.foundation.database import db
from feedback_service.foundation.errors import DomainError
from tests.support.lives import DEPARTMENT, ELSEWHERE, INSPECTORATE, OTHER_DEPARTMENT, Life

QUESTION = "Đề nghị cho biết giấy phép của cơ sở còn hiệu lực hay không."
OPINION = "Giấy phép của cơ sở đã hết hiệu lực từ tháng trước, chưa gia hạn."
AGENCIES_HERE = ("33.sct", "33.stc", "33.snnmt", "33.svhttdl", "33.skhcn", "33.stp")


@pytest.fixture
def case_id(life: Life) -> int:
    """A case that the department works on."""
    receipt = life.submit()
    life.forward(receipt.case_id)
    life.take(receipt.case_id)
    return receipt.case_id


@pytest.fixture
def helper(life: Life) -> Actor:
    """An officer of another department."""
    account_id = life.account(OTHER_DEPARTMENT, Role.OFFICER)
    return Actor(
        account_id=account_id,
        agency_id=life.agency(OTHER_DEPARTMENT),
        roles=frozenset({Role.OFFICER}),
    )


def ask(life: Life, case_id: int, to: str = OTHER_DEPARTMENT, *, days: int = 5) -> None:
    life.do_sealed(
        ask_to_cooperate,
        case_id,
        agency_id=life.agency(to),
        question=QUESTION,
        due_on=local_date(life.at) + timedelta(days=days),
        account_id=life.officer,
        now=life.at,
    )


def answer(life: Life, case_id: int, helper: Actor) -> None:
    assert helper.agency_id is not None
    assert helper.account_id is not None
    life.do_sealed(
        give_opinion,
        case_id,
        agency_id=helper.agency_id,
        opinion=OPINION,
        account_id=helper.account_id,
        now=life.at,
    )


def waiting(helper: Actor) -> int:
    return len(awaited_cases(helper.agency_id))


def test_who_is_asked_sees_the_case_until_it_is_needed_no_more(
    life: Life, case_id: int, helper: Actor
) -> None:
    reference = life.case(case_id).reference
    with pytest.raises(CaseNotFound):
        visible_case(helper, reference)
    ask(life, case_id)
    assert visible_case(helper, reference).id == case_id
    assert waiting(helper) == 1

    answer(life, case_id, helper)
    assert waiting(helper) == 0
    assert visible_case(helper, reference).id == case_id

    life.do(
        end_cooperation,
        case_id,
        agency_id=life.agency(OTHER_DEPARTMENT),
        account_id=life.officer,
        now=life.at,
    )
    with pytest.raises(CaseNotFound):
        visible_case(helper, reference)


def test_the_opinion_reaches_the_lead_and_is_kept_sealed(
    life: Life, case_id: int, helper: Actor
) -> None:
    ask(life, case_id)
    answer(life, case_id, helper)

    (line,) = cooperations_of(case_id)
    assert line.given_at is not None
    assert life.vault.read_text(line.question_text_id) == QUESTION
    assert life.vault.read_text(line.opinion_text_id or "") == OPINION
    assert life.messages(case_id)[-2:] == ["cooperation_asked", "opinion_given"]
    assert not line.is_late(date(2030, 1, 1))


def test_an_opinion_is_late_after_its_own_date(life: Life, case_id: int) -> None:
    ask(life, case_id, days=2)
    (line,) = cooperations_of(case_id)

    assert not line.is_late(line.due_on)
    assert line.is_late(line.due_on + timedelta(days=1))


def test_only_the_lead_asks_and_nobody_gives_an_opinion_unasked(
    life: Life, case_id: int, helper: Actor
) -> None:
    with pytest.raises(NotAsked):
        answer(life, case_id, helper)
    ask(life, case_id)
    answer(life, case_id, helper)
    with pytest.raises(NotAsked):
        answer(life, case_id, helper)
    with pytest.raises(LeadActs):
        life.do_sealed(
            ask_to_cooperate,
            case_id,
            agency_id=life.agency(INSPECTORATE),
            question=QUESTION,
            due_on=local_date(life.at),
            account_id=helper.account_id or 0,
            now=life.at,
        )


@pytest.mark.parametrize(
    ("to", "refusal"),
    [
        (DEPARTMENT, LeadCooperates),
        (OTHER_DEPARTMENT, AlreadyCooperates),
        (ELSEWHERE, AgencyElsewhere),
    ],
)
def test_who_cannot_help_is_refused(
    life: Life, case_id: int, to: str, refusal: type[DomainError]
) -> None:
    ask(life, case_id)
    with pytest.raises(refusal):
        ask(life, case_id, to)


@pytest.mark.parametrize(("days", "refusal"), [(-1, OpinionInThePast), (60, OpinionTooLate)])
def test_a_date_in_the_past_or_after_the_answer_is_refused(
    life: Life, case_id: int, days: int, refusal: type[DomainError]
) -> None:
    with pytest.raises(refusal):
        ask(life, case_id, days=days)
    assert cooperations_of(case_id) == []


def test_the_accused_is_never_asked_about_its_own_conduct(life: Life) -> None:
    receipt = life.against(OTHER_DEPARTMENT)
    lead = life.case(receipt.case_id).lead_agency_id
    inspector = life.account(INSPECTORATE, Role.INSPECTOR)
    assert lead == life.agency(INSPECTORATE)
    with pytest.raises(AgencyBarred):
        life.do_sealed(
            ask_to_cooperate,
            receipt.case_id,
            agency_id=life.agency(OTHER_DEPARTMENT),
            question=QUESTION,
            due_on=local_date(life.at),
            account_id=inspector,
            now=life.at,
        )


def test_no_more_are_asked_than_one_answer_can_bring_together(life: Life, case_id: int) -> None:
    for code in AGENCIES_HERE[:MOST_AT_ONCE]:
        ask(life, case_id, code)
    with pytest.raises(TooManyCooperate):
        ask(life, case_id, AGENCIES_HERE[MOST_AT_ONCE])


def test_when_the_case_changes_hands_nobody_helps_any_more(
    life: Life, case_id: int, helper: Actor
) -> None:
    ask(life, case_id)
    life.forward(case_id, INSPECTORATE)

    assert [line.is_open for line in cooperations_of(case_id)] == [False]
    assert waiting(helper) == 0
    held = select(Assignment.agency_id).where(
        Assignment.case_id == case_id, Assignment.until_at.is_(None)
    )
    assert list(db.session.scalars(held)) == [life.agency(INSPECTORATE)]
