"""The questions before any free text: is this the right place, and which one is it else?"""

from dataclasses import dataclass
from typing import Any

from flask import abort, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from feedback_service.agencies import queries as agencies
from feedback_service.agencies.kinds import AgencyKind
from feedback_service.cases.workflow import Door
from feedback_service.entrypoints.web.submit.form import (
    STEP_COUNT,
    begin_draft,
    blueprint,
    forget_draft,
    give_key,
    held_draft,
)
from feedback_service.entrypoints.web.submit.pages import Page
from feedback_service.entrypoints.web.submit.receipts import held_receipt

NONE = "none"
# Law on Complaints 2011, Article 9: from the day the decision was received or the act known.
COMPLAINT_BAR_DAYS = 90
DOORS = (Door.COMPLAINT, Door.DENUNCIATION, Door.COURT)


@dataclass(frozen=True)
class Place:
    """Where to turn to."""

    name: str
    address: str = ""
    phone: str = ""


@blueprint.route("/", methods=["GET", "POST"])
def start() -> Page:
    """Ask which door is the right one, before anything is typed."""
    errors: dict[str, list[str]] = {}
    if request.method == "POST":
        door = request.form.get("door", "")
        if door == NONE:
            return _begin(fresh=False)
        if door in DOORS:
            return redirect(url_for("submit.door", name=door), 303)
        errors = {"door": [_("Hãy chọn một câu trả lời.")]}
    page = render_template(
        "submit/start.html",
        errors=errors,
        values={"door": ""},
        doors=_questions(),
        unfinished=held_draft() is not None,
        receipt_open=held_receipt() is not None,
        step=1,
        steps=STEP_COUNT,
        back_href=url_for("home.index"),
        form_action=url_for("submit.start"),
    )
    return (page, 422) if errors else page


@blueprint.get("/door/<name>")
def door(name: str) -> Page:
    """Show the right door: who, under which law, within which time; nothing is stored."""
    if name not in DOORS:
        abort(404)
    return render_template(
        f"submit/door_{name}.html",
        places=_places(Door(name)),
        bar_days=COMPLAINT_BAR_DAYS,
        back_href=url_for("submit.start"),
    )


@blueprint.post("/begin")
def begin() -> Response:
    """Begin to write; `fresh` throws an unfinished draft away."""
    return _begin(fresh=bool(request.form.get("fresh")))


def _begin(*, fresh: bool) -> Response:
    response = redirect(url_for("submit.kind"), 303)
    if held_draft() is not None and not fresh:
        return response
    forget_draft()
    key, _content = begin_draft()
    give_key(response, key)
    return response


def _questions() -> list[dict[str, Any]]:
    return [
        {
            "value": NONE,
            "text": _("Tôi muốn phản ánh, kiến nghị"),
            "hint": _("Quy định, thủ tục, cách làm việc của cơ quan, cán bộ; hoặc khen ngợi"),
        },
        {"divider": _("hoặc là một việc khác")},
        {
            "value": Door.COMPLAINT,
            "text": _(
                "Tôi muốn cơ quan xem xét lại một quyết định hoặc việc làm cụ thể đối với chính tôi"
            ),
            "hint": _("Ví dụ: quyết định xử phạt, thu hồi đất, từ chối cấp giấy"),
        },
        {
            "value": Door.DENUNCIATION,
            "text": _("Có người đòi tiền, đòi quà, hoặc tôi muốn tố cáo hành vi phạm pháp"),
        },
        {
            "value": Door.COURT,
            "text": _("Việc này đang ở tòa án, cơ quan điều tra hoặc thi hành án"),
        },
    ]


def _places(name: Door) -> list[Place]:
    served = agencies.find_installation()
    if served is None:
        return []
    police, inspectors = agencies.agency_of_kind(AgencyKind.CONG_AN), agencies.inspectorate()
    people = agencies.focal_point()
    wanted = {
        Door.COMPLAINT: (inspectors, people),
        Door.DENUNCIATION: (inspectors, police),
        Door.COURT: (),
    }
    found = [agency for agency in wanted[name] if agency is not None]
    return [
        Place(agency.name, _other_than(agency.name, agency.address), agency.phone)
        for agency in found
    ]


def _other_than(name: str, address: str) -> str:
    # Reference data gives the name where nobody has filled the address in yet.
    return "" if address == name else address
