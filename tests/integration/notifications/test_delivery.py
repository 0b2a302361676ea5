"""The outbox against a real mail server: what arrives, what is tried again, what is given up."""

import threading
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from feedback_service.entrypoints.worker import Worker
from feedback_service.foundation.database import db, transaction
from feedback_service.foundation.mail import MailDelayed
from feedback_service.notifications.delivery import (
    BACK_OFF,
    Delivery,
    OutgoingMail,
    Rendered,
    Tally,
    deliver_due,
    sole_drainer,
)
from feedback_service.notifications.errors import AnotherDrainer, MessageMissing, NothingToRetry
from feedback_service.notifications.messages import (
    CaseAssigned,
    CaseHeld,
    CaseReceived,
    Message,
    Recipient,
    RecipientKind,
)
from feedback_service.notifications.models import OutboxMessage, OutboxState
from feedback_service.notifications.outbox import enqueue, retry
from feedback_service.notifications.queries import list_outbox, outbox_health
from tests.integration.notifications.conftest import MailServer

REFERENCE = "PAKN.2026.7K2M9Q4T"
ADDRESS = "van-phong@phan-anh.invalid"


@pytest.fixture
def delivery(context: Flask, worker: Worker) -> Delivery:
    """What the worker sends with, and one address for everybody."""
    return replace(worker.delivery(), address_book=lambda _recipient: [ADDRESS])


@pytest.fixture
def row(context: Flask, now: datetime) -> OutboxMessage:
    """One message that is due."""
    put(now, "assigned:1")
    return only_row()


def put(now: datetime, key: str, message: CaseAssigned | CaseHeld | None = None) -> bool:
    told = message or CaseAssigned(reference=REFERENCE, agency_id=1, due_on=date(2026, 12, 14))
    with transaction():
        return enqueue(told, recipient_kind="agency", recipient_id=1, dedupe_key=key, now=now)


def only_row() -> OutboxMessage:
    return db.session.scalars(select(OutboxMessage)).one()


def test_a_mail_arrives_with_vietnamese_subject_text_and_page(
    delivery: Delivery, row: OutboxMessage, mail_server: MailServer, now: datetime
) -> None:
    assert deliver_due(delivery, now=now) == Tally(sent=1)
    (mail,) = mail_server.mailbox.mails
    assert mail["Subject"] == f"Hồ sơ {REFERENCE} được phân công cho cơ quan"
    assert mail["To"] == ADDRESS
    assert mail_server.mailbox.envelopes[0].rcpt_tos == [ADDRESS]
    assert mail["Auto-Submitted"] == "auto-generated"
    text = mail.get_body(preferencelist=("plain",))
    page = mail.get_body(preferencelist=("html",))
    assert text is not None
    assert "Hạn trả lời: 14/12/2026." in text.get_content()
    assert page is not None
    assert "Hạn trả lời: 14/12/2026." in page.get_content()
    row = only_row()
    assert (row.state, row.sent_at, row.attempts) == (OutboxState.SENT, now, 1)


@pytest.mark.parametrize("number", range(8))
def test_a_vietnamese_subject_keeps_its_spaces_wherever_it_is_folded(
    delivery: Delivery, mail_server: MailServer, now: datetime, number: int
) -> None:
    put(now, "held")
    subject = f"Hồ sơ {'ế' * number} được phân công cho cơ quan của bạn chủ trì giải quyết"

    def say(_message: Message) -> Rendered:
        return Rendered(subject=subject, body="Chào bạn", html="<p>Chào bạn</p>")

    deliver_due(replace(delivery, render=say), now=now)
    assert mail_server.mailbox.mails[0]["Subject"] == subject


def test_a_sent_message_is_never_sent_again(
    delivery: Delivery, row: OutboxMessage, mail_server: MailServer, now: datetime
) -> None:
    deliver_due(delivery, now=now)
    assert deliver_due(delivery, now=now + timedelta(days=30)).tried == 0
    assert len(mail_server.mailbox.envelopes) == 1


def test_a_busy_server_is_asked_again_later_and_later(
    delivery: Delivery, row: OutboxMessage, mail_server: MailServer, now: datetime
) -> None:
    mail_server.mailbox.reply = "451 Try again later"
    at, waits = now, []
    for _ in BACK_OFF:
        assert deliver_due(delivery, now=at) == Tally(delayed=1)
        row = only_row()
        assert row.last_error == "delayed_451"
        assert deliver_due(delivery, now=row.not_before - timedelta(seconds=1)).tried == 0
        waits.append(row.not_before - at)
        at = row.not_before
    assert waits == sorted(waits)
    assert waits[0] == timedelta(seconds=5)
    assert timedelta(hours=3) < at - now < timedelta(hours=4)
    assert deliver_due(delivery, now=at) == Tally(dead=1)
    assert only_row().state == OutboxState.DEAD
    assert mail_server.mailbox.asked == len(BACK_OFF) + 1


def test_a_server_that_recovers_gets_the_mail_once(
    delivery: Delivery, row: OutboxMessage, mail_server: MailServer, now: datetime
) -> None:
    mail_server.mailbox.reply = "451 Try again later"
    deliver_due(delivery, now=now)
    mail_server.mailbox.reply = "250 OK"
    assert deliver_due(delivery, now=now + timedelta(minutes=1)) == Tally(sent=1)
    assert len(mail_server.mailbox.envelopes) == 1
    assert only_row().last_error is None


def test_a_refused_address_is_given_up_at_once(
    delivery: Delivery, row: OutboxMessage, mail_server: MailServer, now: datetime
) -> None:
    mail_server.mailbox.reply = "550 No such user here"
    assert deliver_due(delivery, now=now) == Tally(dead=1)
    assert only_row().last_error == "refused_550"
    assert deliver_due(delivery, now=now + timedelta(days=1)).tried == 0


def test_a_message_that_cannot_go_out_holds_up_no_other(
    delivery: Delivery, mail_server: MailServer, now: datetime
) -> None:
    put(now, "first", CaseHeld(reference="PAKN.2026.BADBADBA"))
    put(now, "second")
    send = delivery.transport

    def send_all_but_the_first(mail: OutgoingMail) -> None:
        if "BADBADBA" in mail.content.subject:
            raise OSError("no space left")
        send(mail)

    picky = replace(delivery, transport=send_all_but_the_first)
    assert deliver_due(picky, now=now) == Tally(sent=1, delayed=1)
    assert "7K2M9Q4T" in mail_server.mailbox.mails[0]["Subject"]


def test_a_message_this_version_does_not_know_holds_up_no_other(
    delivery: Delivery, mail_server: MailServer, now: datetime
) -> None:
    put(now, "first")
    with transaction():
        only_row().message = "of_another_version"
    put(now, "second")
    assert deliver_due(delivery, now=now) == Tally(sent=1, delayed=1)


def test_a_recipient_without_address_is_given_up(
    delivery: Delivery, row: OutboxMessage, mail_server: MailServer, now: datetime
) -> None:
    nowhere = replace(delivery, address_book=lambda _recipient: [])
    assert deliver_due(nowhere, now=now) == Tally(dead=1)
    assert only_row().last_error == "no_address"
    assert mail_server.mailbox.asked == 0


def test_a_process_that_dies_after_sending_repeats_the_same_message_id(
    delivery: Delivery, row: OutboxMessage, mail_server: MailServer, now: datetime
) -> None:
    send = delivery.transport

    def send_and_die(mail: OutgoingMail) -> None:
        send(mail)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        deliver_due(replace(delivery, transport=send_and_die), now=now)
    db.session.rollback()
    assert only_row().state == OutboxState.READY
    deliver_due(delivery, now=now)
    first, second = mail_server.mailbox.mails
    assert first["Message-ID"] == second["Message-ID"]


def test_two_messages_have_two_message_ids_that_name_nobody(
    delivery: Delivery, mail_server: MailServer, now: datetime
) -> None:
    put(now, "first")
    put(now, "second")
    deliver_due(delivery, now=now)
    names = {str(mail["Message-ID"]) for mail in mail_server.mailbox.mails}
    assert len(names) == 2
    assert len({name.split("@")[1] for name in names}) == 1
    assert all(REFERENCE not in name and name.endswith(".invalid>") for name in names)


def test_what_was_never_tried_goes_out_though_the_clock_was_set_back(
    delivery: Delivery, row: OutboxMessage, now: datetime
) -> None:
    assert deliver_due(delivery, now=now - timedelta(days=1)) == Tally(sent=1)


@pytest.mark.parametrize("tries", [1, 4, len(BACK_OFF)])
def test_no_pause_grows_longer_because_the_clock_ran_ahead(
    delivery: Delivery, row: OutboxMessage, mail_server: MailServer, now: datetime, tries: int
) -> None:
    mail_server.mailbox.reply = "451 Try again later"
    ahead = now + timedelta(days=90)
    for _ in range(tries):
        assert deliver_due(delivery, now=ahead) == Tally(delayed=1)
        ahead = only_row().not_before
    mail_server.mailbox.reply = "250 OK"
    assert deliver_due(delivery, now=now) == Tally(sent=1)


def test_a_run_stops_at_its_limit_and_takes_the_longest_due_first(
    delivery: Delivery, mail_server: MailServer, now: datetime
) -> None:
    for age in (1, 3, 2):
        reference = f"PAKN.2026.AAAAAAA{age}"
        put(now - timedelta(hours=age), f"held:{age}", CaseHeld(reference=reference))
    assert deliver_due(delivery, now=now, limit=2) == Tally(sent=2)
    found = [str(mail["Subject"]) for mail in mail_server.mailbox.mails]
    assert ["AAAAAAA3" in found[0], "AAAAAAA2" in found[1]] == [True, True]


def test_a_second_drainer_on_one_machine_is_kept_out(tmp_path: Path) -> None:
    file = tmp_path / "worker.lock"
    with sole_drainer(file), pytest.raises(AnotherDrainer), sole_drainer(file):
        pass
    with sole_drainer(file):
        pass


def test_a_message_is_written_down_once_for_one_key(context: Flask, now: datetime) -> None:
    assert put(now, "same") is True
    assert put(now, "same") is False
    assert len(list_outbox()) == 1


def act_that_fails(now: datetime) -> None:
    with transaction():
        enqueue(
            CaseReceived(reference=REFERENCE),
            recipient_kind="author",
            recipient_id=1,
            dedupe_key="received:1",
            now=now,
        )
        raise RuntimeError


def test_a_message_goes_when_its_act_is_undone(context: Flask, now: datetime) -> None:
    with pytest.raises(RuntimeError):
        act_that_fails(now)
    assert list_outbox() == []


def test_only_a_message_that_was_given_up_is_tried_again(
    delivery: Delivery, row: OutboxMessage, mail_server: MailServer, now: datetime
) -> None:
    row_id = row.id
    with pytest.raises(NothingToRetry), transaction():
        retry(row_id, now=now)
    with pytest.raises(MessageMissing), transaction():
        retry(row_id + 1, now=now)
    mail_server.mailbox.reply = "550 No"
    deliver_due(delivery, now=now)
    with transaction():
        retry(row_id, now=now)
    mail_server.mailbox.reply = "250 OK"
    assert deliver_due(delivery, now=now) == Tally(sent=1)


def test_the_state_of_the_outbox_tells_what_waits_and_since_when(
    delivery: Delivery, now: datetime
) -> None:
    put(now - timedelta(minutes=7), "old")
    put(now, "new")
    health = outbox_health(now=now)
    assert (health.ready, health.dead, health.oldest_wait) == (2, 0, timedelta(minutes=7))
    deliver_due(replace(delivery, address_book=lambda _recipient: []), now=now)
    health = outbox_health(now=now)
    assert (health.ready, health.dead, health.oldest_wait) == (0, 2, timedelta(0))
    assert [row.dedupe_key for row in list_outbox(state="dead")] == ["new", "old"]


def test_nothing_is_open_in_the_database_while_the_mail_server_talks(
    delivery: Delivery, row: OutboxMessage, now: datetime
) -> None:
    if db.engine.dialect.name != "sqlite":
        pytest.skip("on PostgreSQL the row stays locked while it is sent")
    open_then = []

    def look(_mail: OutgoingMail) -> None:
        open_then.append(db.session().in_transaction())
        raise MailDelayed("451")

    deliver_due(replace(delivery, transport=look), now=now)
    assert open_then == [False]


@pytest.mark.postgresql
def test_two_drainers_at_once_send_each_message_once(
    context: Flask, delivery: Delivery, mail_server: MailServer, now: datetime
) -> None:
    put(now, "first", CaseHeld(reference="PAKN.2026.AAAAAAA1"))
    put(now, "second", CaseHeld(reference="PAKN.2026.AAAAAAA2"))
    sending, go_on = threading.Event(), threading.Event()
    tallies: list[Tally] = []

    def send_slowly(mail: OutgoingMail) -> None:
        sending.set()
        assert go_on.wait(timeout=30)
        delivery.transport(mail)

    def drain_slowly() -> None:
        with context.app_context():
            slow = replace(delivery, transport=send_slowly)
            tallies.append(deliver_due(slow, now=now, limit=1))

    slow_one = threading.Thread(target=drain_slowly)
    slow_one.start()
    assert sending.wait(timeout=30)
    # The first row is locked by the one that sends it: the other passes it by.
    tallies.append(deliver_due(delivery, now=now))
    go_on.set()
    slow_one.join(timeout=30)
    assert tallies == [Tally(sent=1), Tally(sent=1)]
    subjects = [str(mail["Subject"]) for mail in mail_server.mailbox.mails]
    assert ["AAAAAAA2" in subjects[0], "AAAAAAA1" in subjects[1]] == [True, True]


def test_an_address_that_would_add_a_header_is_refused(
    delivery: Delivery, row: OutboxMessage, mail_server: MailServer, now: datetime
) -> None:
    sly = replace(delivery, address_book=lambda _recipient: ["a@b.invalid\nBcc: c@d.invalid"])
    assert deliver_due(sly, now=now) == Tally(dead=1)
    assert only_row().last_error == "refused_bad_header"
    assert mail_server.mailbox.asked == 0


def test_a_recipient_comes_back_from_its_row(context: Flask, now: datetime) -> None:
    with transaction():
        enqueue(
            CaseHeld(reference=REFERENCE),
            recipient_kind="role",
            recipient_id=0,
            recipient_role="reviewer",
            dedupe_key="held:1",
            now=now,
        )
    wanted = Recipient(kind=RecipientKind.ROLE, id=0, role="reviewer", about=REFERENCE)
    assert only_row().recipient == wanted
