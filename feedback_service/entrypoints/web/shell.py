"""What stands around every page: whose service it is, who is signed in, where they may go."""

from dataclasses import dataclass
from typing import Any

from flask import Flask, current_app, g, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _later

from feedback_service.accounts.permissions import STRANGER, Permission, can
from feedback_service.agencies import queries as agencies
from feedback_service.entrypoints.web.security import current_actor


@dataclass(frozen=True, kw_only=True)
class Place:
    """A line of the officers' menu: shown to who has one of the permissions, once it exists."""

    endpoint: str
    text: Any
    permissions: frozenset[Permission]


P = Permission
# Order of the menu. Pages add themselves here.
PLACES = (
    Place(
        endpoint="workspace.inbox",
        text=_later("Hồ sơ của tôi"),
        permissions=frozenset({P.SEE_CASES}),
    ),
    Place(
        endpoint="workspace.triage",
        text=_later("Phân loại"),
        permissions=frozenset({P.TRIAGE}),
    ),
    Place(
        endpoint="workspace.key_in",
        text=_later("Nhập hồ sơ giấy"),
        permissions=frozenset({P.KEY_IN_CASE}),
    ),
    Place(
        endpoint="workspace.reviews",
        text=_later("Chờ thẩm tra"),
        permissions=frozenset({P.REVIEW_ANSWER}),
    ),
    Place(
        endpoint="workspace.publications",
        text=_later("Công khai"),
        permissions=frozenset({P.PUBLISH, P.CONFIRM_PUBLICATION}),
    ),
    Place(
        endpoint="admin_accounts.listing",
        text=_later("Tài khoản"),
        permissions=frozenset({P.MANAGE_ACCOUNTS}),
    ),
)


def init_shell(app: Flask) -> None:
    """Tell every template what stands around the page."""
    app.context_processor(_around)


def stand_alone() -> None:
    """Render the rest of this request without the database: it may be what is broken."""
    g.stands_alone = True
    if "_login_user" not in g:
        g._login_user = current_app.login_manager.anonymous_user()  # type: ignore[attr-defined]  # noqa: SLF001


def _around() -> dict[str, Any]:
    around: dict[str, Any] = {"site_name": _("Phản ánh, kiến nghị"), "actor": STRANGER}
    if g.get("stands_alone"):
        return around
    if "around" not in g:
        g.around = _owner() | _person()
    around |= g.around
    around["may"] = lambda code: can(around["actor"], Permission(code))
    return around


def _owner() -> dict[str, Any]:
    row = agencies.find_installation()
    if row is None:
        return {}
    return {
        "site_owner": _("Ủy ban nhân dân %(province)s", province=row.province_name),
        "hotline": row.hotline,
    }


def _person() -> dict[str, Any]:
    actor = current_actor()
    if actor.is_stranger:
        return {}
    agency = None if actor.agency_id is None else agencies.agency_by_id(actor.agency_id)
    return {
        "actor": actor,
        "person_name": actor.name,
        "person_agency": agency.name if agency else "",
        "staff_nav": [
            {
                "href": url_for(place.endpoint),
                "text": str(place.text),
                "current": request.endpoint == place.endpoint,
            }
            for place in PLACES
            if place.endpoint in current_app.view_functions
            and any(can(actor, permission) for permission in place.permissions)
        ],
    }
