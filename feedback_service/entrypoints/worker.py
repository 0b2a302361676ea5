"""The worker: sends what waits in the outbox and does what has fallen due.

It alone speaks to the mail server and holds the key that opens authors' mail addresses. On SQLite
one worker runs at a time, kept apart by a lock that dies with it; on PostgreSQL, any number.
"""

import logging
import signal
import threading
import time
from contextlib import AbstractContextManager, nullcontext
from datetime import datetime
from email.encoders import encode_base64
from email.policy import SMTP
from types import FrameType
from typing import Protocol

from flask import Flask, current_app
from flask_babel import force_locale
from flask_mail import Mail
from flask_mail import Message as MailMessage

from feedback_service.accounts.permissions import Role
from feedback_service.accounts.queries import (
    invitation_link,
    mail_address,
    mail_addresses_of_role,
)
from feedback_service.agencies.queries import agency_by_id
from feedback_service.cases.drafts import sweep_drafts
from feedback_service.cases.periodic import (
    change_tree,
    close_answered,
    end_silences,
    follow_bars,
    mark_overdue,
    report_broken_rules,
)
from feedback_service.cases.recomputing import recompute_open_cases
from feedback_service.cases.visibility import Barred, barred_from
from feedback_service.entrypoints.archive_mail import (
    archive_mail,
    sweep_subscriptions,
    write_archive_digests,
)
from feedback_service.entrypoints.letter_printing import print_letters
from feedback_service.entrypoints.night_training import NightTraining
from feedback_service.entrypoints.open_data import DumpWriting
from feedback_service.entrypoints.sealed_work import (
    erase_ended_files,
    find_alike,
    find_copies,
    publish_what_waited,
)
from feedback_service.foundation import clock
from feedback_service.foundation.clock_guard import ClockGuard
from feedback_service.foundation.config import Settings
from feedback_service.foundation.crypto import keyed_digest
from feedback_service.foundation.database import is_sqlite, lock_key, stop_reading, transaction
from feedback_service.foundation.heartbeat import WORKER, beat
from feedback_service.foundation.mail import MailRefused, Transport, make_transport
from feedback_service.foundation.storage import Storage
from feedback_service.identity.keys import KeyRing
from feedback_service.identity.service import Vault, open_contact
from feedback_service.notifications.delivery import (
    Delivery,
    Outcome,
    OutgoingMail,
    Rendered,
    deliver_due,
    sole_drainer,
)
from feedback_service.notifications.messages import (
    AccountInvited,
    DeadlineDigest,
    Message,
    Recipient,
    RecipientKind,
)
from feedback_service.oversight.alerting import note_alerts, send_digests
from feedback_service.oversight.answering_late import tell_of_silence
from feedback_service.oversight.queries import Reader, digest_of
from feedback_service.oversight.reminding import escalate_reminders
from feedback_service.publication.subscriptions import address_of
from feedback_service.responses.following import remind_agencies
from feedback_service.responses.promising import ask_about_promises

IDLE_SECONDS = 2.0
PERIOD_SECONDS = 60.0
BATCH = 20
# A piece of work that always finds something must not keep the mail waiting.
MOST_ROUNDS = 20
# How long a mail server that is away is left alone, in seconds: twice as long each time.
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 20.0
# Whom to write to at an agency that has no mailbox of its own: the first role that somebody holds.
_IN_PLACE_OF_A_MAILBOX = (Role.HEAD, Role.INTAKE_OFFICER)
_ANY_AGENCY = 0
AUTOMATIC = {"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All"}
# What a mail server says of a name that it cannot have (RFC 5321, 4.2.2).
_NO_SUCH_MAILBOX = 553
_log = logging.getLogger(__name__)


class PeriodicWork(Protocol):
    """Work found by state ("due and not done"), done within the transaction it is called in."""

    __name__: str

    def __call__(self, *, now: datetime) -> int:
        """Do a bounded part of what is due and return how much that was."""


def sweep_stale_drafts(*, now: datetime) -> int:
    """Delete drafts whose two hours have passed, files included."""
    storage: Storage = current_app.extensions["feedback.storage"]
    return sweep_drafts(storage, now=now)


PERIODIC: tuple[PeriodicWork, ...] = (
    end_silences,
    # Before what is late is marked: a new day off may make it timely.
    recompute_open_cases,
    mark_overdue,
    close_answered,
    change_tree,
    follow_bars,
    report_broken_rules,
    remind_agencies,
    tell_of_silence,
    escalate_reminders,
    note_alerts,
    send_digests,
    ask_about_promises,
    sweep_stale_drafts,
    sweep_subscriptions,
    write_archive_digests,
    find_alike,
    # After it: an answer is no copy where the question is the same.
    find_copies,
    publish_what_waited,
    erase_ended_files,
)


class StableMail(MailMessage):
    """A mail whose headers are sent as they were encoded.

    Folding an encoded header anew loses spaces between Vietnamese words (seen in Python 3.11).
    """

    def as_bytes(self) -> bytes:
        """Return the mail as it goes over the wire."""
        made = self._message()
        made.policy = SMTP.clone(refold_source="none")
        for part in made.walk():
            if part["Content-Transfer-Encoding"] == "8bit":
                # Not every server takes more than seven bits, nor lines of any length.
                del part["Content-Transfer-Encoding"]
                encode_base64(part)
        return made.as_bytes()


class Worker:
    """One turn after another until told to stop."""

    def __init__(self, app: Flask, *, transport: Transport | None = None) -> None:
        self.app = app
        self.settings: Settings = app.extensions["feedback.settings"]
        self.keys: KeyRing = app.extensions["feedback.keys"]
        self.stopping = threading.Event()
        self.transport = transport or make_transport(self.settings.mail_url, hurry=self.stopping)
        self._periodic_at = self._mail_at = float("-inf")
        self._pause = FIRST_PAUSE
        self._has_more = False
        self.training = NightTraining()
        self.dumps = DumpWriting(app)
        self._unmarked: dict[int, Outcome] = {}
        if "mail" not in app.extensions:
            Mail(app)

    def run(self) -> None:
        """Work until told to stop; trouble is logged, waited out and tried again."""
        with self._alone(), self.training:
            while not self.stopping.is_set():
                try:
                    done = self.turn()
                    beat(self.settings.instance, WORKER, clock.now())
                except Exception:
                    _log.exception("the worker's turn failed and will be tried again")
                    done = 0
                if not done:
                    self.stopping.wait(IDLE_SECONDS)
            self.dumps.drop()

    def run_once(self) -> int:
        """Do everything that is due now and return how much that was; trouble is raised."""
        with self._alone():
            total = self.do_periodic_work()
            while (done := self.send_batch() + self.print_batch()) and not self.stopping.is_set():
                total += done
            self.dumps.finish()
            self.training.wait()
        return total

    def turn(self) -> int:
        """Do the periodic work when its time has come, then send and print a batch of each."""
        if time.monotonic() - self._periodic_at >= PERIOD_SECONDS:
            self._periodic_at = time.monotonic()
            self.do_periodic_work()
            if self._has_more:
                # A hundred thousand cases do not wait a minute after each part: mail, then on.
                self._periodic_at = float("-inf")
        return self.send_batch() + self.print_batch() + self.dumps.step()

    def send_batch(self) -> int:
        """Send some of what is due and return how many messages were taken up.

        A mail server that is away is asked again after a pause.
        """
        if time.monotonic() < self._mail_at:
            return 0
        with self.app.app_context():
            tally = deliver_due(self.delivery(), now=clock.now(), limit=BATCH)
        if tally.away:
            _log.warning("the mail server takes nothing (%s); nothing is lost", tally.away)
            self._mail_at = time.monotonic() + self._pause
            self._pause = min(2 * self._pause, LONGEST_PAUSE)
        else:
            self._pause = FIRST_PAUSE
        return tally.tried

    def print_batch(self) -> int:
        """Print some of the letters that wait and return how many."""
        with self.app.app_context():
            storage: Storage = self.app.extensions["feedback.storage"]
            return print_letters(Vault(self.keys), storage)

    def do_periodic_work(self) -> int:
        """Do what has fallen due, each piece in transactions of its own; return how much.

        Nothing while the clock is not believed: what a date brings about is not undone.
        """
        guard = ClockGuard(self.settings.instance)
        if not guard.believes(clock.now()):
            off = guard.off(clock.now())
            _log.error("the clock is not believed yet (off by %s): what falls due waits", off)
            return 0
        total, self._has_more = 0, False
        with self.app.app_context():
            for work in PERIODIC:
                for _ in range(MOST_ROUNDS):
                    done = _do(work)
                    total += done
                    if not done:
                        break
                else:
                    self._has_more = True
            self.training.start_when_due(now=clock.now())
            self.dumps.begin_when_due(now=clock.now(), today=clock.today())
            stop_reading()
        return total

    def stop(self, _signal: int = 0, _frame: FrameType | None = None) -> None:
        """Let the present mail go out, then end."""
        self.stopping.set()

    def delivery(self) -> Delivery:
        """Return all that sending needs."""
        return Delivery(
            transport=self._hand_over,
            address_book=self.addresses_of,
            render=self.render,
            name_key=keyed_digest(self.settings.secret_key.encode(), "message-id", b""),
            unmarked=self._unmarked,
        )

    def addresses_of(self, recipient: Recipient) -> list[str]:
        """Return where to write to a recipient; an empty list when nowhere."""
        if recipient.kind is RecipientKind.AUTHOR:
            found = open_contact(recipient.id, self.keys.delivery_private())
        elif recipient.kind is RecipientKind.ACCOUNT:
            found = mail_address(recipient.id)
        elif recipient.kind is RecipientKind.SUBSCRIBER:
            found = address_of(recipient.id, self.keys.delivery_private())
        else:
            return _addresses_of_staff(recipient)
        return [found] if found else []

    def render(self, message: Message) -> Rendered | None:
        """Return what a message says, from its folder under templates/mail; None: nothing."""
        values: dict[str, object] = {"message": message, "base_url": self.settings.base_url}
        if isinstance(message, AccountInvited):
            values["link"] = invitation_link(
                message.account_id,
                secret_key=self.settings.secret_key,
                base_url=self.settings.base_url,
                now=clock.now(),
            )
        if isinstance(message, DeadlineDigest):
            reader = Reader(account_id=message.account_id, agency_id=message.agency_id)
            values["digest"] = digest_of(reader, on=message.on, today=clock.today())
            if values["digest"] is None:
                return None
        with force_locale("vi"):
            about_archive = archive_mail(message, self.settings.base_url)
            if about_archive is None:
                return None
            values.update(about_archive[0])
            subject, body, html = (
                self.app.jinja_env.get_template(f"mail/{message.name()}/{part}").render(values)
                for part in ("subject.txt", "body.txt", "body.html")
            )
        return Rendered(
            subject=" ".join(subject.split()),
            body=body.strip() + "\n",
            html=html,
            headers=about_archive[1],
        )

    def _hand_over(self, mail: OutgoingMail) -> dict[str, int]:
        plain = [address for address in mail.to if address.isascii()]
        # Few servers take others, and the library that writes our headers cannot.
        not_taken = {each: _NO_SUCH_MAILBOX for each in mail.to if each not in plain}
        if not plain:
            return not_taken
        message = StableMail(
            subject=mail.content.subject,
            recipients=[*plain],
            body=mail.content.body,
            html=mail.content.html,
            sender=self.settings.mail_sender,
            extra_headers={**AUTOMATIC, **dict(mail.content.headers)},
        )
        message.msgId = mail.message_id
        if message.has_bad_headers():
            raise MailRefused("bad_header")
        return not_taken | self.transport.send(message)

    def _alone(self) -> AbstractContextManager[None]:
        with self.app.app_context():
            alone = is_sqlite()
        return sole_drainer(self.settings.instance / "worker.lock") if alone else nullcontext()


def run(app: Flask, *, once: bool = False) -> int:
    """Run the worker in this process until SIGTERM or SIGINT; returns what `once` has done.

    Raises AnotherDrainer when a worker runs already on SQLite.
    """
    worker = Worker(app)
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGTERM, worker.stop)
        signal.signal(signal.SIGINT, worker.stop)
    if once:
        return worker.run_once()
    worker.run()
    return 0


def _do(work: PeriodicWork) -> int:
    with transaction():
        # Two workers must not find the same thing due at the same moment.
        lock_key(keyed_digest(b"", "periodic", work.__name__))
        return work(now=clock.now())


def _addresses_of_staff(recipient: Recipient) -> list[str]:
    # As the bars stand when the mail leaves: a case may have turned against whoever was to read.
    barred = barred_from(recipient.about) if recipient.about else Barred()
    if recipient.kind is RecipientKind.AGENCY:
        return _addresses_of_agency(recipient.id, barred)
    role = Role(recipient.role or Role.INTAKE_OFFICER)
    told = _addresses_of_role(role, recipient.id, barred)
    # An alarm reaches somebody, whoever is accused.
    alarm = recipient.id == _ANY_AGENCY
    return told or (_addresses_of_role(role, recipient.id, Barred()) if alarm else [])


def _addresses_of_agency(agency_id: int, barred: Barred) -> list[str]:
    if agency_id in barred.agencies:
        return []
    mailbox = agency_by_id(agency_id).email
    if mailbox:
        return [mailbox]
    held = (_addresses_of_role(role, agency_id, barred) for role in _IN_PLACE_OF_A_MAILBOX)
    return next((addresses for addresses in held if addresses), [])


def _addresses_of_role(role: Role, agency_id: int, barred: Barred) -> list[str]:
    where = None if agency_id == _ANY_AGENCY else agency_id
    return sorted(set(mail_addresses_of_role(role, where, without=barred.accounts)))
