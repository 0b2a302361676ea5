"""One-time links by which a person sets the first password, or a new one.

A token names the account and its last moment, and is bound to the mark that the account's
sessions bear. Setting the password changes that mark, so a link works once; a newer
invitation changes it too, so only the newest link works.
"""

from datetime import UTC, datetime, timedelta

from feedback_service.accounts.errors import LinkUsed
from feedback_service.foundation import crypto

VALID_FOR = timedelta(days=3)
_MAC_CHARACTERS = 32


def make_token(secret: str, account_id: int, mark: str, *, now: datetime) -> str:
    """Return a token for the account that bears `mark`, good for VALID_FOR."""
    until = int((now + VALID_FOR).timestamp())
    return f"{account_id}-{until}-{_mac(secret, account_id, until, mark)}"


def account_named(token: str) -> int:
    """Return the account that a token claims to be for, unchecked; raises LinkUsed."""
    return _parts(token)[0]


def check_token(secret: str, token: str, mark: str, *, now: datetime) -> None:
    """Raise LinkUsed unless the token was made for the account that bears `mark`, in time."""
    account_id, until, mac = _parts(token)
    expected = _mac(secret, account_id, until, mark)
    if not crypto.same(mac.encode(), expected.encode()):
        raise LinkUsed
    if now.astimezone(UTC).timestamp() > until:
        raise LinkUsed


def _parts(token: str) -> tuple[int, int, str]:
    pieces = token.split("-")
    if len(pieces) != 3 or not token.isascii():
        raise LinkUsed
    account_id, until, mac = pieces
    if not (account_id.isdigit() and until.isdigit() and len(account_id) < 19 and len(until) < 13):
        raise LinkUsed
    return int(account_id), int(until), mac


def _mac(secret: str, account_id: int, until: int, mark: str) -> str:
    digest = crypto.keyed_digest(secret.encode(), "invitation", f"{account_id}.{until}.{mark}")
    return crypto.crockford(digest, _MAC_CHARACTERS)
