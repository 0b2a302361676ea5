"""The tree on pages: find an agency, move, end or rename it from a day on, seen beforehand."""

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from marshmallow import Schema, ValidationError
from werkzeug.wrappers import Response

from feedback_service.accounts.permissions import Permission
from feedback_service.accounts.queries import heads_by_agency
from feedback_service.agencies.queries import (
    agencies_by_ids,
    agency_by_id,
    children,
    get_agency,
    list_agencies,
)
from feedback_service.cases.errors import AgencyUnknown
from feedback_service.cases.rehearsal import rehearse
from feedback_service.cases.tree_preview import few, tree_effects
from feedback_service.entrypoints.agency_choice import agency_options, read_agency
from feedback_service.entrypoints.submission import messages_of
from feedback_service.entrypoints.web.admin import change_words, deciding
from feedback_service.entrypoints.web.admin.blueprint import blueprint
from feedback_service.entrypoints.web.errors import sentence
from feedback_service.entrypoints.web.security import current_actor, require
from feedback_service.entrypoints.web.workspace.forms import join_dates
from feedback_service.entrypoints.web.workspace.perform import status_of, vault
from feedback_service.foundation import clock
from feedback_service.foundation.database import transaction
from feedback_service.foundation.errors import DomainError
from feedback_service.routing import queries, tree_changes
from feedback_service.routing.commands import TreeAct, TreeEdit
from feedback_service.routing.errors import TreeRefused
from feedback_service.routing.schemas import (
    AgencyEndForm,
    AgencyMoveForm,
    AgencyRenameForm,
    BasedOnSchema,
)
from feedback_service.routing.service import deciding_by

Errors = dict[str, list[str]]
Page = Response | tuple[str, int]
_managed = require(Permission.MANAGE_AGENCIES)


@blueprint.get("/agencies")
@_managed
def agency_list() -> str:
    """Show agencies in force by words of their names, and changes that wait."""
    typed = request.args.get("q", "")[:100]
    page = list_agencies(text=typed, cursor=request.args.get("cursor"))
    pending = queries.pending_agency_changes()
    return render_template(
        "admin/agencies/list.html",
        typed=typed,
        rows=page.rows,
        parents=agencies_by_ids([row.parent_id for row in page.rows if row.parent_id]),
        next_href=url_for("admin.agency_list", q=typed, cursor=page.next_cursor)
        if page.next_cursor
        else None,
        waiting=queries.waiting_agency_change(),
        pending=_lines(pending),
        stuck=tree_changes.stuck_changes(c for c in pending if c.from_on <= clock.today()),
    )


@blueprint.get("/agencies/<code>")
@_managed
def agency_page(code: str) -> Page:
    """Show an agency, what became of it, and the forms that move, end or rename it."""
    return _page(code, {}, {}, 200)


@blueprint.post("/agencies/<code>/move")
@_managed
def agency_move(code: str) -> Page:
    """Draft another parent."""
    return _write(
        code,
        AgencyMoveForm(),
        lambda data: TreeEdit(
            act=TreeAct.MOVE,
            agency_code=code,
            on=data["move_on"],
            other_code=_code(data["parent"], "parent"),
        ),
        days=("move_on",),
        basis="move_basis",
    )


@blueprint.post("/agencies/<code>/end")
@_managed
def agency_end(code: str) -> Page:
    """Draft the end of an agency, with its successor."""
    return _write(
        code,
        AgencyEndForm(),
        lambda data: TreeEdit(
            act=TreeAct.END,
            agency_code=code,
            on=data["end_on"],
            other_code=_code(data["successor"], "successor") if data["successor"] else None,
        ),
        days=("end_on",),
        basis="end_basis",
    )


@blueprint.post("/agencies/<code>/rename")
@_managed
def agency_rename(code: str) -> Page:
    """Draft another name."""
    return _write(
        code,
        AgencyRenameForm(),
        lambda data: TreeEdit(
            act=TreeAct.RENAME, agency_code=code, on=data["rename_on"], name=data["new_name"]
        ),
        days=("rename_on",),
        basis="rename_basis",
    )


@blueprint.get("/agencies/changes/<int:version>")
@_managed
def agency_change(version: int) -> Page:
    """Show what a change does, before it is confirmed and after."""
    return _preview(version, {}, 200)


@blueprint.post("/agencies/changes/<int:version>/confirm")
@_managed
def agency_confirm(version: int) -> Page:
    """Confirm a change: applied at once, on its day, or proposed to a second administrator."""

    def applied() -> str:
        if queries.get_agency_change(version).applied_at is None:
            return str(_("Đã xác nhận. Thay đổi sẽ được áp dụng đúng ngày."))
        return str(_("Đã áp dụng. Ai không được xem hồ sơ nào được rà lại ngay."))

    def following() -> str:
        agency = agency_by_id(queries.get_agency_change(version).agency_id)
        return url_for("admin.agency_page", code=agency.code)

    return deciding.confirm(
        version,
        tree_changes.confirm_change,
        preview=_preview,
        applied=applied,
        following=following,
    )


@blueprint.post("/agencies/changes/<int:version>/drop")
@_managed
def agency_drop(version: int) -> Page:
    """Give a change up."""
    return deciding.drop(
        version,
        tree_changes.drop_change,
        preview=_preview,
        dropped=_("Đã bỏ thay đổi. Danh bạ cơ quan giữ nguyên."),
        following=url_for("admin.agency_list"),
    )


def _write(
    code: str,
    schema: Schema,
    edit: Callable[[dict[str, Any]], TreeEdit],
    *,
    days: tuple[str, ...],
    basis: str,
) -> Page:
    """Draft a change of an agency; show its page again with what is wrong."""
    get_agency(code)
    typed = request.form.to_dict()
    try:
        data = schema.load(join_dates(typed, *days))
        based_on: int = BasedOnSchema().load(typed)["version"]
        return _draft(edit(data), based_on=based_on, basis=data[basis])
    except ValidationError as error:
        return _page(code, typed, messages_of(error), 422)
    except TreeRefused as error:
        return _page(code, typed, {error.column: [sentence(error)]}, 422)
    except DomainError as error:
        return _page(code, typed, {"": [sentence(error)]}, status_of(error))


def _draft(edit: TreeEdit, *, based_on: int, basis: str) -> Response:
    """Plan a change, try it on past and open cases, keep it as a draft and go there."""
    plan = tree_changes.plan_change(edit, based_on=based_on)
    if plan.changes_nothing:
        flash(_("Không có gì thay đổi: cơ quan giữ nguyên."), "success")
        return redirect(url_for("admin.agency_page", code=edit.agency_code), 303)
    actor = current_actor()
    result = rehearse(
        vault(),
        deciding_by(directory=plan.before),
        deciding_by(directory=plan.after),
        today=clock.today(),
        turning_days=[edit.on],
    )
    effects = tree_effects(
        plan.before,
        plan.after,
        agency_id=get_agency(edit.agency_code).id,
        actor=actor,
    )
    with transaction():
        made = tree_changes.save_draft(
            plan,
            basis=basis,
            rehearsal=result.as_json()
            | {
                "bars_changed": effects.bars_changed,
                "leads_moved": effects.leads_moved,
                "led": effects.led,
            },
            needs_second=result.needs_second or effects.are_many,
            account_id=actor.account_id,
            now=clock.now(),
        )
        version = made.id
    return redirect(url_for("admin.agency_change", version=version), 303)


def _code(typed: str, field: str) -> str:
    """Return the code of an agency that was typed; at the field where it was."""
    try:
        return agency_by_id(read_agency(typed)).code
    except AgencyUnknown as error:
        raise TreeRefused(column=field, why=sentence(error)) from error


def _page(code: str, values: dict[str, Any], errors: Errors, status: int) -> tuple[str, int]:
    agency = get_agency(code)
    above = agencies_by_ids([each for each in (agency.parent_id, agency.successor_id) if each])
    page = render_template(
        "admin/agencies/agency.html",
        agency=agency,
        parent=above.get(agency.parent_id or 0),
        successor=above.get(agency.successor_id or 0),
        below=[child for child in children(agency.id) if child.valid_to is None],
        heads=len(heads_by_agency().get(agency.id, ())),
        changes=_lines(queries.changes_of_agency(agency.id)),
        version=values.get("version") or str(tree_changes.tree_version()),
        values=values,
        errors=errors,
        agency_options=agency_options(),
    )
    return page, status


def _preview(version: int, errors: Errors, status: int) -> tuple[str, int]:
    change = queries.get_agency_change(version)
    (line,) = _lines([change])
    found = change.rehearsal
    page = render_template(
        "admin/agencies/change.html",
        change=change,
        line=line,
        result=change_words.coarse_result(found),
        effects={name: few(found[name]) for name in ("bars_changed", "leads_moved", "led")}
        if found
        else {},
        errors=errors,
        **change_words.stage_of(change, current_actor().account_id),
    )
    return page, status


def _lines(changes: list[Any]) -> list[dict[str, Any]]:
    """Return changes as sentences, with the agency each is about."""
    ids = {each for c in changes for each in (c.agency_id, c.other_id, c.was_parent_id) if each}
    known = agencies_by_ids(list(ids))
    said = []
    for change in changes:
        other, was = known.get(change.other_id), known.get(change.was_parent_id)
        facts = {
            "name": change.was_name,
            "day": f"{change.from_on:%d/%m/%Y}",
            "other": other.name if other else "",
            "was": was.name if was else _("không có cấp trên"),
            "new": change.name,
        }
        words = {
            TreeAct.MOVE: _(
                "%(name)s trực thuộc %(other)s từ ngày %(day)s; trước là %(was)s.", **facts
            ),
            TreeAct.RENAME: _("%(name)s đổi tên thành %(new)s từ ngày %(day)s.", **facts),
            TreeAct.END: _("%(name)s ngừng hoạt động từ ngày %(day)s.", **facts)
            + (" " + _("%(other)s kế thừa.", **facts) if other else ""),
        }
        said.append(
            {
                "change": change,
                "agency": known[change.agency_id],
                "said": words[TreeAct(change.act)],
            }
        )
    return said
