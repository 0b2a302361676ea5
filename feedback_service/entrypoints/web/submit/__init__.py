"""Sending a case in: the doors, the questions, the files, the check, the receipt."""

from feedback_service.entrypoints.web.submit import (
    doors,
    evidence,
    leaving,
    pages,
    receipts,
    sending,
)
from feedback_service.entrypoints.web.submit.form import blueprint

__all__ = ["blueprint", "doors", "evidence", "leaving", "pages", "receipts", "sending"]
