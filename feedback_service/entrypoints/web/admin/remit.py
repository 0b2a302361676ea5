"""Remit on pages: the list, a new row, its end, its basis.

Every change is drafted with its rehearsal and shown before it holds (`remit_versions`).
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from marshmallow import Schema, ValidationError
from werkzeug.wrappers import Response

from feedback_service.accounts.permissions import Permission
from feedback_service.agencies.queries import agency_by_id
from feedback_service.cases.errors import AgencyUnknown
from feedback_service.cases.rehearsal import rehearse
from feedback_service.catalogue.procedures import RemitRecord
from feedback_service.catalogue.queries import known_fields, load_remits, writings_of
from feedback_service.catalogue.remits import RemitRow, handed_over
from feedback_service.entrypoints.agency_choice import agency_options, code_of, read_agency
from feedback_service.entrypoints.submission import messages_of
from feedback_service.entrypoints.web.admin import remit_words
from feedback_service.entrypoints.web.admin.blueprint import blueprint
from feedback_service.entrypoints.web.errors import sentence
from feedback_service.entrypoints.web.security import current_actor, require
from feedback_service.entrypoints.web.workspace.forms import join_dates, split_date
from feedback_service.entrypoints.web.workspace.perform import status_of, vault
from feedback_service.foundation import clock
from feedback_service.foundation.database import transaction
from feedback_service.foundation.errors import DomainError
from feedback_service.routing import queries, remit_changes
from feedback_service.routing.errors import RemitMissing
from feedback_service.routing.remit_changes import RemitPlan
from feedback_service.routing.schemas import (
    BasedOnSchema,
    RemitBasisForm,
    RemitEndForm,
    RemitFilter,
    RemitForm,
    RemitHandOverForm,
)
from feedback_service.routing.service import deciding_by

Errors = dict[str, list[str]]
Page = Response | tuple[str, int]
PAGE_ROWS = 50
# Where the page of a row shows what is wrong with the row that would follow it.
_NEXT = {
    "valid_from": "next_from",
    "valid_to": "next_from",
    "agency_kind": "next_kind",
    "agency_code": "next_agency",
}
managed = require(Permission.MANAGE_ROUTING)


@blueprint.get("/remit")
@managed
def remit_list() -> str:
    """Show the rows that are looked for, what is wrong with rows, and the change that waits."""
    today, table = clock.today(), load_remits()
    try:
        sought = RemitFilter().load(request.args)
    except ValidationError as error:
        sought = RemitFilter().load({}) | error.valid_data
    rows = [
        row
        for row in remit_changes.filtered(
            table,
            queries.load_directory(),
            field=sought["field"],
            level=sought["level"],
            agency=sought["agency"],
        )
        if sought["everything"] or remit_changes.stands(row.record, today)
    ]
    # By place in the list: nobody pages while rows are written.
    first = sought["after"]
    shown = rows[first : first + PAGE_ROWS]
    more = first + PAGE_ROWS if len(rows) > first + PAGE_ROWS else None
    kept = {name: sought[name] for name in ("field", "level", "agency", "everything")}
    return render_template(
        "admin/remit/list.html",
        version=table.version,
        lines=remit_words.lines(shown, today),
        found=len(rows),
        sought=sought,
        fields=known_fields(),
        level_options=remit_words.level_options(),
        next_href=url_for("admin.remit_list", **kept, after=more) if more else None,
        first_href=url_for("admin.remit_list", **kept) if first else None,
        broken={each.number: sentence(each.error) for each in remit_changes.troubles(table, today)},
        waiting=queries.waiting_remit_change(),
    )


@blueprint.get("/remit/new")
@managed
def remit_form() -> Page:
    """Show the form of a new row, which would hold from today."""
    return _form(split_date("valid_from", clock.today()), {}, 200)


@blueprint.post("/remit/new")
@managed
def remit_add() -> Page:
    """Draft a new row."""
    typed = request.form.to_dict()
    try:
        record = _record(RemitForm().load(join_dates(typed, "valid_from", "valid_to")))
        return draft([RemitRow(None, record)], basis=record.legal_basis)
    except ValidationError as error:
        return _form(typed, messages_of(error), 422)
    except AgencyUnknown as error:
        return _form(typed, {"agency_code": [sentence(error)]}, 422)
    except DomainError as error:
        return _form(typed, {error.field or "": [sentence(error)]}, status_of(error))


@blueprint.get("/remit/<int:number>")
@managed
def remit_page(number: int) -> Page:
    """Show a row, all that it ever said, and the forms that end it or put its basis right."""
    row = _row(number)
    values = {
        "legal_basis": row.record.legal_basis,
        **split_date("valid_to", row.record.valid_to or clock.today()),
    }
    return _page(row, values, {}, 200)


@blueprint.post("/remit/<int:number>/end")
@managed
def remit_end(number: int) -> Page:
    """Draft the last day of a row."""
    return _write(
        number,
        RemitEndForm(),
        lambda record, data: replace(record, valid_to=data["valid_to"]),
        basis="end_basis",
    )


@blueprint.post("/remit/<int:number>/basis")
@managed
def remit_basis(number: int) -> Page:
    """Draft the basis of a row put right."""
    return _write(
        number,
        RemitBasisForm(),
        lambda record, data: replace(record, legal_basis=data["legal_basis"]),
        basis="legal_basis",
    )


@blueprint.post("/remit/<int:number>/hand-over")
@managed
def remit_hand_over(number: int) -> Page:
    """Draft another agency in the place of a row's from a day on: its end and a new row at once."""
    row, typed = _row(number), request.form.to_dict()
    try:
        data = RemitHandOverForm().load(join_dates(typed, "next_from"))
        kind, code = _agency(data["next_kind"], data["next_agency"])
        edits = handed_over(
            row,
            data["next_from"],
            agency_kind=kind,
            agency_code=code,
            legal_basis=data["next_basis"],
        )
        return draft(edits, basis=data["next_basis"])
    except ValidationError as error:
        return _page(row, typed, messages_of(error), 422)
    except AgencyUnknown as error:
        return _page(row, typed, {"next_agency": [sentence(error)]}, 422)
    except DomainError as error:
        field = _NEXT.get(error.field or "", "")
        return _page(row, typed, {field: [sentence(error)]}, status_of(error))


def draft(edits: Sequence[RemitRow], *, basis: str) -> Response:
    """Plan edits of the rows the page showed, rehearse them, keep them as a draft and go there."""
    based_on: int = BasedOnSchema().load(request.form)["version"]
    return draft_plan(remit_changes.plan_change(edits, based_on=based_on), basis=basis)


def draft_plan(plan: RemitPlan, *, basis: str) -> Response:
    """Rehearse a plan, keep it as a draft and go there."""
    if plan.changes_nothing:
        flash(_("Không có gì thay đổi: bảng thẩm quyền giữ nguyên."), "success")
        return redirect(url_for("admin.remit_list"), 303)
    result = rehearse(
        vault(),
        deciding_by(remits=plan.before),
        deciding_by(remits=plan.after),
        today=clock.today(),
        turning_days=plan.turning_days(),
    )
    with transaction():
        made = remit_changes.save_draft(
            plan,
            basis=basis,
            rehearsal=result.as_json(),
            needs_second=result.needs_second,
            account_id=current_actor().account_id,
            now=clock.now(),
        )
        version = made.id
    return redirect(url_for("admin.remit_change", version=version), 303)


def _write(
    number: int,
    schema: Schema,
    edit: Callable[[RemitRecord, dict[str, Any]], RemitRecord],
    *,
    basis: str,
) -> Page:
    """Draft a row written anew; show its page again with what is wrong."""
    row, typed = _row(number), request.form.to_dict()
    try:
        data = schema.load(join_dates(typed, "valid_to"))
        return draft([RemitRow(number, edit(row.record, data))], basis=data[basis])
    except ValidationError as error:
        return _page(row, typed, messages_of(error), 422)
    except DomainError as error:
        return _page(row, typed, {error.field or "": [sentence(error)]}, status_of(error))


def _record(data: dict[str, Any]) -> RemitRecord:
    """Return the row of a form; an agency that is named brings its kind along."""
    kind, code = _agency(data["agency_kind"], data["agency_code"])
    area = code_of(data["area_code"]) if data["area_code"] else None
    return RemitRecord(**data | {"agency_kind": kind, "agency_code": code, "area_code": area})


def _agency(kind: str, typed: str) -> tuple[str, str]:
    """Return kind and code of who is competent; raises AgencyUnknown."""
    if not typed:
        return kind, ""
    agency = agency_by_id(read_agency(typed))
    return agency.kind, agency.code


def _row(number: int) -> RemitRow:
    row = load_remits().row(number)
    if row is None:
        raise RemitMissing(number=number)
    return row


def _form(values: dict[str, Any], errors: Errors, status: int) -> tuple[str, int]:
    page = render_template(
        "admin/remit/form.html",
        version=values.get("version") or str(load_remits().version),
        values=values,
        errors=errors,
        fields=known_fields(),
        level_options=remit_words.level_options(),
        kind_options=remit_words.kind_options(),
        area_options=remit_words.area_options(),
        agency_options=agency_options(),
    )
    return page, status


def _page(row: RemitRow, values: dict[str, Any], errors: Errors, status: int) -> tuple[str, int]:
    (line,) = remit_words.lines([row], clock.today())
    page = render_template(
        "admin/remit/row.html",
        version=values.get("version") or str(load_remits().version),
        line=line,
        writings=writings_of(row.number or 0),
        values=values,
        errors=errors,
        kind_options=remit_words.kind_options(),
        agency_options=agency_options(),
    )
    return page, status
