"""The templates of an agency: who handles cases reads them, the head writes them."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from marshmallow import ValidationError

from feedback_service.accounts.permissions import Actor, Permission, can
from feedback_service.cases.workflow import Kind
from feedback_service.entrypoints.submission import messages_of
from feedback_service.entrypoints.web.case_labels import label_of
from feedback_service.entrypoints.web.errors import sentence
from feedback_service.entrypoints.web.security import current_actor, require
from feedback_service.entrypoints.web.workspace.blueprint import blueprint
from feedback_service.entrypoints.web.workspace.perform import Answer, status_of
from feedback_service.foundation import clock
from feedback_service.foundation.database import transaction
from feedback_service.foundation.errors import DomainError, NotFound
from feedback_service.responses import template_changes
from feedback_service.responses.answer_templates import (
    Template,
    own_template,
    own_templates,
    shipped_templates,
    template_named,
    versions_of,
)
from feedback_service.responses.commands import TemplateText
from feedback_service.responses.errors import TemplateMissing
from feedback_service.responses.gaps import KNOWN_GAPS
from feedback_service.responses.schemas import TemplateSchema
from feedback_service.responses.stages import OUTCOMES, PARTS, Outcome


@blueprint.get("/templates")
@require(Permission.HANDLE)
def template_list() -> str:
    """Show the agency's own templates, and those that come with the service."""
    return render_template(
        "workspace/templates.html",
        own=own_templates(_agency_id()),
        shipped=shipped_templates(),
        may_edit=can(current_actor(), Permission.EDIT_TEMPLATES),
        parts=PARTS,
    )


@blueprint.get("/templates/new")
@require(Permission.EDIT_TEMPLATES)
def template_form() -> tuple[str, int]:
    """Show an empty form, or one that begins from another template."""
    values: dict[str, Any] = {}
    if origin := request.args.get("from", ""):
        values = _values(template_named(_agency_id(), origin[:80]))
    return _form(None, values)


@blueprint.post("/templates/new")
@require(Permission.EDIT_TEMPLATES)
def template_add() -> Answer:
    """Keep a new template."""
    try:
        data, text = _read()
        with transaction():
            template_changes.add_template(
                text, agency_id=_agency_id(), **_of(data), account_id=_account_id(), now=clock.now()
            )
    except ValidationError as error:
        return _form(None, request.form, messages_of(error), 422)
    flash(_("Đã thêm mẫu. Người soạn của cơ quan chọn được mẫu này ngay."), "success")
    return redirect(url_for("workspace.template_list"), 303)


@blueprint.get("/templates/<int:number>")
@require(Permission.EDIT_TEMPLATES)
def template_page(number: int) -> tuple[str, int]:
    """Show one template to be changed, with its versions."""
    found = own_template(_agency_id(), number)
    return _form(found, _values(found))


@blueprint.post("/templates/<int:number>")
@require(Permission.EDIT_TEMPLATES)
def template_edit(number: int) -> Answer:
    """Append a version."""
    found = own_template(_agency_id(), number)
    try:
        data, text = _read()
        with transaction():
            template_changes.change_template(
                number,
                text,
                agency_id=_agency_id(),
                **_of(data),
                number=data["number"],
                account_id=_account_id(),
                now=clock.now(),
            )
    except ValidationError as error:
        return _form(found, request.form, messages_of(error), 422)
    except NotFound:
        raise
    except DomainError as error:
        values = {**request.form.to_dict(), "number": str(found.number)}
        return _form(found, values, {"": [sentence(error)]}, status_of(error))
    flash(_("Đã lưu mẫu. Câu trả lời đã soạn từ mẫu cũ giữ nguyên."), "success")
    return redirect(url_for("workspace.template_list"), 303)


@blueprint.post("/templates/<int:number>/end")
@require(Permission.EDIT_TEMPLATES)
def template_end(number: int) -> Answer:
    """Keep it no more."""
    with transaction():
        template_changes.end_template(
            number, agency_id=_agency_id(), account_id=_account_id(), now=clock.now()
        )
    flash(_("Đã thôi dùng mẫu. Câu trả lời đã soạn từ mẫu này giữ nguyên."), "success")
    return redirect(url_for("workspace.template_list"), 303)


def outcome_groups() -> list[dict[str, Any]]:
    """Return the outcomes of each kind, as a select takes them."""
    return [
        {
            "group": label_of(kind, "kind"),
            "options": [
                {"value": f"{kind}:{outcome}", "text": label_of(outcome, "outcome")}
                for outcome in own
            ],
        }
        for kind, own in OUTCOMES.items()
    ]


def template_options(actor: Actor, kind: Kind) -> list[dict[str, Any]]:
    """Return the templates for a kind of case, as a select takes them."""
    own = own_templates(actor.agency_id, kind) if actor.agency_id else []
    groups = ((_("Mẫu của cơ quan"), own), (_("Mẫu có sẵn"), shipped_templates(kind)))
    return [
        {
            "group": name,
            "options": [
                {
                    "value": each.code,
                    "text": f"{each.text.title} ({label_of(each.outcome, 'outcome')})",
                }
                for each in templates
            ],
        }
        for name, templates in groups
        if templates
    ]


def _read() -> tuple[dict[str, Any], TemplateText]:
    data: dict[str, Any] = TemplateSchema().load(request.form.to_dict())
    return data, TemplateText(title=data["title"], **{part: data[part] for part in PARTS})


def _of(data: Mapping[str, Any]) -> dict[str, Any]:
    kind, _colon, outcome = str(data["outcome"]).partition(":")
    return {"kind": Kind(kind), "outcome": Outcome(outcome)}


def _values(template: Template) -> dict[str, Any]:
    return {
        **asdict(template.text),
        "outcome": f"{template.kind}:{template.outcome}",
        "number": str(template.number),
    }


def _form(
    template: Template | None,
    values: Mapping[str, Any],
    errors: Mapping[str, list[str]] | None = None,
    status: int = 200,
) -> tuple[str, int]:
    number = template.template_id if template else None
    page = render_template(
        "workspace/template.html",
        number=number,
        values=values,
        errors=dict(errors or {}),
        outcomes=outcome_groups(),
        versions=versions_of(number) if number else [],
        known=KNOWN_GAPS,
        newer=template if status == 409 else None,
    )
    return page, status


def _agency_id() -> int:
    agency_id = current_actor().agency_id
    if agency_id is None:
        raise TemplateMissing
    return agency_id


def _account_id() -> int:
    account_id = current_actor().account_id
    if account_id is None:
        raise TemplateMissing
    return account_id
