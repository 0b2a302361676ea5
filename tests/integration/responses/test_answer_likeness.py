"""What was answered before is found by the worker, told to who may see it, and never hidden."""

from dataclasses import replace

import pytest
from sqlalchemy import select, update

from feedback_service.accounts.permissions import Role
from feedback_service.accounts.queries import actor_of
from feedback_service.cases.comparing import compare_cases
from feedback_service.cases.models import CaseEvent
from feedback_service.cases.recusal import recuse
from feedback_service.cases.workflow import Kind, Step
from feedback_service.foundation.clock import local_date
from feedback_service.foundation.database import db, transaction
from feedback_service.identity.service import Vault
from feedback_service.responses import comparing
from feedback_service.responses import service as responses
from feedback_service.responses.alike import (
    Comparing,
    Comparison,
    comparison_of,
    copies_by_agency,
    copies_of_agency,
    counted_answers,
)
from feedback_service.responses.commands import DraftAnswer, TemplateText
from feedback_service.responses.comparing import compare_answers
from feedback_service.responses.errors import CopyUnconfirmed
from feedback_service.responses.likeness import CopyCount, SentAnswer, count_copies
from feedback_service.responses.models import Answer, AnswerBand, AnswerLikeness
from feedback_service.responses.queries import latest_answer
from feedback_service.responses.stages import Outcome
from feedback_service.responses.template_changes import add_template
from tests.support.answers import LAND, LIGHTS
from tests.support.campaign import clones
from tests.support.inquiry import Inquiry
from tests.support.lives import BELOW_COMMUNE, DEPARTMENT, INSPECTORATE, WORDS, Life

STORIES = (
    "Tôi nộp hồ sơ tách thửa cho con, bộ phận tiếp nhận bắt làm thêm bản vẽ mà không nói vì sao.",
    "Nhà trường thu tiền quỹ lớp hai lần trong một học kỳ và không có biên lai cho phụ huynh nào.",
    "Xe buýt tuyến số bảy bỏ chuyến buổi sáng suốt một tuần, người đi làm phải đứng chờ rất lâu.",
)


def work(life: Life) -> int:
    """Let the worker compare cases and then answers, until nothing waits."""
    total = 0
    for task in (compare_cases, compare_answers):
        while True:
            with transaction():
                done = task(life.vault, now=life.at)
            total += done if task is compare_answers else 0
            if not done:
                break
    return total


def hand_in(life: Life, draft: DraftAnswer, number: int = 0, **changes: str) -> int:
    """Return a case whose answer has come to the focal point."""
    case_id = life.reach_in_progress(**({"story": STORIES[number]} | changes))
    life.draft(case_id, draft)
    life.put_before_head(case_id)
    life.approve(case_id)
    life.later(hours=1)
    return case_id


def seen(life: Life, case_id: int, account_id: int | None = None) -> Comparison:
    answer = latest_answer(case_id)
    assert answer is not None
    return comparison_of(actor_of(account_id or life.reviewer), life.case(case_id), answer)


def told(life: Life, case_id: int, account_id: int | None = None) -> list[tuple[str, bool]]:
    found = seen(life, case_id, account_id)
    return [(each.reference, each.is_near_copy) for each in found.matches]


def index(life: Life) -> CopyCount:
    return copies_of_agency(life.agency(DEPARTMENT), today=local_date(life.at))


def test_a_copy_is_found_named_and_shown_by_its_passages(life: Life) -> None:
    earlier = hand_in(life, LAND)
    later = hand_in(life, replace(LAND, next_steps=LIGHTS.next_steps), 1)
    assert seen(life, later) == Comparison(progress=Comparing.WAITING)

    assert work(life) == 2

    (match,) = seen(life, later).matches
    assert match.reference == life.case(earlier).reference
    assert 0.6 < match.likeness < 1
    assert {each.part for each in match.passages} == {"finding", "measures"}
    first = match.passages[0]
    assert LAND.finding[first.start : first.end] == LAND.finding
    assert seen(life, earlier) == Comparison(progress=Comparing.DONE)


def test_another_answer_is_like_none(life: Life) -> None:
    hand_in(life, LAND)
    other = hand_in(life, LIGHTS, 1)
    work(life)

    assert seen(life, other) == Comparison(progress=Comparing.DONE)


def test_what_another_agency_answered_is_not_compared(life: Life) -> None:
    hand_in(life, LAND)
    later = hand_in(life, LAND, 1)
    with transaction():
        answer = latest_answer(later)
        assert answer is not None
        elsewhere = life.agency(BELOW_COMMUNE)
        db.session.execute(update(Answer).where(Answer.id == answer.id).values(agency_id=elsewhere))
    work(life)

    assert told(life, later) == []


def test_a_near_copy_is_sent_only_by_who_says_that_it_fits(life: Life) -> None:
    earlier, later = hand_in(life, LAND), hand_in(life, LAND, 1)
    work(life)
    assert seen(life, later).asks
    with pytest.raises(CopyUnconfirmed):
        life.send(later)

    life.do_sealed(responses.send, later, account_id=life.reviewer, now=life.at, fits=True)

    sent = select(CaseEvent.facts).where(CaseEvent.case_id == later, CaseEvent.name == Step.SEND)
    facts = db.session.scalar(sent)
    assert facts is not None
    assert facts["fits_though_like"] == [earlier]


def test_what_was_not_compared_yet_keeps_nobody_from_sending(life: Life) -> None:
    hand_in(life, LAND)
    later = hand_in(life, LAND, 1)

    life.send(later)

    assert life.case(later).state == "answered"


def test_the_same_question_rightly_gets_the_same_answer(life: Life) -> None:
    stories = list(clones(2))
    earlier, later = (hand_in(life, LAND, story=story) for story in stories)
    work(life)

    (match,) = seen(life, later).matches
    assert (match.reference, match.same_question) == (life.case(earlier).reference, True)
    assert not seen(life, later).asks
    life.send(earlier)
    life.send(later)
    assert index(life) == CopyCount(copies=0, answers=2)


def test_an_answer_that_is_its_template_says_too_little_of_its_own(life: Life) -> None:
    text = TemplateText(title="Đất đai", **LAND.parts())
    with transaction():
        add_template(
            text,
            agency_id=life.agency(DEPARTMENT),
            kind=Kind.REGULATION,
            outcome=Outcome.EXPLAINED,
            account_id=life.head,
            now=life.at,
        )
    one, two = hand_in(life, LAND), hand_in(life, LAND, 1)
    work(life)

    assert {seen(life, each).progress for each in (one, two)} == {Comparing.TOO_SHORT}
    assert not seen(life, two).asks


def test_what_is_written_again_is_compared_again(life: Life) -> None:
    hand_in(life, LAND)
    case_id = hand_in(life, LAND, 1)
    work(life)
    life.do_sealed(
        responses.return_draft, case_id, reason=WORDS, account_id=life.reviewer, now=life.at
    )
    answer = latest_answer(case_id)
    assert answer is not None
    life.draft(case_id, LIGHTS, answer.version)
    life.put_before_head(case_id)
    life.approve(case_id)
    assert seen(life, case_id).progress is Comparing.WAITING

    assert work(life) == 1

    assert told(life, case_id) == []
    life.send(case_id)


def test_who_copied_words_that_were_withdrawn_is_compared_anew(life: Life) -> None:
    first, second, third = (hand_in(life, LAND, number) for number in range(3))
    work(life)
    life.do_sealed(
        responses.return_draft, first, reason=WORDS, account_id=life.reviewer, now=life.at
    )
    answer = latest_answer(first)
    assert answer is not None
    life.draft(first, LIGHTS, answer.version)

    assert work(life) == 2

    assert told(life, second) == []
    assert told(life, third) == [(life.case(second).reference, True)]


def test_a_reviewer_hears_nothing_of_a_case_that_is_kept_from_them(life: Life) -> None:
    earlier, later = hand_in(life, LAND), hand_in(life, LAND, 1)
    work(life)
    life.do(recuse, earlier, account_id=life.reviewer, now=life.at)

    assert told(life, later) == []
    assert not seen(life, later).asks
    assert told(life, later, life.intake) == [(life.case(earlier).reference, True)]
    # Else the demand itself would tell.
    life.send(later)


def test_a_complaint_about_conduct_is_never_named_beside_another_case(life: Life) -> None:
    earlier, later = hand_in(life, LAND), hand_in(life, LAND, 1)
    work(life)
    life.make_conduct(earlier, BELOW_COMMUNE)

    assert told(life, later) == []
    assert work(life) > 0
    assert told(life, later) == []
    row = db.session.get(AnswerLikeness, getattr(latest_answer(later), "id", 0))
    assert row is not None
    assert not row.is_copy


def test_each_answer_is_compared_once_and_only_new_words_are_kept(life: Life) -> None:
    cases = [hand_in(life, LAND, number) for number in range(3)]

    assert work(life) == 3
    assert work(life) == 0
    kept = set(db.session.scalars(select(AnswerBand.answer_id)))
    assert kept == {getattr(latest_answer(cases[0]), "id", 0)}


def test_what_was_sent_before_is_compared_as_it_was_handed_in(life: Life) -> None:
    earlier, later = hand_in(life, LAND), hand_in(life, LAND, 1)
    life.send(later)
    life.send(earlier)
    work(life)

    assert told(life, earlier) == []
    assert told(life, later) == [(life.case(earlier).reference, True)]
    assert index(life) == CopyCount(copies=1, answers=2)


def test_the_index_can_be_counted_again_from_its_lines(life: Life) -> None:
    cases = [hand_in(life, LAND, number) for number in range(3)]
    cases.append(hand_in(life, LIGHTS))
    for case_id in cases:
        life.send(case_id)
    work(life)
    life.later(days=365)
    last = hand_in(life, LIGHTS, 2)
    work(life)
    life.do_sealed(responses.send, last, account_id=life.reviewer, now=life.at, fits=True)

    today, agency_id = local_date(life.at), life.agency(DEPARTMENT)
    lines = counted_answers(actor_of(life.reviewer), agency_id, today=today)
    sent = [SentAnswer(line.sent_on, line.is_copy) for line in lines]
    assert index(life) == count_copies(sent, today=today) == CopyCount(copies=3, answers=5)
    assert [line.count for line in copies_by_agency(today=today)] == [index(life)]
    assert [line.copy_of for line in lines if line.is_copy] == [
        life.case(cases[0]).reference,
        life.case(cases[0]).reference,
        life.case(cases[3]).reference,
    ]

    life.later(days=2)
    assert index(life) == CopyCount(copies=1, answers=1)


def test_complaints_are_compared_among_themselves_and_counted_nowhere(life: Life) -> None:
    inquiry, complaints = Inquiry(life), []
    for _ in range(2):
        complaints.append(inquiry.concluded())
        inquiry.draft(complaints[-1])
        inquiry.approve(complaints[-1])
        life.later(hours=1)
    work(life)
    life.send(complaints[0])
    today = local_date(life.at)

    assert told(life, complaints[1]) == [(life.case(complaints[0]).reference, True)]
    assert copies_of_agency(life.agency(INSPECTORATE), today=today) == CopyCount()
    assert INSPECTORATE not in {line.code for line in copies_by_agency(today=today)}
    assert counted_answers(actor_of(life.reviewer), life.agency(INSPECTORATE), today=today) == []


def test_one_text_pasted_again_and_again_costs_no_more_than_twice(
    life: Life, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[int] = []
    texts_of = comparing._texts_of

    def note(vault: Vault, answer: Answer) -> dict[str, str]:
        read.append(answer.id)
        return texts_of(vault, answer)

    monkeypatch.setattr(comparing, "_texts_of", note)
    costs = []
    for _ in range(4):
        hand_in(life, LAND)
        read.clear()
        work(life)
        costs.append(len(read))

    assert costs == [1, 2, 2, 2]


def test_of_a_full_bucket_only_the_newest_are_looked_at(
    life: Life, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(comparing, "MOST_IN_BAND", 1)
    hand_in(life, LAND)
    work(life)
    kept = list(db.session.scalars(select(AnswerBand.band)))
    other = latest_answer(hand_in(life, LIGHTS, 1))
    assert other is not None
    work(life)
    with transaction():
        # Other words in the same buckets, as if nearly everything began alike.
        db.session.add_all(AnswerBand(band=band, answer_id=other.id) for band in kept)
    later = hand_in(life, LAND, 2)
    work(life)

    assert told(life, later) == []


def test_nobody_without_a_desk_sees_a_line(life: Life) -> None:
    sent = hand_in(life, LAND)
    life.send(sent)
    work(life)
    stranger = actor_of(life.account(BELOW_COMMUNE, Role.OFFICER))

    found = counted_answers(stranger, life.agency(DEPARTMENT), today=local_date(life.at))

    assert found == []
