"""A case about the focal point itself is answered and reviewed without it."""

from dataclasses import replace

import pytest

from feedback_service.accounts.permissions import Role
from feedback_service.cases import handling
from feedback_service.responses import service as responses
from feedback_service.responses.conclusions import SkipReason
from feedback_service.responses.errors import AuthorsOwnDraft
from feedback_service.responses.verifying import skip_verification
from tests.support.lives import DESK, INSPECTORATE, WHOLE_ANSWER, WORDS, Life


def test_another_person_of_the_inspectorate_sends_the_answer(life: Life) -> None:
    case_id = life.against(DESK).case_id
    drafter, head, third = (
        life.account(INSPECTORATE, role) for role in (Role.INSPECTOR, Role.HEAD, Role.INSPECTOR)
    )
    founded = replace(WHOLE_ANSWER, outcome="founded")
    at = life.at
    life.do(handling.take_case, case_id, officer_id=drafter, account_id=drafter, now=at)
    life.do_sealed(
        skip_verification,
        case_id,
        reason=SkipReason.EXPLAINED,
        text=WORDS,
        account_id=head,
        now=at,
    )
    life.do_sealed(responses.save_draft, case_id, founded, version=0, account_id=drafter, now=at)
    life.do(responses.submit_to_head, case_id, account_id=drafter, vault=life.vault, now=at)
    life.do(responses.approve, case_id, account_id=head, now=at)
    for one_of_them in (drafter, head):
        with pytest.raises(AuthorsOwnDraft):
            life.do_sealed(responses.send, case_id, account_id=one_of_them, now=at)

    life.do_sealed(responses.send, case_id, account_id=third, now=at)

    assert life.case(case_id).state == "answered"
    assert not life.sees(life.reviewer, case_id)
