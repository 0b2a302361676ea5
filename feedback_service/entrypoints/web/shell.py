"""What stands around every page: whose service it is and who is signed in."""

from typing import Any

from flask import Flask, current_app, g
from flask_babel import gettext as _

from feedback_service.accounts.permissions import STRANGER, Permission, can
from feedback_service.agencies import queries as agencies
from feedback_service.agencies.names import served
from feedback_service.entrypoints.web.security import current_actor
from feedback_service.foundation.text import showable


def init_shell(app: Flask) -> None:
    """Tell every template what stands around the page, and let no page hold what HTML cannot."""
    app.jinja_env.finalize = _showable
    app.context_processor(_around)


def stand_alone() -> None:
    """Render the rest of this request without the database: it may be what is broken."""
    g.stands_alone = True
    if "_login_user" not in g:
        g._login_user = current_app.login_manager.anonymous_user()  # type: ignore[attr-defined]  # noqa: SLF001


def _showable(value: Any) -> Any:
    # What was typed comes back to its field, whatever it was; markup was made of shown values.
    return showable(value) if type(value) is str else value


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
    row = served()
    if row is None:
        return {}
    return {
        "site_owner": _("Ủy ban nhân dân %(province)s", province=_in_a_sentence(row.province_name)),
        "hotline": row.hotline,
    }


def _in_a_sentence(province: str) -> str:
    """Return "tỉnh Hưng Yên" for "Tỉnh Hưng Yên"."""
    return province[:1].lower() + province[1:]


def _person() -> dict[str, Any]:
    actor = current_actor()
    if actor.is_stranger:
        return {}
    agency = None if actor.agency_id is None else agencies.agency_by_id(actor.agency_id)
    return {
        "actor": actor,
        "person_name": actor.name,
        "person_agency": agency.name if agency else "",
    }
