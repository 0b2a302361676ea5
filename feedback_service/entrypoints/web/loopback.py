"""Is it this machine that asks? For what only its own administrator may see."""

from urllib.parse import urlsplit

from flask import request

OWN_MACHINE = frozenset({"127.0.0.1", "::1", "localhost"})


def is_own_machine() -> bool:
    """Tell whether the request comes from this machine, straight and by its own name."""
    forwarded = any(name in request.headers for name in ("X-Forwarded-For", "Forwarded"))
    try:
        host = urlsplit(f"//{request.host}").hostname
    except ValueError:
        return False
    return request.remote_addr in OWN_MACHINE and host in OWN_MACHINE and not forwarded
