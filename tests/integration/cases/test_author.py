"""What an author does after sending."""

import pytest

from feedback_service.cases import authoring
from feedback_service.cases.authoring import CannotRateYet
from feedback_service.cases.case_file import open_file
from feedback_service.cases.clocks import running_clocks
from feedback_service.cases.errors import (
    CaseNotFound,
    NoLongerOpen,
    OnlyOnce,
    ReasonMissing,
    StepNotAllowed,
    TooLate,
)
from feedback_service.cases.history import events_of
from feedback_service.cases.models import Rating
from feedback_service.cases.periodic import close_answered
from feedback_service.cases.workflow import RatingLevel
from feedback_service.foundation.database import db, transaction
from tests.support.lives import (
    WORDS,
    Life,
)

SHORT = "Ngắn quá."


def seen_text(life: Life, case_id: int, text_id: str | None) -> str:
    return open_file(life.case(case_id), life.vault).text(text_id)


def test_an_author_opens_the_case_with_reference_and_key_only_together(life: Life) -> None:
    mine, other = life.submit(), life.submit()
    keys = life.vault.keys

    def opened(reference: str, key: str) -> int:
        return authoring.open_by_key(keys, reference=reference, tracking_key=key).id

    assert opened(mine.reference.lower(), mine.tracking_key.lower()) == mine.case_id
    for reference, key in (
        (mine.reference, other.tracking_key),
        (other.reference, mine.tracking_key),
        (mine.reference, ""),
        ("", mine.tracking_key),
        (mine.reference, "\x00" * 28),
        ("\ud800", mine.tracking_key),
        (mine.reference, mine.tracking_key[:-1] + "U"),
    ):
        with pytest.raises(CaseNotFound):
            opened(reference, key)


def test_an_author_adds_while_somebody_works_on_the_case_and_not_after(life: Life) -> None:
    case_id = life.reach_review()
    life.do_sealed(authoring.add_information, case_id, text=WORDS, now=life.at)
    life.send(case_id)
    with pytest.raises(NoLongerOpen, match="Đã trả lời"):
        life.do_sealed(authoring.add_information, case_id, text=WORDS, now=life.at)


def test_an_author_replies_only_when_asked(life: Life) -> None:
    case_id = life.submit().case_id
    with pytest.raises(StepNotAllowed):
        life.do_sealed(authoring.reply, case_id, text=WORDS, now=life.at)


@pytest.mark.parametrize("text", ["", "Tôi đã được giải quyết rồi."])
def test_an_author_withdraws_with_or_without_a_reason(life: Life, text: str) -> None:
    case_id = life.reach_in_progress()
    life.do_sealed(authoring.withdraw, case_id, text=text, now=life.at)
    event = events_of(case_id)[-1]

    assert life.case(case_id).state == "withdrawn"
    assert seen_text(life, case_id, event.text_id) == text
    assert not life.sees(life.officer, case_id)
    assert running_clocks(case_id) == []


def test_a_held_case_that_is_withdrawn_is_held_no_longer(life: Life) -> None:
    case_id = life.against("33.ubnd").case_id
    life.do_sealed(authoring.withdraw, case_id, text="", now=life.at)

    assert life.case(case_id).held_at is None


def test_an_answer_under_review_cannot_be_withdrawn(life: Life) -> None:
    case_id = life.reach_review()
    with pytest.raises(StepNotAllowed):
        life.do_sealed(authoring.withdraw, case_id, text="", now=life.at)


def test_only_an_answer_is_rated_and_the_last_word_counts_until_closing(life: Life) -> None:
    case_id = life.reach_review()
    with pytest.raises(CannotRateYet):
        life.rate(case_id, RatingLevel.SATISFIED)
    life.send(case_id)
    life.rate(case_id, RatingLevel.SATISFIED)
    life.rate(case_id, RatingLevel.DISSATISFIED)
    life.later(days=20)
    with transaction():
        close_answered(now=life.at)
    with pytest.raises(OnlyOnce):
        life.rate(case_id, RatingLevel.SATISFIED)

    assert db.session.get_one(Rating, case_id).level == "dissatisfied"


def test_a_closed_case_may_still_be_rated_once(life: Life) -> None:
    case_id = life.reach_answered()
    life.later(days=20)
    with transaction():
        close_answered(now=life.at)
    life.rate(case_id, RatingLevel.ACCEPTABLE)

    with pytest.raises(OnlyOnce):
        life.rate(case_id, RatingLevel.SATISFIED)


@pytest.mark.parametrize(("days", "in_time"), [(0, True), (15, True), (16, False)])
def test_an_answered_case_is_reopened_within_fifteen_days(
    life: Life, days: int, in_time: bool
) -> None:
    case_id = life.reach_answered()
    life.later(days=days)
    if in_time:
        life.reopen(case_id)
        assert life.case(case_id).state == "assigned"
        assert life.sees(life.officer, case_id)
        return
    with pytest.raises(TooLate, match="08/12/2026"):
        life.reopen(case_id)


def test_a_case_is_reopened_once_and_with_a_reason(life: Life) -> None:
    case_id = life.reach_answered()
    with pytest.raises(ReasonMissing):
        life.reopen(case_id, SHORT)
    life.reopen(case_id)
    life.take(case_id)
    life.draft(case_id)
    life.put_before_head(case_id)
    life.approve(case_id)
    life.send(case_id)

    with pytest.raises(OnlyOnce):
        life.reopen(case_id)


def test_a_closed_case_is_not_reopened(life: Life) -> None:
    case_id = life.reach_answered()
    with transaction():
        close_answered(now=life.at.replace(month=12, day=30))
    assert life.case(case_id).state == "closed"

    with pytest.raises(StepNotAllowed):
        life.reopen(case_id)
