"""Words that occur nowhere else, and the search for them in everything that was left behind."""

import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from pathlib import Path

import psycopg
from psycopg import sql
from sqlalchemy import make_url

ALPHABETS = ("utf-16-le", "utf-16-be")
# So many bytes the made marks of an encoding share.
COMMON = 3


@dataclass
class Marks:
    """Marks by what they stand for."""

    made: dict[bytes, str] = field(default_factory=dict)

    def new(self, what: str) -> str:
        """Return a new mark, a word of plain letters and digits."""
        mark = f"dau{secrets.token_hex(8)}"
        self.add(what, mark)
        return mark

    def add(self, what: str, text: str) -> None:
        """Look for a text too, however its letters are encoded."""
        for form in (text.encode(), text.encode().hex().encode()):
            self.made[form] = what
        for alphabet in ALPHABETS:
            self.made[text.encode(alphabet)] = what

    def found_in(self, content: bytes) -> set[str]:
        """Return what the marks in some bytes stand for."""
        lowered, found = content.lower(), set()
        # Thousands of marks begin alike: what begins so is looked for once, and then looked up.
        for start, lengths in self._starts().items():
            at = lowered.find(start)
            while at >= 0:
                found |= {self.made.get(lowered[at : at + length], "") for length in lengths}
                at = lowered.find(start, at + 1)
        return found - {""}

    def _starts(self) -> dict[bytes, set[int]]:
        """Return how marks begin, and how long those are that begin so; a lone one is whole."""
        alike: dict[bytes, list[bytes]] = {}
        for mark in self.made:
            alike.setdefault(mark[:COMMON], []).append(mark)
        return {
            start if len(marks) > 1 else marks[0]: {len(mark) for mark in marks}
            for start, marks in alike.items()
        }


def files_below(*folders: Path) -> Iterator[tuple[str, bytes]]:
    """Yield the name and content of every file in some folders."""
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                yield path.name, path.name.encode() + path.read_bytes()


def mail_without_recipient(raw: bytes) -> bytes:
    """Return everything a mail says, decoded, but whom it goes to."""
    mail = message_from_bytes(raw, policy=policy.default)
    del mail["To"]
    parts = [part.get_content().encode() for part in mail.walk() if not part.is_multipart()]
    return b"\n".join([mail.as_bytes(), str(mail["Subject"]).encode(), *parts])


def rows_of_postgresql(url: str) -> Iterator[tuple[str, bytes]]:
    """Yield every table of a database as the bytes it holds."""
    plain = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(plain) as link:
        tables = link.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        for (table,) in tables.fetchall():
            query = sql.SQL("COPY {} TO STDOUT (FORMAT binary)").format(sql.Identifier(table))
            with link.cursor().copy(query) as rows:
                yield table, b"".join(bytes(row) for row in rows)
