"""What changed because somebody wrote: adopted initiatives, and rules amended after an answer."""

from typing import cast

from flask import Blueprint, Flask, render_template, request

from feedback_service.entrypoints.web.case_labels import init_case_labels
from feedback_service.entrypoints.web.paging_links import paging_links
from feedback_service.publication.adopted import list_adopted

blueprint = Blueprint("adopted", __name__, url_prefix="/adopted")
blueprint.record_once(lambda state: init_case_labels(cast("Flask", state.app)))


@blueprint.get("", strict_slashes=False)
def index() -> str:
    """List them, the newest first."""
    page = list_adopted(cursor=request.args.get("after"))
    return render_template("archive/adopted.html", page=page, links=paging_links(page))
