"""A mail server on this machine that can be told what to answer, and a worker that speaks to it."""

import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from flask import Flask

from feedback_service.accounts.permissions import Role
from feedback_service.accounts.service import create_account
from feedback_service.entrypoints.worker import Worker
from feedback_service.foundation.database import transaction
from feedback_service.foundation.mail import SmtpTransport


@dataclass
class Mailbox:
    """Answers every recipient with `reply` and keeps what it took."""

    reply: str = "250 OK"
    asked: int = 0
    envelopes: list[Envelope] = field(default_factory=list)

    async def handle_RCPT(  # noqa: N802
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: Any
    ) -> str:
        """Take or refuse a recipient."""
        self.asked += 1
        if self.reply.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.reply

    async def handle_DATA(  # noqa: N802
        self, _server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        """Keep a mail."""
        self.envelopes.append(envelope)
        return "250 OK"

    @property
    def mails(self) -> list[EmailMessage]:
        """What was taken, parsed."""
        return [
            message_from_bytes(envelope.original_content or b"", policy=policy.default)
            for envelope in self.envelopes
        ]


class Loopback(Controller):
    """Runs at whatever port is free."""

    @property
    def bound_port(self) -> int:
        """The port it got."""
        port: int = self.server.sockets[0].getsockname()[1]
        return port

    def _trigger_server(self) -> None:
        # The controller would greet the port it was asked for, which is 0.
        with socket.create_connection((self.hostname, self.bound_port), timeout=5) as greeting:
            greeting.recv(1000)


@dataclass
class MailServer:
    """A running server and its mailbox."""

    mailbox: Mailbox
    port: int

    def transport(self) -> SmtpTransport:
        """Return a transport that speaks to it."""
        return SmtpTransport(
            host="127.0.0.1",
            port=self.port,
            user=None,
            password=None,
            tls="none",
        )


@pytest.fixture
def mail_server() -> Iterator[MailServer]:
    """A mail server on loopback."""
    mailbox = Mailbox()
    controller = Loopback(mailbox, hostname="127.0.0.1", port=0)
    controller.start()
    try:
        yield MailServer(mailbox=mailbox, port=controller.bound_port)
    finally:
        controller.stop()


@pytest.fixture
def worker(app: Flask, mail_server: MailServer) -> Worker:
    """A worker whose mail goes to that server."""
    return Worker(app, transport=mail_server.transport())


@pytest.fixture
def account_id(context: Flask, now: datetime) -> Callable[[], int]:
    """Makes an account and returns its id."""

    def make() -> int:
        with transaction():
            return create_account(
                email="quan-tri@phan-anh.invalid",
                name="Quản trị viên",
                roles={Role.ADMINISTRATOR},
                agency_id=None,
                now=now,
            )

    return make
