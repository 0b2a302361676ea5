"""A worker that slept, and a clock that was set: each due job is done once, none too early.

The worker's own turns; time passes for it, or its clock is set, as a test says.
"""

from collections import Counter
from datetime import date, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from feedback_service.cases.history import SYSTEM, record
from feedback_service.cases.models import Case, CaseClock, CaseEvent, Draft
from feedback_service.cases.workflow import Step
from feedback_service.entrypoints import worker as worker_module
from feedback_service.entrypoints.worker import Worker
from feedback_service.foundation import clock_guard
from feedback_service.foundation.database import db, transaction
from feedback_service.foundation.mail import SmtpTransport
from feedback_service.identity.service import Vault
from feedback_service.notifications.models import OutboxMessage
from tests.support.clock import FrozenClock
from tests.support.lives import Life
from tests.torture import test_mail_server_faults as mail_trials
from tests.torture.bad_server import BadServer

server = mail_trials.server
pytestmark = pytest.mark.usefixtures("context")
JUMPS = [{"days": 90}, {"days": 1}, {"hours": 1}, {"hours": -1}, {"days": -1}]
# Ten working days of silence, twenty of an answer, fifteen of rest: past all of it.
LONG = {"days": 60}


@pytest.fixture
def worker(context: Flask, server: BadServer, monkeypatch: pytest.MonkeyPatch) -> Worker:
    """A worker whose mail arrives somewhere."""
    monkeypatch.setattr(worker_module, "FIRST_PAUSE", 0.0)
    transport: SmtpTransport = mail_trials.transport_to(server.port)
    return Worker(context, transport=transport)


@pytest.fixture
def cases(vault: Vault, clock: FrozenClock) -> dict[str, int]:
    """A case for each thing that falls due: to be late, to be closed, to go on from silence."""
    life = Life(vault, clock.at)
    late = life.reach_in_progress()
    answered = life.reach_answered()
    asked = life.submit().case_id
    life.ask(asked)
    with transaction():
        db.session.add(
            Draft(
                digest=bytes(32), body=b"x", file_names=[], expires_at=clock.at + timedelta(hours=2)
            )
        )
    return {"late": late, "answered": answered, "asked": asked}


def due_jobs(cases: dict[str, int]) -> dict[str, int]:
    """Return how often each thing that falls due was done."""
    db.session.rollback()
    wanted = {"late": "overdue", "answered": Step.CLOSE, "asked": Step.END_SILENCE}
    done = {
        what: Counter(
            db.session.scalars(select(CaseEvent.name).where(CaseEvent.case_id == cases[what]))
        )[event]
        for what, event in wanted.items()
    }
    return done | {"drafts": 1 - len(db.session.scalars(select(Draft)).all())}


def promised() -> list[tuple[int, str, int, date | None]]:
    """Return every deadline that is stored."""
    db.session.rollback()
    found = select(CaseClock).order_by(CaseClock.case_id, CaseClock.id)
    return [(c.case_id, c.code, c.round, c.promised_due_on) for c in db.session.scalars(found)]


@pytest.mark.parametrize("slept", [{"minutes": 5}, {"days": 1}, {"days": 3}, {"days": 40}])
def test_each_due_job_is_done_exactly_once_after_the_worker_slept(
    worker: Worker, cases: dict[str, int], clock: FrozenClock, slept: dict[str, float]
) -> None:
    worker.run_once()
    assert due_jobs(cases) == {"late": 0, "answered": 0, "asked": 0, "drafts": 0}
    # Everything falls due while nobody works; it is found however long that is.
    clock.move(**LONG)
    clock.move(**slept)
    for _ in range(3):
        worker.run_once()
        clock.move(minutes=2)
    assert due_jobs(cases) == {"late": 1, "answered": 1, "asked": 1, "drafts": 1}


@pytest.mark.parametrize("jump", JUMPS)
def test_nothing_falls_due_because_a_clock_was_set(
    worker: Worker,
    server: BadServer,
    cases: dict[str, int],
    clock: FrozenClock,
    jump: dict[str, float],
) -> None:
    worker.run_once()
    deadlines, mails = promised(), len(server.taken)
    clock.jump(**jump)
    for _ in range(5):
        worker.run_once()
        clock.move(minutes=2)
    assert due_jobs(cases) == {"late": 0, "answered": 0, "asked": 0, "drafts": 0}
    assert (promised(), len(server.taken)) == (deadlines, mails)

    clock.jump(**{unit: -amount for unit, amount in jump.items()})
    worker.run_once()
    assert due_jobs(cases) == {"late": 0, "answered": 0, "asked": 0, "drafts": 0}
    clock.move(**LONG)
    worker.run_once()
    assert due_jobs(cases) == {"late": 1, "answered": 1, "asked": 1, "drafts": 1}
    # But for the case that went on from its author's silence, whose days count again.
    rest = [row for row in deadlines if row[0] != cases["asked"]]
    assert [row for row in promised() if row[0] != cases["asked"]] == rest


@pytest.mark.parametrize("jump", JUMPS)
def test_mail_goes_out_at_once_before_during_and_after_a_jump(
    worker: Worker, server: BadServer, clock: FrozenClock, jump: dict[str, float]
) -> None:
    agency_id = mail_trials.add_agency(code="S9", email="a@co-quan.invalid")
    for number in range(3):
        mail_trials.tell(agency_id, f"held:{number}", clock.at)
        clock.jump(**{unit: amount * (1, -1, 1)[number] for unit, amount in jump.items()})
        worker.send_batch()
        assert len(server.taken) == number + 1


@pytest.mark.parametrize("jump", JUMPS)
def test_mail_that_failed_while_the_clock_was_wrong_waits_no_longer_than_its_pause(
    worker: Worker, server: BadServer, clock: FrozenClock, jump: dict[str, float]
) -> None:
    agency_id = mail_trials.add_agency(code="S9", email="a@co-quan.invalid")
    clock.jump(**jump)
    mail_trials.tell(agency_id, "held", clock.at)
    server.script = {"RCPT": "451 Not now"}
    worker.send_batch()
    clock.jump(**{unit: -amount for unit, amount in jump.items()})
    server.script = {}
    clock.move(seconds=30)
    worker.send_batch()
    assert len(server.taken) == 1


def test_events_never_go_back_in_time(cases: dict[str, int], clock: FrozenClock) -> None:
    case_id = cases["late"]
    for jump in (*JUMPS, {"days": -30}):
        with transaction() as session:
            case = session.get_one(Case, case_id)
            record(case, "counted", doer=SYSTEM, now=clock.jump(**jump))
    found = select(CaseEvent.at).where(CaseEvent.case_id == case_id).order_by(CaseEvent.number)
    times = list(db.session.scalars(found))
    assert times == sorted(times)


def test_a_person_confirms_a_clock_and_what_is_due_is_done(
    worker: Worker, cases: dict[str, int], clock: FrozenClock
) -> None:
    worker.run_once()
    clock.jump(**LONG)
    worker.run_once()
    runner = worker.app.test_cli_runner()
    said = runner.invoke(args=["doctor"]).output
    assert "đồng hồ: nhanh 86400 phút" in said
    assert "feedback clock confirm" in said
    assert "Đã xác nhận" in runner.invoke(args=["clock", "confirm"]).output
    worker.run_once()
    assert due_jobs(cases) == {"late": 1, "answered": 1, "asked": 1, "drafts": 1}
    assert "đồng hồ: chạy đều" in runner.invoke(args=["doctor"]).output


def believe_any_clock(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(clock_guard.ClockGuard, "believes", lambda *_given: True)


def trust_every_date_of_the_outbox(patch: pytest.MonkeyPatch) -> None:
    def by_the_clock(row: type[OutboxMessage], now: datetime) -> object:
        return row.not_before <= now

    patch.setattr("feedback_service.notifications.delivery.is_due", by_the_clock)


def test_a_clock_that_is_always_believed_is_caught(
    worker: Worker,
    server: BadServer,
    cases: dict[str, int],
    clock: FrozenClock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Seeded bug: no guard."""
    believe_any_clock(monkeypatch)
    with pytest.raises(AssertionError):
        test_nothing_falls_due_because_a_clock_was_set(worker, server, cases, clock, {"days": 90})


def test_mail_held_by_the_wall_clock_is_caught(
    worker: Worker, server: BadServer, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Seeded bug: a message waits for the date beside it, whoever wrote that."""
    trust_every_date_of_the_outbox(monkeypatch)
    with pytest.raises(AssertionError):
        test_mail_goes_out_at_once_before_during_and_after_a_jump(
            worker, server, clock, {"days": 1}
        )
