"""Sending a case in: the doors, the questions, the files, the check, the receipt."""

from feedback_service.entrypoints.web.submit import (
    advice,
    doors,
    evidence,
    leaving,
    pages,
    receipts,
    sending,
    suggestions,
)
from feedback_service.entrypoints.web.submit.form import blueprint

__all__ = [
    "advice",
    "blueprint",
    "doors",
    "evidence",
    "leaving",
    "pages",
    "receipts",
    "sending",
    "suggestions",
]
