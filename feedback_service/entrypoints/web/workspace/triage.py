"""The focal point's list: what came in, what waits for the author, what came back."""

from flask import render_template, request, url_for
from flask_babel import gettext as _

from feedback_service.accounts.permissions import Permission
from feedback_service.cases.filters import CaseFilter
from feedback_service.cases.queries import count_cases
from feedback_service.cases.workflow import OPEN_STATES, State
from feedback_service.entrypoints.web.paging_links import paging_links
from feedback_service.entrypoints.web.security import current_actor, require
from feedback_service.entrypoints.web.workspace.blueprint import blueprint
from feedback_service.entrypoints.web.workspace.clock_view import words
from feedback_service.entrypoints.web.workspace.lists import MOST_COUNTED, narrowed, rows_of

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
        words=words,
        links=paging_links(page),
        is_first="after" not in request.args,
    )


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
