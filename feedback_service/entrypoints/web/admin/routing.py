"""The administrator's routing rules: list, add, edit, move, end.

A change is kept as a draft with its rehearsal, shown before it holds, and confirmed; a large one by
a second person.
"""

from collections.abc import Callable, Sequence
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from marshmallow import ValidationError
from werkzeug.wrappers import Response

from feedback_service.accounts.permissions import Permission
from feedback_service.agencies.queries import agency_by_id
from feedback_service.cases.errors import AgencyUnknown
from feedback_service.cases.rehearsal import rehearse
from feedback_service.entrypoints.agency_choice import agency_options, read_agency
from feedback_service.entrypoints.submission import messages_of
from feedback_service.entrypoints.web.admin import change_words, deciding, rule_words
from feedback_service.entrypoints.web.admin.blueprint import blueprint
from feedback_service.entrypoints.web.errors import sentence
from feedback_service.entrypoints.web.security import current_actor, require
from feedback_service.entrypoints.web.workspace.forms import join_dates, split_date
from feedback_service.entrypoints.web.workspace.perform import status_of, vault
from feedback_service.foundation import clock
from feedback_service.foundation.database import transaction
from feedback_service.foundation.errors import DomainError, NotAllowed
from feedback_service.routing import commands, queries, rule_changes
from feedback_service.routing.commands import WrittenRule
from feedback_service.routing.errors import RuleMissing
from feedback_service.routing.schemas import BasedOnSchema, MoveSchema, RuleSchema
from feedback_service.routing.service import deciding_by

Errors = dict[str, list[str]]
Page = Response | tuple[str, int]
Edit = Callable[[Sequence[WrittenRule]], list[WrittenRule]]
_managed = require(Permission.MANAGE_ROUTING)


@blueprint.get("/routing-rules")
@_managed
def rule_list() -> Page:
    """Show the rules in their order, what is wrong with them, and the change that waits."""
    return _list({}, 200)


@blueprint.get("/routing-rules/new")
@_managed
def rule_form() -> Page:
    """Show the form of a new rule, which would stand last, or before a rule for every case."""
    rules = queries.load_rules()
    today = split_date("valid_from", clock.today())
    return _form(None, {**today, "before": rule_words.last_place(rules)}, {}, 200)


@blueprint.post("/routing-rules/new")
@_managed
def rule_add() -> Page:
    """Draft a new rule at its place."""
    return _write(None)


@blueprint.get("/routing-rules/<int:number>")
@_managed
def rule_page(number: int) -> Page:
    """Show a rule in its form."""
    rule = _rule(number)
    target = queries.load_directory().by_code(rule.agency_code)
    values = {
        "condition": rule.condition,
        "agency": f"{target.name} ({target.code})" if target else rule.agency_code,
        "basis": rule.basis,
        **split_date("valid_from", rule.valid_from),
        **split_date("valid_to", rule.valid_to),
    }
    return _form(number, values, {}, 200)


@blueprint.post("/routing-rules/<int:number>")
@_managed
def rule_edit(number: int) -> Page:
    """Draft a rule written anew."""
    _rule(number)
    return _write(number)


@blueprint.post("/routing-rules/<int:number>/move")
@_managed
def rule_move(number: int) -> Page:
    """Draft a rule a place further up or down."""
    _rule(number)
    try:
        way = MoveSchema().load(request.form)
    except ValidationError as error:
        return _list({"": [said for each in messages_of(error).values() for said in each]}, 422)
    up = way["direction"] == "up"
    return _change(lambda rules: commands.with_moved(rules, number, up=up))


@blueprint.post("/routing-rules/<int:number>/end")
@_managed
def rule_end(number: int) -> Page:
    """Draft the end of a rule."""
    _rule(number)
    return _change(lambda rules: commands.with_ended(rules, number, today=clock.today()))


@blueprint.get("/routing-rules/changes")
@_managed
def rule_versions() -> str:
    """Show every set of rules that holds or ever held."""
    return render_template(
        "admin/routing/versions.html", lines=change_words.version_lines(queries.held_sets())
    )


@blueprint.get("/routing-rules/changes/<int:version>")
@_managed
def rule_change(version: int) -> Page:
    """Show what a change does, before it is confirmed and after."""
    return _preview(version, {}, 200)


@blueprint.post("/routing-rules/changes/<int:version>/confirm")
@_managed
def rule_confirm(version: int) -> Page:
    """Confirm a change: in force, or proposed to a second administrator."""
    return deciding.confirm(
        version,
        rule_changes.confirm_change,
        preview=_preview,
        applied=lambda: _("Đã áp dụng. Hồ sơ nhận từ bây giờ theo các quy tắc mới."),
        following=lambda: url_for("admin.rule_list"),
    )


@blueprint.post("/routing-rules/changes/<int:version>/drop")
@_managed
def rule_drop(version: int) -> Page:
    """Give a change up."""
    return deciding.drop(
        version,
        rule_changes.drop_change,
        preview=_preview,
        dropped=_("Đã bỏ thay đổi. Các quy tắc đang áp dụng vẫn giữ nguyên."),
        following=url_for("admin.rule_list"),
    )


def _write(number: int | None) -> Page:
    """Draft the rule of the form, new or written anew; show the form again with what is wrong."""
    typed = request.form.to_dict()
    try:
        rule: WrittenRule = RuleSchema().load(join_dates(typed, "valid_from", "valid_to"))
        target = agency_by_id(read_agency(rule.agency_code))
        rule = commands.with_target(rule, target.code)
        before = rule_words.place_of(typed.get("before", ""))
        if number is None:
            return _draft(lambda rules: commands.with_added(rules, rule, before=before))
        return _draft(lambda rules: commands.with_changed(rules, number, rule))
    except ValidationError as error:
        return _form(number, typed, messages_of(error), 422)
    except AgencyUnknown as error:
        return _form(number, typed, {"agency": [sentence(error)]}, 422)
    except RuleMissing as error:
        # The rule that the new one was to stand before.
        return _form(number, typed, {"before": [sentence(error)]}, 422)
    except DomainError as error:
        return _form(number, typed, {error.field or "": [sentence(error)]}, status_of(error))


def _change(edit: Edit) -> Page:
    """Draft an edit that has no form of its own."""
    try:
        return _draft(edit)
    except ValidationError as error:
        return _list({"": [said for each in messages_of(error).values() for said in each]}, 422)
    except DomainError as error:
        return _list({"": [sentence(error)]}, status_of(error))


def _draft(edit: Edit) -> Response:
    """Plan an edit of the rules the page showed, rehearse it, keep it as a draft and go there."""
    based_on: int = BasedOnSchema().load(request.form)["version"]
    today = clock.today()
    rules = edit(queries.written_rules(queries.load_rules().version))
    plan = rule_changes.plan_change(rules, based_on=based_on, today=today)
    if plan.changes_nothing:
        flash(_("Không có gì thay đổi: bộ quy tắc giữ nguyên."), "success")
        return redirect(url_for("admin.rule_list"), 303)
    result = rehearse(
        vault(),
        deciding_by(rules=plan.before),
        deciding_by(rules=plan.after),
        today=today,
        turning_days=plan.turning_days(),
    )
    with transaction():
        made = rule_changes.save_draft(
            plan,
            rehearsal=result.as_json(),
            needs_second=result.needs_second,
            account_id=_account_id(),
            now=clock.now(),
        )
        version = made.id
    return redirect(url_for("admin.rule_change", version=version), 303)


def _list(errors: Errors, status: int) -> tuple[str, int]:
    today, rules = clock.today(), queries.load_rules()
    broken = rule_changes.troubles(rules.on(today))
    page = render_template(
        "admin/routing/list.html",
        version=rules.version,
        lines=rule_words.lines(queries.written_rules(rules.version), today),
        broken={each.number: sentence(each.error) for each in broken},
        hidden=rule_changes.hidden_rules(rules, today),
        waiting=queries.waiting_set(),
        errors=errors,
    )
    return page, status


def _form(number: int | None, values: dict[str, Any], errors: Errors, status: int) -> Page:
    rules = queries.load_rules()
    page = render_template(
        "admin/routing/form.html",
        number=number,
        version=values.get("version") or str(rules.version),
        values=values,
        errors=errors,
        agency_options=agency_options(answers_here=True),
        place_options=rule_words.place_options(queries.written_rules(rules.version)),
        language=rule_words.language(),
    )
    return page, status


def _preview(version: int, errors: Errors, status: int) -> tuple[str, int]:
    change = queries.get_set(version)
    rules = queries.written_rules(version)
    page = render_template(
        "admin/routing/change.html",
        change=change,
        lines=rule_words.lines(rules, clock.today()),
        differences=rule_words.differences(queries.written_rules(change.based_on_id or 0), rules),
        result=change_words.coarse_result(change.rehearsal),
        hidden=rule_changes.hidden_rules(queries.rules_of(version), clock.today()),
        errors=errors,
        **change_words.stage_of(change, current_actor().account_id),
    )
    return page, status


def _rule(number: int) -> WrittenRule:
    """Return a rule in force, or raise RuleMissing."""
    rules = queries.written_rules(queries.load_rules().version)
    return rules[commands.place_of(rules, number)]


def _account_id() -> int:
    account_id = current_actor().account_id
    if account_id is None:
        raise NotAllowed
    return account_id
