"""The terms in force and to come: put a new row in force, let one that is for some cases end."""

from datetime import date
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from marshmallow import ValidationError
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from feedback_service.accounts.permissions import Permission
from feedback_service.agencies.queries import agency_by_id
from feedback_service.cases.errors import AgencyUnknown
from feedback_service.deadlines import queries, service
from feedback_service.deadlines.term_files import TermSchema
from feedback_service.deadlines.terms import EVERY_CASE, Term, TermCode, TermUnit
from feedback_service.entrypoints.agency_choice import agency_options, read_agency
from feedback_service.entrypoints.case_labels import label_of, options_of
from feedback_service.entrypoints.submission import messages_of
from feedback_service.entrypoints.term_choice import known_scopes, scope_in_words
from feedback_service.entrypoints.web.admin.blueprint import blueprint
from feedback_service.entrypoints.web.errors import sentence
from feedback_service.entrypoints.web.security import require
from feedback_service.entrypoints.web.workspace.forms import join_dates
from feedback_service.entrypoints.web.workspace.perform import status_of
from feedback_service.foundation import clock
from feedback_service.foundation.database import transaction
from feedback_service.foundation.errors import DomainError

Errors = dict[str, list[str]]
# What the form calls the code of the agency.
AGENCY = "agency"


@blueprint.get("/terms")
@require(Permission.MANAGE_CALENDAR)
def term_list() -> tuple[str, int]:
    """Show every row, which holds today, and on whose word."""
    return _page({}, {}, 200)


@blueprint.post("/terms")
@require(Permission.MANAGE_CALENDAR)
def term_add() -> Response | tuple[str, int]:
    """Put a row in force from a day on; cases received before keep theirs."""
    typed = request.form.to_dict()
    try:
        given = join_dates(typed, "valid_from", "valid_to")
        if given.get(AGENCY, "").strip():
            given["agency_code"] = agency_by_id(read_agency(given[AGENCY])).code
        term: Term = TermSchema(known=known_scopes(), not_before=clock.today()).load(given)
        with transaction():
            service.change_term(term)
    except ValidationError as error:
        return _page(typed, messages_of(error), 422)
    except AgencyUnknown as error:
        return _page(typed, {AGENCY: [sentence(error)]}, 422)
    except DomainError as error:
        return _page(typed, {error.field or "": [sentence(error)]}, status_of(error))
    since = f"{term.valid_from:%d/%m/%Y}"
    flash(
        _("Đã ghi. Hồ sơ nhận từ %(since)s theo thời hạn mới; hồ sơ nhận trước đó giữ thời hạn cũ.",
          since=since),
        "success",
    )  # fmt: skip
    return redirect(url_for("admin.term_list"), 303)


@blueprint.post("/terms/<int:number>/end")
@require(Permission.MANAGE_CALENDAR)
def term_end(number: int) -> Response | tuple[str, int]:
    """Let a row that is for some cases end today; from tomorrow the row for all holds."""
    term = dict(queries.numbered_terms()).get(number)
    if term is None:
        raise NotFound
    try:
        with transaction():
            service.end_term(term, on=clock.today())
    except DomainError as error:
        return _page({}, {"": [sentence(error)]}, status_of(error))
    flash(_("Dòng thời hạn riêng hết hiệu lực sau hôm nay."), "success")
    return redirect(url_for("admin.term_list"), 303)


def _page(values: dict[str, str], errors: Errors, status: int) -> tuple[str, int]:
    today = clock.today()
    page = render_template(
        "admin/terms/index.html",
        rows=[_row(number, term, today) for number, term in queries.numbered_terms()],
        codes=[{"value": code.value, "text": label_of(code, "clock")} for code in TermCode],
        units=[{"value": unit.value, "text": unit.label} for unit in TermUnit],
        kinds=options_of("kind"),
        categories=options_of("category"),
        agency_options=agency_options(),
        values=values,
        errors=errors,
    )
    return page, status


def _row(number: int, term: Term, today: date) -> dict[str, Any]:
    is_over = term.valid_to is not None and term.valid_to < today
    return {
        "number": number,
        "term": term,
        "scope": scope_in_words(term.scope),
        "is_over": is_over,
        "is_coming": term.valid_from > today,
        "may_end": term.scope != EVERY_CASE and not is_over and term.valid_from <= today,
    }
