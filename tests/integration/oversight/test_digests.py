"""One digest a day to each person, found by state, naming only what they may see."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from feedback_service.accounts.permissions import Role
from feedback_service.accounts.service import choose_mail_days
from feedback_service.cases import recusal
from feedback_service.cases.authoring import reply
from feedback_service.cases.clocks import running_clocks
from feedback_service.entrypoints.worker import Worker
from feedback_service.foundation.database import db, transaction
from feedback_service.notifications.delivery import message_id
from feedback_service.notifications.models import OutboxMessage
from feedback_service.oversight.alerting import note_alerts, send_digests
from feedback_service.oversight.models import Alert
from tests.support.clock import FrozenClock
from tests.support.lives import COMMUNE, DEPARTMENT, DESK, INSPECTORATE, Life

Sleep = Callable[[int], None]
Work = Callable[[], None]
Digests = Callable[[int], list[str]]


def due_of(life: Life, case_id: int) -> date:
    """Return the date of the answer."""
    life.case(case_id)
    until = running_clocks(case_id)[0].promised_due_on
    assert until is not None
    return until


def until(life: Life, sleep: Sleep, day: date) -> None:
    """Sleep until a day."""
    sleep((day - life.at.date()).days)


def reference(life: Life, case_id: int) -> str:
    return life.case(case_id).reference


def test_officer_head_and_focal_point_are_told_as_the_date_comes_near(
    life: Life, sleep: Sleep, work: Work, digests: Digests
) -> None:
    case_id = life.reach_in_progress()
    due = due_of(life, case_id)
    told: dict[date, list[int]] = {}
    while life.at.date() <= due + timedelta(days=14):
        before = {who: len(digests(who)) for who in (life.officer, life.head, life.intake)}
        work()
        told[life.at.date()] = [who for who, count in before.items() if len(digests(who)) > count]
        sleep(1)

    days = {day: people for day, people in told.items() if people}
    before_due = [people for day, people in days.items() if day < due]
    assert before_due == [[life.officer], [life.officer], [life.officer, life.head]]
    assert days[due] == [life.officer, life.head]
    assert days[due + timedelta(days=1)] == [life.intake]
    assert days[due + timedelta(days=7)] == [life.officer, life.head, life.intake]
    assert days[due + timedelta(days=14)] == [life.officer, life.head, life.intake]
    assert len(days) == 7


def test_a_late_case_found_after_a_sleep_is_told_to_everybody_at_once(
    life: Life, sleep: Sleep, work: Work, digests: Digests
) -> None:
    case_id = life.reach_in_progress()
    until(life, sleep, due_of(life, case_id) - timedelta(days=6))
    work()
    heard = {who: len(digests(who)) for who in (life.officer, life.head, life.intake)}

    sleep(8)
    work()

    assert all(len(digests(who)) == count + 1 for who, count in heard.items())


def test_a_clock_from_before_the_upgrade_is_told_of_ahead_and_not_at_once(
    life: Life, sleep: Sleep, work: Work, digests: Digests
) -> None:
    case_id = life.reach_in_progress()
    with transaction() as session:
        clock = running_clocks(case_id)[0]
        planned, clock.tell_on = clock.tell_on, clock.started_on
        session.add(clock)
    work()

    assert digests(life.officer) == []
    life.case(case_id)
    assert running_clocks(case_id)[0].tell_on == planned
    until(life, sleep, due_of(life, case_id) - timedelta(days=5))
    work()
    assert len(digests(life.officer)) == 1


@pytest.mark.parametrize("days", [3, 90])
def test_a_worker_that_slept_sends_each_person_one_digest_with_each_case_once(
    days: int, life: Life, sleep: Sleep, work: Work, digests: Digests
) -> None:
    cases = [life.reach_in_progress() for _ in range(3)]
    until(life, sleep, due_of(life, cases[0]) - timedelta(days=6))
    work()
    heard = len(digests(life.officer))

    sleep(days)
    work()
    work()

    (body,) = digests(life.officer)[: len(digests(life.officer)) - heard]
    for case_id in cases:
        assert body.count(reference(life, case_id)) == 1
    if days == 90:
        assert "đã quá 84 ngày" in body


def test_a_clock_that_jumps_tells_nobody(
    context: Flask, life: Life, clock: FrozenClock, work: Work, digests: Digests
) -> None:
    life.reach_in_progress()
    work()
    clock.jump(days=200)

    Worker(context).run_once()

    assert digests(life.officer) == []
    assert db.session.scalar(select(func.count(Alert.id))) == 0


def test_what_was_answered_or_is_asked_of_the_author_since_is_not_named(
    life: Life, sleep: Sleep, work: Work, digests: Digests
) -> None:
    answered, asked, waiting = (life.reach_in_progress() for _ in range(3))
    until(life, sleep, due_of(life, waiting))
    with transaction():
        note_alerts(now=life.at)
        send_digests(now=life.at)
    life.ask(asked, life.officer)
    life.draft(answered)
    life.put_before_head(answered)
    life.approve(answered)
    life.send(answered)

    work()

    (body,) = digests(life.officer)
    assert reference(life, waiting) in body
    assert reference(life, answered) not in body
    assert reference(life, asked) not in body


def test_nobody_barred_since_is_told_of_a_case(
    life: Life, sleep: Sleep, work: Work, digests: Digests
) -> None:
    turned, stays = life.reach_in_progress(), life.reach_in_progress()
    until(life, sleep, due_of(life, stays) + timedelta(days=7))
    with transaction():
        note_alerts(now=life.at)
        send_digests(now=life.at)
    named = reference(life, turned)
    life.make_conduct(turned, DEPARTMENT)

    work()

    for who in (life.officer, life.head):
        (body,) = digests(who)
        assert named not in body
        assert reference(life, stays) in body
    assert any(named in body for body in digests(life.intake))


def test_a_digest_in_which_nothing_is_left_is_not_sent(
    life: Life, sleep: Sleep, work: Work, digests: Digests
) -> None:
    case_id = life.reach_in_progress()
    until(life, sleep, due_of(life, case_id))
    with transaction():
        note_alerts(now=life.at)
        send_digests(now=life.at)
    life.make_conduct(case_id, DEPARTMENT)

    work()

    assert digests(life.officer) == []
    states = select(OutboxMessage.state).where(OutboxMessage.message == "deadline_digest")
    assert set(db.session.scalars(states)) == {"sent"}


def test_the_accused_unit_is_never_told(
    life: Life, sleep: Sleep, work: Work, digests: Digests
) -> None:
    accused = life.account(COMMUNE, Role.HEAD)
    watcher = life.account(INSPECTORATE, Role.HEAD)
    receipt = life.against(COMMUNE)
    until(life, sleep, due_of(life, receipt.case_id) + timedelta(days=30))

    work()

    assert digests(accused) == []
    (body,) = digests(watcher)
    assert receipt.reference in body


def test_without_an_officer_the_agency_is_told_but_not_who_stepped_aside(
    life: Life, sleep: Sleep, work: Work, digests: Digests
) -> None:
    other_head = life.account(DEPARTMENT, Role.HEAD)
    case_id = life.submit().case_id
    life.forward(case_id)
    life.do(recusal.recuse, case_id, account_id=life.head, now=life.at)
    until(life, sleep, due_of(life, case_id) - timedelta(days=6))

    work()

    assert len(digests(other_head)) == 1
    assert digests(life.head) == []
    assert digests(life.officer) == []


def test_on_a_day_of_rest_only_heads_with_something_late_and_who_wishes_are_told(
    life: Life, sleep: Sleep, work: Work, digests: Digests
) -> None:
    eager = life.account(DESK, Role.INTAKE_OFFICER)
    with transaction():
        choose_mail_days(eager, on_rest_days=True)
    case_id = life.reach_in_progress()
    saturday = due_of(life, case_id) + timedelta(days=1)
    while saturday.weekday() != 5:
        saturday += timedelta(days=1)
    # Nobody was told since the middle of the term, and it is Saturday when the worker wakes.
    until(life, sleep, saturday)
    work()
    assert [len(digests(who)) for who in (life.officer, life.intake)] == [0, 0]
    assert [len(digests(who)) for who in (life.head, eager)] == [1, 1]

    sleep(2)
    work()
    assert [len(digests(who)) for who in (life.officer, life.intake)] == [1, 1]


def test_a_digest_that_waits_for_the_mail_server_takes_up_what_comes_after(
    life: Life, sleep: Sleep, work: Work, digests: Digests
) -> None:
    first = life.reach_in_progress()
    sleep(3)
    second = life.reach_in_progress()
    until(life, sleep, due_of(life, first))
    for _ in range(4):
        with transaction():
            note_alerts(now=life.at)
            send_digests(now=life.at)
        sleep(1)

    work()

    (body,) = digests(life.officer)
    assert body.count(reference(life, first)) == 1
    assert body.count(reference(life, second)) == 1


def test_killed_between_sending_and_marking_the_same_digest_goes_out_again(
    context: Flask, life: Life, sleep: Sleep
) -> None:
    case_id = life.reach_in_progress()
    until(life, sleep, due_of(life, case_id))
    with transaction():
        note_alerts(now=life.at)
        send_digests(now=life.at)
    wanted = select(OutboxMessage).where(OutboxMessage.message == "deadline_digest")
    key = Worker(context).delivery().name_key
    before = {row.id: message_id(key, row) for row in db.session.scalars(wanted)}
    # The mail was handed over and nothing was marked: another worker begins.
    db.session.rollback()
    for _ in range(2):
        with transaction():
            note_alerts(now=life.at)
            send_digests(now=life.at)

    assert {row.id: message_id(key, row) for row in db.session.scalars(wanted)} == before


def test_moving_the_date_moves_the_day_on_which_people_are_told(life: Life, sleep: Sleep) -> None:
    case_id = life.reach_in_progress()
    told = running_clocks(case_id)[0].tell_on
    sleep(1)
    life.ask(case_id, life.officer)
    sleep(5)
    life.do_sealed(reply, case_id, text="Tôi xin bổ sung như sau.", now=life.at)

    life.case(case_id)
    moved = running_clocks(case_id)[0].tell_on
    assert told is not None
    assert moved is not None
    assert moved > told
