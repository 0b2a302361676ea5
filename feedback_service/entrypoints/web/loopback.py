"""Is it this machine that asks? For what only its own administrator may see."""

from urllib.parse import urlsplit

from flask import current_app, request

from feedback_service.foundation.config import Settings

OWN_MACHINE = frozenset({"127.0.0.1", "::1", "localhost"})
# Whoever passes a request on says so in one of these.
PASSED_ON = (
    "Forwarded",
    "Via",
    "X-Forwarded-For",
    "X-Forwarded-Host",
    "X-Forwarded-Proto",
    "X-Forwarded-Server",
    "X-Real-Ip",
)


def is_own_machine() -> bool:
    """Tell whether the request comes from this machine, straight and by its own name."""
    if any(name in request.headers for name in PASSED_ON) or _may_be_a_silent_proxy():
        return False
    try:
        host = urlsplit(f"//{request.host}").hostname
    except ValueError:
        return False
    return request.remote_addr in OWN_MACHINE and host in OWN_MACHINE


def _may_be_a_silent_proxy() -> bool:
    """Behind a proxy nobody told us of, one that adds no header, everybody seems to be here."""
    settings: Settings = current_app.extensions["feedback.settings"]
    public = urlsplit(settings.base_url).hostname not in OWN_MACHINE
    return public and not settings.trusted_proxies
