"""Whom the worker writes to, what it does in a turn, and the commands around it."""

import json
import signal
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from click.testing import Result
from flask import Flask
from flask.testing import FlaskCliRunner

from feedback_service.accounts.permissions import Role
from feedback_service.accounts.service import create_account, disable
from feedback_service.entrypoints import worker as worker_module
from feedback_service.entrypoints.cli import CommandTable
from feedback_service.entrypoints.worker import MOST_ROUNDS, PERIOD_SECONDS, Worker, run
from feedback_service.foundation.database import db, transaction
from feedback_service.identity.sealing import Person
from feedback_service.identity.service import Author, Vault
from feedback_service.notifications.delivery import sole_drainer
from feedback_service.notifications.errors import AnotherDrainer
from feedback_service.notifications.messages import (
    AccountInvited,
    CaseHeld,
    CaseReceived,
    Message,
    Recipient,
    RecipientKind,
)
from feedback_service.notifications.models import OutboxMessage, OutboxState
from feedback_service.notifications.outbox import enqueue
from feedback_service.notifications.queries import list_outbox
from tests.integration.notifications.conftest import MailServer
from tests.support.clock import FrozenClock
from tests.support.rows import add_agency, add_case

REFERENCE = "PAKN.2026.7K2M9Q4T"
AUTHOR = Person(name="Trần Thị Bình", address="", phone="", email="binh@nguoi-gui.invalid")
pytestmark = pytest.mark.usefixtures("context", "clock")


def put(message: Message, kind: str, number: int, now: datetime) -> None:
    key = f"{message.name()}:{number}"
    with transaction():
        enqueue(message, recipient_kind=kind, recipient_id=number, dedupe_key=key, now=now)


def staff(email: str, role: Role, agency_id: int | None, now: datetime) -> int:
    with transaction():
        return create_account(
            email=email, name="Cán bộ", roles={role}, agency_id=agency_id, now=now
        )


def to(kind: str, number: int, role: str | None = None) -> Recipient:
    return Recipient(kind=RecipientKind(kind), id=number, role=role)


def test_an_invitation_brings_a_link_that_is_stored_nowhere(
    worker: Worker, mail_server: MailServer, account_id: Callable[[], int], now: datetime
) -> None:
    number = account_id()
    put(AccountInvited(account_id=number), "account", number, now)
    assert worker.run_once() == 1
    (mail,) = mail_server.mailbox.mails
    body = mail.get_body(preferencelist=("plain",))
    assert body is not None
    link = next(line for line in body.get_content().splitlines() if "/sign-in/" in line)
    token = link.rsplit("/", 1)[1]
    assert mail["To"] == "quan-tri@phan-anh.invalid"
    assert len(token) > 30
    (row,) = list_outbox()
    assert token not in f"{row.payload}{row.dedupe_key}{row.last_error}"


def test_an_author_who_asked_for_mail_gets_one_that_names_nothing(
    worker: Worker, vault: Vault, mail_server: MailServer, now: datetime
) -> None:
    case_id = add_case(now=now)
    with transaction():
        author = Author(person=AUTHOR, mail_opted_in=True)
        vault.keep(vault.seal_case(case_id, author=author, now=now))
    put(CaseReceived(reference=REFERENCE), "author", case_id, now)
    worker.run_once()
    (envelope,), (mail,) = mail_server.mailbox.envelopes, mail_server.mailbox.mails
    assert envelope.rcpt_tos == [AUTHOR.email]
    whole = str(mail["Subject"]) + "".join(
        part.get_content() for part in mail.walk() if part.get_content_maintype() == "text"
    )
    assert "/track" in whole
    assert REFERENCE not in whole
    assert "Bình" not in whole


def test_an_author_who_asked_for_none_has_no_address(
    worker: Worker, vault: Vault, now: datetime
) -> None:
    case_id = add_case(now=now)
    with transaction():
        author = Author(person=AUTHOR, mail_opted_in=False)
        vault.keep(vault.seal_case(case_id, author=author, now=now))
    assert worker.addresses_of(to("author", case_id)) == []


def test_an_account_that_was_closed_gets_no_mail(worker: Worker, now: datetime) -> None:
    number = staff("can-bo@phan-anh.invalid", Role.OFFICER, add_agency(code="S1"), now)
    assert worker.addresses_of(to("account", number)) == ["can-bo@phan-anh.invalid"]
    with transaction():
        disable(number)
    assert worker.addresses_of(to("account", number)) == []


def test_an_agency_is_written_to_at_its_mailbox_else_its_head(
    worker: Worker, now: datetime
) -> None:
    with_mailbox, without = (
        add_agency(code="S1", email="so1@co-quan.invalid"),
        add_agency(code="S2"),
    )
    for agency_id in (with_mailbox, without):
        staff(f"truong-{agency_id}@co-quan.invalid", Role.HEAD, agency_id, now)
        staff(f"can-bo-{agency_id}@co-quan.invalid", Role.OFFICER, agency_id, now)
    assert worker.addresses_of(to("agency", with_mailbox)) == ["so1@co-quan.invalid"]
    assert worker.addresses_of(to("agency", without)) == [f"truong-{without}@co-quan.invalid"]
    assert worker.addresses_of(to("agency", add_agency(code="S3"))) == []


def test_a_role_is_written_to_in_one_agency_or_anywhere(worker: Worker, now: datetime) -> None:
    first, second = add_agency(code="S1"), add_agency(code="S2")
    staff("a@co-quan.invalid", Role.HEAD, first, now)
    staff("b@co-quan.invalid", Role.HEAD, second, now)
    assert worker.addresses_of(to("role", first, "head")) == ["a@co-quan.invalid"]
    assert worker.addresses_of(to("role", 0, "head")) == ["a@co-quan.invalid", "b@co-quan.invalid"]
    assert worker.addresses_of(to("role", 0)) == []


def test_a_second_worker_on_one_machine_is_refused(app: Flask, worker: Worker) -> None:
    if db.engine.dialect.name != "sqlite":
        pytest.skip("on PostgreSQL rows are locked, not the machine")
    with sole_drainer(worker.settings.instance / "worker.lock"), pytest.raises(AnotherDrainer):
        worker.run_once()


def test_a_worker_told_to_stop_ends_after_its_turn(worker: Worker) -> None:
    turns = []
    send = worker.send_batch

    def last_turn() -> int:
        turns.append(send())
        worker.stop(signal.SIGTERM)
        return 0

    worker.send_batch = last_turn  # type: ignore[method-assign]
    working = threading.Thread(target=worker.run)
    working.start()
    working.join(timeout=30)
    assert not working.is_alive()
    assert turns == [0]


def test_a_turn_that_fails_does_not_end_the_worker(worker: Worker) -> None:
    worker.stopping.wait = lambda _seconds: True  # type: ignore[method-assign, assignment]
    turns = []

    def fail_then_stop() -> int:
        turns.append("turn")
        if len(turns) == 2:
            worker.stop()
            return 0
        raise OSError("the database is away")

    worker.send_batch = fail_then_stop  # type: ignore[method-assign]
    worker.run()
    assert turns == ["turn", "turn"]


def test_work_that_fell_due_is_done_in_transactions_until_nothing_is_left(
    worker: Worker, monkeypatch: pytest.MonkeyPatch, now: datetime
) -> None:
    left = [3, 2, 0, 9]
    seen: list[tuple[datetime, Any]] = []

    def work(*, now: datetime) -> int:
        seen.append((now, db.session.info.get("writing")))
        return left.pop(0)

    monkeypatch.setattr(worker_module, "PERIODIC", (work,))
    assert worker.run_once() == 5
    assert seen == [(now, True)] * 3


def test_work_that_never_ends_does_not_keep_the_mail_waiting(
    worker: Worker, monkeypatch: pytest.MonkeyPatch, mail_server: MailServer, now: datetime
) -> None:
    def endless(*, now: datetime) -> int:
        return 1

    monkeypatch.setattr(worker_module, "PERIODIC", (endless,))
    put(CaseHeld(reference=REFERENCE), "agency", add_agency(code="S1", email="a@b.invalid"), now)
    assert worker.turn() == 1
    assert worker.do_periodic_work() == MOST_ROUNDS
    assert len(mail_server.mailbox.mails) == 1
    assert PERIOD_SECONDS > 1


@pytest.fixture
def handlers() -> Iterator[None]:
    """Puts the handlers of signals back."""
    kept = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    yield
    for number, handler in kept.items():
        signal.signal(number, handler)


@pytest.mark.usefixtures("handlers")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_the_process_of_the_worker_after_its_turn(
    app: Flask, monkeypatch: pytest.MonkeyPatch, now: datetime, number: signal.Signals
) -> None:
    def interrupted(*, now: datetime) -> int:
        signal.raise_signal(number)
        return 0

    monkeypatch.setattr(worker_module, "PERIODIC", (interrupted,))
    put(CaseHeld(reference=REFERENCE), "agency", add_agency(code="S1", email="a@b.invalid"), now)
    assert run(app) == 0
    db.session.rollback()
    (row,) = list_outbox()
    assert row.state == OutboxState.SENT


@pytest.fixture
def feedback(app: Flask, handlers: None) -> Callable[..., Result]:
    """Runs `feedback …`."""
    table, runner = CommandTable(), FlaskCliRunner(app)
    return lambda *words: runner.invoke(table, list(words))


@pytest.mark.usefixtures("handlers")
def test_mail_is_written_into_the_folder_and_read_from_there(
    app: Flask, feedback: Callable[..., Result], now: datetime
) -> None:
    put(CaseHeld(reference=REFERENCE), "agency", add_agency(code="S1", email="a@b.invalid"), now)
    assert run(app, once=True) == 1
    listed = json.loads(feedback("mail", "list", "--json").stdout)["mails"]
    assert [row["to"] for row in listed] == ["a@b.invalid"]
    assert REFERENCE in listed[0]["subject"]
    shown = json.loads(feedback("mail", "show", listed[0]["id"], "--json").stdout)
    assert "Thời hạn vẫn đang tính" in shown["text"]
    assert shown["html"].startswith("<!DOCTYPE html>")
    assert "Thời hạn vẫn đang tính" in feedback("mail", "show", listed[0]["id"]).stdout
    assert feedback("mail", "show", "../../etc/passwd").exit_code == 1


def test_the_queue_is_shown_and_a_message_given_up_is_brought_back(
    feedback: Callable[..., Result], now: datetime
) -> None:
    put(CaseHeld(reference=REFERENCE), "agency", add_agency(code="S1"), now)
    assert json.loads(feedback("worker", "--once", "--json").stdout) == {"done": 1}
    shown = json.loads(feedback("mail", "outbox", "--state", "dead", "--json").stdout)
    (line,) = shown["messages"]
    assert (shown["dead"], line["last_error"]) == (1, "no_address")
    assert "đã bỏ" in feedback("mail", "outbox").stdout
    assert feedback("mail", "retry").exit_code == feedback("mail", "retry", "1", "--all").exit_code
    assert "--all" in feedback("mail", "retry").stderr
    assert feedback("mail", "retry", str(line["id"])).exit_code == 0
    again = feedback("mail", "retry", str(line["id"]))
    assert again.exit_code == 1
    assert "đang chờ gửi" in again.stderr
    db.session.rollback()
    assert db.session.get_one(OutboxMessage, line["id"]).state == OutboxState.READY
    feedback("worker", "--once")
    assert json.loads(feedback("mail", "retry", "--all", "--json").stdout) == {"retried": 1}


def test_the_folder_commands_say_where_mail_is_when_a_server_takes_it(
    app: Flask, feedback: Callable[..., Result], monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = replace(app.extensions["feedback.settings"], mail_url="smtp://127.0.0.1:25")
    monkeypatch.setitem(app.extensions, "feedback.settings", settings)
    answer = feedback("mail", "list")
    assert answer.exit_code == 1
    assert "feedback mail outbox" in answer.stderr


def test_a_day_without_a_worker_loses_and_repeats_nothing(
    worker: Worker, mail_server: MailServer, clock: FrozenClock, now: datetime
) -> None:
    agency_id = add_agency(code="S1", email="a@b.invalid")
    for hours in range(25):
        message = CaseHeld(reference=f"PAKN.2026.{hours:08}")
        with transaction():
            enqueue(
                message,
                recipient_kind="agency",
                recipient_id=agency_id,
                dedupe_key=f"held:{hours}",
                now=now + timedelta(hours=hours),
            )
    clock.set(now + timedelta(days=2))
    assert worker.run_once() == 25
    assert worker.run_once() == 0
    assert len(mail_server.mailbox.mails) == 25
