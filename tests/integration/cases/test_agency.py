"""What the lead agency does before it answers."""

import pytest

from feedback_service.accounts.permissions import Role
from feedback_service.accounts.service import disable
from feedback_service.cases import handling, triage
from feedback_service.cases.assignment import holding_agencies
from feedback_service.cases.case_file import open_file
from feedback_service.cases.errors import (
    FocalPointDecides,
    LeadActs,
    OfficerUnknown,
    ReasonMissing,
)
from feedback_service.cases.models import Case
from feedback_service.foundation.database import db, transaction
from tests.support.lives import (
    COMMUNE,
    DEPARTMENT,
    DESK,
    INSPECTORATE,
    OTHER_DEPARTMENT,
    WORDS,
    Life,
)

SHORT = "Ngắn quá."


def seen_text(life: Life, case_id: int, text_id: str | None) -> str:
    return open_file(life.case(case_id), life.vault).text(text_id)


def test_an_agency_may_hand_a_case_to_a_colleague_only(life: Life) -> None:
    case_id = life.submit().case_id
    life.forward(case_id)
    stranger, former = life.account(COMMUNE, Role.OFFICER), life.account(DEPARTMENT, Role.OFFICER)
    with transaction():
        disable(former)

    for officer_id in (stranger, former, 999_999):
        with pytest.raises(OfficerUnknown):
            life.do(
                handling.take_case,
                case_id,
                officer_id=officer_id,
                account_id=life.head,
                now=life.at,
            )
    with pytest.raises(LeadActs):
        life.do(
            handling.take_case,
            case_id,
            officer_id=life.officer,
            account_id=stranger,
            now=life.at,
        )
    assert life.case(case_id).state == "assigned"


def test_after_two_returns_the_focal_point_decides(life: Life) -> None:
    case_id = life.submit().case_id
    for number in (1, 2):
        life.forward(case_id)
        life.give_back(case_id)
        case = life.case(case_id)
        assert (case.state, case.transfers, case.lead_agency_id) == ("received", number, None)
        assert holding_agencies(case_id) == []
    life.forward(case_id)
    with pytest.raises(FocalPointDecides):
        life.give_back(case_id)

    assert life.case(case_id).state == "assigned"
    assert life.messages(case_id).count("agency_returned_case") == 2


def test_a_case_is_given_back_with_a_reason_and_a_proposal(life: Life) -> None:
    case_id = life.submit().case_id
    life.forward(case_id)
    with pytest.raises(ReasonMissing):
        life.give_back(case_id, SHORT)
    life.give_back(case_id)
    event = handling.last_return(case_id)

    assert event is not None
    assert event.facts == {"proposed_agency_id": life.agency(OTHER_DEPARTMENT)}
    assert event.agency_id == life.agency(DEPARTMENT)
    assert seen_text(life, case_id, event.text_id) == WORDS


def test_a_case_against_the_desk_given_back_is_held_with_an_alarm_each_time(life: Life) -> None:
    inspector = life.account(INSPECTORATE, Role.INSPECTOR)
    case_id = life.against(DESK).case_id
    life.give_back(case_id, account_id=inspector)
    assert life.case(case_id).held_at == life.at
    assert life.messages(case_id).count("case_held") == 1

    with transaction():
        case = db.session.get_one(Case, case_id)
        triage.send_on_its_way(life.vault, case, life.at)
    life.give_back(case_id, account_id=inspector)

    assert life.messages(case_id).count("case_held") == 2
