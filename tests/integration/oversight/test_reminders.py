"""Numbered reminders: who is told, what answers them, and who hears of those that are ignored."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select

from feedback_service.accounts.permissions import Role
from feedback_service.accounts.queries import actor_of
from feedback_service.cases.assignment import bar_units
from feedback_service.cases.models import CaseBar
from feedback_service.cases.queries import case_by_id
from feedback_service.foundation.clock import local_date
from feedback_service.foundation.database import db, transaction
from feedback_service.identity.models import SealedText
from feedback_service.notifications.models import OutboxMessage
from feedback_service.oversight.answering_late import tell_progress
from feedback_service.oversight.errors import NothingToRemind, NotLateThere, ReminderDay
from feedback_service.oversight.models import Reminder
from feedback_service.oversight.reminders import ReminderLine, list_reminders, reminders_of
from feedback_service.oversight.reminding import escalate_reminders, send_reminder
from tests.support.lives import DEPARTMENT, OTHER_DEPARTMENT, PROVINCE, WORDS, Life

Sleep = Callable[[int], None]
LATE_BY = 30


def remind(life: Life, *case_ids: int, days: int = 5, to: str = DEPARTMENT) -> Reminder:
    with transaction():
        return send_reminder(
            life.vault,
            life.agency(to),
            [case_by_id(each, lock=True) for each in case_ids],
            words=WORDS,
            due_on=local_date(life.at) + timedelta(days=days),
            account_id=life.intake,
            now=life.at,
        )


def escalate(life: Life) -> int:
    with transaction():
        return escalate_reminders(now=life.at)


def lines(life: Life, account_id: int | None = None) -> list[ReminderLine]:
    db.session.rollback()
    actor = actor_of(account_id or life.intake)
    return list(list_reminders(actor, today=local_date(life.at)).rows)


def told(life: Life, name: str) -> list[tuple[str, int]]:
    db.session.rollback()
    wanted = select(OutboxMessage).where(OutboxMessage.message == name).order_by(OutboxMessage.id)
    return [(row.recipient_kind, row.recipient_id) for row in db.session.scalars(wanted)]


@pytest.fixture
def late(life: Life, sleep: Sleep) -> list[int]:
    """Two cases of the department that are late."""
    cases = [life.reach_in_progress() for _ in range(2)]
    sleep(LATE_BY)
    return cases


def test_reminders_are_numbered_within_the_year_and_told_to_the_agency(
    life: Life, late: list[int]
) -> None:
    remind(life, *late)
    remind(life, late[0])

    assert [(line.number, line.year, line.cases) for line in lines(life)] == [
        (2, 2026, 1),
        (1, 2026, 2),
    ]
    department = ("agency", life.agency(DEPARTMENT))
    assert told(life, "reminder_sent") == [department, department]
    for case_id in late:
        assert reminders_of(case_id, life.vault)[0].text == WORDS
    bodies = db.session.scalars(select(SealedText.body).where(SealedText.purpose == "reminder"))
    assert all(WORDS.encode() not in body for body in bodies)


def test_only_late_cases_of_that_agency_are_reminded_of_with_some_days(
    life: Life, sleep: Sleep, late: list[int]
) -> None:
    with pytest.raises(NotLateThere):
        remind(life, life.reach_in_progress())
    with pytest.raises(NotLateThere):
        remind(life, late[0], to=OTHER_DEPARTMENT)
    with pytest.raises(NothingToRemind):
        remind(life)
    for days in (0, 31):
        with pytest.raises(ReminderDay):
            remind(life, late[0], days=days)
    assert lines(life) == []


def test_a_note_after_the_reminder_answers_it_and_one_before_does_not(
    life: Life, late: list[int]
) -> None:
    note = {"words": WORDS, "account_id": life.officer}
    life.do_sealed(tell_progress, late[0], **note, now=life.at)
    life.later(hours=1)
    remind(life, *late)
    assert lines(life)[0].answered == 0
    life.later(hours=1)
    life.do_sealed(tell_progress, late[0], **note, now=life.at)
    assert lines(life)[0].answered == 1
    life.do_sealed(tell_progress, late[1], **note, now=life.at)

    assert lines(life)[0].is_answered


def test_an_ignored_reminder_is_told_to_the_head_and_then_above_once_each(
    life: Life, sleep: Sleep, late: list[int]
) -> None:
    remind(life, *late)
    sleep(5)
    assert not lines(life)[0].is_ignored
    sleep(2)
    assert escalate(life) == 0
    sleep(1)
    assert escalate(life) == 1
    assert escalate(life) == 0
    assert told(life, "reminder_ignored") == [("account", life.head)]
    assert told(life, "reminder_escalated") == []
    sleep(3)
    assert escalate(life) == 1
    sleep(60)
    assert escalate(life) == 0

    assert told(life, "reminder_ignored") == [("account", life.head)]
    assert told(life, "reminder_escalated") == [("agency", life.agency(PROVINCE))]
    line = lines(life)[0]
    assert line.is_ignored
    assert line.parent_told_on is not None


def test_a_worker_that_slept_tells_the_head_first_and_leaves_days_before_going_up(
    life: Life, sleep: Sleep, late: list[int]
) -> None:
    remind(life, *late)
    sleep(90)

    assert escalate(life) == 1
    assert escalate(life) == 0
    assert told(life, "reminder_escalated") == []


def test_an_answered_reminder_goes_no_further(life: Life, sleep: Sleep, late: list[int]) -> None:
    remind(life, late[0])
    sleep(1)
    life.do_sealed(tell_progress, late[0], words=WORDS, account_id=life.officer, now=life.at)
    sleep(30)
    escalate(life)

    assert told(life, "reminder_ignored") == []


def test_a_barred_agency_above_and_a_barred_head_are_not_told(
    life: Life, sleep: Sleep, late: list[int]
) -> None:
    remind(life, *late)
    other = life.account(DEPARTMENT, Role.HEAD)
    with transaction():
        db.session.add(CaseBar(case_id=late[0], account_id=life.head))
        bar_units(case_by_id(late[0]), [life.agency(PROVINCE)])
    sleep(8)
    escalate(life)
    sleep(3)
    escalate(life)

    assert told(life, "reminder_ignored") == [("account", other)]
    assert ("agency", life.agency(PROVINCE)) not in told(life, "reminder_escalated")


def test_whoever_is_barred_from_a_case_does_not_find_it_in_the_register(
    life: Life, late: list[int]
) -> None:
    remind(life, late[0])
    with transaction():
        db.session.add(CaseBar(case_id=late[0], account_id=life.reviewer))

    assert lines(life, life.reviewer) == []
    assert len(lines(life)) == 1
