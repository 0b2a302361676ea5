"""Mail leaves here: over SMTP with time-outs and certificate checks, or into a folder.

Messages are Flask-Mail's `Message` objects; its own connection has neither a time-out nor a
certificate check, so the conversation with the server is ours. Only the worker calls this.
"""

import smtplib
import ssl
from collections.abc import Iterable
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Protocol
from urllib.parse import parse_qs, unquote, urlsplit

from flask_mail import Message

from feedback_service.foundation.files import write_durably

TIMEOUT_SECONDS = 10.0


class MailRefused(Exception):
    """The server will never take this message (5xx); trying again is of no use."""


class MailDelayed(Exception):
    """The server could not take it now; try again later."""


class Transport(Protocol):
    """Takes one message and returns when it has been handed over."""

    def send(self, message: Message) -> None:
        """Hand over, or raise MailRefused or MailDelayed."""


@dataclass(frozen=True, kw_only=True)
class SmtpTransport:
    """One conversation a message with an SMTP server."""

    host: str
    port: int
    user: str | None
    password: str | None
    tls: str
    timeout_seconds: float = TIMEOUT_SECONDS

    def send(self, message: Message) -> None:
        """Hand over, or raise MailRefused or MailDelayed."""
        try:
            with self._connect() as server:
                if self.user and self.password:
                    server.login(self.user, self.password)
                server.sendmail(
                    str(message.sender), [str(to) for to in message.send_to], message.as_bytes()
                )
        except smtplib.SMTPRecipientsRefused as error:
            codes = [code for code, _ in error.recipients.values()]
            self._raise_for(max(codes, default=450), error)
        except smtplib.SMTPResponseException as error:
            self._raise_for(error.smtp_code, error)
        except (OSError, smtplib.SMTPException) as error:
            raise MailDelayed(type(error).__name__) from error

    def _connect(self) -> smtplib.SMTP:
        if self.tls == "implicit":
            context = ssl.create_default_context()
            return smtplib.SMTP_SSL(
                self.host, self.port, timeout=self.timeout_seconds, context=context
            )
        server = smtplib.SMTP(self.host, self.port, timeout=self.timeout_seconds)
        if self.tls == "starttls":
            server.starttls(context=ssl.create_default_context())
        return server

    @staticmethod
    def _raise_for(code: int, error: Exception) -> None:
        # Authentication trouble (53x) is the operator's to mend, not the recipient's fault.
        if 500 <= code < 600 and code not in {530, 534, 535}:
            raise MailRefused(str(code)) from error
        raise MailDelayed(str(code)) from error


@dataclass(frozen=True, kw_only=True)
class FolderTransport:
    """Writes each message as an .eml file, for installations without a mail server."""

    folder: Path

    def send(self, message: Message) -> None:
        """Write the file under a name made from the Message-ID, so that a repeat replaces it."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        name = str(message.msgId).strip("<>").split("@")[0]
        write_durably(self.folder / f"{name}.eml", message.as_bytes())


def make_transport(url: str) -> Transport:
    """Return the transport that a mail URL names.

    `file:///folder` · `smtp://user:password@host:587?tls=starttls|none` · `smtps://host:465`
    """
    parts = urlsplit(url)
    if parts.scheme == "file":
        return FolderTransport(folder=Path(parts.path))
    implicit = parts.scheme == "smtps"
    default_tls = "implicit" if implicit else "starttls"
    return SmtpTransport(
        host=parts.hostname or "localhost",
        port=parts.port or (465 if implicit else 587),
        user=unquote(parts.username) if parts.username else None,
        password=unquote(parts.password) if parts.password else None,
        tls=parse_qs(parts.query).get("tls", [default_tls])[0],
    )


def read_folder(folder: Path) -> Iterable[tuple[str, EmailMessage]]:
    """Yield (name, message) of the files a FolderTransport wrote, newest first."""
    files = sorted(folder.glob("*.eml"), key=lambda path: path.stat().st_mtime, reverse=True)
    for path in files:
        message = message_from_bytes(path.read_bytes(), policy=policy.default)
        yield path.stem, message
