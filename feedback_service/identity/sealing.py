"""What a person says of themself, and how much of it they are shown again."""

import json
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, kw_only=True)
class Person:
    """Name and contact of an author, as typed; only ever in memory or sealed."""

    name: str
    address: str
    phone: str
    email: str
    organisation: str = ""

    def to_bytes(self) -> bytes:
        """Return the JSON that goes into a box."""
        return json.dumps(asdict(self), ensure_ascii=False).encode()

    @staticmethod
    def from_bytes(raw: bytes) -> "Person":
        """Read what `to_bytes` wrote."""
        return Person(**json.loads(raw))


def hints(person: Person) -> dict[str, str]:
    """Return masked forms by which an author recognises their own entry."""
    return {
        "name": " ".join(f"{word[0]}…" for word in person.name.split()),
        "phone": _last_digits(person.phone),
        "email": _masked_address(person.email),
    }


def read_hints(raw: str) -> dict[str, str]:
    """Read the masked forms of what was kept of an author; traces stand beside them."""
    kept: dict[str, Any] = json.loads(raw)
    return {name: said for name, said in kept.items() if isinstance(said, str)}


def _last_digits(phone: str) -> str:
    digits = "".join(char for char in phone if char.isdigit())
    # Of a short number three digits would be all of it.
    return f"…{digits[-3:] if len(digits) > 6 else ''}" if phone else ""


def _masked_address(email: str) -> str:
    if "@" not in email:
        return ""
    local, _, host = email.partition("@")
    return f"{local[:1]}…@{host[:1]}…"
