"""The catalogue of administrative procedures, for people who look one up."""

from flask import Blueprint, render_template, request
from flask_babel import gettext as _

from feedback_service.agencies.kinds import AgencyKind
from feedback_service.catalogue.procedures import ProcedureLevel, ProcedureStatus
from feedback_service.catalogue.queries import (
    changes_of,
    count_procedures,
    get_procedure,
    list_fields,
    list_procedures,
)
from feedback_service.entrypoints.web import archive
from feedback_service.entrypoints.web.gathered_pages import address_of, gathered
from feedback_service.entrypoints.web.paging_links import paging_links
from feedback_service.entrypoints.web.turns import take_turns
from feedback_service.publication.queries import ArchiveFilter

blueprint = Blueprint("procedures", __name__, url_prefix="/procedures")
take_turns(blueprint)

LONGEST_SEARCH = 150


@blueprint.get("", strict_slashes=False)
def index() -> str:
    """List procedures, narrowed by words, field and level."""
    text = request.args.get("q", "")[:LONGEST_SEARCH].replace("\x00", "")
    field = request.args.get("field", "")[:LONGEST_SEARCH].replace("\x00", "")
    asked = request.args.get("level", "")
    level = asked if asked in list(ProcedureLevel) else ""
    page = list_procedures(text=text, field=field, level=level, cursor=request.args.get("after"))
    return render_template(
        "procedures/index.html",
        page=page,
        links=paging_links(page),
        text=text,
        field=field,
        level=level,
        fields=[(name, count) for name, count in list_fields() if count],
        levels=list(ProcedureLevel),
        level_words=level_words,
        total=count_procedures(),
    )


@blueprint.get("/<code>")
def show(code: str) -> str:
    """Show one procedure: field, level, agency as published, decision, changes."""
    procedure = get_procedure(code)
    kind = procedure.agency_kind
    return render_template(
        "procedures/show.html",
        procedure=procedure,
        level=level_words(procedure.level),
        status=ProcedureStatus(procedure.status).label,
        kind=AgencyKind(kind).label if kind in list(AgencyKind) else "",
        changes=changes_of(code),
        agency_level_words=archive.level_words,
        field_href=address_of("field", procedure.field),
        gathered=gathered(ArchiveFilter(procedure=code)),
        breadcrumbs=[
            {"href": "/procedures", "text": _("Thủ tục hành chính")},
            {"text": procedure.code},
        ],
    )


def level_words(level: str) -> str:
    """Return the levels of a procedure in words."""
    known = list(ProcedureLevel)
    return ", ".join(ProcedureLevel(part).label for part in level.split(",") if part in known)
