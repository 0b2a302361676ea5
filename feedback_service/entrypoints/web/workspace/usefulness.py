"""What readers think of published answers, for the head of an agency and for who reviews them."""

from flask import render_template

from feedback_service.accounts.permissions import Permission, can
from feedback_service.entrypoints.web.opinion_words import opinion_words
from feedback_service.entrypoints.web.security import current_actor, require
from feedback_service.entrypoints.web.workspace.blueprint import blueprint
from feedback_service.publication.opinions import answers_by_opinion, opinions_in_sum


@blueprint.get("/usefulness")
@require(Permission.LEAD_AGENCY, Permission.REVIEW_ANSWER)
def usefulness() -> str:
    """Show sums and the answers that served least: all to a reviewer, to a head the agency's.

    Of conduct cases the archive names no agency, so a head sees none of them here.
    """
    actor = current_actor()
    agency_id = None if can(actor, Permission.REVIEW_ANSWER) else actor.agency_id
    return render_template(
        "workspace/usefulness.html",
        sums=opinions_in_sum(agency_id),
        answers=answers_by_opinion(agency_id),
        words=opinion_words(),
    )
