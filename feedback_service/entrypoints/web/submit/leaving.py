"""Leaving in a hurry: the draft is gone, the browser forgets, and an empty page is left."""

from flask import redirect, render_template, session, url_for
from werkzeug.wrappers import Response

from feedback_service.entrypoints.web.submit.form import (
    blueprint,
    forget_draft,
    is_secure,
    take_key,
)
from feedback_service.entrypoints.web.submit.receipts import RECEIPT
from feedback_service.entrypoints.web.track.visit import VISIT

PREFERENCES = ("size", "contrast", "lang")
FORGET = '"cache", "cookies", "storage"'


@blueprint.post("/leave")
def leave() -> Response:
    """Delete the draft and let the browser forget this site."""
    forget_draft()
    session.clear()
    response = redirect(url_for("submit.left"), 303)
    take_key(response)
    RECEIPT.delete(response)
    VISIT.delete(response)
    for name in PREFERENCES:
        response.delete_cookie(name, path="/", secure=is_secure())
    # For all else; not every browser heeds it, so the cookies go by name above.
    response.headers["Clear-Site-Data"] = FORGET
    return response


@blueprint.get("/exit")
def left() -> str:
    """Show nothing that tells where a person was."""
    return render_template("submit/left.html")
