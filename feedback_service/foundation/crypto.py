"""Sealing primitives: authenticated encryption with bound context, sealed boxes, keyed hashes.

AES-256-GCM with a random 96-bit nonce (NIST SP 800-38D); libsodium sealed boxes (X25519 +
XSalsa20-Poly1305); HMAC-SHA-256. Nothing here knows what is being sealed.
"""

import hashlib
import hmac
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, PublicKey, SealedBox

KEY_BYTES = 32
_NONCE_BYTES = 12
_VERSION = b"\x01"
CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


class CannotOpen(Exception):
    """The sealed bytes, the key or the bound context do not fit together."""


def new_key() -> bytes:
    """Return 32 random bytes."""
    return os.urandom(KEY_BYTES)


def encrypt(key: bytes, plain: bytes, *, context: str) -> bytes:
    """Encrypt; `context` (table, column, row) must be given again to open."""
    nonce = os.urandom(_NONCE_BYTES)
    return _VERSION + nonce + AESGCM(key).encrypt(nonce, plain, context.encode())


def decrypt(key: bytes, sealed: bytes, *, context: str) -> bytes:
    """Open what `encrypt` made, or raise CannotOpen."""
    if sealed[:1] != _VERSION or len(sealed) <= _NONCE_BYTES:
        raise CannotOpen("unknown version of sealed bytes")
    nonce, body = sealed[1 : 1 + _NONCE_BYTES], sealed[1 + _NONCE_BYTES :]
    try:
        return AESGCM(key).decrypt(nonce, body, context.encode())
    except InvalidTag as error:
        raise CannotOpen(f"sealed bytes do not fit {context}") from error


def new_box_keys() -> tuple[bytes, bytes]:
    """Return (private, public) of a new sealed-box pair, 32 bytes each."""
    private = PrivateKey.generate()
    return bytes(private), bytes(private.public_key)


def is_pair(private_key: bytes, public_key: bytes) -> bool:
    """Tell whether what is sealed with the one opens with the other; False for bytes of no key."""
    if len(private_key) != KEY_BYTES:
        return False
    return bytes(PrivateKey(private_key).public_key) == public_key


def seal(public_key: bytes, plain: bytes, *, pad_to: int = 512) -> bytes:
    """Seal to a public key, padded to a multiple of `pad_to` so that length tells little."""
    size = len(plain).to_bytes(4, "big") + plain
    padded = size + bytes(-len(size) % pad_to)
    return SealedBox(PublicKey(public_key)).encrypt(padded)


def unseal(private_key: bytes, sealed: bytes) -> bytes:
    """Open a sealed box, or raise CannotOpen."""
    try:
        padded = SealedBox(PrivateKey(private_key)).decrypt(sealed)
    except CryptoError as error:
        raise CannotOpen("sealed box does not fit the key") from error
    return padded[4 : 4 + int.from_bytes(padded[:4], "big")]


def wrap_with_passphrase(secret: bytes, passphrase: str) -> bytes:
    """Protect a key file: scrypt (N=2^15, r=8, p=1; RFC 7914) and AES-GCM."""
    salt = os.urandom(16)
    return salt + encrypt(_stretch(passphrase, salt), secret, context="key-file")


def unwrap_with_passphrase(wrapped: bytes, passphrase: str) -> bytes:
    """Open a protected key file, or raise CannotOpen."""
    return decrypt(_stretch(passphrase, wrapped[:16]), wrapped[16:], context="key-file")


def keyed_digest(key: bytes, purpose: str, value: bytes | str) -> bytes:
    """Return HMAC-SHA-256 of a value under a key, apart for each purpose."""
    raw = value.encode() if isinstance(value, str) else value
    return hmac.new(key, purpose.encode() + b"\x00" + raw, hashlib.sha256).digest()


def same(left: bytes, right: bytes) -> bool:
    """Compare in constant time."""
    return hmac.compare_digest(left, right)


def crockford(raw: bytes, length: int) -> str:
    """Return `length` Crockford base-32 characters (5 bits each) from the head of `raw`."""
    number = int.from_bytes(raw, "big") >> (len(raw) * 8 - length * 5)
    digits = [CROCKFORD[(number >> (5 * place)) & 31] for place in range(length)]
    return "".join(reversed(digits))


def check_character(symbols: str) -> str:
    """Return a symbol that shows any one wrong character and nearly any swap of neighbours.

    Odd weights modulo 32: each is invertible, so a single change can never cancel out.
    """
    weighted = sum((2 * place + 1) * CROCKFORD.index(char) for place, char in enumerate(symbols))
    return CROCKFORD[weighted % 32]


def clean_crockford(typed: str) -> str:
    """Return typed characters in upper case, without separators, O read as 0, I and L as 1."""
    kept = "".join(char for char in typed.upper() if char.isalnum())
    return kept.translate(str.maketrans("OIL", "011"))


def _stretch(passphrase: str, salt: bytes) -> bytes:
    return hashlib.scrypt(
        passphrase.encode(), salt=salt, n=2**15, r=8, p=1, maxmem=2**26, dklen=KEY_BYTES
    )
