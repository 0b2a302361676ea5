"""The blueprint of the workspace; pages of this package attach themselves to it."""

from typing import Any, cast

from flask import Blueprint, Flask, current_app, request, url_for
from flask_babel import gettext as _

from feedback_service.accounts.permissions import Actor, Permission, can
from feedback_service.agencies.queries import agencies_by_ids
from feedback_service.entrypoints.web.case_labels import init_case_labels
from feedback_service.entrypoints.web.security import current_actor, guard
from feedback_service.foundation import clock
from feedback_service.notifications.queries import OutboxHealth, outbox_health

blueprint = Blueprint("workspace", __name__, url_prefix="/workspace")
blueprint.before_request(guard())
blueprint.record_once(lambda state: init_case_labels(cast("Flask", state.app)))


# Who sees what readers think of answers.
_ANSWERING = (Permission.LEAD_AGENCY, Permission.REVIEW_ANSWER)


@blueprint.context_processor
def staff_frame() -> dict[str, Any]:
    """Give every page of staff its navigation and the name of who is signed in."""
    return frame_of(current_actor())


def frame_of(actor: Actor) -> dict[str, Any]:
    """Return what layout/workspace.html needs to know of whoever works here."""
    agency = agencies_by_ids([actor.agency_id]).get(actor.agency_id) if actor.agency_id else None
    return {
        "staff_nav": _navigation(actor, inspects=agency is not None and agency.is_inspectorate),
        "person_name": actor.name,
        "person_agency": agency.name if agency else "",
        "today": clock.today(),
        "mail_trouble": _mail_trouble(actor),
    }


def _mail_trouble(actor: Actor) -> OutboxHealth | None:
    """Return how the outbox stands when whoever can mend it should know."""
    if not can(actor, Permission.SEE_MAIL):
        return None
    health = outbox_health(now=clock.now())
    return health if health.dead or health.stalled else None


def _navigation(actor: Actor, *, inspects: bool) -> list[dict[str, Any]]:
    pages: tuple[tuple[str, str, tuple[Permission, ...]], ...] = (
        ("workspace.dashboard", _("Bàn làm việc"), ()),
        (
            "workspace.triage_list",
            _("Tiếp nhận, phân loại"),
            (Permission.TRIAGE, Permission.DECIDE_APPEAL),
        ),
        ("workspace.inbox", _("Hộp việc của cơ quan"), (Permission.HANDLE,)),
        ("workspace.head_page", _("Điều hành cơ quan"), (Permission.LEAD_AGENCY,)),
        (
            "workspace.follow_up_list",
            _("Theo dõi kết quả"),
            (Permission.HANDLE, Permission.REVIEW_ANSWER),
        ),
        ("workspace.template_list", _("Mẫu trả lời"), (Permission.HANDLE,)),
        ("workspace.review_list", _("Thẩm tra câu trả lời"), (Permission.REVIEW_ANSWER,)),
        ("workspace.usefulness", _("Ý kiến người đọc"), _ANSWERING),
        ("workspace.reply_list", _("Giải trình"), (Permission.REPLY_TO_EXTRACT,)),
        ("workspace.hot_spots", _("Điểm nóng"), (Permission.VERIFY_CONDUCT,)),
        (
            "workspace.publication_queue",
            _("Công khai"),
            (Permission.PUBLISH, Permission.CONFIRM_PUBLICATION),
        ),
        ("workspace.monitor", _("Theo dõi thời hạn"), (Permission.OVERSEE,)),
        ("workspace.reminder_list", _("Đôn đốc"), (Permission.OVERSEE,)),
        ("workspace.misroute_list", _("Chuyển nhầm"), (Permission.SEE_MISROUTES,)),
        ("workspace.key_in_form", _("Nhập hộ"), (Permission.KEY_IN_CASE,)),
        ("workspace.unsealing_list", _("Mở niêm phong"), (Permission.UNSEAL,)),
        ("admin.record_search", _("Nhật ký hồ sơ"), (Permission.READ_RECORD,)),
        ("admin.home", _("Quản trị"), (Permission.MANAGE_CALENDAR, Permission.SEE_MAIL)),
    )
    return [
        _item(endpoint, text)
        for endpoint, text, permissions in pages
        if (not permissions or any(can(actor, each) for each in permissions))
        and (inspects or endpoint != "workspace.hot_spots")
        and _exists(endpoint)
    ]


def _item(endpoint: str, text: str) -> dict[str, Any]:
    here = request.endpoint == endpoint
    return {"href": url_for(endpoint), "text": text, "current": "page" if here else False}


def _exists(endpoint: str) -> bool:
    return endpoint in current_app.view_functions
