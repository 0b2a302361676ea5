"""Public figures: the last months live, and one page a month."""

from datetime import date
from math import inf
from typing import Any, cast

from flask import Blueprint, Flask, Response, abort, current_app, render_template
from flask_babel import gettext as _

from feedback_service.entrypoints.web.case_labels import init_case_labels
from feedback_service.entrypoints.web.csv_tables import csv_file
from feedback_service.foundation import clock
from feedback_service.foundation.sparing import Sparing
from feedback_service.publication.answers_found import answers_found, answers_found_by_day
from feedback_service.statistics.promised import promised_changes
from feedback_service.statistics.queries import (
    Period,
    by_agency,
    by_field,
    figures,
    month_period,
    months,
    verified,
)

blueprint = Blueprint("statistics", __name__, url_prefix="/statistics")
blueprint.record_once(lambda state: init_case_labels(cast("Flask", state.app)))

LIVE_MONTHS = 6
DEAR_SECONDS = 0.1


@blueprint.get("", strict_slashes=False)
def index() -> str:
    """Show the figures of the last months as of now, or of a minute ago where they take long."""
    today = clock.today()
    listed = _sparing().get(("months", today), lambda: months(today=today, number=LIVE_MONTHS))
    first = month_period(listed[0].month).first_on
    period = Period(first_on=first, last_on=today)
    return _page(period, title=_("Số liệu sáu tháng gần đây"), months=listed)


@blueprint.get("/answers-found.csv")
def answers_found_csv() -> Response:
    """Send how many found a published answer while writing, by day."""
    rows = answers_found_by_day(date.min, clock.today())
    head = (_("Ngày"), _("Số người tìm được câu trả lời có sẵn"))
    return csv_file("cau-tra-loi-co-san", head, ((day.isoformat(), times) for day, times in rows))


@blueprint.get("/<month>")
def show_month(month: str) -> str:
    """Show the figures of one month, computed now."""
    today = clock.today()
    try:
        period = month_period(month)
    except ValueError:
        abort(404)
    if len(month) != len("2026-01") or period.first_on > today:
        abort(404)
    written = f"{period.first_on:%m/%Y}"
    return _page(period, title=_("Số liệu tháng %(month)s", month=written), months=[])


def _page(period: Period, *, title: str, months: object) -> str:
    today = clock.today()
    counted = _sparing().get((period, today), lambda: _count(period, today))
    return render_template(
        "statistics/index.html", title=title, period=period, months=months, **counted
    )


def _count(period: Period, today: date) -> dict[str, Any]:
    fields, others = by_field(period)
    return {
        "figures": figures(period, today=today),
        "fields": fields,
        "other_fields": others,
        "agencies": by_agency(period, today=today),
        "verified": verified(period),
        "changed": promised_changes(period),
        "served": answers_found(period.first_on, period.last_on),
        "at": clock.now(),
    }


def _sparing() -> Sparing:
    """Return where this application keeps what took long to count."""
    # One test must not read the figures of another, however slow its machine.
    dear = inf if current_app.testing else DEAR_SECONDS
    kept: Sparing = current_app.extensions.setdefault("feedback.figures", Sparing(dear=dear))
    return kept
