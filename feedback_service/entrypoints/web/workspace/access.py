"""The access log at the door: a look at an unpublished case is written down before it is shown."""

import sqlite3
from collections.abc import Iterable
from datetime import datetime
from typing import cast

from flask import abort, current_app

from feedback_service.accounts.permissions import Actor
from feedback_service.foundation import clock
from feedback_service.foundation.access_log import AccessLog, View

# Pages on which a case is a line among others.
LISTS = frozenset({"triage", "inbox", "alike", "head", "misroutes", "monitor"})


def note_views(actor: Actor, case_ids: Iterable[int], page: str) -> None:
    """Write down that an actor is shown these cases; 503 when it cannot be written."""
    if actor.account_id is None:
        abort(403)
    role = "+".join(sorted(actor.roles))
    at = clock.now()
    views = [
        View(at=at, account_id=actor.account_id, role=role, case_id=case_id, page=page)
        for case_id in case_ids
    ]
    if not views:
        return
    try:
        _log().append(views)
    except (sqlite3.Error, OSError):
        abort(503)


def looks_at(case_id: int) -> list[View]:
    """Return the looks at a case, oldest first; 503 when they cannot be read."""
    try:
        return _log().of_case(case_id)
    except (sqlite3.Error, OSError):
        abort(503)


def openings_of(case_id: int) -> list[View]:
    """Return the looks of whoever opened a case, not only saw it in a list."""
    return [view for view in looks_at(case_id) if view.page not in LISTS]


def in_turn_since(at: datetime) -> list[View]:
    """Return who of the desk looked at which case in turn; nobody where that cannot be read."""
    try:
        return _log().in_turn_since(at)
    except (sqlite3.Error, OSError):
        # A courtesy among colleagues: sorting goes on without it.
        return []


def _log() -> AccessLog:
    return cast("AccessLog", current_app.extensions["feedback.access_log"])
