"""The blueprint of administration; pages of this package attach themselves to it."""

from dataclasses import dataclass
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
# Endpoint, what people read, and who may open it.
Page = tuple[str, str, Permission]


@blueprint.context_processor
def staff_frame() -> dict[str, Any]:
    """Give every page its navigation and the name of who is signed in."""
    actor = current_actor()
    groups = groups_of(actor)
    here = [group.pages for group in groups if group.entry["current"] and len(group.pages) > 1]
    return {
        **frame_of(actor),
        "staff_nav": [group.entry for group in groups],
        "staff_tabs": here[0] if here else [],
    }


@blueprint.get("/")
@require(P.MANAGE_ACCOUNTS, P.MANAGE_AGENCIES, P.MANAGE_CALENDAR, P.SEE_MAIL, P.READ_RECORD)
def home() -> Response:
    """Go to the first page that the actor may open."""
    groups = groups_of(current_actor())
    return redirect(groups[0].entry["href"] if groups else "/", 303)


@dataclass(frozen=True)
class Group:
    """Pages of administration that belong together: one entry of the menu, a row of tabs."""

    text: str
    pages: list[dict[str, Any]]

    @property
    def entry(self) -> dict[str, Any]:
        """The entry of the menu: by the name of its page where there is only one."""
        first, is_here = self.pages[0], any(page["current"] for page in self.pages)
        if len(self.pages) == 1:
            return first
        return {"href": first["href"], "text": self.text, "current": is_here}


def groups_of(actor: Actor) -> list[Group]:
    """Return the pages of administration that an actor may open and that exist, in groups."""
    found = (
        Group(text, [_page(*page) for page in pages if _is_open(actor, page)])
        for text, pages in _groups()
    )
    return [group for group in found if group.pages]


def _groups() -> tuple[tuple[str, tuple[Page, ...]], ...]:
    return (
        (
            _("Tài khoản, cơ quan"),
            (
                ("admin.account_list", _("Tài khoản"), P.MANAGE_ACCOUNTS),
                ("admin.agency_list", _("Cơ quan"), P.MANAGE_AGENCIES),
            ),
        ),
        (
            _("Lịch, thời hạn"),
            (
                ("admin.calendar_list", _("Lịch làm việc"), P.MANAGE_CALENDAR),
                ("admin.term_list", _("Thời hạn"), P.MANAGE_CALENDAR),
            ),
        ),
        (
            _("Phân công"),
            (
                ("admin.rule_list", _("Quy tắc phân công"), P.MANAGE_ROUTING),
                ("admin.threshold_page", _("Ngưỡng đọc nội dung"), P.MANAGE_ROUTING),
                ("admin.remit_list", _("Thẩm quyền"), P.MANAGE_ROUTING),
                ("admin.catalogue_page", _("Rà soát danh mục"), P.MANAGE_CATALOGUE),
            ),
        ),
        (
            _("Văn bản, thư báo"),
            (
                ("admin.letter_texts", _("Lời văn của văn bản"), P.MANAGE_AGENCIES),
                ("admin.mail_list", _("Thư báo"), P.SEE_MAIL),
            ),
        ),
        (
            _("Hồ sơ"),
            (
                ("admin.held_list", _("Hồ sơ bị giữ"), P.SEND_HELD_OUT),
                ("admin.record_search", _("Nhật ký hồ sơ"), P.READ_RECORD),
            ),
        ),
    )


def _is_open(actor: Actor, page: Page) -> bool:
    return can(actor, page[2]) and page[0] in current_app.view_functions


def _page(endpoint: str, text: str, _permission: Permission) -> dict[str, Any]:
    href = url_for(endpoint)
    inside = f"{request.script_root}{request.path}".startswith(f"{href}/")
    return {
        "href": href,
        "text": text,
        "current": "page" if request.endpoint == endpoint else inside,
    }
