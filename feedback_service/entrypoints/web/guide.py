"""The guide: what may be sent, where else to turn, how it goes on, and within which time."""

from flask import Blueprint, render_template

from feedback_service.cases.schemas import CONSENT_VERSION
from feedback_service.deadlines.errors import TermMissing
from feedback_service.deadlines.queries import find_term
from feedback_service.deadlines.terms import Term, TermCode
from feedback_service.entrypoints.web.case_labels import label_of, options_of
from feedback_service.entrypoints.web.submit.doors import COMPLAINT_BAR_DAYS
from feedback_service.evidence.kinds import MOST_BYTES, MOST_FILES, megabytes
from feedback_service.foundation import clock

blueprint = Blueprint("guide", __name__)


@blueprint.get("/guide")
def index() -> str:
    """Show the guide, with the terms in force today."""
    terms = _terms()
    return render_template(
        "guide/index.html",
        terms=terms,
        term_rows=[
            [label_of(code, "clock"), f"{term.days} {term.unit.label}", term.source]
            for code, term in terms.items()
        ],
        kinds=options_of("kind"),
        bar_days=COMPLAINT_BAR_DAYS,
        most_files=MOST_FILES,
        most_size=megabytes(MOST_BYTES),
        consent_version=CONSENT_VERSION,
    )


def _terms() -> dict[str, Term]:
    found = {}
    for code in TermCode:
        try:
            found[code.value] = find_term(code, clock.today())
        except TermMissing:
            # An installation may leave a term out; the guide then does not promise it.
            continue
    return found
