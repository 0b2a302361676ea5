"""Plain words for the codes of cases and answers, offered to templates."""

from flask import Flask

from feedback_service.entrypoints.case_labels import (
    CATEGORIES,
    KINDS,
    label_of,
    options_of,
)

__all__ = ["CATEGORIES", "KINDS", "init_case_labels", "label_of", "options_of"]


def init_case_labels(app: Flask) -> None:
    """Offer the words to templates: `{{ case.kind | label("kind") }}`."""
    app.jinja_env.filters["label"] = label_of
