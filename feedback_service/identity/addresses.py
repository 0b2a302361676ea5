"""Mail addresses of people who have no case: sealed for the worker, known again by a keyed mark."""

from feedback_service.foundation import crypto
from feedback_service.identity.keys import KeyRing


def address_mark(keys: KeyRing, address: str) -> bytes:
    """Return the mark by which an address is known again; it cannot be read back."""
    return crypto.keyed_digest(keys.lookup, "mail-address", address.strip().lower())


def seal_address(keys: KeyRing, address: str) -> bytes:
    """Seal an address together with its mark, so that boxes cannot change places."""
    mark = address_mark(keys, address)
    return crypto.seal(keys.delivery_public, mark + address.strip().encode())


def open_address(delivery_key: bytes, mark: bytes, box: bytes) -> str:
    """Open a sealed address: for the worker, which holds the key; raises CannotOpen."""
    plain = crypto.unseal(delivery_key, box)
    if plain[: len(mark)] != mark:
        raise crypto.CannotOpen("the box belongs to another address")
    return plain[len(mark) :].decode()
