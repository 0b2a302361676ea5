"""The focal point's list: what came in, what waits for the author, what came back."""

from flask import render_template, request, url_for
from flask_babel import gettext as _

from feedback_service.accounts.permissions import Actor, Permission, can
from feedback_service.cases.desk import sure_suggestions
from feedback_service.cases.filters import CaseFilter
from feedback_service.cases.queries import count_cases
from feedback_service.cases.workflow import OPEN_STATES, State
from feedback_service.entrypoints.web.paging_links import paging_links
from feedback_service.entrypoints.web.security import current_actor, require
from feedback_service.entrypoints.web.workspace.blueprint import blueprint
from feedback_service.entrypoints.web.workspace.clock_view import words
from feedback_service.entrypoints.web.workspace.lists import MOST_COUNTED, Row, narrowed, rows_of
from feedback_service.foundation.paging import Page

PAGE_ROWS = 30
TABS = {
    "new": CaseFilter(states=(State.RECEIVED,), returned=False),
    "information": CaseFilter(states=(State.NEEDS_INFORMATION,)),
    "returned": CaseFilter(states=(State.RECEIVED,), returned=True),
    "appeals": CaseFilter(appealed=True),
    "held": CaseFilter(held=True),
    "lifts": CaseFilter(lift_asked=True),
    "open": CaseFilter(states=OPEN_STATES),
}


@blueprint.get("/triage")
@require(Permission.TRIAGE, Permission.DECIDE_APPEAL)
def triage_list() -> str:
    """Show one of the desk's lists, oldest first."""
    actor = current_actor()
    chosen = request.args.get("tab", "new")
    chosen = chosen if chosen in TABS else "new"
    typed = request.args.get("q", "")[:100]
    # A reference is looked for everywhere, whatever state its case is in.
    wanted = narrowed(CaseFilter(), typed) if typed.strip() else TABS[chosen]
    page = rows_of(actor, wanted, cursor=request.args.get("after"), page="triage", limit=PAGE_ROWS)
    sure = _sure(actor, page) if chosen == "new" else {}
    tabs = [
        {
            "href": url_for("workspace.triage_list", tab=name),
            "text": text,
            "count": count_cases(actor, TABS[name], most=MOST_COUNTED),
            "current": name == chosen and not typed.strip(),
            "alarm": name == "held",
        }
        for name, text in tab_names().items()
    ]
    return render_template(
        "workspace/triage.html",
        tabs=tabs,
        chosen=chosen,
        typed=typed,
        page=page,
        sure=sure,
        tick_all=request.args.get("tick") == "all",
        may_sort=can(actor, Permission.TRIAGE),
        cursor=request.args.get("after"),
        words=words,
        links=paging_links(page),
        is_first="after" not in request.args,
    )


def _sure(actor: Actor, page: Page[Row]) -> dict[str, str]:
    """Return the agencies to which cases of a page may go together, by reference."""
    if not can(actor, Permission.TRIAGE):
        return {}
    found = sure_suggestions([row.line.case_id for row in page.rows])
    return {
        row.line.reference: found[row.line.case_id].name
        for row in page.rows
        if row.line.case_id in found
    }


def tab_names() -> dict[str, str]:
    """Return the tabs in words."""
    return {
        "new": _("Mới nhận"),
        "information": _("Chờ bổ sung"),
        "returned": _("Bị trả lại"),
        "appeals": _("Đề nghị xem xét lại"),
        "held": _("Đang bị giữ"),
        "lifts": _("Đề nghị cho xem lại"),
        "open": _("Tất cả chưa xong"),
    }
