"""Slowing guesses down: who failed of late waits a little before the next try.

Failures are counted under keyed digests of sign-in name and network address, so neither can
be read back; nobody is ever locked out, least of all by somebody else at another address.
"""

from flask import current_app, request, session
from flask_security import current_user
from werkzeug.exceptions import TooManyRequests

from feedback_service.accounts import queries, service
from feedback_service.foundation import clock, crypto
from feedback_service.foundation.config import Settings
from feedback_service.foundation.database import transaction

PASSWORD_AGAIN = frozenset({"security.verify", "auth.change_password"})
CODE_ENDPOINTS = frozenset({"security.two_factor_token_validation", "security.mf_recovery"})


def hold_back() -> None:
    """Answer 429 when the one who asks must wait; runs before each request."""
    if request.method != "POST" or not (digests := _digests_asked()):
        return
    wait = queries.wait_before_sign_in(digests, clock.now())
    if wait:
        raise TooManyRequests(retry_after=max(1, round(wait.total_seconds() + 0.5)))


def counted(digests: list[bytes], *, passed: bool) -> bool:
    """Count the outcome of a try and return it."""
    with transaction():
        if passed:
            service.forget_failures(digests)
        else:
            service.note_failure(digests, now=clock.now())
    return passed


def password_digests(email: str) -> list[bytes]:
    """Return what a wrong password is counted under: the name together with the address."""
    return [_digest("password", f"{email.strip().lower()}|{request.remote_addr}")]


def code_digests(mark: str) -> list[bytes]:
    """Return what a wrong code is counted under: the account, wherever it is tried from."""
    return [_digest("code", mark)]


def _digests_asked() -> list[bytes]:
    if request.endpoint == "security.login":
        return password_digests(request.form.get("email", ""))
    if request.endpoint in CODE_ENDPOINTS and session.get("tf_user_id"):
        return code_digests(session["tf_user_id"])
    if request.endpoint in PASSWORD_AGAIN and current_user.is_authenticated:
        return code_digests(current_user.fs_uniquifier)
    return []


def _digest(what: str, value: str) -> bytes:
    settings: Settings = current_app.extensions["feedback.settings"]
    return crypto.keyed_digest(settings.secret_key.encode(), f"sign-in-{what}", value)
