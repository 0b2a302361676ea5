"""Whatever a mail server does: no mail is lost, none is sent twice but once its end was unclear.

The worker's own sending, over real sockets, against a server that follows a script.
"""

import socket
import ssl
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from email import message_from_bytes
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from feedback_service.entrypoints import worker as worker_module
from feedback_service.entrypoints.worker import Worker
from feedback_service.foundation.database import db, transaction
from feedback_service.foundation.mail import SmtpTransport
from feedback_service.foundation.smtp import Patience
from feedback_service.notifications.messages import CaseHeld
from feedback_service.notifications.models import OutboxMessage, OutboxState
from feedback_service.notifications.outbox import enqueue, retry_all
from tests.support.clock import FrozenClock
from tests.support.rows import add_agency
from tests.torture.bad_server import CLOSE, CUT, DRIP, HANG, BadServer, Say, certificate

SHORT = Patience(step=0.2, answer=0.3, whole=0.5)
POISONED, OTHERS = "doc@co-quan.invalid", ["a@co-quan.invalid", "b@co-quan.invalid"]
READY, SENT, DEAD = OutboxState.READY, OutboxState.SENT, OutboxState.DEAD
pytestmark = pytest.mark.usefixtures("context")


@pytest.fixture
def server() -> Iterator[BadServer]:
    """A server that behaves until it gets a script."""
    running = BadServer()
    yield running
    running.stop()


@pytest.fixture
def worker(context: Flask, server: BadServer, monkeypatch: pytest.MonkeyPatch) -> Worker:
    """The worker, with little patience and no pause."""
    monkeypatch.setattr(worker_module, "FIRST_PAUSE", 0.0)
    return Worker(context, transport=transport_to(server.port))


def transport_to(port: int, host: str = "127.0.0.1", tls: str = "none") -> SmtpTransport:
    return SmtpTransport(host=host, port=port, user=None, password=None, tls=tls, patience=SHORT)


@pytest.fixture
def agencies() -> dict[str, int]:
    """An agency for each address."""
    return {
        address: add_agency(code=f"S{number}", email=address)
        for number, address in enumerate([POISONED, *OTHERS])
    }


@pytest.fixture
def told(agencies: dict[str, int], clock: FrozenClock) -> list[str]:
    """One message to each agency, the poisoned one first."""
    for number, agency_id in enumerate(agencies.values()):
        tell(agency_id, f"held:{number}", clock.at)
    return list(agencies)


def tell(agency_id: int, key: str, now: datetime) -> None:
    with transaction():
        enqueue(
            CaseHeld(reference="PAKN.2026.7K2M9Q4T"),
            recipient_kind="agency",
            recipient_id=agency_id,
            dedupe_key=key,
            now=now,
        )


def rows() -> list[OutboxMessage]:
    db.session.rollback()
    return list(db.session.scalars(select(OutboxMessage).order_by(OutboxMessage.id)))


def drain(worker: Worker) -> None:
    """Send until nothing is left to try at this moment."""
    while worker.send_batch():
        pass


def for_the_poisoned(reply: str) -> Say:
    return lambda line: reply if POISONED in line else "250 OK"


# At which step, what the server does there: nothing here is any one mail's fault.
AWAY: dict[str, dict[str, Say]] = {
    "no_banner": {"BANNER": HANG},
    "closed_at_once": {"BANNER": CLOSE},
    "421_banner": {"BANNER": "421 Too busy"},
    "554_banner": {"BANNER": "554 No service for you"},
    "garbage_banner": {"BANNER": "hello there"},
    "endless_banner": {"BANNER": "220-" + "x" * 9000},
    "endless_lines": {"BANNER": "220-and on\r\n" * 40_000},
    "no_ehlo_no_helo": {"EHLO": "502 What?", "HELO": "502 What?"},
    "sender_refused": {"MAIL": "550 Not for this sender"},
    "sender_421": {"MAIL": "421 Going down"},
}
# What it does to every mail: each is tried again later, and the next at once.
DELAYED: dict[str, dict[str, Say]] = {
    "hang_after_data": {"DATA": HANG},
    "hang_after_content": {"END": HANG},
    "451_rcpt": {"RCPT": "451 Greylisted"},
    "421_rcpt": {"RCPT": "421 Going down"},
    "452_size": {"MAIL": "452 Too full"},
    "451_end": {"END": "451 Try later"},
    "garbage_rcpt": {"RCPT": "gobbledegook"},
    "garbage_end": {"END": "\x00\xff"},
    "endless_line_end": {"END": "451 " + "x" * 9000},
    "closed_amid_content": {"CONTENT": CLOSE},
    "closed_at_rcpt": {"RCPT": CLOSE},
    "data_502": {"DATA": "502 What?"},
}
REFUSED: dict[str, tuple[dict[str, Say], str]] = {
    "550_rcpt": ({"RCPT": "550 No such user"}, "refused_550"),
    "554_end": ({"END": "554 We do not like it"}, "refused_554"),
    "552_size": (
        {"EHLO": "250-mail.invalid\r\n250 SIZE 100", "MAIL": "552 Too big"},
        "refused_552",
    ),
}


@pytest.mark.parametrize("name", AWAY)
def test_a_server_that_takes_nothing_counts_against_no_mail(
    worker: Worker, server: BadServer, told: list[str], name: str
) -> None:
    server.script = dict(AWAY[name])
    for _ in range(3):
        assert worker.send_batch() == 0
    found = rows()
    assert [(row.state, row.attempts) for row in found] == [(READY, 0)] * len(told)
    assert (found[0].last_error or "").startswith("away_")

    server.script = {}
    drain(worker)

    assert_each_got_one(server, told)


@pytest.mark.parametrize("name", DELAYED)
def test_a_mail_that_failed_is_tried_again_and_arrives_once(
    worker: Worker, server: BadServer, told: list[str], clock: FrozenClock, name: str
) -> None:
    server.script = dict(DELAYED[name])
    drain(worker)
    assert [(row.state, row.attempts) for row in rows()] == [(READY, 1)] * len(told)
    assert server.taken == []

    server.script = {}
    clock.move(minutes=1)
    drain(worker)

    assert_each_got_one(server, told)


@pytest.mark.parametrize("name", REFUSED)
def test_a_mail_that_is_refused_is_kept_for_a_person_and_goes_out_once_mended(
    worker: Worker, server: BadServer, told: list[str], clock: FrozenClock, name: str
) -> None:
    server.script, code = dict(REFUSED[name][0]), REFUSED[name][1]
    drain(worker)
    assert [(row.state, row.last_error) for row in rows()] == [(DEAD, code)] * len(told)

    server.script = {}
    with transaction():
        assert retry_all(now=clock.at) == len(told)
    drain(worker)

    assert_each_got_one(server, told)


@pytest.mark.parametrize("step", ["BANNER", "EHLO", "MAIL", "RCPT", "DATA", "END"])
def test_a_server_of_one_byte_at_a_time_is_left_after_a_while(
    worker: Worker, server: BadServer, told: list[str], step: str
) -> None:
    """No single byte is late: only the whole is."""
    server.script = {step: DRIP + "250-"}
    worker.send_batch()
    assert (rows()[0].last_error or "").endswith("_timeout")
    assert server.taken == []


def test_a_greylist_delays_each_mail_once(
    worker: Worker, server: BadServer, told: list[str], clock: FrozenClock
) -> None:
    server.script = {"RCPT": ["451 Greylisted"] * len(told) + ["250 OK"]}
    drain(worker)
    clock.move(seconds=31)
    drain(worker)
    assert_each_got_one(server, told)
    assert {row.attempts for row in rows()} == {2}


def test_an_end_that_was_not_heard_is_sent_again_under_the_same_name(
    worker: Worker, server: BadServer, told: list[str], clock: FrozenClock
) -> None:
    """The only duplicates there are: the server took the mail and could not say so."""
    server.script = {"END": CUT}
    drain(worker)
    server.script = {}
    clock.move(minutes=1)
    drain(worker)
    assert {row.state for row in rows()} == {SENT}
    names = Counter(
        (recipients[0], message_from_bytes(content)["Message-ID"])
        for recipients, content in server.taken
    )
    assert sorted(recipient for recipient, _name in names) == sorted(told)
    assert set(names.values()) == {2}


@pytest.mark.parametrize("farewell", [HANG, CLOSE, "421 Busy", "554 Odd", DRIP + "221 Bye"])
def test_a_bad_farewell_does_not_undo_what_was_taken(
    worker: Worker, server: BadServer, told: list[str], clock: FrozenClock, farewell: str
) -> None:
    server.script = {"QUIT": farewell}
    drain(worker)
    assert_each_got_one(server, told)
    clock.move(days=1)
    assert worker.send_batch() == 0


@pytest.mark.parametrize("reply", ["550 No such user", "451 Not now", "421 Not you", HANG, CLOSE])
def test_a_poisoned_recipient_delays_nobody_else(
    worker: Worker,
    server: BadServer,
    agencies: dict[str, int],
    told: list[str],
    clock: FrozenClock,
    reply: str,
) -> None:
    """However many messages wait for it, and though they came first."""
    for number in range(5):
        tell(agencies[POISONED], f"more:{number}", clock.at - timedelta(minutes=1))
    server.script = {"RCPT": for_the_poisoned(reply)}
    drain(worker)
    assert sorted(to[0] for to, _content in server.taken) == OTHERS
    # A recipient that costs time costs it once, not once for every message that waits for it.
    assert [said for _verb, said in server.heard].count(HANG) == (reply == HANG)

    server.script = {}
    clock.move(minutes=1)
    with transaction():
        retry_all(now=clock.at)
    drain(worker)
    assert {row.state for row in rows()} == {SENT}
    assert Counter(to[0] for to, _content in server.taken)[POISONED] == 6


def test_those_who_took_a_mail_get_it_once_and_those_who_did_not_are_kept(
    worker: Worker,
    server: BadServer,
    monkeypatch: pytest.MonkeyPatch,
    clock: FrozenClock,
) -> None:
    """One message to several people, of whom a server takes some only."""
    people = [POISONED, *OTHERS]
    monkeypatch.setattr(worker, "addresses_of", lambda _recipient: people)
    tell(add_agency(code="S9"), "held", clock.at)
    server.script = {"RCPT": for_the_poisoned("450 Mailbox busy")}
    drain(worker)
    assert [to for to, _content in server.taken] == [OTHERS]
    (row,) = rows()
    assert (row.state, row.last_error) == (READY, "delayed_450")
    assert not any(name in (row.taken_by or "") for name in people)

    clock.move(minutes=1)
    server.script = {"RCPT": for_the_poisoned("550 No such user")}
    drain(worker)
    (row,) = rows()
    assert (row.state, row.last_error) == (DEAD, "refused_550")

    server.script = {}
    with transaction():
        retry_all(now=clock.at)
    drain(worker)
    assert [to for to, _content in server.taken] == [OTHERS, [POISONED]]
    assert [(row.state, row.taken_by) for row in rows()] == [(SENT, None)]


@pytest.mark.parametrize("tls", ["starttls", "implicit"])
@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_a_server_nobody_vouches_for_gets_nothing(
    worker: Worker,
    server: BadServer,
    told: list[str],
    tmp_path: Path,
    tls: str,
    host: str,
) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate(tmp_path, host))
    server.tls = context
    server.script = {"EHLO": "250-mail.invalid\r\n250 STARTTLS"}
    worker.transport = transport_to(server.port, host, tls)
    assert worker.send_batch() == 0
    assert_waiting(told)
    assert "MAIL" not in [verb for verb, _said in server.heard]


def test_a_server_without_encryption_gets_nothing_when_it_was_asked_for(
    worker: Worker, server: BadServer, told: list[str]
) -> None:
    worker.transport = transport_to(server.port, tls="starttls")
    assert worker.send_batch() == 0
    assert_waiting(told)
    assert "MAIL" not in [verb for verb, _said in server.heard]


def test_a_password_the_server_does_not_take_loses_nothing(
    worker: Worker, server: BadServer, told: list[str]
) -> None:
    worker.transport = SmtpTransport(
        host="127.0.0.1", port=server.port, user="u", password="p", tls="none", patience=SHORT
    )
    server.script = {"EHLO": "250-mail.invalid\r\n250 AUTH PLAIN", "AUTH": "535 Wrong"}
    assert worker.send_batch() == 0
    assert_waiting(told)
    assert rows()[0].last_error == "away_535"

    server.script = {"EHLO": "250-mail.invalid\r\n250 AUTH PLAIN", "AUTH": "235 Right"}
    drain(worker)
    assert_each_got_one(server, told)


def test_a_name_that_is_not_found_loses_nothing(
    worker: Worker, server: BadServer, told: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def lost(*_asked: object, **_more: object) -> None:
        raise socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")

    with monkeypatch.context() as no_names:
        no_names.setattr(socket, "getaddrinfo", lost)
        assert worker.send_batch() == 0
    assert_waiting(told)
    drain(worker)
    assert_each_got_one(server, told)


def test_an_outage_of_days_loses_nothing_and_gives_nothing_up(
    worker: Worker, server: BadServer, told: list[str], clock: FrozenClock
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as nobody:
        closed = nobody.getsockname()[1]
    answering, worker.transport = worker.transport, transport_to(closed)
    for _ in range(24):
        assert worker.send_batch() == 0
        clock.move(hours=3)
    assert_waiting(told)
    assert rows()[0].last_error == "away_ConnectionRefusedError"

    worker.transport = answering
    drain(worker)
    assert_each_got_one(server, told)


def test_a_server_of_seven_bits_gets_a_mail_it_can_read(
    worker: Worker, server: BadServer, told: list[str]
) -> None:
    server.script = {"EHLO": "502 What?", "HELO": "250 mail.invalid"}
    drain(worker)
    assert_each_got_one(server, told)
    assert all(content.isascii() for _to, content in server.taken)
    assert max(len(line) for _to, mail in server.taken for line in mail.splitlines()) < 998


def test_an_address_no_server_could_take_is_kept_for_a_person_and_the_others_get_theirs(
    worker: Worker, server: BadServer, monkeypatch: pytest.MonkeyPatch, clock: FrozenClock
) -> None:
    monkeypatch.setattr(worker, "addresses_of", lambda _to: ["phản-ánh@co-quan.invalid", *OTHERS])
    tell(add_agency(code="S9"), "held", clock.at)
    drain(worker)
    assert [(row.state, row.last_error) for row in rows()] == [(DEAD, "refused_553")]
    assert [to for to, _content in server.taken] == [OTHERS]


def assert_each_got_one(server: BadServer, told: list[str]) -> None:
    assert [row.state for row in rows()] == [SENT] * len(told)
    assert sorted(to for recipients, _content in server.taken for to in recipients) == sorted(told)


def assert_waiting(told: list[str]) -> None:
    assert [(row.state, row.attempts) for row in rows()] == [(READY, 0)] * len(told)
