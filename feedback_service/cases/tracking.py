"""References and tracking keys: what names a case, and what opens it for its author.

A reference (PAKN.2026.7K2M9Q4T) gives no access. A tracking key has 27 random Crockford
characters (135 bits) and one check character, shown as 7 groups of 4; it is derived from the
idempotency key, so that a repeated request yields the same receipt though no secret is stored.
"""

import re
import secrets
import threading
import time

from feedback_service.foundation import crypto

KEY_LENGTH = 28
REFERENCE = re.compile(r"PAKN\.([0-9]{4})\.([0-9A-HJKMNP-TV-Z]{8})")
IDEMPOTENCY_KEY = re.compile(r"[0-9A-HJKMNP-TV-Z]{32}")


class _Numbers:
    """Row numbers that are known before the row is written, so that it can be sealed before.

    The milliseconds since 2020 and 22 random bits: nobody has to be asked, later cases come later
    in the table, and two of one millisecond hardly ever meet. They never go back in a process.
    """

    _BEGAN, _RANDOM_BITS = 1_577_836_800_000, 22

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._last = 0

    def __call__(self) -> int:
        passed = time.time_ns() // 1_000_000 - self._BEGAN
        fresh = passed << self._RANDOM_BITS | secrets.randbits(self._RANDOM_BITS)
        with self._lock:
            self._last = max(fresh, self._last + 1)
            return self._last


new_case_number = _Numbers()


def new_reference(year: int) -> str:
    """Return a reference: the year and 8 random characters, no day and no sequence."""
    return f"PAKN.{year}.{crypto.crockford(secrets.token_bytes(8), 8)}"


def new_idempotency_key() -> str:
    """Return 160 random bits as 32 characters, minted by the form."""
    return crypto.crockford(secrets.token_bytes(20), 32)


def is_idempotency_key(text: str) -> bool:
    """Tell whether a text has the form that `new_idempotency_key` gives."""
    return bool(IDEMPOTENCY_KEY.fullmatch(text))


def derive_tracking_key(secret: bytes, idempotency_key: str) -> str:
    """Return the 28 characters of the tracking key that belongs to an idempotency key."""
    raw = crypto.keyed_digest(secret, "tracking-key", idempotency_key)
    body = crypto.crockford(raw, KEY_LENGTH - 1)
    return body + crypto.check_character(body)


def grouped(tracking_key: str) -> str:
    """Return the key as people read it: 7 groups of 4."""
    return "-".join(tracking_key[i : i + 4] for i in range(0, KEY_LENGTH, 4))


def clean_tracking_key(typed: str) -> str | None:
    """Return the key as stored forms expect it, or None when it cannot be one."""
    key = crypto.clean_crockford(typed[:200])
    if len(key) != KEY_LENGTH or any(char not in crypto.CROCKFORD for char in key):
        return None
    return key if crypto.check_character(key[:-1]) == key[-1] else None


def clean_reference(typed: str) -> str | None:
    """Return the reference in its written form, or None when it cannot be one."""
    text = "".join(char for char in typed[:100].upper() if char.isalnum())
    found = re.fullmatch(r"(?:PAKN)?([0-9]{4})(.{8})", text)
    if not found:
        return None
    tail = crypto.clean_crockford(found[2])
    reference = f"PAKN.{found[1]}.{tail}"
    return reference if REFERENCE.fullmatch(reference) else None
