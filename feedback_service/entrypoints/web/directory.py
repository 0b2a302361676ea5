"""The directory: which agencies there are, where they take letters, how they answer."""

from datetime import timedelta

from flask import Blueprint, render_template, request
from flask_babel import gettext as _

from feedback_service.agencies.kinds import AgencyKind, AgencyLevel
from feedback_service.agencies.queries import (
    ancestors,
    children,
    count_agencies,
    get_agency,
    list_agencies,
    search_former_offices,
)
from feedback_service.entrypoints.web import archive
from feedback_service.entrypoints.web.gathered_pages import gathered
from feedback_service.entrypoints.web.paging_links import paging_links
from feedback_service.entrypoints.web.turns import take_turns
from feedback_service.foundation import clock
from feedback_service.publication.queries import ArchiveFilter
from feedback_service.statistics.kept import kept_promises
from feedback_service.statistics.queries import Period, of_agency

blueprint = Blueprint("directory", __name__, url_prefix="/agencies")
take_turns(blueprint)

LONGEST_SEARCH = 100
FIGURES_OVER = timedelta(days=365)


@blueprint.get("", strict_slashes=False)
def index() -> str:
    """List agencies, narrowed by name, tier and kind."""
    text = request.args.get("q", "")[:LONGEST_SEARCH].replace("\x00", "")
    level = _one_of(request.args.get("level"), AgencyLevel)
    page = list_agencies(text=text, level=level, cursor=request.args.get("after"))
    return render_template(
        "directory/index.html",
        page=page,
        links=paging_links(page),
        text=text,
        level=level,
        taken_over=search_former_offices(text, clock.today()) if text else [],
        levels=list(AgencyLevel),
        kind_labels={kind.value: kind.label for kind in AgencyKind},
        total=count_agencies(),
    )


@blueprint.get("/<code>")
def show(code: str) -> str:
    """Show one agency: address, head, what stands above and below it, its figures."""
    agency = get_agency(code)
    today = clock.today()
    period = Period(first_on=today - FIGURES_OVER, last_on=today)
    return render_template(
        "directory/show.html",
        agency=agency,
        kind=AgencyKind(agency.kind).label,
        level=AgencyLevel(agency.level).label,
        above=ancestors(agency.id),
        below=children(agency.id),
        figures=of_agency(agency.id, period, today=today),
        level_words=archive.level_words,
        gathered=gathered(ArchiveFilter(agency=agency.code)),
        promises=kept_promises(agency.id, today=today),
        breadcrumbs=[
            {"href": "/agencies", "text": _("Cơ quan")},
            {"text": agency.name},
        ],
    )


def _one_of(value: str | None, codes: type[AgencyLevel]) -> str | None:
    return value if value in list(codes) else None
