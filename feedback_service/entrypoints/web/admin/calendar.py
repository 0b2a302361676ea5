"""The working calendar; confirming a day that was only expected."""

from datetime import date
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from marshmallow import ValidationError, fields, validates_schema
from werkzeug.wrappers import Response

from feedback_service.accounts.permissions import Permission
from feedback_service.cases.periodic import recompute_open_cases
from feedback_service.cases.schemas import StepSchema
from feedback_service.deadlines import queries, service
from feedback_service.deadlines.calendar import WEEKDAYS
from feedback_service.entrypoints.submission import messages_of
from feedback_service.entrypoints.web.admin.blueprint import blueprint
from feedback_service.entrypoints.web.errors import sentence
from feedback_service.entrypoints.web.security import require
from feedback_service.entrypoints.web.workspace.forms import join_dates
from feedback_service.entrypoints.web.workspace.perform import status_of
from feedback_service.foundation import clock
from feedback_service.foundation.database import transaction
from feedback_service.foundation.errors import DomainError
from feedback_service.foundation.fields import Words


class ConfirmDayForm(StepSchema):
    """On the word of which document a day is confirmed, and when it was announced."""

    day = fields.Date(required=True, error_messages={"required": "Hãy chọn ngày cần xác nhận."})
    source = Words(label="văn bản công bố", shortest=5, longest=300, required=True)
    announced_on = fields.Date(
        required=True,
        error_messages={
            "required": "Hãy nhập ngày công bố.",
            "invalid": "Ngày công bố không có trong lịch. Hãy nhập ngày, tháng, năm.",
        },
    )

    def __init__(self, *, today: date, **kwargs: Any) -> None:
        self.today = today
        super().__init__(**kwargs)

    @validates_schema
    def check_announced(self, data: dict[str, Any], **_: Any) -> None:
        """Nothing was announced tomorrow."""
        day = data.get("announced_on")
        if day and not date(2020, 1, 1) <= day <= self.today:
            raise ValidationError("Ngày công bố phải từ 01/01/2020 đến hôm nay.", "announced_on")


@blueprint.get("/calendar")
@require(Permission.MANAGE_CALENDAR)
def calendar_list() -> tuple[str, int]:
    """Show years and days."""
    return _page({}, {}, 200)


@blueprint.post("/calendar/confirm")
@require(Permission.MANAGE_CALENDAR)
def calendar_confirm() -> Response | tuple[str, int]:
    """Confirm a provisional day; open cases are computed again in the same transaction."""
    typed, now = request.form.to_dict(), clock.now()
    try:
        data: dict[str, Any] = ConfirmDayForm(today=clock.today()).load(
            join_dates(typed, "announced_on")
        )
        with transaction():
            service.confirm_day(
                data["day"], source=data["source"], announced_on=data["announced_on"]
            )
            moved = recompute_open_cases(now=now)
    except ValidationError as error:
        return _page(typed, messages_of(error), 422)
    except DomainError as error:
        return _page(typed, {"day": [sentence(error)]}, status_of(error))
    flash(_("Đã xác nhận. Số hồ sơ có thời hạn thay đổi: %(count)s.", count=moved), "success")
    return redirect(url_for("admin.calendar_list"), 303)


def _page(values: dict[str, str], errors: dict[str, list[str]], status: int) -> tuple[str, int]:
    days = queries.list_days()
    page = render_template(
        "admin/calendar/index.html",
        years=queries.list_years(),
        days=days,
        weekdays=WEEKDAYS,
        provisional=[
            {"value": day.date.isoformat(), "text": f"{day.date:%d/%m/%Y} · {day.kind.label}"}
            for day in days
            if day.status == "provisional"
        ],
        values=values,
        errors=errors,
    )
    return page, status
