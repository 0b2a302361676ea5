"""What the worker does by itself with sealed texts, with the key that it holds."""

from datetime import datetime

from flask import current_app

from feedback_service.cases.comparing import compare_cases
from feedback_service.identity.service import Vault
from feedback_service.publication.embargoing import publish_due
from feedback_service.publication.file_publishing import erase_ended
from feedback_service.responses.comparing import compare_answers


def find_alike(*, now: datetime) -> int:
    """Find which cases say the same as another."""
    return compare_cases(_vault(), now=now)


def find_copies(*, now: datetime) -> int:
    """Find which answers say what their agency answered before."""
    return compare_answers(_vault(), now=now)


def publish_what_waited(*, now: datetime) -> int:
    """Publish what was confirmed and whose day has come."""
    return publish_due(_vault(), now=now)


def erase_ended_files(*, now: datetime) -> int:
    """Erase what files held that were taken out or left out, where that has not been done yet."""
    return erase_ended(current_app.extensions["feedback.storage"], now=now)


def _vault() -> Vault:
    return Vault(current_app.extensions["feedback.keys"])
