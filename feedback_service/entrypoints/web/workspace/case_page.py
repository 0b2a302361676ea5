"""The page of one case: what it says, where it stands, and what may be done with it now."""

from collections.abc import Mapping
from typing import Any

from flask import render_template
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from feedback_service.accounts.permissions import Permission
from feedback_service.cases.workflow import DeclineReason, Door
from feedback_service.entrypoints.web.case_labels import options_of
from feedback_service.entrypoints.web.security import current_actor, require
from feedback_service.entrypoints.web.workspace.access import note_views
from feedback_service.entrypoints.web.workspace.acts import Act, may_do
from feedback_service.entrypoints.web.workspace.blueprint import blueprint
from feedback_service.entrypoints.web.workspace.case_view import view_case
from feedback_service.entrypoints.web.workspace.clock_view import words
from feedback_service.entrypoints.web.workspace.letters import letters_for
from feedback_service.entrypoints.web.workspace.spoken_for import spoken_for
from feedback_service.responses.outcomes import Ending
from feedback_service.routing.reading.quoting import DECIDING


@blueprint.get("/cases/<reference>")
@require(Permission.SEE_CASES)
def case_page(reference: str) -> Response | str | tuple[str, int]:
    """Show a case."""
    return show_case(reference)


def show_case(
    reference: str,
    *,
    act: Act | None = None,
    values: Mapping[str, str] | None = None,
    errors: Mapping[str, list[str]] | None = None,
    status: int = 200,
) -> tuple[str, int]:
    """Render the page; after a refusal with its form open, what was typed and what to mend."""
    actor = current_actor()
    view = view_case(actor, reference)
    note_views(actor, [view.file.case.id], "case")
    page = render_template(
        "workspace/case.html",
        view=view,
        case=view.file.case,
        letters=letters_for(actor, view.file.case),
        spoken=spoken_for(view),
        finding_words={DECIDING: _("Chữ dẫn đến cơ quan này")},
        opened=act,
        values=dict(values or {}),
        errors=dict(errors or {}),
        choices_of=_choices(),
        words=words,
        back_href=None,
        may_change_bars=may_do(actor, Act.ADD_BAR, view.situation),
    )
    return page, status


def _choices() -> dict[str, list[dict[str, Any]]]:
    return {
        "decline": options_of("decline_reason", DeclineReason),
        "door": options_of("door", Door),
        "document_kind": options_of("document_kind"),
        "ending": options_of("ending", (Ending.DONE, Ending.REJECTED)),
    }
