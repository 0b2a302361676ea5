"""Open cases follow the calendar: in batches, once each, and both sides are told."""

from collections import Counter
from datetime import date

import pytest
from sqlalchemy import select

from feedback_service.cases import authoring
from feedback_service.cases.clocks import running_clocks
from feedback_service.cases.history import events_of
from feedback_service.cases.models import CaseClock
from feedback_service.cases.recomputing import (
    Recomputed,
    cases_to_recompute,
    recompute_batch,
    recompute_open_cases,
)
from feedback_service.deadlines import queries
from feedback_service.deadlines.calendar import CalendarDay, DayKind, DayStatus
from feedback_service.deadlines.service import write_days
from feedback_service.foundation.database import db, transaction
from feedback_service.notifications.models import OutboxMessage
from tests.support.lives import WORDS, Life

THURSDAY = date(2026, 11, 26)


def day_off(on: date = THURSDAY) -> None:
    with transaction():
        day = CalendarDay(on, DayKind.HOLIDAY, DayStatus.ANNOUNCED, "Công văn thử", "")
        write_days([day])


def recompute(life: Life, most: int = 500) -> Recomputed:
    with transaction():
        return recompute_batch(now=life.at, most=most)


def killed(life: Life) -> None:
    with transaction():
        recompute_batch(now=life.at, most=2)
        raise KeyboardInterrupt


def changes(case_id: int) -> list[str | None]:
    db.session.rollback()
    return [e.reason_code for e in events_of(case_id) if e.name == "deadline_changed"]


def mails() -> Counter[tuple[str, int]]:
    db.session.rollback()
    names = {"deadline_changed", "dates_moved"}
    rows = db.session.scalars(select(OutboxMessage).where(OutboxMessage.message.in_(names)))
    return Counter((row.message, row.recipient_id) for row in rows)


def promised(case_id: int, code: str) -> date | None:
    db.session.rollback()
    return next(c.promised_due_on for c in running_clocks(case_id) if c.code == code)


def test_a_new_case_has_nothing_to_be_reckoned_again(life: Life) -> None:
    life.submit()

    assert cases_to_recompute() == 0
    assert recompute(life) == Recomputed(cases=0, moved=0)


def test_a_new_day_off_moves_the_dates_that_run_over_it_once(life: Life) -> None:
    case_id = life.submit().case_id
    before = promised(case_id, "forward")
    day_off()
    assert cases_to_recompute() == 1

    assert recompute(life) == Recomputed(cases=1, moved=1)
    assert recompute(life) == Recomputed(cases=0, moved=0)
    after = promised(case_id, "forward")
    assert before is not None
    assert after is not None
    assert (after - before).days == 1
    assert changes(case_id) == ["forward"]


def test_both_sides_are_told_once_a_case(life: Life) -> None:
    cases = [life.submit(mail_opted_in=True).case_id for _ in range(2)]
    for case_id in cases:
        life.forward(case_id)
    # The answer falls due on Monday, 14 December.
    day_off(date(2026, 12, 14))
    recompute(life)

    department = life.agency("33.sxd")
    expected = {("deadline_changed", case_id): 1 for case_id in cases}
    assert mails() == expected | {("dates_moved", department): 1}


def test_what_was_left_by_a_kill_is_found_and_nothing_is_done_twice(life: Life) -> None:
    cases = [life.submit(mail_opted_in=True).case_id for _ in range(5)]
    day_off()
    assert recompute(life, most=2).cases == 2
    with pytest.raises(KeyboardInterrupt):
        killed(life)
    db.session.rollback()

    assert cases_to_recompute() == 3
    done = [recompute(life, most=2).cases for _ in range(3)]
    assert done == [2, 1, 0]
    assert [changes(case_id) for case_id in cases] == [["forward"]] * 5
    assert mails() == {("deadline_changed", case_id): 1 for case_id in cases}


def test_a_change_in_the_midst_is_followed_by_those_that_were_done(life: Life) -> None:
    cases = [life.submit().case_id for _ in range(3)]
    day_off()
    recompute(life, most=2)
    day_off(date(2026, 11, 27))
    while recompute(life, most=2).cases:
        pass

    assert {promised(case_id, "forward") for case_id in cases} == {date(2026, 12, 2)}
    versions = set(db.session.scalars(select(CaseClock.reckoned_under)))
    assert versions == {queries.load_calendar().version}


def test_a_promise_stays_when_a_worked_saturday_would_bring_the_date_forward(life: Life) -> None:
    case_id = life.submit().case_id
    before = promised(case_id, "forward")
    with transaction():
        saturday = CalendarDay(
            date(2026, 11, 28), DayKind.SWAP_WORK, DayStatus.ANNOUNCED, "Công văn thử", ""
        )
        write_days([saturday])

    assert recompute(life) == Recomputed(cases=1, moved=0)
    assert promised(case_id, "forward") == before
    assert changes(case_id) == []


def test_a_note_moves_nothing_and_nothing_is_reckoned_for_it(life: Life) -> None:
    life.submit()
    old = queries.load_calendar().days[date(2027, 1, 1)]
    with transaction():
        write_days([CalendarDay(old.date, old.kind, old.status, old.source, "Ghi chú mới")])

    assert cases_to_recompute() == 0


def test_the_worker_takes_as_many_turns_as_there_are_batches(life: Life) -> None:
    life.submit()
    day_off()
    done = []
    for _ in range(2):
        with transaction():
            done.append(recompute_open_cases(now=life.at))

    assert done == [1, 0]


def test_a_clock_that_stands_still_waits_for_the_reply(life: Life) -> None:
    case_id = life.submit(mail_opted_in=True).case_id
    life.ask(case_id)
    before = promised(case_id, "answer")
    life.later(days=3)
    day_off(date(2026, 12, 15))

    assert recompute(life) == Recomputed(cases=1, moved=0)
    assert promised(case_id, "answer") == before
    assert cases_to_recompute() == 0
    life.do_sealed(authoring.reply, case_id, text=WORDS, now=life.at)
    after = promised(case_id, "answer")
    assert before is not None
    assert after is not None
    # Twenty days and the two that stood still end on the 15th, which is off.
    assert after == date(2026, 12, 16)
