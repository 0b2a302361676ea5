"""A mail server that does to its client whatever a script says, over real sockets."""

import socket
import ssl
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

# What a script may say at a step: a reply, a list of replies in turn, or one of these.
CLOSE, HANG, CUT = "close", "hang", "take it and close"
DRIP = "one byte at a time: "
Say = str | list[str] | Callable[[str], str]

POLITE: Mapping[str, Say] = {
    "BANNER": "220 mail.invalid ESMTP",
    "EHLO": "250-mail.invalid\r\n250 8BITMIME",
    "MAIL": "250 OK",
    "RCPT": "250 OK",
    "DATA": "354 Go on",
    "END": "250 Taken",
    "RSET": "250 OK",
    "QUIT": "221 Bye",
}
PACE_SECONDS = 0.02
# A client without a deadline of its own gets away from a drip after so many bytes, to fail.
LONGEST_DRIP = 100


class _Over(Exception):
    """The script ends this conversation."""


@dataclass
class BadServer:
    """Listens on loopback; `script` overrides POLITE by the verb of a step, and may change."""

    script: dict[str, Say] = field(default_factory=dict)
    tls: ssl.SSLContext | None = None
    # Every mail whose end was reached, as (recipients, content), taken or not.
    taken: list[tuple[list[str], bytes]] = field(default_factory=list)
    # The verb of every step that came, and the reply.
    heard: list[tuple[str, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.gone = threading.Event()
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listening.getsockname()[1]
        self._threads = [threading.Thread(target=self._accept)]
        self._threads[0].start()

    def stop(self) -> None:
        """End every conversation and stop listening."""
        self.gone.set()
        with suppress(OSError):
            self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        for thread in self._threads:
            thread.join(timeout=30)

    def _accept(self) -> None:
        while not self.gone.is_set():
            try:
                link, _peer = self._listening.accept()
            except OSError:
                return
            thread = threading.Thread(target=self._serve, args=(link,))
            self._threads.append(thread)
            thread.start()

    def _serve(self, link: socket.socket) -> None:
        talk = _Talk(self, link)
        with suppress(_Over, OSError):
            talk.go()
        # Not the one it began with, where the client asked for encryption.
        talk.link.close()


@dataclass
class _Talk:
    server: BadServer
    link: socket.socket
    recipients: list[str] = field(default_factory=list)
    rest: bytes = b""

    def go(self) -> None:
        self.say("BANNER", "")
        while line := self.line():
            verb = line[:4].upper()
            if verb == "DATA":
                if self.say("DATA", line).startswith("354"):
                    self.take()
            elif verb == "STAR" and self.server.tls:
                self.say_as_is(b"220 Go ahead\r\n")
                self.link = self.server.tls.wrap_socket(self.link, server_side=True)
            else:
                said = self.say(verb, line)
                if verb == "RCPT" and said.startswith("250"):
                    self.recipients.append(line.split("<")[1].split(">")[0])

    def take(self) -> None:
        cut_at = self.server.script.get("CONTENT")
        content = self.until(b"\r\n.\r\n", most=64 if cut_at else None)
        if cut_at:
            raise _Over
        reply = self.choose("END", "")
        if reply.startswith(("250", CUT)):
            self.server.taken.append((self.recipients, content))
        self.recipients = []
        self.give("END", reply)

    def say(self, verb: str, line: str) -> str:
        reply = self.choose(verb, line)
        self.give(verb, reply)
        return reply

    def choose(self, verb: str, line: str) -> str:
        told = self.server.script.get(verb, POLITE.get(verb, "502 What?"))
        if isinstance(told, list):
            told = told.pop(0) if len(told) > 1 else told[0]
        return told if isinstance(told, str) else told(line)

    def give(self, verb: str, reply: str) -> None:
        self.server.heard.append((verb, reply))
        if reply in {CLOSE, CUT}:
            raise _Over
        if reply == HANG:
            self.server.gone.wait()
            raise _Over
        if reply.startswith(DRIP):
            for byte in reply.removeprefix(DRIP).encode().ljust(LONGEST_DRIP, b"-"):
                self.say_as_is(bytes([byte]))
                self.server.gone.wait(PACE_SECONDS)
            raise _Over
        self.say_as_is(reply.encode() + b"\r\n")

    def say_as_is(self, raw: bytes) -> None:
        self.link.sendall(raw)

    def line(self) -> str:
        return self.until(b"\n").decode("utf-8", "replace").strip()

    def until(self, end: bytes, most: int | None = None) -> bytes:
        while end not in self.rest:
            if most and len(self.rest) >= most:
                return self.rest
            came = self.link.recv(65536)
            if not came:
                raise _Over
            self.rest += came
        found, _, self.rest = self.rest.partition(end)
        return found


def certificate(folder: Path, name: str) -> Path:
    """Write a certificate for a name that nobody vouches for, with its key, into one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    file = folder / "server.pem"
    file.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    return file
