"""The blueprint of administration; pages of this package attach themselves to it."""

from typing import Any

from flask import Blueprint, current_app, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from feedback_service.accounts.permissions import Actor, Permission, can
from feedback_service.entrypoints.web.security import current_actor, guard, require
from feedback_service.entrypoints.web.workspace.blueprint import frame_of

blueprint = Blueprint("admin", __name__, url_prefix="/admin")
blueprint.before_request(guard())
P = Permission


@blueprint.context_processor
def staff_frame() -> dict[str, Any]:
    """Give every page its navigation and the name of who is signed in."""
    actor = current_actor()
    return {**frame_of(actor), "staff_nav": navigation(actor)}


@blueprint.get("/")
@require(P.MANAGE_ACCOUNTS, P.MANAGE_AGENCIES, P.MANAGE_CALENDAR, P.SEE_MAIL, P.READ_RECORD)
def home() -> Response:
    """Go to the first page that the actor may open."""
    items = navigation(current_actor())
    return redirect(items[0]["href"] if items else "/", 303)


def navigation(actor: Actor) -> list[dict[str, Any]]:
    """Return the pages of administration that an actor may open and that exist."""
    pages = (
        ("admin.account_list", _("Tài khoản"), P.MANAGE_ACCOUNTS),
        ("admin.agency_list", _("Cơ quan"), P.MANAGE_AGENCIES),
        ("admin.calendar_list", _("Lịch làm việc"), P.MANAGE_CALENDAR),
        ("admin.term_list", _("Thời hạn"), P.MANAGE_CALENDAR),
        ("admin.rule_list", _("Quy tắc phân công"), P.MANAGE_ROUTING),
        ("admin.remit_list", _("Thẩm quyền"), P.MANAGE_ROUTING),
        ("admin.letter_texts", _("Văn bản"), P.MANAGE_AGENCIES),
        ("admin.catalogue_page", _("Rà soát danh mục"), P.MANAGE_CATALOGUE),
        ("admin.held_list", _("Hồ sơ bị giữ"), P.SEND_HELD_OUT),
        ("admin.mail_list", _("Thư báo"), P.SEE_MAIL),
        ("admin.record_search", _("Nhật ký hồ sơ"), P.READ_RECORD),
    )
    shown = [p for p in pages if can(actor, p[2]) and p[0] in current_app.view_functions]
    return [
        {
            "href": url_for(endpoint),
            "text": text,
            "current": "page" if request.endpoint == endpoint else False,
        }
        for endpoint, text, _permission in shown
    ]
