"""What the history of a case comes to, as one hash that anybody can compute again.

A line of the history is canonical JSON: UTF-8, keys sorted, no spaces, the instant in UTC with
six digits of a second. It holds what a row of the history holds, codes and numbers, and of texts
only the number under which the vault keeps them. With SHA-256 and `|` for joining bytes:

    head 0 = SHA-256("feedback case 1\\n" | reference)
    head n = SHA-256(head n-1 | line n)

The digest of a case is its last head. A listing has one line a case, as `sha256sum` writes it:
the digest in hexadecimal, two spaces, the reference; sorted by reference, each ended by a line
feed. The total of all cases is the SHA-256 of the listing. Engines differ in none of this.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any, NamedTuple

_DOMAIN = b"feedback case 1\n"
_canonical = json.JSONEncoder(
    ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
).encode


class HistoryLine(NamedTuple):
    """One act, as its row holds it; the names are those of the canonical JSON."""

    number: int
    name: str
    actor: str
    account: int | None
    at: datetime
    before: str | None
    after: str
    reason: str | None
    text: str | None
    agency: int | None
    facts: Mapping[str, Any]


def first_head(reference: str) -> bytes:
    """Return the head of a history in which nothing has happened yet."""
    return hashlib.sha256(_DOMAIN + reference.encode()).digest()


def next_head(head: bytes, line: HistoryLine) -> bytes:
    """Return the head after one more act."""
    return hashlib.sha256(head + canonical(line)).digest()


def digest_of_case(reference: str, history: Iterable[HistoryLine]) -> str:
    """Return the digest of a case, 64 hexadecimal digits, over its history in order."""
    head = first_head(reference)
    for line in history:
        head = next_head(head, line)
    return head.hex()


def canonical(line: HistoryLine) -> bytes:
    """Return the bytes of a line that are hashed."""
    # Written out, because a hundred thousand cases have a million lines: the keys are in order.
    at = line.at.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds")
    facts = _canonical(line.facts) if line.facts else "{}"
    return (
        f'{{"account":{_number(line.account)},"actor":{_canonical(line.actor)},'
        f'"after":{_canonical(line.after)},"agency":{_number(line.agency)},"at":"{at}Z",'
        f'"before":{_text(line.before)},"facts":{facts},"name":{_canonical(line.name)},'
        f'"number":{line.number},"reason":{_text(line.reason)},"text":{_text(line.text)}}}'
    ).encode()


def listing(digests: Mapping[str, str]) -> bytes:
    """Return the listing of digests by reference."""
    return "".join(f"{digests[name]}  {name}\n" for name in sorted(digests)).encode()


def read_listing(content: bytes) -> dict[str, str]:
    """Return the digests by reference that `listing` wrote; ValueError when it wrote no such."""
    pairs = (line.split("  ") for line in content.decode().splitlines())
    return {reference: digest for digest, reference in pairs}


def _text(value: str | None) -> str:
    return "null" if value is None else _canonical(value)


def _number(value: int | None) -> str:
    return "null" if value is None else str(value)
