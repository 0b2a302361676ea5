"""A unit that was merged is heard through whoever took it over, and nobody is let in by that."""

from datetime import date

import pytest
from sqlalchemy import select

from feedback_service.accounts.permissions import Role
from feedback_service.accounts.service import move_to_agency
from feedback_service.agencies.service import close_agency
from feedback_service.cases.rechecking import lay_what_follows
from feedback_service.foundation.clock import local_date
from feedback_service.foundation.database import db, transaction
from feedback_service.notifications.models import OutboxMessage
from feedback_service.responses.errors import ExtractGone, NobodyReplies
from feedback_service.responses.inquiries import extracts_for, find_extract
from feedback_service.responses.replies import answer_extract
from tests.support.inquiry import REPLY, Inquiry
from tests.support.lives import BELOW_COMMUNE, DEPARTMENT, INSPECTORATE, OTHER_DEPARTMENT, Life

LAST_DAY = date(2026, 11, 22)


@pytest.fixture
def inquiry(life: Life) -> Inquiry:
    return Inquiry(life)


def merge(unit: str, into: str) -> None:
    with transaction():
        close_agency(unit, on=LAST_DAY, successor_code=into)


def test_an_extract_sent_before_a_merger_is_answered_by_the_successor(
    life: Life, inquiry: Inquiry
) -> None:
    case_id = inquiry.opened()
    number = inquiry.released(case_id)
    merge(BELOW_COMMUNE, OTHER_DEPARTMENT)
    with transaction():
        lay_what_follows(now=life.at)
    head = life.account(OTHER_DEPARTMENT, Role.HEAD)
    unit = life.agency(OTHER_DEPARTMENT)

    assert [line.number for line in extracts_for(unit, today=local_date(life.at))] == [number]
    with transaction():
        answer_extract(life.vault, number, REPLY, account_id=head, now=life.at)

    assert inquiry.reply(case_id).stage == "answered"
    assert not life.sees(head, case_id)


def test_a_chain_of_mergers_leads_to_the_last(life: Life, inquiry: Inquiry) -> None:
    number = inquiry.released()
    merge(BELOW_COMMUNE, DEPARTMENT)
    merge(DEPARTMENT, OTHER_DEPARTMENT)

    assert find_extract(life.agency(OTHER_DEPARTMENT), number).number == number


def test_who_was_merged_into_something_does_not_answer_for_it(life: Life, inquiry: Inquiry) -> None:
    merge(OTHER_DEPARTMENT, BELOW_COMMUNE)
    number = inquiry.released()
    merge(BELOW_COMMUNE, INSPECTORATE)

    for other in (OTHER_DEPARTMENT, DEPARTMENT):
        with pytest.raises(ExtractGone):
            find_extract(life.agency(other), number)


def test_an_extract_for_a_unit_that_is_gone_goes_to_its_successor_s_heads(
    life: Life, inquiry: Inquiry
) -> None:
    case_id = inquiry.opened(inquiry.file(DEPARTMENT))
    # Nobody of the department is left there.
    with transaction():
        move_to_agency(life.head, life.agency(OTHER_DEPARTMENT), now=life.at)
    inquiry.write_extract(case_id)
    with pytest.raises(NobodyReplies):
        inquiry.release(case_id)
    merge(DEPARTMENT, OTHER_DEPARTMENT)

    inquiry.release(case_id)

    told = db.session.scalars(select(OutboxMessage).where(OutboxMessage.message == "reply_asked"))
    assert told.one().recipient_id == life.agency(OTHER_DEPARTMENT)
