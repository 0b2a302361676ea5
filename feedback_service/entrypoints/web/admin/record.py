"""The record of a case for the auditor: every act and every look, without a word of its texts."""

from typing import Any

from flask import render_template, request
from flask_babel import gettext as _

from feedback_service.accounts.permissions import Permission, Role
from feedback_service.accounts.queries import list_accounts
from feedback_service.agencies.queries import agencies_by_ids
from feedback_service.cases.errors import CaseNotFound
from feedback_service.cases.history import events_of
from feedback_service.cases.queries import recorded_case
from feedback_service.cases.tracking import clean_reference
from feedback_service.entrypoints.web.admin.blueprint import blueprint
from feedback_service.entrypoints.web.errors import sentence
from feedback_service.entrypoints.web.labels import role_label
from feedback_service.entrypoints.web.security import current_actor, require
from feedback_service.entrypoints.web.workspace.access import looks_at, note_views


@blueprint.get("/record")
@require(Permission.READ_RECORD)
def record_search() -> str | tuple[str, int]:
    """Show the record of one case, asked for by its whole reference."""
    typed = request.args.get("q", "")[:100]
    if not typed.strip():
        return render_template("admin/record/index.html", typed="", errors={}, found=None)
    try:
        found = _found(typed)
    except CaseNotFound as error:
        errors = {"q": [sentence(error)]}
        page = render_template("admin/record/index.html", typed=typed, errors=errors, found=None)
        return page, 404
    return render_template("admin/record/index.html", typed=typed, errors={}, found=found)


def _found(typed: str) -> dict[str, Any]:
    actor, reference = current_actor(), clean_reference(typed)
    if reference is None:
        raise CaseNotFound
    case = recorded_case(actor, reference)
    events, views = events_of(case.id), looks_at(case.id)
    names = {line.account_id: line.name for line in list_accounts()}
    agencies = agencies_by_ids([each.agency_id for each in events if each.agency_id])
    found = {
        "reference": case.reference,
        "events": [
            {
                "number": each.number,
                "at": each.at,
                "name": each.name,
                "by": _doer(each, names),
                "to_state": each.to_state,
                "reason_code": each.reason_code or "",
                "agency": agencies[each.agency_id].name if each.agency_id in agencies else "",
            }
            for each in events
        ],
        "views": [
            {
                "at": each.at,
                "by": names.get(each.account_id, str(each.account_id)),
                "role": ", ".join(_role(code) for code in each.role.split("+")),
                "page": each.page,
            }
            for each in views
        ],
    }
    note_views(actor, [case.id], "record")
    return found


def _doer(event: Any, names: dict[int, str]) -> str:
    if event.actor_kind == "author":
        return str(_("Người gửi"))
    if event.actor_kind == "system":
        return str(_("Hệ thống tự động"))
    return names.get(event.account_id, str(event.account_id))


def _role(code: str) -> str:
    return role_label(Role(code)) if code in list(Role) else code
