"""The form as a browser holds it: its blueprint, its cookie, and what was typed so far.

Between the steps everything lies in a draft that only the key in the browser's cookie opens. What
it holds: `{"idempotency_key", "answers": {field: text}, "files": [{"name", "kind", "size",
"shown"}]}`; a ticked box is "yes". Answers that were good on the last page bear that
judgement, "judged".
"""

import base64
import binascii
import secrets
from collections.abc import Callable
from typing import Any

from flask import Blueprint, current_app, request
from werkzeug.wrappers import Response

from feedback_service.cases.drafts import (
    DraftKey,
    delete_draft,
    load_draft,
    save_draft,
)
from feedback_service.cases.tracking import new_idempotency_key
from feedback_service.foundation import clock
from feedback_service.foundation.database import transaction
from feedback_service.foundation.storage import Storage
from feedback_service.identity.keys import KeyRing

Content = dict[str, Any]
Errors = dict[str, list[str]]

STEP_COUNT = 8
PATH = "/submit"
KEY_BYTES = 32
blueprint = Blueprint("submit", __name__, url_prefix=PATH)


def keys() -> KeyRing:
    """Return the key files of this process."""
    ring: KeyRing = current_app.extensions["feedback.keys"]
    return ring


def storage() -> Storage:
    """Return where files lie."""
    store: Storage = current_app.extensions["feedback.storage"]
    return store


def held_key() -> DraftKey | None:
    """Return the key of the browser's draft; None when it brought none, or a malformed one."""
    try:
        raw = base64.urlsafe_b64decode(request.cookies.get(_cookie_name(), "")[:64])
    except (binascii.Error, ValueError):
        return None
    return DraftKey(raw) if len(raw) == KEY_BYTES else None


def held_draft() -> Content | None:
    """Return what the browser's draft holds; None when there is none or it ran out."""
    key = held_key()
    return None if key is None else load_draft(key, now=clock.now())


def begin_draft(answers: dict[str, str] | None = None) -> tuple[DraftKey, Content]:
    """Begin a draft of its own, with the key under which it can be sent once."""
    key = DraftKey(secrets.token_bytes(KEY_BYTES))
    content = {
        "idempotency_key": new_idempotency_key(),
        "answers": answers or {},
        "files": [],
    }
    with transaction():
        save_draft(key, content, now=clock.now())
    return key, content


def change_draft(change: Callable[[Content], object]) -> Content | None:
    """Change the browser's draft as it stands now; None when it ran out meanwhile."""
    key, now = held_key(), clock.now()
    if key is None:
        return None
    with transaction():
        content = load_draft(key, now=now, lock=True)
        if content is None:
            return None
        change(content)
        save_draft(key, content, now=now)
    return content


def forget_draft() -> None:
    """Delete the browser's draft with its files."""
    key = held_key()
    if key is not None:
        with transaction():
            delete_draft(key, storage())


def give_key(response: Response, key: DraftKey) -> None:
    """Let the browser hold the key of a draft until it is closed."""
    response.set_cookie(
        _cookie_name(),
        base64.urlsafe_b64encode(key.raw).decode(),
        path=PATH,
        secure=is_secure(),
        httponly=True,
        samesite="Lax",
    )


def take_key(response: Response) -> None:
    """Take the key of the draft from the browser."""
    response.delete_cookie(
        _cookie_name(), path=PATH, secure=is_secure(), httponly=True, samesite="Lax"
    )


def _cookie_name() -> str:
    return "__Secure-draft" if is_secure() else "draft"


def is_secure() -> bool:
    """Tell whether cookies go over safe connections only."""
    return bool(current_app.config["SESSION_COOKIE_SECURE"])
