"""A promise of an answer: asked about on its day, kept, withdrawn, and told of by the author."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from feedback_service.accounts.permissions import Role
from feedback_service.cases import authoring
from feedback_service.cases.errors import LeadActs
from feedback_service.cases.history import events_of
from feedback_service.foundation.clock import local_date
from feedback_service.foundation.database import transaction
from feedback_service.responses import promising
from feedback_service.responses.commands import Promise
from feedback_service.responses.errors import (
    PromiseMissing,
    PromiseSettled,
    PromiseTooEarly,
)
from feedback_service.responses.promises import Standing, Word
from feedback_service.responses.queries import PromiseView, sent_answers
from feedback_service.statistics.figures import Share
from feedback_service.statistics.kept import KeptPromises, kept_promises
from tests.support.lives import AUTHOR, DEPARTMENT, OTHER_DEPARTMENT, WHOLE_ANSWER, WORDS, Life
from tests.support.promises import DAYS, reach_promise

MAILED = {"mail_opted_in": True, "person": AUTHOR}


def day(life: Life, later: int = 0) -> date:
    return local_date(life.at) + timedelta(days=later)


def only(life: Life, case_id: int) -> PromiseView:
    life.case(case_id)
    (answer,) = sent_answers(case_id, life.vault)
    (found,) = answer.promises
    return found


def ask(life: Life) -> int:
    with transaction():
        return promising.ask_about_promises(now=life.at)


def keep(life: Life, case_id: int, account_id: int | None = None) -> None:
    life.do_sealed(
        promising.keep_promise,
        case_id,
        only(life, case_id).id,
        text=WORDS,
        account_id=account_id or life.officer,
        now=life.at,
    )


def withdraw(life: Life, case_id: int) -> None:
    life.do_sealed(
        promising.withdraw_promise,
        case_id,
        only(life, case_id).id,
        reason=WORDS,
        account_id=life.head,
        now=life.at,
    )


def tell(life: Life, case_id: int, word: Word) -> None:
    life.do(promising.tell_of_promise, case_id, only(life, case_id).id, word=word, now=life.at)


def counted(life: Life) -> KeptPromises:
    return kept_promises(life.agency(DEPARTMENT), today=day(life))


def test_on_its_day_author_and_agency_are_asked_once_however_long_the_worker_slept(
    life: Life,
) -> None:
    case_id = reach_promise(life, **MAILED)
    assert ask(life) == 0
    life.later(days=90)
    assert [ask(life), ask(life)] == [1, 0]
    told = life.messages(case_id)
    assert told.count("promise_due") == 1
    assert [event.name for event in events_of(case_id)].count("promise_asked") == 1


def test_an_agency_that_kept_it_is_not_reminded(life: Life) -> None:
    case_id = reach_promise(life)
    life.later(days=3)
    keep(life, case_id)
    life.later(days=DAYS)
    assert ask(life) == 1
    assert "promise_due" not in life.messages(case_id)
    found = only(life, case_id)
    assert (found.standing(day(life)), found.words) == (Standing.KEPT, WORDS)


def test_a_withdrawn_promise_is_never_asked_about_and_stays_to_be_seen(life: Life) -> None:
    case_id = reach_promise(life)
    withdraw(life, case_id)
    life.later(days=DAYS)
    assert ask(life) == 0
    assert only(life, case_id).standing(day(life)) is Standing.WITHDRAWN
    with pytest.raises(PromiseSettled):
        keep(life, case_id)


def test_after_its_day_a_promise_cannot_be_withdrawn(life: Life) -> None:
    case_id = reach_promise(life)
    life.later(days=DAYS + 1)
    with pytest.raises(PromiseSettled):
        withdraw(life, case_id)


def test_the_author_may_deny_what_the_agency_says(life: Life) -> None:
    case_id = reach_promise(life)
    with pytest.raises(PromiseTooEarly):
        tell(life, case_id, Word.KEPT)
    keep(life, case_id)
    life.later(days=1)
    tell(life, case_id, Word.NOT_KEPT)
    assert only(life, case_id).standing(day(life)) is Standing.BROKEN
    life.later(days=1)
    keep(life, case_id)
    assert only(life, case_id).standing(day(life)) is Standing.KEPT


def test_another_agency_and_another_case_have_no_word_in_it(life: Life) -> None:
    case_id, other = reach_promise(life), reach_promise(life)
    stranger = life.account(OTHER_DEPARTMENT, Role.OFFICER)
    with pytest.raises(LeadActs):
        keep(life, case_id, stranger)
    number = only(life, case_id).id
    with pytest.raises(PromiseMissing):
        life.do(promising.tell_of_promise, other, number, word=Word.KEPT, now=life.at)


def test_while_a_reopened_case_is_worked_on_nobody_is_asked(life: Life) -> None:
    case_id = reach_promise(life)
    life.do_sealed(authoring.reopen, case_id, text=WORDS, now=life.at)
    life.later(days=DAYS)
    assert ask(life) == 0


def test_what_was_only_drafted_is_no_promise(life: Life) -> None:
    case_id = life.reach_in_progress()
    due = Promise(text="Sẽ gắn lại biển chỉ đường", due_on=day(life, 1))
    life.draft(case_id, replace(WHOLE_ANSWER, promises=(due,)))
    life.later(days=2)
    assert ask(life) == 0
    assert counted(life).total == 0


def test_an_agencys_promises_are_counted_whatever_became_of_them(life: Life) -> None:
    kept, late, broken, withdrawn, asked, _other = (reach_promise(life) for _ in range(6))
    keep(life, kept)
    withdraw(life, withdrawn)
    life.later(days=DAYS + 1)
    keep(life, late)
    tell(life, broken, Word.NOT_KEPT)
    found = counted(life)
    assert found.counts == {
        Standing.OPEN: 0,
        Standing.ASKED: 2,
        Standing.KEPT: 1,
        Standing.KEPT_LATE: 1,
        Standing.BROKEN: 1,
        Standing.WITHDRAWN: 1,
    }
    assert found.kept == Share(1, 3)
    assert found.is_shown
    assert only(life, asked).standing(day(life)) is Standing.ASKED
