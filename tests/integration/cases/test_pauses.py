"""The clocks stand still while the author is asked: twice at most, and never for too long."""

import pytest

from feedback_service.cases import authoring
from feedback_service.cases.clocks import (
    clocks_of,
    end_clocks,
    explain_clock,
    pauses_of,
    refresh_clocks,
)
from feedback_service.cases.errors import AskedTooOften
from feedback_service.cases.history import SYSTEM, events_of, take_step
from feedback_service.cases.models import CaseClock
from feedback_service.cases.periodic import end_silences, mark_overdue
from feedback_service.cases.queries import case_by_id
from feedback_service.cases.workflow import Step
from feedback_service.deadlines.terms import TermCode
from feedback_service.foundation.clock import local_date
from feedback_service.foundation.database import db, transaction
from tests.support.lives import WORDS, Life


def clock(case_id: int, code: str) -> CaseClock:
    db.session.rollback()
    return next(c for c in clocks_of(case_id) if c.code == code)


def reply(life: Life, case_id: int) -> None:
    life.do_sealed(authoring.reply, case_id, text=WORDS, now=life.at)


def test_a_case_whose_author_is_asked_is_not_late(life: Life) -> None:
    case_id = life.submit().case_id
    life.ask(case_id)
    life.later(days=12)
    with transaction():
        assert mark_overdue(now=life.at) == 0
    reply(life, case_id)
    with transaction():
        assert mark_overdue(now=life.at) == 0


def test_an_author_is_asked_twice_and_no_more(life: Life) -> None:
    case_id = life.submit().case_id
    for _ in range(2):
        life.ask(case_id)
        life.later(days=1)
        reply(life, case_id)
    with pytest.raises(AskedTooOften, match="2 lần"):
        life.ask(case_id)
    life.forward(case_id)
    with pytest.raises(AskedTooOften):
        life.ask(case_id, life.officer)


def test_a_worker_that_slept_gives_the_agency_no_days(life: Life) -> None:
    """The time to reply ends the pause on its day, whenever the silence is noted."""
    noted_at_once, noted_late = (life.submit().case_id for _ in range(2))
    for case_id in (noted_at_once, noted_late):
        life.ask(case_id)
    life.later(days=15)
    with transaction():
        case = case_by_id(noted_at_once)
        take_step(case, Step.END_SILENCE, doer=SYSTEM, now=life.at)
        end_clocks(case, TermCode.AUTHOR_REPLY, on=local_date(life.at))
        refresh_clocks(case, today=local_date(life.at))
    promised = clock(noted_at_once, "answer").promised_due_on
    life.later(days=90)
    with transaction():
        refresh_clocks(case_by_id(noted_late), today=local_date(life.at))
    assert clock(noted_late, "answer").promised_due_on == promised
    with transaction():
        assert end_silences(now=life.at) == 1
    assert clock(noted_late, "answer").promised_due_on == promised
    pauses = pauses_of(events_of(noted_late), clocks_of(noted_late))
    explained = explain_clock(clock(noted_late, "answer"), pauses, today=local_date(life.at))
    assert explained.due_on == promised
