"""The agency's list: the cases it leads, and which of them press."""

import re
from dataclasses import replace
from datetime import date, timedelta

from flask import render_template, request, url_for
from flask_babel import gettext as _

from feedback_service.accounts.permissions import Actor, Permission, can
from feedback_service.cases.cooperation import awaited_cases
from feedback_service.cases.filters import CaseFilter
from feedback_service.cases.queries import count_cases
from feedback_service.cases.workflow import OPEN_STATES, State
from feedback_service.deadlines.errors import CalendarYearMissing
from feedback_service.deadlines.queries import load_calendar
from feedback_service.entrypoints.web.paging_links import paging_links
from feedback_service.entrypoints.web.security import current_actor, require
from feedback_service.entrypoints.web.workspace.blueprint import blueprint
from feedback_service.entrypoints.web.workspace.clock_view import words
from feedback_service.entrypoints.web.workspace.lists import MOST_COUNTED, narrowed, rows_of
from feedback_service.foundation import clock
from feedback_service.responses.inquiries import VERIFIABLE, cases_to_verify
from feedback_service.responses.queries import cases_in_stage, returned_by_review
from feedback_service.responses.stages import Stage

PAGE_ROWS = 50
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
    tabs = [
        {
            "href": url_for("workspace.inbox", view=name),
            "text": text,
            "count": count_cases(actor, views[name], most=MOST_COUNTED),
            "current": name == chosen and not typed.strip(),
            "alarm": name == "late",
        }
        for name, text in view_names().items()
    ]
    return render_template(
        "workspace/inbox.html",
        tabs=tabs,
        chosen=chosen,
        title=linked_names().get(chosen) or view_names()[chosen],
        officer_id=linked.officer_id if linked else None,
        typed=typed,
        page=page,
        words=words,
        links=paging_links(page),
        is_first="after" not in request.args,
    )


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
        "open": _("Chưa xong"),
        "mine": _("Việc của tôi"),
        "new": _("Mới chuyển đến"),
        "late": _("Quá hạn"),
        "today": _("Hạn hôm nay"),
        "cooperating": _("Chờ ý kiến phối hợp"),
        "approval": _("Chờ duyệt"),
        "verification": _("Chờ tôi xác minh, kết luận"),
        "answered": _("Đã trả lời"),
    }
