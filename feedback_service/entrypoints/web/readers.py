"""Readers without an account: marks by which one counts once a day, and nobody is known."""

from datetime import date
from ipaddress import IPv6Address, IPv6Network, ip_address

from flask import current_app, request

from feedback_service.foundation.config import Settings
from feedback_service.foundation.crypto import keyed_digest


def network_mark(what: str, on: date) -> bytes:
    """Return the mark of the network that asks, another one each day and for each purpose."""
    return daily_mark(what, _network(request.remote_addr or ""), on)


def daily_mark(what: str, who: str, on: date) -> bytes:
    """Return the mark of somebody for a day; nothing of theirs can be read back from it."""
    settings: Settings = current_app.extensions["feedback.settings"]
    return keyed_digest(settings.secret_key.encode(), f"daily|{on.isoformat()}|{what}", who)


def _network(address: str) -> str:
    """Return what one household or office has: an address, of the newer kind the first half."""
    try:
        found = ip_address(address)
    except ValueError:
        return address
    if isinstance(found, IPv6Address):
        return str(IPv6Network((found, 64), strict=False))
    return str(found)
