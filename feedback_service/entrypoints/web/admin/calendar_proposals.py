"""Days that a file or a library proposes: they wait for a person and count for nothing."""

import io

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from marshmallow import ValidationError
from werkzeug.wrappers import Response

from feedback_service.accounts.permissions import Permission
from feedback_service.cases.schemas import StepSchema
from feedback_service.deadlines import proposing, queries
from feedback_service.deadlines.calendar import WEEKDAYS, CalendarDay, DayStatus
from feedback_service.deadlines.ical import is_ical, read_ical
from feedback_service.deadlines.library import library_days
from feedback_service.deadlines.proposing import Origin
from feedback_service.deadlines.schemas import (
    FIRST_YEAR,
    LAST_YEAR,
    BadRow,
    CalendarFile,
    read_calendar,
)
from feedback_service.entrypoints.submission import messages_of
from feedback_service.entrypoints.web.admin.blueprint import blueprint
from feedback_service.entrypoints.web.admin.calendar_forms import read_days
from feedback_service.entrypoints.web.errors import sentence
from feedback_service.entrypoints.web.security import current_actor, require
from feedback_service.entrypoints.web.workspace.perform import status_of
from feedback_service.foundation import clock
from feedback_service.foundation.database import transaction
from feedback_service.foundation.errors import DomainError
from feedback_service.foundation.fields import Choice, Count

Errors = dict[str, list[str]]
MOST_COMPLAINTS = 20


class ProposeForm(StepSchema):
    """Of which year, and from where."""

    year = Count(label="năm", least=FIRST_YEAR, most=LAST_YEAR, required=True)
    origin = Choice(label="nguồn đề xuất", codes=("file", "library"), required=True)


@blueprint.get("/calendar/proposals")
@require(Permission.MANAGE_CALENDAR)
def calendar_proposals() -> tuple[str, int]:
    """Show what waits: proposed days, and days of the calendar that are only expected."""
    return _page({"year": str(clock.today().year + 1)}, {}, [], 200)


@blueprint.post("/calendar/proposals")
@require(Permission.MANAGE_CALENDAR)
def calendar_propose() -> Response | tuple[str, int]:
    """Take proposals in, all of a file or none."""
    typed = request.form.to_dict()
    try:
        asked = ProposeForm().load(typed)
        origin, content = _content(asked["origin"], asked["year"])
    except ValidationError as error:
        return _page(typed, messages_of(error), [], 422)
    if content.bad_rows:
        said = _("Chưa đề xuất ngày nào: %(count)s dòng sai.", count=len(content.bad_rows))
        return _page(typed, {"file": [said]}, content.bad_rows, 422)
    days = [day for day in content.days if day.date.year == asked["year"]]
    if not days:
        said = _("Không có ngày nào của năm %(year)s. Hãy kiểm tra lại năm.", year=asked["year"])
        return _page(typed, {"year": [said]}, [], 422)
    with transaction():
        account_id = current_actor().account_id
        done = proposing.propose(days, origin=origin, account_id=account_id, now=clock.now())
    flash(
        _("%(new)s ngày chờ xác nhận; %(known)s ngày đã có trong lịch.",
          new=done.waiting, known=done.known),
        "success",
    )  # fmt: skip
    return redirect(url_for("admin.calendar_proposals"), 303)


@blueprint.post("/calendar/proposals/drop")
@require(Permission.MANAGE_CALENDAR)
def calendar_drop() -> Response | tuple[str, int]:
    """Take proposals away that nobody will confirm."""
    try:
        with transaction():
            gone = proposing.drop_proposals(read_days(request.form))
    except ValidationError as error:
        return _page({}, messages_of(error), [], 422)
    except DomainError as error:
        return _page({}, {error.field or "": [sentence(error)]}, [], status_of(error))
    flash(_("Đã bỏ %(count)s đề xuất.", count=gone), "success")
    return redirect(url_for("admin.calendar_proposals"), 303)


def _content(origin: str, year: int) -> tuple[Origin, CalendarFile]:
    if origin == "library":
        return Origin.LIBRARY, CalendarFile(library_days(year), [])
    upload = request.files.get("file")
    if upload is None or not upload.filename:
        raise ValidationError(_("Hãy chọn tệp .csv hoặc .ics."), "file")
    try:
        text = upload.read().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        said = _("Tệp không phải UTF-8. Hãy lưu lại dạng UTF-8.")
        raise ValidationError(said, "file") from error
    if is_ical(text):
        return Origin.ICAL, read_ical(text, source=_("Tệp lịch .ics, chưa có văn bản"))
    return Origin.CSV, read_calendar(io.StringIO(text, newline=""))


def _page(
    values: dict[str, str], errors: Errors, bad_rows: list[BadRow], status: int
) -> tuple[str, int]:
    rows = queries.load_calendar().days
    proposed = queries.list_proposals()
    taken = {day.date for day in proposed}
    expected = [
        day
        for day in sorted(rows.values(), key=lambda day: day.date)
        if day.status is DayStatus.PROVISIONAL and day.date not in taken
    ]
    page = render_template(
        "admin/calendar/proposals.html",
        proposed=proposed,
        expected=expected,
        replaced={day.date: _words(rows[day.date]) for day in proposed if day.date in rows},
        weekdays=WEEKDAYS,
        values=values,
        errors=errors,
        complaints=[
            (bad.line, " ".join(said for each in bad.errors.values() for said in each))
            for bad in bad_rows[:MOST_COMPLAINTS]
        ],
        unsaid=max(len(bad_rows) - MOST_COMPLAINTS, 0),
    )
    return page, status


def _words(day: CalendarDay) -> str:
    return f"{day.kind.label} ({day.status.label})"
