"""The working calendar: a year at a glance, and every change seen before it holds."""

from calendar import Calendar as Weeks
from datetime import date
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from marshmallow import ValidationError
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from feedback_service.accounts.permissions import Permission
from feedback_service.cases.calendar_effects import calendar_effects
from feedback_service.cases.recomputing import cases_to_recompute, recompute_batch
from feedback_service.deadlines import proposing, queries
from feedback_service.deadlines.calendar import (
    SATURDAY,
    WEEKDAYS,
    CalendarDay,
    DayKind,
    DayStatus,
    missing_holidays,
)
from feedback_service.deadlines.edits import edited
from feedback_service.deadlines.schemas import FIRST_YEAR, LAST_YEAR
from feedback_service.entrypoints.submission import messages_of
from feedback_service.entrypoints.web.admin.blueprint import blueprint
from feedback_service.entrypoints.web.admin.calendar_forms import read_change, typed_change
from feedback_service.entrypoints.web.errors import sentence
from feedback_service.entrypoints.web.security import current_actor, require
from feedback_service.entrypoints.web.workspace.perform import status_of
from feedback_service.foundation import clock
from feedback_service.foundation.database import transaction
from feedback_service.foundation.errors import DomainError

Errors = dict[str, list[str]]
# So many cases a page reckons anew itself; the rest is the worker's.
AT_ONCE = 200
MOST_CHANGES = 20


@blueprint.get("/calendar")
@require(Permission.MANAGE_CALENDAR)
def calendar_list() -> str:
    """Show the years, what they lack, and how far open cases have followed."""
    today = clock.today()
    return render_template(
        "admin/calendar/index.html",
        years=queries.list_years(),
        gaps=queries.calendar_gaps(today),
        this_year=today.year,
        proposals=len(queries.list_proposals()),
        left=cases_to_recompute(),
    )


@blueprint.get("/calendar/<int:year>")
@require(Permission.MANAGE_CALENDAR)
def calendar_year(year: int) -> str:
    """Show twelve months, the rows of the year and what was changed of them."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise NotFound
    days = queries.list_days(year)
    return render_template(
        "admin/calendar/year.html",
        year=year,
        status=next((row for row in queries.list_years() if row.year == year), None),
        months=[(month, list(_weeks(year, month, days))) for month in range(1, 13)],
        days=days,
        weekdays=WEEKDAYS,
        missing=missing_holidays(year, days),
        provisional=sum(day.status is DayStatus.PROVISIONAL for day in days),
        proposals=len(queries.list_proposals(year)),
        changes=queries.list_changes(year, most=MOST_CHANGES),
        kind_names={kind.value: kind.label for kind in DayKind},
        left=cases_to_recompute(),
    )


@blueprint.get("/calendar/change")
@require(Permission.MANAGE_CALENDAR)
def calendar_change() -> tuple[str, int]:
    """Show the form of a change, or, once it is filled in, what it would do."""
    typed = typed_change(request.args)
    if "look" not in request.args:
        return _form(typed, {}, 200)
    try:
        asked = read_change(request.args, today=clock.today())
    except ValidationError as error:
        return _form(typed, messages_of(error), 422)
    except DomainError as error:
        return _form(typed, {error.field or "days": [sentence(error)]}, status_of(error))
    now_known = queries.load_calendar()
    effects = calendar_effects(
        edited(now_known, asked.edit), today=clock.today(), actor=current_actor()
    )
    page = render_template(
        "admin/calendar/preview.html",
        asked=asked,
        before=now_known.days,
        effects=effects,
        typed=typed,
        seen=now_known.version,
        weekdays=WEEKDAYS,
    )
    return page, 200


@blueprint.post("/calendar/change")
@require(Permission.MANAGE_CALENDAR)
def calendar_apply() -> Response | tuple[str, int]:
    """Let a change hold; the first open cases follow at once, the rest with the worker."""
    typed, now = typed_change(request.form), clock.now()
    try:
        asked = read_change(request.form, today=clock.today())
        with transaction():
            proposing.apply_edit(
                asked.edit,
                account_id=current_actor().account_id,
                now=now,
                alone=asked.alone,
                seen=request.form.get("seen", ""),
                source=asked.source,
            )
            moved = recompute_batch(now=now, most=AT_ONCE).moved
    except ValidationError as error:
        return _form(typed, messages_of(error), 422)
    except DomainError as error:
        return _form(typed, {error.field or "days": [sentence(error)]}, status_of(error))
    _tell(moved, cases_to_recompute())
    dates = asked.edit.dates
    year = dates[0].year if dates else min(asked.edit.opened)
    return redirect(url_for("admin.calendar_year", year=year), 303)


def _tell(moved: int, left: int) -> None:
    said = _("Đã ghi vào lịch. Số hồ sơ có thời hạn thay đổi: %(count)s.", count=moved)
    if left:
        rest = _("Đang tính lại phần còn lại: %(count)s hồ sơ.", count=left)
        said = f"{said} {rest}"
    flash(said, "success")


def _form(typed: dict[str, Any], errors: Errors, status: int) -> tuple[str, int]:
    days = [_read(text) for text in typed["days"]]
    proposed = {day.date: day for day in queries.list_proposals()}
    page = render_template(
        "admin/calendar/change.html",
        act=typed["act"] or "enter",
        days=[day for day in days if day is not None],
        rows={**queries.load_calendar().days, **proposed},
        kinds=[{"value": kind.value, "text": kind.label.capitalize()} for kind in DayKind],
        statuses=[{"value": each.value, "text": each.label.capitalize()} for each in DayStatus],
        values=typed,
        errors=errors,
    )
    return page, status


def _read(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _weeks(year: int, month: int, days: list[CalendarDay]) -> Any:
    """Yield the weeks of a month: of each day the number, what it is, and in words why."""
    rows = {day.date: day for day in days}
    for week in Weeks().monthdatescalendar(year, month):
        yield [_cell(day, rows.get(day)) if day.month == month else None for day in week]


def _cell(day: date, row: CalendarDay | None) -> dict[str, Any]:
    if row is None:
        return {"day": day, "mark": "rest" if day.weekday() >= SATURDAY else "", "said": ""}
    mark = "work" if row.is_worked else "off"
    maybe = row.status is DayStatus.PROVISIONAL
    said = f"{row.kind.label}, {row.status.label}"
    return {"day": day, "mark": mark, "maybe": maybe, "said": said}
