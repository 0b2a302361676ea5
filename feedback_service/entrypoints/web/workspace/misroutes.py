"""Cases that were sent to the wrong agency, for the focal point and for administrators."""

from datetime import date, timedelta
from typing import Any

from flask import Response, render_template, request
from marshmallow import EXCLUDE, Schema, ValidationError, validates_schema

from feedback_service.accounts.permissions import Permission, can
from feedback_service.entrypoints.submission import messages_of
from feedback_service.entrypoints.web.csv_tables import csv_file
from feedback_service.entrypoints.web.security import current_actor, require
from feedback_service.entrypoints.web.workspace.access import note_views
from feedback_service.entrypoints.web.workspace.blueprint import blueprint
from feedback_service.foundation import clock
from feedback_service.foundation.fields import Day
from feedback_service.statistics.misroutes import Misroutes
from feedback_service.statistics.misroutes import misroutes as find_misroutes
from feedback_service.statistics.queries import Period

USUAL_DAYS = 90
MOST_DAYS = 366


class PeriodForm(Schema):
    """From which day to which."""

    class Meta:
        """Other parameters of the address are none of its business."""

        unknown = EXCLUDE

    first = Day(label="từ ngày", required=True)
    last = Day(label="đến ngày", required=True)

    @validates_schema
    def check_span(self, data: dict[str, Any], **_: Any) -> None:
        """The days are in order, and not more than a year apart."""
        if data["last"] < data["first"]:
            raise ValidationError("Ngày cuối phải sau ngày đầu.", "last")
        if (data["last"] - data["first"]).days >= MOST_DAYS:
            raise ValidationError(f"Chọn nhiều nhất {MOST_DAYS} ngày một lần.", "last")


@blueprint.get("/misroutes")
@require(Permission.SEE_MISROUTES)
def misroute_list() -> tuple[str, int]:
    """Show what went wrong in a period; a period that cannot be read is told, not guessed."""
    actor, typed = current_actor(), _typed(clock.today())
    period, errors = _period(typed)
    found = find_misroutes(actor, period, today=clock.today()) if period else None
    if found:
        note_views(actor, [each.case_id for each in found.wanderers], "misroutes")
    page = render_template(
        "workspace/misroutes.html",
        found=found,
        period=period,
        values=typed,
        errors=errors,
        sees_cases=can(actor, Permission.SEE_CASES),
    )
    return page, 422 if errors else 200


@blueprint.get("/misroutes.csv")
@require(Permission.SEE_MISROUTES)
def misroute_export() -> Response | tuple[str, int]:
    """Send the figures by agency, or those by pair, as a table."""
    period, _errors = _period(_typed(clock.today()))
    if period is None:
        return misroute_list()
    found = find_misroutes(current_actor(), period, today=clock.today())
    name = f"chuyen-nham-{period.first_on}-{period.last_on}"
    if request.args.get("part") == "pairs":
        rows = [(pair.wrong, pair.following, pair.about, pair.count) for pair in found.pairs]
        return csv_file(f"{name}-cap", ("from", "to", "about", "count"), rows)
    return csv_file(name, *_by_agency(found))


def _by_agency(found: Misroutes) -> tuple[tuple[str, ...], list[tuple[object, ...]]]:
    head = ("code", "name", "sent", "returned", "moved", "recalled", "lost_days")
    rows = [tuple(getattr(line, column) for column in head) for line in found.agencies]
    return head, list(rows)


def _typed(today: date) -> dict[str, str]:
    """Return the period as it was typed; without one, the last three months."""
    usual = {"first": today - timedelta(days=USUAL_DAYS), "last": today}
    given = {name: request.args.get(name, "")[:40] for name in usual if name in request.args}
    return {name: given.get(name, f"{day:%d/%m/%Y}") for name, day in usual.items()}


def _period(typed: dict[str, str]) -> tuple[Period | None, dict[str, list[str]]]:
    try:
        read = PeriodForm().load(typed)
    except ValidationError as error:
        return None, messages_of(error)
    return Period(first_on=read["first"], last_on=read["last"]), {}
