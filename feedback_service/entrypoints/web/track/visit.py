"""The visit of an author: opened with reference and key, kept in an encrypted cookie."""

from datetime import timedelta
from typing import TYPE_CHECKING

from flask import Blueprint, current_app

from feedback_service.cases.authoring import open_by_key
from feedback_service.cases.errors import CaseNotFound
from feedback_service.entrypoints.web.sealed_cookie import SealedCookie
from feedback_service.foundation import clock
from feedback_service.foundation.access_log import AccessLog
from feedback_service.foundation.storage import Storage
from feedback_service.identity.keys import KeyRing
from feedback_service.identity.service import Vault

if TYPE_CHECKING:
    from feedback_service.cases.models import Case

blueprint = Blueprint("track", __name__, url_prefix="/track")
VISIT = SealedCookie(name="visit", path="/track", lives=timedelta(minutes=30))


def keys() -> KeyRing:
    """Return the key files of this process."""
    ring: KeyRing = current_app.extensions["feedback.keys"]
    return ring


def vault() -> Vault:
    """Return the door to encrypted texts."""
    return Vault(keys())


def storage() -> Storage:
    """Return where files lie."""
    store: Storage = current_app.extensions["feedback.storage"]
    return store


def access_log() -> AccessLog:
    """Return the log of who looked at a case."""
    log: AccessLog = current_app.extensions["feedback.access_log"]
    return log


def visited_case(reference: str, *, lock: bool = False) -> "Case":
    """Return the case this visit was opened for, or a part of it; CaseNotFound for any other."""
    held = VISIT.read(now=clock.now()) or {}
    if not held:
        raise CaseNotFound
    return open_by_key(keys(), reference=reference, tracking_key=held["key"], lock=lock)
