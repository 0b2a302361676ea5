"""The agency's list: the cases it leads, and which of them press."""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from flask import render_template, request, url_for
from flask_babel import gettext as _

from feedback_service.accounts.permissions import Actor, Permission, can
from feedback_service.cases.cooperation import awaited_cases
from feedback_service.cases.filters import CaseFilter
from feedback_service.cases.queries import count_each
from feedback_service.cases.workflow import OPEN_STATES, State
from feedback_service.deadlines.errors import CalendarYearMissing
from feedback_service.deadlines.queries import load_calendar
from feedback_service.entrypoints.web.paging_links import paging_links
from feedback_service.entrypoints.web.security import current_actor, require
from feedback_service.entrypoints.web.workspace.blueprint import blueprint
from feedback_service.entrypoints.web.workspace.clock_view import words
from feedback_service.entrypoints.web.workspace.lists import MOST_COUNTED, narrowed, rows_of
from feedback_service.foundation import clock
from feedback_service.oversight.monitoring import Band, days_of
from feedback_service.responses.inquiries import VERIFIABLE, cases_to_verify
from feedback_service.responses.queries import cases_in_stage, returned_by_review
from feedback_service.responses.stages import Stage

PAGE_ROWS = 50
# By when a case is due, or whom it waits for; the other lists say whose work it is.
BY_DATE = ("late", "today", "week", "asked", "others")
SOON_DAYS = 3
_OFFICER = re.compile(r"[0-9]{1,18}", re.ASCII)


@blueprint.get("/inbox")
@require(Permission.HANDLE)
def inbox() -> str:
    """Show the cases of the actor's agency, oldest first."""
    actor = current_actor()
    views = agency_filters(actor)
    chosen, officer = request.args.get("view", "open"), request.args.get("officer", "")
    linked = linked_filter(actor, chosen, officer)
    chosen = chosen if linked or chosen in views else "open"
    typed = request.args.get("q", "")[:100]
    own = CaseFilter(lead_agency_id=actor.agency_id)
    wanted = narrowed(own, typed) if typed.strip() else linked or views[chosen]
    page = rows_of(actor, wanted, cursor=request.args.get("after"), page="inbox", limit=PAGE_ROWS)
    tabs = _tabs(actor, views, "" if typed.strip() else chosen)
    return render_template(
        "workspace/inbox.html",
        tabs_by_date=[tab for tab in tabs if tab["name"] in BY_DATE],
        tabs_by_work=[tab for tab in tabs if tab["name"] not in BY_DATE],
        chosen=chosen,
        empty=empty_words(chosen),
        title=linked_names().get(chosen) or view_names()[chosen],
        officer_id=linked.officer_id if linked else None,
        typed=typed,
        page=page,
        words=words,
        links=paging_links(page),
        is_first="after" not in request.args,
    )


def _tabs(actor: Actor, views: Mapping[str, CaseFilter], chosen: str) -> list[dict[str, Any]]:
    counts = count_each(actor, views, most=MOST_COUNTED)
    return [
        {
            "name": name,
            "href": url_for("workspace.inbox", view=name),
            "text": text,
            "count": counts[name],
            "current": name == chosen,
            "alarm": name == "late",
        }
        for name, text in view_names().items()
    ]


def agency_filters(actor: Actor) -> dict[str, CaseFilter]:
    """Return what an agency may ask of its own cases."""
    own = CaseFilter(lead_agency_id=actor.agency_id, states=OPEN_STATES)
    waiting = cases_in_stage(Stage.WITH_HEAD, actor.agency_id)
    decides = can(actor, Permission.DECIDE_VERIFICATION)
    verified = cases_to_verify(actor.account_id, actor.agency_id, decides=decides)
    return {
        "open": own,
        "mine": replace(own, officer_id=actor.account_id),
        "new": replace(own, states=(State.ASSIGNED,)),
        "late": late_filter(actor),
        "today": replace(own, due_on=clock.today()),
        "week": replace(own, due_within=days_of(Band.THIS_WEEK, clock.today())),
        "asked": replace(own, states=(State.NEEDS_INFORMATION,)),
        "others": replace(own, with_others=True),
        # Led by another agency, which asks this one.
        "cooperating": CaseFilter(
            case_ids=tuple(awaited_cases(actor.agency_id)), states=OPEN_STATES
        ),
        "approval": replace(own, case_ids=tuple(waiting), alone=True),
        "verification": replace(own, states=VERIFIABLE, case_ids=tuple(verified)),
        "answered": CaseFilter(
            lead_agency_id=actor.agency_id, states=(State.ANSWERED, State.CLOSED)
        ),
    }


def late_filter(actor: Actor) -> CaseFilter:
    """Return what an agency should have answered by now."""
    return CaseFilter(lead_agency_id=actor.agency_id, states=OPEN_STATES, overdue_on=clock.today())


def linked_filter(actor: Actor, name: str, officer: str = "") -> CaseFilter | None:
    """Return a list that the head's page leads to; these have no tab, so they are not counted."""
    if not can(actor, Permission.LEAD_AGENCY) or actor.agency_id is None:
        return None
    own = CaseFilter(lead_agency_id=actor.agency_id, states=OPEN_STATES)
    if name == "soon":
        return replace(own, due_within=(clock.today(), soon_until(clock.today())))
    if name == "returned":
        return replace(own, case_ids=tuple(returned_by_review(actor.agency_id)))
    if name == "unassigned":
        return replace(own, without_officer=True)
    if name == "officer" and _OFFICER.fullmatch(officer):
        return replace(own, officer_id=int(officer))
    return None


def linked_names() -> dict[str, str]:
    """Return those lists in words."""
    return {
        "soon": _("Sắp đến hạn"),
        "returned": _("Câu trả lời bị thẩm tra trả lại"),
        "unassigned": _("Chưa phân công"),
        "officer": _("Việc của một người"),
    }


def soon_until(today: date) -> date:
    """Return the last of the next three working days."""
    try:
        return load_calendar().add_working_days(today, SOON_DAYS)
    except CalendarYearMissing:
        return today + timedelta(days=SOON_DAYS)


def view_names() -> dict[str, str]:
    """Return the filters in words."""
    return {
        "late": _("Quá hạn"),
        "today": _("Hôm nay"),
        "week": _("Tuần này"),
        "asked": _("Chờ người gửi"),
        "others": _("Cơ quan khác đang làm"),
        "open": _("Chưa xong"),
        "mine": _("Việc của tôi"),
        "new": _("Mới chuyển đến"),
        "cooperating": _("Chờ ý kiến phối hợp"),
        "approval": _("Chờ duyệt"),
        "verification": _("Chờ tôi xác minh, kết luận"),
        "answered": _("Đã trả lời"),
    }


def empty_words(name: str) -> tuple[str, str]:
    """Return what an empty list says, and what its reader may do instead."""
    said = {
        "late": (
            _("Không có hồ sơ nào quá hạn"),
            _("Hồ sơ sắp đến hạn ở mục “Hôm nay” và “Tuần này”."),
        ),
        "today": (
            _("Hôm nay không có hồ sơ nào đến hạn"),
            _("Có thể làm trước các hồ sơ ở mục “Tuần này”."),
        ),
        "week": (
            _("Từ nay đến hết Chủ nhật không có hồ sơ nào đến hạn"),
            _("Các hồ sơ có hạn xa hơn ở mục “Chưa xong”."),
        ),
        "asked": (
            _("Không có hồ sơ nào đang chờ người gửi"),
            _("Khi hỏi thêm người gửi, hồ sơ nằm ở đây cho đến khi có trả lời hoặc hết hạn hỏi."),
        ),
        "others": (
            _("Không có hồ sơ nào đang chờ cơ quan khác"),
            _("Câu trả lời đang thẩm tra và hồ sơ chờ ý kiến phối hợp sẽ hiện ở đây."),
        ),
    }
    else_said = (_("Không còn việc trong danh sách này"), _("Việc mới chuyển đến sẽ hiện ở đây."))
    return said.get(name, else_said)
