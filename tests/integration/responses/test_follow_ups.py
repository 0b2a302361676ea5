"""What becomes of a sent answer that promised something."""

from datetime import timedelta

import pytest
from alembic import command
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from feedback_service.accounts.permissions import Role
from feedback_service.accounts.queries import actor_of
from feedback_service.cases import recusal
from feedback_service.cases.errors import LeadActs
from feedback_service.cases.history import events_of
from feedback_service.foundation.clock import local_date
from feedback_service.foundation.database import db, transaction
from feedback_service.identity.models import SealedText
from feedback_service.responses.errors import (
    DocumentDay,
    DocumentKnown,
    EndingReason,
    FollowUpMissing,
    IssuedMissing,
)
from feedback_service.responses.follow_ups import FollowUpView, follow_ups_of, list_follow_ups
from feedback_service.responses.following import remind_agencies
from feedback_service.responses.outcomes import Body, DocumentKind, Ending
from feedback_service.responses.queries import latest_answer
from tests.support.installation import migration_config
from tests.support.lives import OTHER_DEPARTMENT, WORDS, Life
from tests.support.promises import (
    NUMBER,
    answer_again,
    end_follow_up,
    promised,
    record_document,
)

CHANGING = ("amend_own", "proposed_up")


def only(life: Life, case_id: int) -> FollowUpView:
    """Return the one follow-up of a case."""
    life.case(case_id)
    (found,) = follow_ups_of(case_id, vault=life.vault)
    return found


def remind(life: Life) -> int:
    with transaction():
        return remind_agencies(now=life.at)


@pytest.mark.parametrize("outcome", [*CHANGING, "study"])
def test_sending_opens_a_follow_up_of_what_was_promised(life: Life, outcome: str) -> None:
    case_id = promised(life, outcome)

    found = only(life, case_id)
    assert (found.outcome, found.ending) == (outcome, None)
    assert found.opened_on == local_date(life.at)


def test_an_adopted_initiative_is_followed(life: Life) -> None:
    case_id = promised(life, "adopted", kind="initiative", category="simplify", proposal=WORDS)

    assert only(life, case_id).outcome == "adopted"


@pytest.mark.parametrize("outcome", ["explained", "corrected"])
def test_what_is_settled_by_the_answer_is_not_followed(life: Life, outcome: str) -> None:
    assert follow_ups_of(promised(life, outcome)) == []


def test_nothing_is_followed_before_the_answer_is_sent(life: Life) -> None:
    assert follow_ups_of(life.reach_review()) == []


def test_documents_are_told_in_the_order_in_which_they_were_recorded(life: Life) -> None:
    case_id = promised(life, "proposed_up")
    sent_on = local_date(life.at) - timedelta(days=3)
    record_document(life, case_id, DocumentKind.PROPOSAL, number="12/SXD-QLN", dated_on=sent_on)
    life.later(days=40)
    record_document(life, case_id, DocumentKind.DRAFT, number="")
    record_document(life, case_id, number="9/2026/NQ-HĐND", body=Body.PROVINCE_COUNCIL)

    documents = only(life, case_id).documents
    assert [each.kind for each in documents] == ["proposal", "draft", "issued"]
    assert documents[0].number == "12/SXD-QLN"
    assert documents[0].agency_name
    assert (documents[2].agency_name, documents[2].body) == (None, "province_council")


def test_a_document_is_refused_from_tomorrow_twice_and_of_another_agency(life: Life) -> None:
    case_id = promised(life)
    tomorrow = local_date(life.at) + timedelta(days=1)
    with pytest.raises(DocumentDay):
        record_document(life, case_id, dated_on=tomorrow)
    record_document(life, case_id)
    with pytest.raises(DocumentKnown):
        record_document(life, case_id)
    stranger = life.account(OTHER_DEPARTMENT, Role.OFFICER)
    for act in (record_document, end_follow_up):
        with pytest.raises(LeadActs):
            act(life, case_id, account_id=stranger)

    assert len(only(life, case_id).documents) == 1


def test_nothing_can_be_recorded_where_nothing_is_followed(life: Life) -> None:
    case_id = promised(life, "explained")

    with pytest.raises(FollowUpMissing):
        record_document(life, case_id)


@pytest.mark.parametrize("change", ["UPDATE follow_up_documents SET number = '1'", "DELETE FROM"])
def test_the_database_itself_refuses_to_edit_a_document(life: Life, change: str) -> None:
    record_document(life, promised(life))
    statement = change if "UPDATE" in change else "DELETE FROM follow_up_documents"

    with pytest.raises(DBAPIError, match="append-only"), transaction():
        db.session.execute(text(statement))


def test_done_needs_the_issued_document(life: Life) -> None:
    case_id = promised(life)
    record_document(life, case_id, DocumentKind.DRAFT, number="")
    with pytest.raises(IssuedMissing):
        end_follow_up(life, case_id)
    record_document(life, case_id)
    end_follow_up(life, case_id)

    found = only(life, case_id)
    assert (found.ending, found.ended_on, found.remind_on) == ("done", local_date(life.at), None)
    with pytest.raises(FollowUpMissing):
        record_document(life, case_id, number="16/QĐ-UBND")


def test_a_reason_lies_in_the_vault_and_in_no_event(life: Life) -> None:
    case_id = promised(life, "proposed_up")
    with pytest.raises(EndingReason):
        end_follow_up(life, case_id, Ending.REJECTED, reason="không")
    reason = "Bộ đã trả lời rằng quy định vẫn cần thiết."
    end_follow_up(life, case_id, Ending.REJECTED, reason=reason)

    assert only(life, case_id).reason == reason
    assert follow_ups_of(case_id)[0].reason == ""
    sealed = select(SealedText.body).where(SealedText.purpose == "follow_up_end")
    assert reason.encode() not in db.session.scalars(sealed).one()
    events = [event for event in events_of(case_id) if event.name.startswith("follow_up")]
    assert [(event.name, event.reason_code) for event in events] == [
        ("follow_up_ended", "rejected")
    ]
    assert reason not in str(events[0].facts)


@pytest.mark.parametrize(("outcome", "months"), [("amend_own", 3), ("study", 12)])
def test_an_agency_is_asked_for_news_again_and_again(life: Life, outcome: str, months: int) -> None:
    case_id = promised(life, outcome)
    life.later(days=29 * months)
    assert remind(life) == 0
    life.later(days=3 * months)
    assert [remind(life), remind(life)] == [1, 0]
    life.later(days=32 * months)
    assert remind(life) == 1

    assert life.messages(case_id).count("follow_up_due") == 2


def test_a_worker_that_slept_for_years_asks_once(life: Life) -> None:
    case_id = promised(life)
    life.later(days=900)

    assert [remind(life), remind(life)] == [1, 0]
    assert life.messages(case_id).count("follow_up_due") == 1


def test_news_puts_the_reminder_off_and_an_end_ends_it(life: Life) -> None:
    case_id = promised(life)
    life.later(days=80)
    record_document(life, case_id)
    life.later(days=30)
    assert remind(life) == 0
    end_follow_up(life, case_id)
    life.later(days=400)

    assert remind(life) == 0


def test_the_answer_after_a_reopening_takes_the_place_of_the_first(life: Life) -> None:
    case_id = promised(life)
    record_document(life, case_id, DocumentKind.DRAFT, number="")
    life.reopen(case_id)
    with pytest.raises(FollowUpMissing):
        record_document(life, case_id)
    life.later(days=120)
    assert remind(life) == 0
    life.take(case_id)
    answer = latest_answer(case_id)
    assert answer is not None
    answer_again(life, case_id, "proposed_up", version=0)

    life.case(case_id)
    found = follow_ups_of(case_id)
    assert [(each.round, each.ending) for each in found] == [(1, "replaced"), (2, None)]
    record_document(life, case_id)
    assert [len(each.documents) for each in follow_ups_of(case_id)] == [1, 1]


def test_an_answer_that_promises_nothing_any_more_ends_the_promise(life: Life) -> None:
    case_id = promised(life)
    life.reopen(case_id)
    life.take(case_id)
    answer_again(life, case_id, "explained", version=0)

    assert only(life, case_id).ending == "replaced"


def test_the_list_shows_an_agency_its_own_and_the_reviewer_all(life: Life) -> None:
    first = promised(life)
    life.later(days=100)
    second = promised(life, "study")
    ended = promised(life)
    record_document(life, ended)
    end_follow_up(life, ended)
    other = life.account(OTHER_DEPARTMENT, Role.HEAD)
    today = local_date(life.at)

    def shown(account_id: int) -> list[tuple[int, bool]]:
        page = list_follow_ups(actor_of(account_id), life.vault, today=today)
        return [(line.case_id, line.is_late) for line in page.rows]

    life.case(first)
    assert shown(life.officer) == shown(life.reviewer) == [(first, True), (second, False)]
    assert shown(other) == []


def test_who_stepped_aside_finds_nothing_of_it_in_the_list(life: Life) -> None:
    case_id = promised(life)
    life.do(recusal.recuse, case_id, account_id=life.officer, now=life.at)

    today = local_date(life.at)
    life.case(case_id)
    assert list_follow_ups(actor_of(life.officer), life.vault, today=today).rows == []
    assert list_follow_ups(actor_of(life.head), life.vault, today=today).rows != []


def test_a_long_list_goes_on_where_the_page_before_ended(life: Life) -> None:
    cases = [promised(life) for _ in range(3)]
    actor, today = actor_of(life.officer), local_date(life.at)

    first = list_follow_ups(actor, life.vault, today=today, limit=2)
    rest = list_follow_ups(actor, life.vault, today=today, limit=2, cursor=first.next_cursor)

    assert [line.case_id for line in (*first.rows, *rest.rows)] == cases
    assert rest.next_cursor is None
    assert NUMBER not in str(first)


def test_what_was_promised_before_follow_ups_existed_is_followed_too(life: Life) -> None:
    case_id = promised(life)
    life.later(hours=16)
    late_evening = promised(life, "study")
    settled = promised(life, "explained")
    asked_on = only(life, case_id).remind_on
    db.session.remove()

    command.downgrade(migration_config(), "0013")
    command.upgrade(migration_config(), "head")

    found = only(life, case_id)
    assert (found.outcome, found.ending, found.remind_on) == ("amend_own", None, asked_on)
    assert only(life, late_evening).opened_on == local_date(life.at)
    assert follow_ups_of(settled) == []
