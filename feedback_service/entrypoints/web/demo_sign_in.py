"""Signing in to a demo: its accounts and their codes are shown, to its own machine alone.

The file is written by `feedback demo load`; outside a demo nothing of this is shown, whatever
files lie about.
"""

import json
from typing import Any

from flask import current_app, session
from passlib.totp import TOTP

from feedback_service.accounts import queries
from feedback_service.entrypoints.web.loopback import is_own_machine
from feedback_service.foundation.config import Settings


def is_demo_at_home() -> bool:
    """Tell whether this is a demo and its own machine asks."""
    settings: Settings = current_app.extensions["feedback.settings"]
    return settings.demo and is_own_machine()


def accounts_of_demo() -> list[dict[str, str]]:
    """Return the lines of the file; none outside a demo, or to another machine."""
    settings: Settings = current_app.extensions["feedback.settings"]
    file = settings.instance / "demo-accounts.json"
    if not (is_demo_at_home() and file.is_file()):
        return []
    lines: list[dict[str, str]] = json.loads(file.read_text(encoding="utf-8"))["accounts"]
    return lines


def accounts_offered() -> dict[str, Any]:
    """Return `demo_accounts` for the sign-in page, each with its code of this moment."""
    return {"demo_accounts": [{**line, "code": _code(line)} for line in accounts_of_demo()]}


def code_offered() -> dict[str, Any]:
    """Return `demo_code` for the code page: that of the account that is signing in."""
    lines = accounts_of_demo()
    found = queries.find_credentials(mark=session.get("tf_user_id", "")) if lines else None
    codes = [_code(line) for line in lines if found and line["email"] == found.email]
    return {"demo_code": codes[0] if codes else None}


def _code(line: dict[str, str]) -> str:
    return str(TOTP(key=line["totp_secret"]).generate().token)
