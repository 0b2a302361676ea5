"""What readers may think of an answer, in words, and the form in which they say it."""

from typing import Any

from flask import request
from flask_babel import gettext as _

from feedback_service.publication.opinions import Opinion

# Says that this browser has pressed, and nothing else; it is sent to the page of that case alone.
COOKIE = "thought"


def opinion_words() -> dict[Opinion, str]:
    """Return what readers may think of an answer, in words."""
    return {
        Opinion.HELPFUL: _("Có ích"),
        Opinion.UNCLEAR: _("Khó hiểu"),
        Opinion.NO_ANSWER: _("Không trả lời đúng điều được hỏi"),
        Opinion.OUTDATED: _("Không còn đúng"),
        Opinion.OTHER: _("Lý do khác"),
    }


def opinion_form() -> dict[str, Any]:
    """Return what the form on a case's page needs."""
    reasons = [(code, text) for code, text in opinion_words().items() if code != Opinion.HELPFUL]
    return {
        "has_thought": COOKIE in request.cookies,
        "reasons": [{"value": code.value, "text": text} for code, text in reasons],
    }
