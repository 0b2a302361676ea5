"""The focal point's monitor: where dates press, how it went, and the register of what is late."""

from datetime import timedelta

from flask import Response, render_template, request, url_for
from flask_babel import gettext as _

from feedback_service.accounts.permissions import Permission
from feedback_service.agencies.queries import get_agency
from feedback_service.cases.filters import CaseFilter
from feedback_service.cases.workflow import OPEN_STATES
from feedback_service.entrypoints.web.csv_tables import csv_file
from feedback_service.entrypoints.web.paging_links import paging_links
from feedback_service.entrypoints.web.security import current_actor, require
from feedback_service.entrypoints.web.workspace.access import note_views
from feedback_service.entrypoints.web.workspace.blueprint import blueprint
from feedback_service.entrypoints.web.workspace.clock_view import words
from feedback_service.entrypoints.web.workspace.copies import share_of
from feedback_service.entrypoints.web.workspace.lists import rows_of
from feedback_service.foundation import clock
from feedback_service.oversight import monitoring
from feedback_service.oversight.monitoring import Band
from feedback_service.responses.alike import copies_by_agency

PAGE_ROWS = 50


def band_names() -> dict[Band, str]:
    """Return the bands in words."""
    return {
        Band.THIS_WEEK: _("Đến hạn tuần này"),
        Band.LATE_5: _("Quá 1–5 ngày"),
        Band.LATE_20: _("Quá 6–20 ngày"),
        Band.LATER: _("Quá trên 20 ngày"),
    }


@blueprint.get("/monitor")
@require(Permission.OVERSEE)
def monitor() -> str:
    """Show how dates stand at each agency, and how late answers went over the weeks."""
    actor, today = current_actor(), clock.today()
    compared = copies_by_agency(today=today)
    copying = [(line, share_of(line.count)) for line in compared if line.count.copies]
    return render_template(
        "workspace/monitor.html",
        lines=monitoring.by_agency(actor, today=today),
        trend=monitoring.trend(actor, today=today),
        bands=band_names(),
        copying=copying,
        # Named one by one they would push the others out of sight.
        not_copying=len(compared) - len(copying),
        today=today,
    )


@blueprint.get("/monitor.csv")
@require(Permission.OVERSEE)
def monitor_export() -> Response:
    """Send the table of agencies."""
    actor, today = current_actor(), clock.today()
    head = ("code", "name", *(band.value for band in Band))
    rows = [
        (line.code, line.name, *(line.counts[band] for band in Band))
        for line in monitoring.by_agency(actor, today=today)
    ]
    return csv_file(f"theo-doi-han-{today}", head, rows)


@blueprint.get("/monitor/<code>")
@require(Permission.OVERSEE)
def monitor_cases(code: str) -> str:
    """Show the cases of one agency in a band, or all its late ones."""
    actor, today, agency = current_actor(), clock.today(), get_agency(code)
    chosen = request.args.get("band", "")
    band = Band(chosen) if chosen in list(Band) else None
    wanted = CaseFilter(
        states=OPEN_STATES,
        lead_agency_id=agency.id,
        due_within=monitoring.days_of(band, today) if band else None,
        overdue_on=None if band else today,
    )
    page = rows_of(actor, wanted, cursor=request.args.get("after"), page="monitor", limit=PAGE_ROWS)
    names = band_names()
    tabs = [("", _("Mọi hồ sơ quá hạn")), *((each.value, said) for each, said in names.items())]
    return render_template(
        "workspace/monitor_cases.html",
        agency=agency,
        tabs=[
            {
                "href": url_for("workspace.monitor_cases", code=code, band=value or None),
                "text": said,
                "current": value == (band or ""),
            }
            for value, said in tabs
        ],
        page=page,
        words=words,
        links=paging_links(page),
        has_late=band is not Band.THIS_WEEK and bool(page.rows),
    )


@blueprint.get("/overdue")
@require(Permission.OVERSEE, Permission.LEAD_AGENCY)
def overdue_register() -> str:
    """Show the register of late cases by agency: what authors were told, and what they were not.

    A head reads the lines of the cases that their agency sees.
    """
    lines = monitoring.overdue_register(current_actor(), today=clock.today())
    return render_template("workspace/overdue.html", lines=lines)


@blueprint.get("/overdue.csv")
@require(Permission.OVERSEE, Permission.LEAD_AGENCY)
def overdue_export() -> Response:
    """Send the late cases one by one; a case in a file is a look at it."""
    actor, today = current_actor(), clock.today()
    found = monitoring.overdue_cases(actor, today=today)
    note_views(actor, [each.case_id for each in found], "monitor")
    head = ("reference", "agency", "due_on", "days_late", "told", "missed", "new_on", "broken")
    rows = [
        (
            each.reference,
            each.agency_name,
            each.due_on,
            (today - each.due_on) // timedelta(days=1),
            each.told,
            each.missed,
            each.new_on,
            each.new_on is not None and each.new_on < today,
        )
        for each in found
    ]
    return csv_file(f"qua-han-{today}", head, rows)
