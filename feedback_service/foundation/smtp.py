"""One conversation with an SMTP server, bounded in time and size whatever the server does.

A socket's time-out bounds one read only: a server that says one byte a second would hold its
client for ever. Here every read also counts against a deadline for the whole conversation.
"""

import io
import smtplib
import socket
import ssl
import threading
import time
from dataclasses import dataclass
from functools import cache
from typing import Any

# Under the hurry of a stop, what is left for the mail under way; a stop may take 20 s in all.
HURRY_SECONDS = 12.0
FAREWELL_SECONDS = 1.0
MOST_REPLY_BYTES = 256 * 1024
_SLICE_SECONDS = 0.5


class TooSlow(Exception):
    """The server kept us waiting longer than we wait."""


class TooMuch(Exception):
    """The server said more than any server has to say."""


@dataclass(frozen=True, kw_only=True)
class Patience:
    """How long to wait, in seconds: for one step, for the answer to a mail, for all of it."""

    step: float = 10.0
    answer: float = 30.0
    whole: float = 45.0


class Deadline:
    """The moment by which a conversation ends; it comes nearer once `hurry` is set."""

    def __init__(self, seconds: float, hurry: threading.Event) -> None:
        self._end = time.monotonic() + seconds
        self._hurry = hurry
        self._hurried = False

    def shorten(self, seconds: float) -> None:
        """End no later than so many seconds from now."""
        self._end = min(self._end, time.monotonic() + seconds)

    def left(self) -> float:
        """Return the seconds left, or raise TooSlow when there are none."""
        if self._hurry.is_set() and not self._hurried:
            self._hurried = True
            self.shorten(HURRY_SECONDS)
        left = self._end - time.monotonic()
        if left <= 0:
            raise TooSlow
        return left


class Conversation(smtplib.SMTP):
    """smtplib's client on sockets that keep to a deadline."""

    def __init__(self, deadline: Deadline, patience: Patience) -> None:
        super().__init__(local_hostname=_own_name())
        self.deadline, self.patience = deadline, patience
        self.wait = patience.step
        self._tls_from_the_start: ssl.SSLContext | None = None

    def open(self, host: str, port: int, *, tls: str) -> None:
        """Connect, read the banner, and talk TLS, with a certificate check, as asked."""
        # What the certificate must name; smtplib knows it only when it connects by itself.
        self._host = host
        context = None if tls == "none" else ssl.create_default_context()
        self._tls_from_the_start = context if tls == "implicit" else None
        code, said = self.connect(host, port)
        if code != 220:
            raise smtplib.SMTPConnectError(code, said)
        if tls == "starttls":
            self.starttls(context=context)
        self.ehlo_or_helo_if_needed()

    def getreply(self) -> tuple[int, bytes]:
        """Read one reply, against the deadline."""
        if self.file is None and self.sock is not None:
            self.file = io.BufferedReader(_Ear(self.sock, self))
        return super().getreply()

    def send(self, s: Any) -> None:
        """Send, against the deadline."""
        if self.sock is not None:
            self.sock.settimeout(min(self.patience.step, self.deadline.left()))
        super().send(s)

    def leave(self) -> None:
        """Say good-bye; nothing the server does now changes what it has answered before."""
        try:
            self.deadline.shorten(FAREWELL_SECONDS)
            self.quit()
        except (OSError, TooSlow, TooMuch):
            return

    def _get_socket(self, host: str, port: int, _timeout: float) -> socket.socket:
        made = socket.create_connection((host, port), min(self.patience.step, self.deadline.left()))
        if self._tls_from_the_start is None:
            return made
        try:
            return self._tls_from_the_start.wrap_socket(made, server_hostname=host)
        except BaseException:
            made.close()
            raise


class _Ear(io.RawIOBase):
    """Reads a socket in short slices, so that a deadline that comes nearer is noticed."""

    def __init__(self, sock: socket.socket, talk: Conversation) -> None:
        self._sock, self._talk = sock, talk
        self._heard = 0

    def readable(self) -> bool:
        """Tell that this can be read."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Read what is there; TooSlow when nothing comes, TooMuch when it never ends."""
        silent_until = time.monotonic() + self._talk.wait
        while True:
            left = min(self._talk.deadline.left(), silent_until - time.monotonic())
            if left <= 0:
                raise TooSlow
            self._sock.settimeout(min(left, _SLICE_SECONDS))
            try:
                count = self._sock.recv_into(buffer)
            except TimeoutError:
                continue
            self._heard += count
            if self._heard > MOST_REPLY_BYTES:
                raise TooMuch
            return count


@cache
def _own_name() -> str:
    # Asked of the name service, which may be slow or away: once a process is enough.
    name = socket.getfqdn()
    return name if "." in name else "[127.0.0.1]"
