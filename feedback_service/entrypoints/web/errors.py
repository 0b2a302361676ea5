"""Answers to what goes wrong: one page a kind of trouble, saying what was kept and what to do."""

import secrets
from collections.abc import Iterable
from typing import Any

from flask import Flask, current_app, g, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge, TooManyRequests
from werkzeug.wrappers import Response

from feedback_service.entrypoints.web.intake import UnreadableAddress, drain_body
from feedback_service.entrypoints.web.request_log import log_failure
from feedback_service.entrypoints.web.shell import stand_alone
from feedback_service.foundation.errors import (
    Conflict,
    DomainError,
    Invalid,
    NotAllowed,
    NotFound,
)
from feedback_service.foundation.outage import RETRY_SECONDS, is_outage

FAMILIES: dict[type[DomainError], int] = {
    # Nothing there and nothing for your eyes answer alike, byte for byte.
    NotFound: 404,
    NotAllowed: 403,
    Conflict: 409,
    Invalid: 422,
}
PAGES = frozenset({400, 403, 404, 405, 409, 413, 422, 429, 500, 503})
_NEVER_RESENT = frozenset({"csrf_token", "code", "key", "tracking_key", "token"})
_SECRET_WORDS = ("password", "passphrase", "secret")


def init_errors(app: Flask) -> None:
    """Register the answers."""
    app.register_error_handler(CSRFError, _stale_form)
    app.register_error_handler(RequestEntityTooLarge, _too_large)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(DomainError, _domain)
    app.register_error_handler(Exception, _unforeseen)


def sentence(error: DomainError) -> str:
    """Return what a refusal says, in the reader's language."""
    facts = {name: str(fact) for name, fact in error.facts.items()}
    return str(_(error.template.replace("%", "%%"))).replace("%%", "%").format(**facts)


def error_page(
    status: int,
    *,
    reason: str | None = None,
    number: str | None = None,
    retry: int | None = None,
    frame: str | None = None,
) -> tuple[str, int]:
    """Return the page for a status."""
    shown = status if status in PAGES else (400 if status < 500 else 500)
    values: dict[str, Any] = {"reason": reason, "error_reference": number, "retry_after": retry}
    if frame is not None:
        values["frame"] = frame
    return render_template(f"errors/{shown}.html", **values), status


def outage_page() -> Response:
    """Return the answer while nothing can be saved: nothing was, and what was typed is here."""
    # The checks passed, so whoever is sent the fields back is whoever sent them.
    sent = request.method == "POST" and g.get("csrf_valid", False)
    stand_alone()
    page = render_template(
        "errors/503.html",
        retry_after=RETRY_SECONDS,
        was_sending=request.method == "POST",
        **(_what_was_sent() if sent and _may_resend() else {}),
    )
    response = current_app.make_response((page, 503))
    response.headers["Retry-After"] = str(RETRY_SECONDS)
    return response


def _domain(error: DomainError) -> tuple[str, int]:
    status = next(code for family, code in FAMILIES.items() if isinstance(error, family))
    return error_page(status, reason=None if status == 404 else sentence(error))


def _http(error: HTTPException) -> ResponseReturnValue:
    if error.response is not None or error.code is None or error.code < 400:
        # A redirect that the router asks for, or an answer somebody made already.
        return error
    if error.code == 503:
        return outage_page()
    frame = "layout/bare.html" if isinstance(error, UnreadableAddress) else None
    response = current_app.make_response(error_page(error.code, frame=frame))
    if isinstance(error, TooManyRequests) and error.retry_after:
        response = current_app.make_response(error_page(429, retry=_seconds(error)))
    _copy_headers(error, response)
    return response


def _too_large(_error: RequestEntityTooLarge) -> tuple[str, int]:
    # A browser that is still sending reads no answer: let it finish first.
    drain_body()
    return error_page(413)


def _stale_form(_error: CSRFError) -> tuple[str, int]:
    """Say that the form is too old and, where it was really ours, offer to send it again."""
    if request.headers.get("Sec-Fetch-Site") != "same-origin" or not _may_resend():
        return error_page(400)
    return render_template("auth/send_again.html", **_what_was_sent()), 400


def _what_was_sent() -> dict[str, Any]:
    return {
        "action": request.full_path.rstrip("?"),
        "fields": [pair for pair in request.form.items(multi=True) if _kept(pair[0])],
        "lost_files": [file.filename for file in request.files.values() if file.filename],
    }


def _may_resend() -> bool:
    return request.url_rule is not None and not request.path.startswith("/sign-")


def _kept(name: str) -> bool:
    lowered = name.lower()
    return lowered not in _NEVER_RESENT and not any(word in lowered for word in _SECRET_WORDS)


def _unforeseen(error: Exception) -> ResponseReturnValue:
    number = secrets.token_hex(4).upper()
    log_failure(error, number)
    if is_outage(error):
        return outage_page()
    stand_alone()
    return error_page(500, number=number)


def _seconds(error: TooManyRequests) -> int | None:
    return error.retry_after if isinstance(error.retry_after, int) else None


def _copy_headers(error: HTTPException, response: Response) -> None:
    wanted: Iterable[str] = ("Allow", "Retry-After", "Location")
    given = dict(error.get_headers())
    for name in wanted:
        if name in given:
            response.headers[name] = given[name]
