"""The right of reply: written by one person, released by another, answered once; no bar lifted."""

from collections.abc import Callable

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from feedback_service.accounts.permissions import Role
from feedback_service.cases import authoring
from feedback_service.cases.errors import LeadActs
from feedback_service.cases.history import events_of
from feedback_service.foundation.clock import local_date
from feedback_service.foundation.database import db, transaction
from feedback_service.foundation.errors import NotAllowed
from feedback_service.notifications.models import OutboxMessage
from feedback_service.responses import verifying
from feedback_service.responses.errors import (
    ExtractChanged,
    ExtractGone,
    ExtractReleased,
    NobodyReplies,
    OwnVerification,
    PlanMissing,
    ProgressWrong,
    ReplyAwaited,
    ReplyClosed,
    VerifierActs,
    WarningsUnread,
)
from feedback_service.responses.inquiries import (
    extracts_for,
    find_extract,
    open_verification_view,
    view_extract,
)
from feedback_service.responses.models import RightOfReply
from feedback_service.responses.replies import answer_extract
from tests.support.inquiry import EXTRACT, REPLY, Inquiry
from tests.support.lives import BELOW_COMMUNE, COMMUNE, INSPECTORATE, OTHER_DEPARTMENT, Life


@pytest.fixture
def inquiry(life: Life) -> Inquiry:
    """The inspectorate, and a unit that is complained about."""
    return Inquiry(life)


def answer(inquiry: Inquiry, number: str, by: int | None = None) -> None:
    life = inquiry.life
    with transaction():
        answer_extract(
            life.vault, number, REPLY, account_id=by or inquiry.accused_head, now=life.at
        )


def test_the_unit_reads_the_extract_answers_and_the_verifier_reads_the_answer(
    life: Life, inquiry: Inquiry
) -> None:
    case_id = inquiry.opened()
    number = inquiry.released(case_id)
    unit = life.agency(BELOW_COMMUNE)
    shown = view_extract(
        find_extract(unit, number), life.vault, today=local_date(life.at), month="11/2026"
    )
    assert (shown.extract, shown.is_open) == (EXTRACT, True)
    answer(inquiry, number)
    view = open_verification_view(life.case(case_id), life.vault)

    assert view is not None
    assert view.reply is not None
    assert (view.reply.happened, view.reply.rule, view.reply.done) == (
        REPLY.happened,
        REPLY.rule,
        REPLY.done,
    )
    names = [event.name for event in events_of(case_id)]
    assert names[-3:] == ["extract_written", "extract_released", "accused_replied"]
    assert all(event.text_id is None for event in events_of(case_id)[-3:])


def test_only_the_heads_of_the_unit_are_told_and_of_no_case(life: Life, inquiry: Inquiry) -> None:
    case_id = inquiry.opened()
    number = inquiry.released(case_id)
    row = db.session.scalars(
        select(OutboxMessage).where(OutboxMessage.message == "reply_asked")
    ).one()

    told = (row.recipient_kind, row.recipient_id, row.recipient_role)
    assert told == ("role", life.agency(BELOW_COMMUNE), "head")
    assert number not in row.payload
    assert life.case(case_id).reference not in row.payload + row.dedupe_key


def test_an_extract_lifts_no_bar(life: Life, inquiry: Inquiry) -> None:
    case_id = inquiry.opened()
    number = inquiry.released(case_id)
    answer(inquiry, number)

    assert not life.sees(inquiry.accused_head, case_id)


def test_what_is_not_released_does_not_exist_for_the_unit(life: Life, inquiry: Inquiry) -> None:
    case_id = inquiry.opened()
    inquiry.write_extract(case_id)
    unit = life.agency(BELOW_COMMUNE)
    with pytest.raises(ExtractGone):
        find_extract(unit, inquiry.reply(case_id).number)

    assert extracts_for(unit, today=local_date(life.at)) == []


def test_an_extract_does_not_exist_for_anybody_else(life: Life, inquiry: Inquiry) -> None:
    number = inquiry.released()
    for agency in (COMMUNE, OTHER_DEPARTMENT):
        with pytest.raises(ExtractGone):
            find_extract(life.agency(agency), number)
        with pytest.raises(ExtractGone):
            answer(inquiry, number, life.account(agency, Role.HEAD))
    with pytest.raises(ExtractGone):
        find_extract(None, number)


def test_its_number_says_nothing_of_the_case(life: Life, inquiry: Inquiry) -> None:
    case_id = inquiry.opened()
    number = inquiry.released(case_id)
    reference = life.case(case_id).reference

    assert len(number) == 20
    assert reference[-8:] not in number
    assert str(case_id) not in number


def test_only_the_verifier_writes_and_only_another_person_releases(
    life: Life, inquiry: Inquiry
) -> None:
    case_id = inquiry.opened()
    with pytest.raises(VerifierActs):
        inquiry.write_extract(case_id, by=inquiry.head)
    inquiry.write_extract(case_id)
    with pytest.raises(OwnVerification):
        inquiry.release(case_id, account_id=inquiry.verifier)
    with pytest.raises(LeadActs):
        inquiry.release(case_id, account_id=life.reviewer)

    assert inquiry.reply(case_id).stage == "written"


def test_the_database_itself_refuses_one_person_for_both(inquiry: Inquiry) -> None:
    inquiry.released()
    with pytest.raises(IntegrityError, match="two_persons"), transaction():
        db.session.execute(update(RightOfReply).values(released_by_id=RightOfReply.written_by_id))


def test_who_wrote_and_then_handed_the_verification_on_does_not_release(
    life: Life, inquiry: Inquiry
) -> None:
    second_head = life.account(INSPECTORATE, Role.HEAD)
    case_id = inquiry.opened(verifier_id=second_head)
    inquiry.write_extract(case_id, by=second_head)
    life.do(
        verifying.name_verifier,
        case_id,
        verifier_id=inquiry.verifier,
        account_id=inquiry.head,
        now=life.at,
    )
    with pytest.raises(OwnVerification):
        inquiry.release(case_id, account_id=second_head)


def test_an_extract_that_was_rewritten_is_read_again_before_it_goes(inquiry: Inquiry) -> None:
    case_id = inquiry.opened()
    inquiry.write_extract(case_id)
    read = inquiry.reply(case_id).version
    inquiry.write_extract(case_id, "Một bản trích khác hẳn bản trước.")
    with pytest.raises(ExtractChanged):
        inquiry.release(case_id, version=read)


def test_somebody_answers_for_what_the_machine_would_hide(inquiry: Inquiry) -> None:
    case_id = inquiry.opened()
    inquiry.write_extract(case_id)
    with pytest.raises(WarningsUnread):
        inquiry.release(case_id, warned=True)
    inquiry.release(case_id, warned=True, acknowledged=True)

    assert inquiry.reply(case_id).stage == "released"


def test_an_extract_says_something(inquiry: Inquiry) -> None:
    case_id = inquiry.opened()
    with pytest.raises(PlanMissing):
        inquiry.write_extract(case_id, "   Chậm trễ.   ")


def test_what_was_released_stands(inquiry: Inquiry) -> None:
    case_id = inquiry.opened()
    inquiry.released(case_id)
    for again in (inquiry.write_extract, inquiry.release):
        with pytest.raises(ExtractReleased):
            again(case_id)


def test_a_unit_without_a_head_here_is_asked_on_paper(life: Life, inquiry: Inquiry) -> None:
    case_id = inquiry.opened(inquiry.file(COMMUNE))
    inquiry.write_extract(case_id)
    with pytest.raises(NobodyReplies):
        inquiry.release(case_id)


def test_the_unit_is_waited_for_until_its_date_and_no_longer(life: Life, inquiry: Inquiry) -> None:
    case_id = inquiry.opened()
    inquiry.released(case_id)
    inquiry.write(case_id)
    with pytest.raises(ReplyAwaited):
        inquiry.report(case_id)
    life.later(days=15)
    inquiry.report(case_id)

    assert inquiry.verification(case_id).progress == "reported"


CLOSED: dict[str, Callable[[Inquiry, int, str], None]] = {
    "answered": lambda inquiry, _case, number: answer(inquiry, number),
    "too late": lambda inquiry, _case, _number: inquiry.life.later(days=15),
    "withdrawn": lambda inquiry, case_id, _number: inquiry.life.do_sealed(
        authoring.withdraw, case_id, text="", now=inquiry.life.at
    ),
    "given back": lambda inquiry, case_id, _number: inquiry.life.give_back(
        case_id, account_id=inquiry.verifier
    ),
}


@pytest.mark.parametrize("why", CLOSED)
def test_a_reply_is_given_once_in_time_and_while_it_matters(inquiry: Inquiry, why: str) -> None:
    case_id = inquiry.opened()
    number = inquiry.released(case_id)
    CLOSED[why](inquiry, case_id, number)
    with pytest.raises(ReplyClosed):
        answer(inquiry, number)


def test_only_the_head_of_the_unit_answers(life: Life, inquiry: Inquiry) -> None:
    number = inquiry.released()
    officer = life.account(BELOW_COMMUNE, Role.OFFICER)
    with pytest.raises(NotAllowed):
        answer(inquiry, number, officer)


def test_nobody_is_heard_after_the_findings_were_reported(inquiry: Inquiry) -> None:
    case_id = inquiry.opened()
    inquiry.write_extract(case_id)
    inquiry.write(case_id)
    inquiry.report(case_id)
    for act in (inquiry.write_extract, inquiry.release):
        with pytest.raises(ProgressWrong):
            act(case_id)
