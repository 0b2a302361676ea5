"""Where complaints about conduct pile up, for those who plan inspections."""

from datetime import timedelta

from flask import render_template

from feedback_service.accounts.permissions import Permission
from feedback_service.agencies.queries import agencies_by_ids
from feedback_service.entrypoints.web.security import current_actor, require
from feedback_service.entrypoints.web.workspace.blueprint import blueprint
from feedback_service.foundation import clock
from feedback_service.foundation.errors import NotFound
from feedback_service.statistics.hot_spots import hot_spots as find_hot_spots

LOOK_BACK = timedelta(days=365)


@blueprint.get("/hot-spots")
@require(Permission.VERIFY_CONDUCT)
def hot_spots() -> str:
    """Show the hot spots of the last twelve months among the cases the actor may see."""
    actor = current_actor()
    own = agencies_by_ids([actor.agency_id]).get(actor.agency_id) if actor.agency_id else None
    if own is None or not own.is_inspectorate:
        # Inspections are planned by the inspectorate.
        raise NotFound
    last_on = clock.today()
    first_on = last_on - LOOK_BACK
    found = find_hot_spots(actor, first_on=first_on, last_on=last_on)
    return render_template(
        "workspace/hot_spots.html", found=found, first_on=first_on, last_on=last_on
    )
