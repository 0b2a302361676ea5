"""The trials of mail can fail: each of these bugs, put in on purpose, is caught by one of them."""

import itertools
import smtplib
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask_mail import Message

from feedback_service.entrypoints.worker import StableMail, Worker
from feedback_service.foundation import mail, smtp
from feedback_service.notifications import delivery
from tests.support.clock import FrozenClock
from tests.torture import test_full_disk
from tests.torture import test_mail_server_faults as trials
from tests.torture.bad_server import HANG, BadServer

agencies, server, told, worker = trials.agencies, trials.server, trials.told, trials.worker
pytestmark = pytest.mark.usefixtures("context")
Patch = pytest.MonkeyPatch


@dataclass(kw_only=True)
class Bench:
    """What the trials ask for."""

    worker: Worker
    server: BadServer
    agencies: dict[str, int]
    told: list[str]
    clock: FrozenClock
    patch: Patch
    folder: Path


@pytest.fixture
def bench(
    worker: Worker,
    server: BadServer,
    agencies: dict[str, int],
    told: list[str],
    clock: FrozenClock,
    monkeypatch: Patch,
    tmp_path: Path,
) -> Bench:
    """Everything at once."""
    return Bench(
        worker=worker,
        server=server,
        agencies=agencies,
        told=told,
        clock=clock,
        patch=monkeypatch,
        folder=tmp_path,
    )


def mark_what_failed_as_sent(patch: Patch) -> None:
    hand_over = delivery._hand_over

    def hopeful(given: delivery.Delivery, made: delivery.OutgoingMail) -> delivery.Outcome:
        hand_over(given, made)
        return delivery.Outcome(taken_by=made.to)

    patch.setattr(delivery, "_hand_over", hopeful)


def wait_for_each_byte_anew(patch: Patch) -> None:
    patch.setattr(smtp.Deadline, "left", lambda _self: 60.0)


def forget_who_was_refused(patch: Patch) -> None:
    send = mail.SmtpTransport.send
    patch.setattr(mail.SmtpTransport, "send", lambda self, message: send(self, message) and {})


def take_the_farewell_for_the_answer(patch: Patch) -> None:
    def leave(talk: smtp.Conversation) -> None:
        code, said = talk.quit()
        if code != 221:
            raise smtplib.SMTPResponseException(code, said)

    patch.setattr(smtp.Conversation, "leave", leave)


def count_an_outage_against_each_mail(patch: Patch) -> None:
    patch.setattr(delivery, "MailServerAway", ZeroDivisionError)


def name_each_try_anew(patch: Patch) -> None:
    numbers = itertools.count()
    patch.setattr(delivery, "message_id", lambda *_given: f"<{next(numbers)}@mail.invalid>")


def try_every_mail_of_a_hanging_recipient(patch: Patch) -> None:
    patch.setattr(delivery, "_SLOW", "never")


def trust_any_certificate(patch: Patch) -> None:
    patch.setattr(ssl, "create_default_context", ssl._create_unverified_context)


def send_eight_bits(patch: Patch) -> None:
    patch.setattr(StableMail, "as_bytes", Message.as_bytes)


def forget_what_could_not_be_marked(patch: Patch) -> None:
    patch.setattr(delivery, "_mark_late", lambda *_given: None)


def try_an_outage_of_a_moment(bench: Bench) -> None:
    trials.test_a_server_that_takes_nothing_counts_against_no_mail(
        bench.worker, bench.server, bench.told, "closed_at_once"
    )


def try_an_outage_of_days(bench: Bench) -> None:
    trials.test_an_outage_of_days_loses_nothing_and_gives_nothing_up(
        bench.worker, bench.server, bench.told, bench.clock
    )


def try_a_slow_server(bench: Bench) -> None:
    trials.test_a_server_of_one_byte_at_a_time_is_left_after_a_while(
        bench.worker, bench.server, bench.told, "BANNER"
    )


def try_a_full_disk(bench: Bench) -> None:
    without_mail()
    test_full_disk.test_a_mail_that_cannot_be_marked_is_not_sent_again_and_again(bench.worker.app)


def without_mail() -> None:
    for row in trials.rows():
        trials.db.session.delete(row)
    trials.db.session.commit()


def try_some_refused(bench: Bench) -> None:
    without_mail()
    trials.test_those_who_took_a_mail_get_it_once_and_those_who_did_not_are_kept(
        bench.worker, bench.server, bench.patch, bench.clock
    )


def try_a_bad_farewell(bench: Bench) -> None:
    trials.test_a_bad_farewell_does_not_undo_what_was_taken(
        bench.worker, bench.server, bench.told, bench.clock, "421 Busy"
    )


def try_an_end_unheard(bench: Bench) -> None:
    trials.test_an_end_that_was_not_heard_is_sent_again_under_the_same_name(
        bench.worker, bench.server, bench.told, bench.clock
    )


def try_a_hanging_recipient(bench: Bench) -> None:
    trials.test_a_poisoned_recipient_delays_nobody_else(
        bench.worker, bench.server, bench.agencies, bench.told, bench.clock, HANG
    )


def try_a_bad_certificate(bench: Bench) -> None:
    trials.test_a_server_nobody_vouches_for_gets_nothing(
        bench.worker, bench.server, bench.told, bench.folder, "starttls", "localhost"
    )


def try_seven_bits(bench: Bench) -> None:
    trials.test_a_server_of_seven_bits_gets_a_mail_it_can_read(
        bench.worker, bench.server, bench.told
    )


BUGS: tuple[tuple[Callable[[Patch], None], Callable[[Bench], None]], ...] = (
    (mark_what_failed_as_sent, try_an_outage_of_a_moment),
    (count_an_outage_against_each_mail, try_an_outage_of_days),
    (wait_for_each_byte_anew, try_a_slow_server),
    (forget_who_was_refused, try_some_refused),
    (take_the_farewell_for_the_answer, try_a_bad_farewell),
    (name_each_try_anew, try_an_end_unheard),
    (try_every_mail_of_a_hanging_recipient, try_a_hanging_recipient),
    (trust_any_certificate, try_a_bad_certificate),
    (send_eight_bits, try_seven_bits),
    (forget_what_could_not_be_marked, try_a_full_disk),
)


@pytest.mark.parametrize(("bug", "trial"), BUGS, ids=[bug.__name__ for bug, _trial in BUGS])
def test_a_seeded_bug_is_caught(
    bench: Bench, bug: Callable[[Patch], None], trial: Callable[[Bench], None]
) -> None:
    bug(bench.patch)
    with pytest.raises(AssertionError):
        trial(bench)
