"""The front page: what this is, the two ways in, what is promised, what was answered lately."""

from flask import Blueprint, render_template

from feedback_service.deadlines.errors import TermMissing
from feedback_service.deadlines.queries import find_term
from feedback_service.deadlines.terms import Term, TermCode
from feedback_service.entrypoints.web.sharing import facts_of_service
from feedback_service.foundation import clock
from feedback_service.publication.queries import latest

LATEST = 3
blueprint = Blueprint("home", __name__)


@blueprint.get("/")
def index() -> str:
    """Show the front page."""
    return render_template(
        "home/index.html",
        latest_published=latest(limit=LATEST),
        forward=_term(TermCode.FORWARD),
        answer=_term(TermCode.ANSWER),
        structured=facts_of_service(),
    )


def _term(code: TermCode) -> Term | None:
    try:
        return find_term(code, clock.today())
    except TermMissing:
        return None
