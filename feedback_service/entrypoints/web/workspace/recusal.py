"""Stepping aside from a case, in two clicks and without a reason."""

from collections.abc import Mapping

from flask import render_template
from flask_babel import gettext as _

from feedback_service.accounts.permissions import Permission
from feedback_service.cases import recusal
from feedback_service.cases.queries import visible_case
from feedback_service.cases.schemas import VersionSchema
from feedback_service.entrypoints.web.security import current_actor, require
from feedback_service.entrypoints.web.workspace.access import note_views
from feedback_service.entrypoints.web.workspace.acts import Act
from feedback_service.entrypoints.web.workspace.blueprint import blueprint
from feedback_service.entrypoints.web.workspace.perform import Answer, Doing, Form, perform


@blueprint.get("/cases/<reference>/recuse")
@require(Permission.SEE_CASES)
def recuse_page(reference: str) -> Answer:
    """Say what stepping aside means, and ask once."""
    return show_recusal(reference)


@blueprint.post("/cases/<reference>/recuse")
@require(Permission.SEE_CASES)
def recuse(reference: str) -> Answer:
    """Bar oneself from the case."""

    def work(doing: Doing) -> None:
        recusal.recuse(doing.case, account_id=doing.account_id, now=doing.now)

    form = Form(
        act=Act.RECUSE,
        schema=VersionSchema(),
        done=_("Bạn đã rút khỏi hồ sơ và không còn xem được hồ sơ này."),
        show=show_recusal,
    )
    return perform(reference, form, work)


def show_recusal(
    reference: str,
    *,
    errors: Mapping[str, list[str]] | None = None,
    status: int = 200,
    **_typed: object,
) -> tuple[str, int]:
    """Render the question; a refusal stands above it, and nothing was typed."""
    actor = current_actor()
    case = visible_case(actor, reference)
    note_views(actor, [case.id], "recusal")
    page = render_template("workspace/recuse.html", case=case, errors=dict(errors or {}))
    return page, status
