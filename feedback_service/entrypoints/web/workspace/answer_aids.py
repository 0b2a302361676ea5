"""What stands beside a draft: templates to begin from, and good answers to read.

Both come back with the form and everything typed in it; neither saves anything.
"""

from collections.abc import Mapping
from typing import Any

from flask import request
from flask_babel import gettext as _

from feedback_service.accounts.permissions import Actor, Permission
from feedback_service.agencies.queries import agencies_by_ids
from feedback_service.cases.queries import visible_case
from feedback_service.catalogue.queries import find_procedure
from feedback_service.entrypoints.web.errors import sentence
from feedback_service.entrypoints.web.labels import day
from feedback_service.entrypoints.web.security import current_actor, require
from feedback_service.entrypoints.web.workspace.acts import Act, is_possible, may_do
from feedback_service.entrypoints.web.workspace.answers import show_answer
from feedback_service.entrypoints.web.workspace.blueprint import blueprint
from feedback_service.entrypoints.web.workspace.perform import Answer, situation_of
from feedback_service.foundation.errors import NotAllowed
from feedback_service.responses.answer_templates import Template, template_named
from feedback_service.responses.errors import StageWrong, TemplateMissing
from feedback_service.responses.gaps import fill, joined
from feedback_service.responses.stages import PARTS, Stage


@blueprint.post("/cases/<reference>/answer/template")
@require(Permission.HANDLE)
def insert_template(reference: str) -> Answer:
    """Put a template's text after what was typed."""
    actor, case = current_actor(), visible_case(current_actor(), reference)
    typed = request.form.to_dict()
    try:
        _demand_writer(actor, case)
        template = _chosen(actor, case, typed.get("template", "")[:80])
    except TemplateMissing:
        errors = {"template": [_("Hãy chọn một mẫu trong danh sách.")]}
        return show_answer(reference, values=typed, errors=errors, status=422)
    except StageWrong as error:
        return show_answer(reference, values=typed, errors={"": [sentence(error)]}, status=409)
    known = _known(case)
    for part in PARTS:
        text = fill(getattr(template.text, part), known)
        typed[part] = joined(typed.get(part, ""), text)
    typed["outcome"] = typed.get("outcome") or str(template.outcome)
    return show_answer(reference, values=typed)


@blueprint.post("/cases/<reference>/answer/beside")
@require(Permission.HANDLE)
def show_beside(reference: str) -> Answer:
    """Show a published answer beside what was typed."""
    typed = request.form.to_dict()
    try:
        _demand_writer(current_actor(), visible_case(current_actor(), reference))
    except StageWrong as error:
        return show_answer(reference, values=typed, errors={"": [sentence(error)]}, status=409)
    return show_answer(reference, values=typed, beside=typed.get("beside", "")[:40])


def _demand_writer(actor: Actor, case: Any) -> None:
    situation = situation_of(case)
    if not may_do(actor, Act.SAVE_ANSWER, situation):
        raise NotAllowed
    if not is_possible(Act.SAVE_ANSWER, situation):
        raise StageWrong(stage=(situation.stage or Stage.DRAFT).label)


def _chosen(actor: Actor, case: Any, code: str) -> Template:
    template = template_named(actor.agency_id or 0, code)
    if template.kind != case.kind:
        raise TemplateMissing
    return template


def _known(case: Any) -> Mapping[str, str]:
    lead = agencies_by_ids([case.lead_agency_id]).get(case.lead_agency_id)
    procedure = find_procedure(case.procedure_code) if case.procedure_code else None
    return {
        "mã hồ sơ": case.reference,
        "ngày nhận": day(case.received_on),
        "cơ quan": lead.name if lead else "",
        "thủ tục": procedure.title if procedure else "",
    }
