"""The front page: what this is, the two ways in, what is promised, what was answered lately."""

from importlib import import_module
from importlib.util import find_spec
from typing import Any

from flask import Blueprint, render_template

from feedback_service.deadlines.errors import TermMissing
from feedback_service.deadlines.queries import find_term
from feedback_service.deadlines.terms import Term, TermCode
from feedback_service.foundation import clock

LATEST = 3
blueprint = Blueprint("home", __name__)


@blueprint.get("/")
def index() -> str:
    """Show the front page."""
    return render_template(
        "home/index.html",
        latest_published=_latest(),
        forward=_term(TermCode.FORWARD),
        answer=_term(TermCode.ANSWER),
    )


def _term(code: TermCode) -> Term | None:
    try:
        return find_term(code, clock.today())
    except TermMissing:
        return None


def _latest() -> list[Any]:
    name = "feedback_service.publication.queries"
    if find_spec("feedback_service.publication") is None or find_spec(name) is None:
        return []
    found: list[Any] = import_module(name).latest(limit=LATEST)
    return found
