"""Days of a single agency: for the dates it sets itself, never for those of authors."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from marshmallow import ValidationError
from werkzeug.wrappers import Response

from feedback_service.accounts.permissions import Permission
from feedback_service.agencies.queries import agency_by_id, all_agencies
from feedback_service.cases.errors import AgencyUnknown
from feedback_service.cases.schemas import StepSchema
from feedback_service.deadlines import queries, service
from feedback_service.deadlines.calendar import WEEKDAYS
from feedback_service.deadlines.schemas import Day
from feedback_service.entrypoints.agency_choice import agency_options, read_agency
from feedback_service.entrypoints.submission import messages_of
from feedback_service.entrypoints.web.admin.blueprint import blueprint
from feedback_service.entrypoints.web.errors import sentence
from feedback_service.entrypoints.web.security import require
from feedback_service.entrypoints.web.workspace.forms import join_dates
from feedback_service.entrypoints.web.workspace.perform import status_of
from feedback_service.foundation.database import transaction
from feedback_service.foundation.errors import DomainError
from feedback_service.foundation.fields import Choice, Words

Errors = dict[str, list[str]]


class WhichForm(StepSchema):
    """Whose day, and which."""

    agency = Words(label="cơ quan", longest=300, required=True)
    day = Day(label="ngày", required=True)


class AgencyDayForm(WhichForm):
    """What an agency makes of a day, on the word of which document."""

    work = Choice(label="cơ quan nghỉ hay làm việc", codes=("off", "work"), required=True)
    source = Words(label="văn bản làm căn cứ", shortest=5, longest=300, required=True)
    note = Words(label="ghi chú", longest=300, load_default="")


@blueprint.get("/calendar/agencies")
@require(Permission.MANAGE_CALENDAR)
def agency_days() -> tuple[str, int]:
    """Show the days that agencies have of their own."""
    return _page({}, {}, 200)


@blueprint.post("/calendar/agencies")
@require(Permission.MANAGE_CALENDAR)
def agency_day_add() -> Response | tuple[str, int]:
    """Give an agency a day of its own."""
    typed = request.form.to_dict()
    try:
        asked = AgencyDayForm().load(join_dates(typed, "day"))
        code = agency_by_id(read_agency(asked["agency"])).code
        with transaction():
            service.write_agency_day(
                code,
                asked["day"],
                is_worked=asked["work"] == "work",
                source=asked["source"],
                note=asked["note"],
            )
    except ValidationError as error:
        return _page(typed, messages_of(error), 422)
    except AgencyUnknown as error:
        return _page(typed, {"agency": [sentence(error)]}, 422)
    flash(_("Đã ghi. Việc xác minh bắt đầu từ nay được tính theo ngày này."), "success")
    return redirect(url_for("admin.agency_days"), 303)


@blueprint.post("/calendar/agencies/end")
@require(Permission.MANAGE_CALENDAR)
def agency_day_end() -> Response | tuple[str, int]:
    """Take an agency's day back."""
    try:
        asked = WhichForm().load(request.form.to_dict())
        with transaction():
            service.end_agency_day(asked["agency"], asked["day"])
    except ValidationError as error:
        return _page({}, messages_of(error), 422)
    except DomainError as error:
        return _page({}, {"day": [sentence(error)]}, status_of(error))
    flash(_("Đã bỏ ngày riêng của cơ quan."), "success")
    return redirect(url_for("admin.agency_days"), 303)


def _page(values: dict[str, Any], errors: Errors, status: int) -> tuple[str, int]:
    names = {agency.code: agency.name for agency in all_agencies()}
    page = render_template(
        "admin/calendar/agencies.html",
        rows=[(code, names.get(code, code), day) for code, day in queries.list_agency_days()],
        weekdays=WEEKDAYS,
        agency_options=agency_options(),
        values=values,
        errors=errors,
    )
    return page, status
