"""One campaign, one answer, many rights: cases answered together stay cases of their own."""

from collections.abc import Sequence

import pytest
from sqlalchemy import func, select

from feedback_service.accounts.permissions import Role
from feedback_service.accounts.queries import actor_of
from feedback_service.cases import authoring
from feedback_service.cases.clocks import ANSWER_CODES, clocks_of
from feedback_service.cases.comparing import compare_cases
from feedback_service.cases.errors import LeadActs
from feedback_service.cases.groups import count_members, leading_of, visible_members
from feedback_service.cases.history import events_of
from feedback_service.cases.queries import case_by_id
from feedback_service.cases.recusal import recuse
from feedback_service.cases.workflow import Door, RatingLevel, State
from feedback_service.foundation.database import db, transaction
from feedback_service.foundation.errors import DomainError
from feedback_service.responses import grouping
from feedback_service.responses import service as responses
from feedback_service.responses.commands import DraftAnswer, Promise
from feedback_service.responses.errors import (
    AnsweredTogether,
    GroupFull,
    NoneChosen,
    NotAlike,
    NotGroupable,
    NotInGroup,
)
from feedback_service.responses.models import Answer, PromiseRow
from feedback_service.responses.queries import current_answer, latest_answer, sent_answer
from feedback_service.responses.stages import Stage
from tests.support.campaign import clones, near_misses
from tests.support.lives import BELOW_COMMUNE, DEPARTMENT, OTHER_DEPARTMENT, WHOLE_ANSWER, Life


def send_in(life: Life, texts: Sequence[str], to: str = DEPARTMENT) -> list[int]:
    """Return cases of the department that have been compared."""
    ids = [life.submit(story=text).case_id for text in texts]
    with transaction():
        compare_cases(life.vault, now=life.at)
    for case_id in ids:
        life.forward(case_id, to)
    return ids


def group(life: Life, leading: int, *others: int, account_id: int | None = None) -> None:
    with transaction():
        grouping.group_cases(
            case_by_id(leading, lock=True),
            [case_by_id(other, lock=True) for other in others],
            account_id=account_id or life.officer,
            now=life.at,
        )


def leave(life: Life, case_id: int) -> None:
    life.do(grouping.leave_group, case_id, account_id=life.officer, now=life.at)


def names(case_id: int) -> list[str]:
    return [event.name for event in events_of(case_id)]


@pytest.fixture
def letters(life: Life) -> list[int]:
    """Four letters of a campaign, with the department; it works on the first."""
    ids = send_in(life, list(clones(4)))
    life.take(ids[0])
    return ids


@pytest.fixture
def together(life: Life, letters: list[int]) -> list[int]:
    """The same four, to be answered together."""
    group(life, letters[0], *letters[1:])
    return letters


def to_review(life: Life, leading: int) -> None:
    life.draft(leading)
    life.put_before_head(leading)
    life.approve(leading)


def test_one_answer_is_given_to_each_as_its_own(life: Life, together: list[int]) -> None:
    life.later(days=2)
    to_review(life, together[0])
    life.send(together[0])

    for case_id in together:
        answer = sent_answer(case_id, life.vault)
        assert answer is not None
        assert (answer.finding, answer.outcome) == (WHOLE_ANSWER.finding, WHOLE_ANSWER.outcome)
        case = life.case(case_id)
        assert (case.state, case.answered_at) == (State.ANSWERED, life.at)
        met = [clock.met_on for clock in clocks_of(case_id) if clock.code in ANSWER_CODES]
        assert None not in met
    texts = db.session.scalars(select(Answer.finding_text_id)).all()
    assert len(set(texts)) == len(together)


def test_each_keeps_its_rating_its_reopening_and_its_own_way_on(
    life: Life, together: list[int]
) -> None:
    to_review(life, together[0])
    life.send(together[0])
    life.rate(together[1], RatingLevel.DISSATISFIED)
    life.reopen(together[0])
    life.reopen(together[1])
    life.take(together[1])
    life.draft(together[1])

    assert leading_of(life.case(together[1])) is None
    assert [life.case(each).state for each in together] == [
        State.ASSIGNED,
        State.IN_PROGRESS,
        State.ANSWERED,
        State.ANSWERED,
    ]
    with pytest.raises(NotGroupable):
        group(life, together[1], together[2])


def test_promises_are_promised_to_each(life: Life, together: list[int]) -> None:
    promise = DraftAnswer(
        outcome="explained",
        **WHOLE_ANSWER.parts(),
        promises=(Promise(text="Niêm yết lại danh mục.", due_on=life.at.date()),),
    )
    life.draft(together[0], promise)
    life.put_before_head(together[0])
    # Given back and submitted again, nobody is promised a thing twice.
    life.do_sealed(
        responses.return_draft,
        together[0],
        reason="Cần nêu rõ căn cứ hơn nữa.",
        account_id=life.head,
        now=life.at,
    )
    life.put_before_head(together[0])

    assert db.session.scalar(select(func.count()).select_from(PromiseRow)) == len(together)
    assert {life_stage(each) for each in together} == {Stage.WITH_HEAD}


def life_stage(case_id: int) -> str:
    answer = latest_answer(case_id)
    assert answer is not None
    return answer.stage


def test_an_answer_given_back_in_review_is_given_back_for_all(
    life: Life, together: list[int]
) -> None:
    to_review(life, together[0])
    life.do_sealed(
        responses.return_draft,
        together[0],
        reason="Chưa nêu căn cứ pháp lý cụ thể.",
        account_id=life.reviewer,
        now=life.at,
    )

    assert {life.case(each).state for each in together} == {State.IN_PROGRESS}
    answer = current_answer(together[2], life.vault)
    assert answer is not None
    assert answer.return_reason == "Chưa nêu căn cứ pháp lý cụ thể."
    life.put_before_head(together[0])
    life.approve(together[0])
    life.send(together[0])
    assert {life.case(each).state for each in together} == {State.ANSWERED}


def test_a_member_is_not_answered_beside_its_group(life: Life, together: list[int]) -> None:
    with pytest.raises(AnsweredTogether):
        life.draft(together[1])
    to_review(life, together[0])
    with pytest.raises(AnsweredTogether):
        life.send(together[1])


def test_a_member_leaves_before_the_answer_and_is_answered_alone(
    life: Life, together: list[int]
) -> None:
    leave(life, together[1])
    to_review(life, together[0])
    leave(life, together[2])

    assert life.case(together[2]).state == State.IN_PROGRESS
    assert life_stage(together[2]) == Stage.RETURNED
    life.send(together[0])
    assert [life.case(each).state for each in together[1:]] == [
        State.IN_PROGRESS,
        State.IN_PROGRESS,
        State.ANSWERED,
    ]
    life.draft(together[1])
    assert "group_left" in names(together[1])


def test_what_takes_a_case_away_takes_it_out_of_the_group(life: Life, together: list[int]) -> None:
    life.do_sealed(authoring.withdraw, together[1], text="", now=life.at)
    life.make_conduct(together[2], BELOW_COMMUNE)
    assert count_members(life.case(together[0])) == 1
    to_review(life, together[0])
    life.send(together[0])

    assert life.case(together[1]).state == State.WITHDRAWN
    assert latest_answer(together[2]) is None
    assert life.case(together[3]).state == State.ANSWERED
    assert names(together[2])[-1] == "group_left"


def test_a_leading_case_that_goes_away_leaves_the_others_to_themselves(
    life: Life, together: list[int]
) -> None:
    life.make_conduct(together[0], BELOW_COMMUNE)

    assert leading_of(life.case(together[1])) is None
    life.draft(together[1])
    group(life, together[1], together[2])
    assert count_members(life.case(together[1])) == 1


def test_a_case_whose_author_is_asked_waits_for_the_reply_and_not_for_the_group(
    life: Life, together: list[int]
) -> None:
    life.ask(together[1], life.officer)
    to_review(life, together[0])

    assert leading_of(life.case(together[1])) is None
    assert life.case(together[1]).state == State.NEEDS_INFORMATION


def test_who_must_not_see_a_member_neither_signs_nor_sends_its_answer(
    life: Life, together: list[int]
) -> None:
    other_head = life.account(DEPARTMENT, Role.HEAD)
    life.do(recuse, together[1], account_id=life.head, now=life.at)
    assert together[1] not in visible_members(actor_of(life.head), life.case(together[0]))
    to_review(life, together[0])

    assert life.case(together[1]).state == State.IN_PROGRESS
    life.do(responses.approve, together[1], account_id=other_head, now=life.at)
    life.do(recuse, together[2], account_id=life.reviewer, now=life.at)
    life.send(together[0])
    assert life.case(together[2]).state == State.ANSWER_IN_REVIEW
    assert life.case(together[3]).state == State.ANSWERED


def test_the_agency_is_told_once_and_each_author(life: Life) -> None:
    ids = [life.submit(story=text, mail_opted_in=True).case_id for text in clones(2)]
    with transaction():
        compare_cases(life.vault, now=life.at)
    for case_id in ids:
        life.forward(case_id)
        life.take(case_id)
    group(life, *ids)
    to_review(life, ids[0])
    life.send(ids[0])

    assert "answer_needs_review" in life.messages(ids[0])
    assert "answer_needs_review" not in life.messages(ids[1])
    assert [life.messages(each)[-1] for each in ids] == ["answer_sent", "answer_sent"]


def test_lateness_stays_that_of_each(life: Life, letters: list[int]) -> None:
    life.later(days=10)
    young = send_in(life, [list(clones(5))[4]])[0]
    life.later(days=15)
    group(life, letters[0], young)
    to_review(life, letters[0])
    life.send(letters[0])

    late = {
        case_id: clock.met_on > clock.promised_due_on
        for case_id in (letters[0], young)
        for clock in clocks_of(case_id)
        if clock.code in ANSWER_CODES and clock.met_on and clock.promised_due_on
    }
    assert late == {letters[0]: True, young: False}


def refused(life: Life, error: type[DomainError], leading: int, *others: int) -> str:
    before = {each: names(each) for each in (leading, *others)}
    with pytest.raises(error) as raised:
        group(life, leading, *others)
    db.session.rollback()
    assert {each: names(each) for each in (leading, *others)} == before
    return str(raised.value)


def test_what_cannot_be_answered_together_is_refused_in_a_sentence(
    life: Life, letters: list[int]
) -> None:
    other = send_in(life, [next(near_misses())])[0]
    elsewhere = send_in(life, list(clones(1)), OTHER_DEPARTMENT)[0]
    answered = life.reach_answered(story=next(clones(1)))
    conduct = life.against(BELOW_COMMUNE, story=next(clones(1))).case_id
    received = life.submit(story=next(clones(1))).case_id
    first = letters[0]

    refused(life, NotAlike, first, letters[1], other)
    refused(life, NoneChosen, first)
    assert "chính là hồ sơ đại diện" in refused(life, NotGroupable, first, first)
    assert "do cơ quan khác chủ trì" in refused(life, NotGroupable, first, elsewhere)
    assert "“Đã trả lời”" in refused(life, NotGroupable, first, answered)
    assert "hành vi" in refused(life, NotGroupable, first, conduct)
    assert "“Đã tiếp nhận”" in refused(life, NotGroupable, first, received)
    group(life, first, letters[1])
    assert "trả lời chung" in refused(life, NotGroupable, letters[2], letters[1])
    assert "trả lời chung" in refused(life, NotGroupable, letters[1], letters[2])
    assert "đại diện cho một nhóm khác" in refused(life, NotGroupable, letters[2], first)
    life.draft(first)
    life.put_before_head(first)
    assert "trình duyệt" in refused(life, NotGroupable, first, letters[2])


def test_another_agency_groups_nothing(life: Life, letters: list[int]) -> None:
    stranger = life.account(OTHER_DEPARTMENT, Role.OFFICER)

    with pytest.raises(LeadActs):
        group(life, letters[0], letters[1], account_id=stranger)


def test_a_group_has_its_bounds(
    life: Life, letters: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(grouping, "MOST_MEMBERS", 2)

    refused(life, GroupFull, letters[0], *letters[1:])


def test_who_is_in_no_group_cannot_leave_one(life: Life, letters: list[int]) -> None:
    with pytest.raises(NotInGroup):
        leave(life, letters[0])


def test_a_sealed_case_is_not_answered_with_the_others(life: Life, together: list[int]) -> None:
    life.redirect(together[1], Door.CORRUPTION)
    to_review(life, together[0])
    life.send(together[0])

    assert latest_answer(together[1]) is None
