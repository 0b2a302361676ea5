"""Mail leaves here: over SMTP with deadlines and certificate checks, or into a folder.

Messages are Flask-Mail's `Message` objects; its own connection has neither a time-out nor a
certificate check, so the conversation with the server is ours. Only the worker calls this.
"""

import smtplib
import threading
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Protocol
from urllib.parse import parse_qs, unquote, urlsplit

from flask_mail import Message

from feedback_service.foundation.files import write_durably
from feedback_service.foundation.smtp import Conversation, Deadline, Patience, TooMuch, TooSlow

TIMED_OUT = "timeout"
# Answers that say nothing about a mail: the server did not follow us, or does not know us.
_NOT_ABOUT_THE_MAIL = frozenset({500, 502, 503, 504, 530, 534, 535, 538})
_TOO_BIG = frozenset({452, 552})


class MailRefused(Exception):
    """The server will never take this message (5xx); trying again is of no use."""


class MailDelayed(Exception):
    """The server could not take this message now; try it again later."""


class MailServerAway(Exception):
    """No message could be handed over now, whichever it is; none of them is at fault."""


class Transport(Protocol):
    """Takes one message and returns when it has been handed over."""

    def send(self, message: Message) -> dict[str, int]:
        """Hand over; return the addresses that were not taken, each with the server's code.

        Raises MailRefused, MailDelayed or MailServerAway when nobody got it.
        """


@dataclass(frozen=True, kw_only=True)
class SmtpTransport:
    """One conversation a message with an SMTP server; setting `hurry` cuts it short."""

    host: str
    port: int
    user: str | None
    password: str | None
    tls: str
    patience: Patience = field(default_factory=Patience)
    hurry: threading.Event = field(default_factory=threading.Event)

    def send(self, message: Message) -> dict[str, int]:
        """Hand over; return the addresses that were not taken, each with the server's code."""
        content, to = message.as_bytes(), sorted(str(each) for each in message.send_to)
        with closing(
            Conversation(Deadline(self.patience.whole, self.hurry), self.patience)
        ) as talk:
            with _trouble_is(MailServerAway):
                self._begin(talk, str(message.sender), len(content))
            with _trouble_is(MailDelayed):
                not_taken = _name_recipients(talk, to)
                if len(not_taken) < len(to):
                    _hand_over(talk, content)
            # Taken is taken: nothing from here on may make it look otherwise.
            talk.leave()
        return not_taken

    def _begin(self, talk: Conversation, sender: str, size: int) -> None:
        talk.open(self.host, self.port, tls=self.tls)
        if self.user and self.password:
            talk.login(self.user, self.password)
        options = [f"size={size}"] if talk.has_extn("size") else []
        code, said = talk.mail(sender, options)
        if code in _TOO_BIG:
            _raise_for(code)
        if code != 250:
            raise smtplib.SMTPSenderRefused(code, said, sender)


def is_final(code: int) -> bool:
    """Tell whether an SMTP code says that a mail, or an address, will never be taken."""
    return 500 <= code < 600 and code not in _NOT_ABOUT_THE_MAIL


def _name_recipients(talk: Conversation, to: list[str]) -> dict[str, int]:
    """Name the recipients to the server and return those it does not take."""
    not_taken = {}
    for address in to:
        code, said = talk.rcpt(address)
        if code == 421:
            # The server leaves, and forgets those it had taken.
            raise smtplib.SMTPResponseException(code, said)
        if code not in {250, 251}:
            not_taken[address] = code
    return not_taken


def _hand_over(talk: Conversation, content: bytes) -> None:
    try:
        # Servers look for viruses before they answer.
        talk.wait = talk.patience.answer
        code, _said = talk.data(content)
    except smtplib.SMTPDataError as error:
        code = error.smtp_code
    if code != 250:
        _raise_for(code)


def _raise_for(code: int) -> None:
    raise (MailRefused if is_final(code) else MailDelayed)(_said(code))


def _said(code: int) -> str:
    # smtplib reads -1 where no number stands.
    return str(code) if code > 0 else "garbage"


@contextmanager
def _trouble_is(kind: type[Exception]) -> Iterator[None]:
    """Call trouble with the server by the name of what it means for the mail."""
    try:
        yield
    except smtplib.SMTPResponseException as error:
        raise kind(_said(error.smtp_code)) from error
    except (TooSlow, TimeoutError) as error:
        raise kind(TIMED_OUT) from error
    except (OSError, TooMuch) as error:
        raise kind(type(error).__name__) from error


@dataclass(frozen=True, kw_only=True)
class FolderTransport:
    """Writes each message as an .eml file, for installations without a mail server."""

    folder: Path

    def send(self, message: Message) -> dict[str, int]:
        """Write the file under a name made from the Message-ID, so that a repeat replaces it."""
        name = str(message.msgId).strip("<>").split("@")[0]
        with _trouble_is(MailServerAway):
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            write_durably(self.folder / f"{name}.eml", message.as_bytes())
        return {}


def make_transport(url: str, *, hurry: threading.Event) -> Transport:
    """Return the transport that a mail URL names; setting `hurry` cuts a slow server short.

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
        hurry=hurry,
    )


def read_folder(folder: Path) -> Iterable[tuple[str, EmailMessage]]:
    """Yield (name, message) of the files a FolderTransport wrote, newest first."""
    files = sorted(folder.glob("*.eml"), key=lambda path: path.stat().st_mtime, reverse=True)
    for path in files:
        message = message_from_bytes(path.read_bytes(), policy=policy.default)
        yield path.stem, message
