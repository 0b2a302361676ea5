"""Numbered reminders (đôn đốc): writing one about late cases of an agency, and their register."""

from collections.abc import Mapping
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from marshmallow import EXCLUDE, Schema, ValidationError, fields

from feedback_service.accounts.permissions import Permission
from feedback_service.agencies.queries import get_agency
from feedback_service.cases.filters import CaseFilter
from feedback_service.cases.queries import visible_case
from feedback_service.cases.workflow import OPEN_STATES
from feedback_service.entrypoints.submission import messages_of
from feedback_service.entrypoints.web.errors import sentence
from feedback_service.entrypoints.web.paging_links import paging_links
from feedback_service.entrypoints.web.security import current_actor, require
from feedback_service.entrypoints.web.workspace.blueprint import blueprint
from feedback_service.entrypoints.web.workspace.clock_view import words
from feedback_service.entrypoints.web.workspace.forms import LONGEST, join_dates
from feedback_service.entrypoints.web.workspace.lists import rows_of
from feedback_service.entrypoints.web.workspace.perform import Answer, status_of, vault
from feedback_service.foundation import clock
from feedback_service.foundation.database import transaction
from feedback_service.foundation.errors import DomainError, NotAllowed, NotFound
from feedback_service.foundation.fields import Words
from feedback_service.oversight.lateness import SHORTEST
from feedback_service.oversight.reminders import list_reminders, reminder_sheet
from feedback_service.oversight.reminding import send_reminder

MOST_AT_ONCE = 50
PLACES = {"cases": "chosen", "due_on": "reminder_on", "reason": "reminder_text"}


class ReminderForm(Schema):
    """What the agency is told, and until when it has time."""

    class Meta:
        """The chosen cases are read beside it."""

        unknown = EXCLUDE

    reminder_text = Words(label="nội dung", shortest=SHORTEST, longest=LONGEST, required=True)
    reminder_on = fields.Date(
        required=True,
        error_messages={
            "required": "Hãy nhập hạn trả lời đôn đốc.",
            "invalid": "Hạn trả lời không có trong lịch. Hãy nhập ngày, tháng, năm.",
        },
    )


@blueprint.get("/reminders")
@require(Permission.OVERSEE)
def reminder_list() -> str:
    """Show the register of reminders, the newest first."""
    page = list_reminders(current_actor(), today=clock.today(), cursor=request.args.get("after"))
    return render_template(
        "workspace/reminders.html",
        page=page,
        links=paging_links(page),
        is_first="after" not in request.args,
    )


@blueprint.get("/reminders/<int:year>/<int:number>")
@require(Permission.OVERSEE)
def reminder_page(year: int, number: int) -> str:
    """Show one reminder: its cases, each with its letter."""
    sheet = reminder_sheet(current_actor(), year=year, number=number)
    return render_template("workspace/reminder_sheet.html", sheet=sheet)


@blueprint.get("/reminders/new/<code>")
@require(Permission.OVERSEE)
def reminder_form(code: str) -> Answer:
    """Show the late cases of an agency, each to be ticked, and the words to begin from."""
    return _show(code)


@blueprint.post("/reminders/new/<code>")
@require(Permission.OVERSEE)
def send_reminder_to(code: str) -> Answer:
    """Send it, and come to the register."""
    actor, typed = current_actor(), request.form.to_dict()
    chosen = list(dict.fromkeys(request.form.getlist("chosen")))[:MOST_AT_ONCE]
    if actor.account_id is None:
        raise NotAllowed
    agency = get_agency(code)
    try:
        data: dict[str, Any] = ReminderForm().load(join_dates(typed, "reminder_on"))
        with transaction():
            cases = [visible_case(actor, reference, lock=True) for reference in sorted(chosen)]
            sent = send_reminder(
                vault(),
                agency.id,
                cases,
                words=data["reminder_text"],
                due_on=data["reminder_on"],
                account_id=actor.account_id,
                now=clock.now(),
            )
            number = f"{sent.number}/{sent.year}"
            shown = url_for("workspace.reminder_page", year=sent.year, number=sent.number)
    except ValidationError as error:
        return _show(code, values=typed, chosen=chosen, errors=messages_of(error), status=422)
    except NotFound:
        raise
    except DomainError as error:
        errors = {PLACES.get(error.field or "", ""): [sentence(error)]}
        status = status_of(error)
        return _show(code, values=typed, chosen=chosen, errors=errors, status=status)
    flash(_("Đã gửi đôn đốc số %(number)s.", number=number), "success")
    return redirect(shown, 303)


def _show(
    code: str,
    *,
    values: Mapping[str, str] | None = None,
    chosen: list[str] | None = None,
    errors: Mapping[str, list[str]] | None = None,
    status: int = 200,
) -> Answer:
    actor, agency = current_actor(), get_agency(code)
    wanted = CaseFilter(states=OPEN_STATES, lead_agency_id=agency.id, overdue_on=clock.today())
    page = rows_of(actor, wanted, cursor=None, page="monitor", limit=MOST_AT_ONCE)
    begun = _(
        "Đề nghị %(agency)s trả lời các hồ sơ quá hạn nêu trong đôn đốc này, hoặc báo tiến độ "
        "cho người gửi và nêu rõ vướng mắc, trước hạn ghi dưới đây.",
        agency=agency.name,
    )
    shown = render_template(
        "workspace/reminder.html",
        agency=agency,
        rows=page.rows,
        words=words,
        chosen=chosen,
        values=values or {"reminder_text": begun},
        errors=dict(errors or {}),
    )
    return shown, status
