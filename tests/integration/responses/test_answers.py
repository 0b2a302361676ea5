"""An answer from its draft to the author: who may do what to it, and what it must contain."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from itertools import product

import pytest
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from feedback_service.accounts.permissions import Role
from feedback_service.cases.errors import LeadActs, StepNotAllowed
from feedback_service.foundation.database import db, transaction
from feedback_service.foundation.errors import DomainError
from feedback_service.responses import service as responses
from feedback_service.responses.commands import DraftAnswer, Promise
from feedback_service.responses.errors import (
    AnswerChanged,
    AnswerIncomplete,
    AuthorsOwnDraft,
    OutcomeUnknown,
    ReasonMissing,
    StageWrong,
)
from feedback_service.responses.models import Answer
from feedback_service.responses.queries import (
    cases_in_stage,
    current_answer,
    latest_answer,
    sent_answer,
    sent_answers,
    working_answer,
)
from feedback_service.responses.stages import PART_LABELS, PARTS, Stage
from tests.support.lives import (
    COMMUNE,
    DEPARTMENT,
    OTHER_DEPARTMENT,
    WHOLE_ANSWER,
    WORDS,
    Life,
)


def return_draft(life: Life, case_id: int, account_id: int, reason: str = WORDS) -> None:
    life.do_sealed(
        responses.return_draft, case_id, reason=reason, account_id=account_id, now=life.at
    )


def test_an_answer_goes_from_draft_over_head_and_review_to_the_author(life: Life) -> None:
    case_id = life.reach_in_progress(mail_opted_in=True)
    life.draft(case_id)
    assert cases_in_stage(Stage.DRAFT) == [case_id]
    life.put_before_head(case_id)
    assert cases_in_stage(Stage.WITH_HEAD, life.agency(DEPARTMENT)) == [case_id]
    assert life.case(case_id).state == "in_progress"
    life.approve(case_id)
    assert life.case(case_id).state == "answer_in_review"
    assert sent_answer(case_id, life.vault) is None
    life.send(case_id)
    answer = sent_answer(case_id, life.vault)

    assert answer is not None
    assert life.case(case_id).state == "answered"
    assert (answer.finding, answer.basis) == (WHOLE_ANSWER.finding, WHOLE_ANSWER.basis)
    assert answer.signatory_name == "Cán bộ 4"
    assert life.messages(case_id) == [
        "case_received",
        "case_assigned",
        "case_forwarded",
        "answer_needs_approval",
        "answer_needs_review",
        "answer_sent",
    ]


@pytest.mark.parametrize("part", PARTS)
def test_an_incomplete_answer_does_not_reach_the_head(life: Life, part: str) -> None:
    case_id = life.reach_in_progress()
    life.draft(case_id, replace(WHOLE_ANSWER, **{part: " "}))
    with pytest.raises(AnswerIncomplete, match=PART_LABELS[part]):
        life.put_before_head(case_id)

    assert cases_in_stage(Stage.DRAFT) == [case_id]


def test_an_outcome_of_another_kind_is_refused(life: Life) -> None:
    case_id = life.reach_in_progress()
    for outcome in ("founded", "", "không có"):
        with pytest.raises(OutcomeUnknown):
            life.draft(case_id, replace(WHOLE_ANSWER, outcome=outcome))


def test_who_drafted_or_signed_does_not_send(life: Life) -> None:
    case_id = life.reach_review()
    for account_id in (life.officer, life.head):
        with pytest.raises(AuthorsOwnDraft):
            life.do_sealed(responses.send, case_id, account_id=account_id, now=life.at)

    assert life.case(case_id).state == "answer_in_review"


def test_the_database_itself_refuses_one_person_for_both(life: Life) -> None:
    case_id = life.reach_review()
    with pytest.raises(IntegrityError, match="two_persons"), transaction():
        db.session.execute(
            update(Answer).where(Answer.case_id == case_id).values(reviewed_by_id=life.head)
        )


def test_the_database_itself_refuses_sent_without_an_instant(life: Life) -> None:
    case_id = life.reach_review()
    with pytest.raises(IntegrityError, match="sent_has_instant"), transaction():
        db.session.execute(update(Answer).where(Answer.case_id == case_id).values(stage=Stage.SENT))


def test_only_the_lead_agency_drafts_and_signs(life: Life) -> None:
    case_id = life.reach_in_progress()
    stranger = life.account(COMMUNE, Role.OFFICER, Role.HEAD)
    with pytest.raises(LeadActs):
        life.do_sealed(
            responses.save_draft,
            case_id,
            WHOLE_ANSWER,
            version=0,
            account_id=stranger,
            now=life.at,
        )
    life.draft(case_id)
    life.put_before_head(case_id)
    with pytest.raises(LeadActs):
        life.do(responses.approve, case_id, account_id=stranger, now=life.at)
    with pytest.raises(LeadActs):
        return_draft(life, case_id, stranger)


ACTS: dict[str, Callable[[Life, int], object]] = {
    "draft": lambda life, case_id: life.draft(case_id),
    "submit": lambda life, case_id: life.put_before_head(case_id),
    "approve": lambda life, case_id: life.approve(case_id),
    "send": lambda life, case_id: life.send(case_id),
}
TURNS = {("in_progress", "draft"), ("with_head", "approve"), ("review", "send")}
REACHED = ("assigned", "in_progress", "with_head", "review", "answered")
OUT_OF_TURN = sorted(set(product(REACHED, ACTS)) - TURNS)


@pytest.mark.parametrize(("reached", "act"), OUT_OF_TURN)
def test_an_act_out_of_turn_is_refused_and_changes_nothing(
    life: Life, reached: str, act: str
) -> None:
    case_id = reach_stage(life, reached)
    before = life.case(case_id).state, stage_of(case_id)
    with pytest.raises(DomainError):
        ACTS[act](life, case_id)

    assert (life.case(case_id).state, stage_of(case_id)) == before


def reach_stage(life: Life, stage: str) -> int:
    if stage == "assigned":
        case_id = life.submit().case_id
        life.forward(case_id)
        return case_id
    if stage in {"review", "answered"}:
        return life.reach_review() if stage == "review" else life.reach_answered()
    case_id = life.reach_in_progress()
    if stage == "with_head":
        life.draft(case_id)
        life.put_before_head(case_id)
    return case_id


def stage_of(case_id: int) -> str | None:
    answer = latest_answer(case_id)
    return answer.stage if answer else None


def test_a_returned_answer_is_mended_and_signed_again(life: Life) -> None:
    case_id = life.reach_review()
    return_draft(life, case_id, life.reviewer)
    returned = current_answer(case_id, life.vault)

    assert returned is not None
    assert (returned.stage, returned.return_reason) == ("returned", WORDS)
    assert (returned.approved_by_id, returned.approved_at) == (None, None)
    assert life.case(case_id).state == "in_progress"
    with pytest.raises((StageWrong, StepNotAllowed)):
        life.send(case_id)
    life.draft(case_id, version=returned.version)
    life.put_before_head(case_id)
    life.approve(case_id)
    life.send(case_id)
    assert life.case(case_id).state == "answered"


def test_the_head_returns_a_draft_without_moving_the_case(life: Life) -> None:
    case_id = life.reach_in_progress()
    life.draft(case_id)
    life.put_before_head(case_id)
    return_draft(life, case_id, life.head)

    assert life.case(case_id).state == "in_progress"
    assert stage_of(case_id) == "returned"


@pytest.mark.parametrize("reason", ["", "  ", "Sai rồi", " " * 30])
def test_an_answer_is_returned_with_a_reason(life: Life, reason: str) -> None:
    case_id = life.reach_review()
    with pytest.raises(ReasonMissing):
        return_draft(life, case_id, life.reviewer, reason)


def test_two_officers_do_not_write_over_each_other(life: Life) -> None:
    case_id = life.reach_in_progress()
    shown = life.draft(case_id).version
    db.session.rollback()
    life.draft(case_id, replace(WHOLE_ANSWER, finding="Người thứ nhất đã sửa."), shown)
    for version in (0, shown):
        with pytest.raises(AnswerChanged):
            life.draft(case_id, WHOLE_ANSWER, version)

    answer = current_answer(case_id, life.vault)
    assert answer is not None
    assert answer.finding == "Người thứ nhất đã sửa."


def test_a_draft_of_the_agency_before_is_not_shown_to_the_next(life: Life) -> None:
    case_id = life.reach_in_progress()
    life.draft(case_id)
    life.give_back(case_id)
    life.forward(case_id, OTHER_DEPARTMENT)

    assert working_answer(case_id, life.agency(OTHER_DEPARTMENT), life.vault) is None


def test_what_was_taken_out_of_review_can_be_written_anew(life: Life) -> None:
    case_id = life.reach_review()
    life.make_conduct(case_id, COMMUNE)
    life.forward(case_id)
    life.take(case_id)
    life.draft(case_id, replace(WHOLE_ANSWER, outcome="unfounded"))

    assert stage_of(case_id) == "draft"


def test_a_reopened_case_gets_a_second_answer_beside_the_first(life: Life) -> None:
    case_id = life.reach_answered()
    life.reopen(case_id)
    life.take(case_id)
    life.draft(case_id, replace(WHOLE_ANSWER, finding="Đã xem xét lại lần thứ hai."))
    shown = sent_answer(case_id, life.vault)
    assert shown is not None
    assert shown.finding == WHOLE_ANSWER.finding
    life.put_before_head(case_id)
    life.approve(case_id)
    life.send(case_id)

    assert [(a.round, a.finding) for a in sent_answers(case_id, life.vault)] == [
        (1, WHOLE_ANSWER.finding),
        (2, "Đã xem xét lại lần thứ hai."),
    ]


def test_promises_and_tests_are_those_last_saved(life: Life) -> None:
    case_id = life.reach_in_progress()
    promise = Promise(text="Niêm yết lại", due_on=date(2026, 12, 31))
    first = replace(WHOLE_ANSWER, promises=(promise, promise), rule_tests={"simple": "fails"})
    shown = life.draft(case_id, first).version
    db.session.rollback()
    life.draft(case_id, replace(first, promises=(promise,), rule_tests={}), shown)
    answer = current_answer(case_id, life.vault)

    assert answer is not None
    assert [(p.text, p.due_on) for p in answer.promises] == [("Niêm yết lại", date(2026, 12, 31))]
    assert answer.rule_tests == {}


def test_an_empty_draft_is_saved_as_it_is(life: Life) -> None:
    case_id = life.reach_in_progress()
    life.draft(case_id, DraftAnswer(outcome="study"))
    answer = current_answer(case_id, life.vault)

    assert answer is not None
    assert (answer.outcome, answer.finding, answer.promises) == ("study", "", ())
