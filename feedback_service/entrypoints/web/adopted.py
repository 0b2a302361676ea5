"""What changed because somebody wrote: adopted initiatives, and rules amended after an answer."""

from typing import cast

from flask import Blueprint, Flask, current_app, render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from feedback_service.entrypoints.web.archive_feed import FEED_ENTRIES, write_feed
from feedback_service.entrypoints.web.case_labels import init_case_labels
from feedback_service.entrypoints.web.paging_links import paging_links
from feedback_service.foundation.config import Settings
from feedback_service.publication.adopted import list_adopted

blueprint = Blueprint("adopted", __name__, url_prefix="/adopted")
blueprint.record_once(lambda state: init_case_labels(cast("Flask", state.app)))


@blueprint.get("", strict_slashes=False)
def index() -> str:
    """List them, the newest first."""
    page = list_adopted(cursor=request.args.get("after"))
    return render_template("archive/adopted.html", page=page, links=paging_links(page))


@blueprint.get("/feed.atom")
def feed() -> Response:
    """Send the newest of them as an Atom feed."""
    settings: Settings = current_app.extensions["feedback.settings"]
    body = write_feed(
        [row.case for row in list_adopted(limit=FEED_ENTRIES).rows],
        base_url=settings.base_url.rstrip("/"),
        query="",
        door="adopted",
        title=_("Sáng kiến, kiến nghị đã được tiếp thu"),
    )
    return current_app.response_class(body, content_type="application/atom+xml; charset=utf-8")
