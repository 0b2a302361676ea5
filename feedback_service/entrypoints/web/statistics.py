"""Public figures: the last months live, and one page a month."""

from flask import Blueprint, abort, render_template
from flask_babel import gettext as _

from feedback_service.foundation import clock
from feedback_service.statistics.queries import (
    Period,
    by_agency,
    by_field,
    figures,
    month_period,
    months,
)

blueprint = Blueprint("statistics", __name__, url_prefix="/statistics")

LIVE_MONTHS = 6


@blueprint.get("", strict_slashes=False)
def index() -> str:
    """Show the figures of the last months, computed now."""
    today = clock.today()
    listed = months(today=today, number=LIVE_MONTHS)
    first = month_period(listed[0].month).first_on
    period = Period(first_on=first, last_on=today)
    return _page(period, title=_("Số liệu sáu tháng gần đây"), months=listed)


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
    fields, others = by_field(period)
    return render_template(
        "statistics/index.html",
        title=title,
        period=period,
        figures=figures(period, today=today),
        fields=fields,
        other_fields=others,
        agencies=by_agency(period, today=today),
        months=months,
        at=clock.now(),
    )
