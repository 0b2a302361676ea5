"""The clocks of a case: started, paused, met, ended, late, and never beautified."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import func, select

from feedback_service.cases import authoring, triage
from feedback_service.cases.clocks import clocks_of, explain_clock, pauses_of, running_clocks
from feedback_service.cases.history import events_of
from feedback_service.cases.models import CaseClock, CaseEvent
from feedback_service.cases.periodic import (
    close_answered,
    end_silences,
    mark_overdue,
)
from feedback_service.cases.recomputing import recompute_open_cases
from feedback_service.cases.workflow import DeclineReason
from feedback_service.deadlines.service import change_term
from feedback_service.deadlines.terms import Term, TermUnit
from feedback_service.foundation.database import db, transaction
from tests.support.lives import WORDS, Life


def clock(case_id: int, code: str, number: int = 1) -> CaseClock:
    db.session.rollback()
    return next(c for c in clocks_of(case_id) if c.code == code and c.round == number)


def reply(life: Life, case_id: int) -> None:
    life.do_sealed(authoring.reply, case_id, text=WORDS, now=life.at)


def test_giving_the_case_to_an_agency_meets_the_forward_clock(life: Life) -> None:
    case_id = life.submit().case_id
    life.later(days=2)
    life.forward(case_id)

    assert clock(case_id, "forward").met_on == date(2026, 11, 25)
    assert clock(case_id, "answer").ended_on is None


def test_only_the_sent_answer_meets_the_answer_clock(life: Life) -> None:
    case_id = life.reach_review()
    assert clock(case_id, "answer").ended_on is None
    life.later(days=1)
    life.send(case_id)

    answer = clock(case_id, "answer")
    assert (answer.met_on, answer.ended_on) == (date(2026, 11, 24), date(2026, 11, 24))
    assert running_clocks(case_id) == []


def test_the_days_of_a_question_are_cut_out(life: Life) -> None:
    case_id = life.submit().case_id
    life.later(days=2)
    life.ask(case_id)
    life.later(days=6)
    reply(life, case_id)

    # Asked on the 25th, answered on 1 December: the five days between do not count. Without
    # them the twentieth day was Sunday the 13th, put off to Monday.
    assert clock(case_id, "answer").promised_due_on == date(2026, 12, 18)
    # Counted: 24 and 25 November, 1, 2 and 3 December.
    assert clock(case_id, "forward").promised_due_on == date(2026, 12, 3)


def test_an_answer_by_return_costs_no_day(life: Life) -> None:
    case_id = life.submit().case_id
    life.ask(case_id)
    reply(life, case_id)

    assert clock(case_id, "answer").promised_due_on == date(2026, 12, 14)


def test_two_questions_are_both_cut_out(life: Life) -> None:
    case_id = life.submit().case_id
    for _ in range(2):
        life.later(days=1)
        life.ask(case_id)
        life.later(days=3)
        reply(life, case_id)

    # Two days each: the twentieth day moves from the 13th to the 17th.
    assert clock(case_id, "answer").promised_due_on == date(2026, 12, 17)
    assert [c.met_on for c in clocks_of(case_id) if c.code == "author_reply"] == [
        date(2026, 11, 27),
        date(2026, 12, 1),
    ]


def test_a_case_given_on_while_the_author_is_asked_stays_paused(life: Life) -> None:
    case_id = life.submit().case_id
    life.later(days=1)
    life.ask(case_id)
    life.later(days=1)
    life.forward(case_id)
    assert life.case(case_id).state == "needs_information"
    life.later(days=3)
    reply(life, case_id)

    assert life.case(case_id).state == "assigned"
    # Asked on the 24th, answered on the 28th: three days.
    assert clock(case_id, "answer").promised_due_on == date(2026, 12, 16)


def test_every_day_of_a_paused_clock_is_explained(life: Life) -> None:
    case_id = life.submit().case_id
    life.ask(case_id)
    life.later(days=3)
    reply(life, case_id)
    pauses = pauses_of(events_of(case_id), clocks_of(case_id))
    told = explain_clock(clock(case_id, "answer"), pauses, today=date(2026, 12, 1))
    not_counted = [day.date for day in told.days[1:] if not day.counted]

    assert not_counted == [date(2026, 11, 24), date(2026, 11, 25)]
    assert all(day.reason for day in told.days)
    assert told.due_on == clock(case_id, "answer").promised_due_on == date(2026, 12, 15)


def test_silence_ends_the_pause_after_ten_working_days_and_once(life: Life) -> None:
    case_id = life.submit().case_id
    life.ask(case_id)
    life.at = datetime(2026, 12, 7, 3, tzinfo=UTC)
    with transaction():
        assert end_silences(now=life.at) == 0
    life.later(days=1)
    with transaction():
        assert end_silences(now=life.at) == 1
    with transaction():
        assert end_silences(now=life.at) == 0

    assert life.case(case_id).state == "received"
    silence = clock(case_id, "author_reply")
    assert (silence.met_on, silence.ended_on) == (None, date(2026, 12, 8))
    assert clock(case_id, "answer").promised_due_on == date(2026, 12, 28)


def test_a_case_waits_at_its_agency_for_who_stays_silent(life: Life) -> None:
    case_id = life.reach_in_progress()
    life.ask(case_id, life.officer)
    life.later(days=30)
    with transaction():
        end_silences(now=life.at)

    assert life.case(case_id).state == "in_progress"
    assert life.case(case_id).officer_id == life.officer


def test_lateness_is_written_once_and_dated_the_day_after(life: Life) -> None:
    case_id = life.reach_in_progress()
    life.at = datetime(2026, 12, 14, 16, 59, tzinfo=UTC)  # a minute to midnight in Ha Noi
    with transaction():
        assert mark_overdue(now=life.at) == 0
    life.later(minutes=1)
    for expected in (1, 0, 0):
        with transaction():
            assert mark_overdue(now=life.at) == expected

    late = [event for event in events_of(case_id) if event.name == "overdue"]
    assert [event.facts["on"] for event in late] == ["2026-12-15"]
    assert clock(case_id, "answer").overdue_on == date(2026, 12, 15)


def test_lateness_that_was_slept_through_bears_its_own_day(life: Life) -> None:
    case_id = life.reach_in_progress()
    life.later(days=200)
    with transaction():
        mark_overdue(now=life.at)

    assert clock(case_id, "answer").overdue_on == date(2026, 12, 15)


def test_an_answer_after_the_day_does_not_take_lateness_away(life: Life) -> None:
    case_id = life.reach_review()
    life.later(days=40)
    with transaction():
        mark_overdue(now=life.at)
    life.send(case_id)

    answer = clock(case_id, "answer")
    assert answer.overdue_on == date(2026, 12, 15)
    assert answer.met_on == date(2027, 1, 2)


def test_many_paused_cases_do_not_keep_a_late_one_from_being_seen(
    life: Life, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("feedback_service.cases.periodic.BATCH", 2)
    for _ in range(3):
        life.ask(life.submit().case_id)
    late = life.reach_in_progress()
    life.later(days=60)
    with transaction():
        assert mark_overdue(now=life.at) == 1

    assert clock(late, "answer").overdue_on is not None


def test_a_reopened_case_starts_anew_and_its_first_punctuality_stays(life: Life) -> None:
    case_id = life.reach_review()
    life.later(days=30)
    life.send(case_id)
    life.later(days=3)
    life.do_sealed(authoring.reopen, case_id, text=WORDS, now=life.at)
    first, second = clock(case_id, "answer", 1), clock(case_id, "answer", 2)

    assert first.met_on == date(2026, 12, 23)
    assert first.promised_due_on == date(2026, 12, 14)
    assert (second.started_on, second.ended_on) == (date(2026, 12, 26), None)
    assert second.promised_due_on == date(2027, 1, 15)


def test_a_pause_before_the_answer_does_not_lengthen_the_second_round(life: Life) -> None:
    case_id = life.reach_in_progress()
    life.ask(case_id, life.officer)
    life.later(days=4)
    reply(life, case_id)
    life.draft(case_id)
    life.put_before_head(case_id)
    life.approve(case_id)
    life.send(case_id)
    life.do_sealed(authoring.reopen, case_id, text=WORDS, now=life.at)

    # From 27 November, twenty days end on 17 December.
    assert clock(case_id, "answer", 2).promised_due_on == date(2026, 12, 17)


def test_a_reopened_case_about_a_document_keeps_its_shorter_term(life: Life) -> None:
    case_id = life.reach_answered(document="20/2008/NĐ-CP")
    life.do_sealed(authoring.reopen, case_id, text=WORDS, now=life.at)

    assert clock(case_id, "answer_legal_document", 2).promised_due_on == date(2026, 12, 8)


def test_an_appeal_upheld_starts_the_clocks_again_under_the_same_terms(life: Life) -> None:
    case_id = life.submit(document="20/2008/NĐ-CP").case_id
    life.do_sealed(
        triage.decline_case,
        case_id,
        reason=DeclineReason.UNCLEAR,
        text=WORDS,
        account_id=life.intake,
        now=life.at,
    )
    ended = clock(case_id, "answer_legal_document")
    assert (ended.met_on, ended.ended_on) == (None, date(2026, 11, 23))
    life.later(days=7)
    life.do_sealed(authoring.appeal, case_id, text=WORDS, now=life.at)
    life.do_sealed(
        triage.decide_appeal,
        case_id,
        upheld=True,
        text=WORDS,
        account_id=life.reviewer,
        now=life.at,
    )

    assert clock(case_id, "answer_legal_document", 2).started_on == date(2026, 11, 30)
    assert clock(case_id, "forward", 2).promised_due_on == date(2026, 12, 7)


def test_the_review_of_an_answer_has_two_working_days(life: Life) -> None:
    case_id = life.reach_review()

    assert clock(case_id, "answer_review").promised_due_on == date(2026, 11, 25)


def test_a_case_keeps_the_term_it_began_under(life: Life) -> None:
    case_id = life.submit().case_id
    with transaction():
        change_term(
            Term(
                code="answer",
                days=5,
                unit=TermUnit.CALENDAR,
                valid_from=date(2026, 11, 24),
                source="Thử",
            )
        )
    life.later(days=1)
    later = life.submit().case_id
    with transaction():
        recompute_open_cases(now=life.at)

    assert clock(case_id, "answer").promised_due_on == date(2026, 12, 14)
    assert clock(later, "answer").promised_due_on == date(2026, 11, 30)


def test_an_answered_case_is_closed_after_fifteen_days_and_once(life: Life) -> None:
    case_id = life.reach_answered()
    life.at = datetime(2026, 12, 8, 3, tzinfo=UTC)
    with transaction():
        assert close_answered(now=life.at) == 0
    life.later(days=1)
    for expected in (1, 0):
        with transaction():
            assert close_answered(now=life.at) == expected

    case = life.case(case_id)
    assert (case.state, case.closed_at) == ("closed", life.at)


def test_a_shorter_rest_set_by_an_administrator_is_kept(life: Life) -> None:
    with transaction():
        change_term(
            Term(
                code="close_after",
                days=3,
                unit=TermUnit.CALENDAR,
                valid_from=date(2026, 11, 23),
                source="Thử",
            )
        )
    life.reach_answered()
    life.later(days=4)

    with transaction():
        assert close_answered(now=life.at) == 1


def test_a_case_stays_open_where_no_calendar_says_when_it_rests(life: Life) -> None:
    life.at = datetime(2027, 12, 17, 3, tzinfo=UTC)
    case_id = life.reach_answered()
    life.later(days=40)
    with transaction():
        assert close_answered(now=life.at) == 0

    life.do_sealed(authoring.reopen, case_id, text=WORDS, now=life.at)
    assert life.case(case_id).state == "assigned"


def test_periodic_work_numbers_events_without_holes(life: Life) -> None:
    case_id = life.reach_in_progress()
    life.ask(case_id, life.officer)
    life.later(days=60)
    for work in (end_silences, mark_overdue, close_answered, mark_overdue):
        with transaction():
            work(now=life.at)
    life.later(days=60)
    with transaction():
        mark_overdue(now=life.at)
    numbers = db.session.scalars(
        select(CaseEvent.number).where(CaseEvent.case_id == case_id).order_by(CaseEvent.number)
    ).all()
    total = db.session.scalar(select(func.count(CaseEvent.id)))

    assert list(numbers) == list(range(1, len(numbers) + 1))
    assert total == len(numbers)
