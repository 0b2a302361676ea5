"""Forwarding many cases at once, as the rules surely suggest: tick, confirm, see what went."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from flask import flash, redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from feedback_service.accounts.permissions import Actor, Permission
from feedback_service.agencies.queries import find_agency
from feedback_service.cases.desk import forward_as_suggested, sure_lines
from feedback_service.cases.errors import CaseChanged, StepNotAllowed, SuggestionChanged
from feedback_service.cases.queries import expect_version, visible_case
from feedback_service.cases.tracking import clean_reference
from feedback_service.entrypoints.web.security import current_actor, require
from feedback_service.entrypoints.web.workspace.access import note_views
from feedback_service.entrypoints.web.workspace.acts import Act, may_do
from feedback_service.entrypoints.web.workspace.blueprint import blueprint
from feedback_service.entrypoints.web.workspace.perform import Answer, situation_of, vault
from feedback_service.entrypoints.web.workspace.triage import PAGE_ROWS
from feedback_service.foundation import clock
from feedback_service.foundation.database import transaction
from feedback_service.foundation.errors import DomainError, NotAllowed

RESULT = "triage_forwarded"
_SENT = re.compile(
    r"(?P<reference>PAKN[.][0-9]{4}[.][0-9A-Z]{8}) (?P<version>[0-9]{1,9}) "
    r"(?P<agency>[0-9A-Za-z][0-9A-Za-z._-]{0,59})"
)


@dataclass(frozen=True)
class Chosen:
    """A case as the page of confirmation showed it: which version, to which agency."""

    reference: str
    version: int
    agency_code: str


@blueprint.get("/triage/chosen")
@require(Permission.TRIAGE)
def triage_chosen() -> Answer:
    """Show which ticked case would go to which agency; nothing has gone yet."""
    wanted = _references(request.args.getlist("chosen"))
    if not wanted:
        return _nothing_chosen()
    actor = current_actor()
    case_ids, lines = sure_lines(actor, vault(), wanted)
    note_views(actor, case_ids, "triage")
    shown = {line.reference for line in lines}
    return render_template(
        "workspace/triage_chosen.html",
        lines=lines,
        left_out=[reference for reference in wanted if reference not in shown],
    )


@blueprint.post("/triage/chosen")
@require(Permission.TRIAGE)
def triage_forward_chosen() -> Answer:
    """Forward each confirmed case in a transaction of its own."""
    chosen = list(_chosen(request.form.getlist("case")))
    if not chosen:
        return _nothing_chosen()
    actor = current_actor()
    session[RESULT] = [[each.reference, each.agency_code, _forward(actor, each)] for each in chosen]
    return redirect(url_for("workspace.triage_chosen_result"), 303)


@blueprint.get("/triage/chosen/result")
@require(Permission.TRIAGE)
def triage_chosen_result() -> Answer:
    """Say which cases went, and which did not and why."""
    kept = session.get(RESULT)
    if not kept:
        return redirect(url_for("workspace.triage_list"), 303)
    lines = [
        {"reference": reference, "agency": _name_of(code), "why": _why(refusal)}
        for reference, code, refusal in kept
    ]
    return render_template(
        "workspace/triage_chosen_result.html",
        went=[line for line in lines if not line["why"]],
        stayed=[line for line in lines if line["why"]],
    )


def _forward(actor: Actor, chosen: Chosen) -> str:
    """Forward one case; return the name of what stood in the way, or nothing."""
    now = clock.now()
    try:
        with transaction():
            case = visible_case(actor, chosen.reference, lock=True)
            if actor.account_id is None or not may_do(actor, Act.FORWARD, situation_of(case)):
                raise NotAllowed
            expect_version(case, chosen.version)
            agency = find_agency(chosen.agency_code)
            if agency is None:
                raise SuggestionChanged
            forward_as_suggested(
                vault(), case, agency_id=agency.id, account_id=actor.account_id, now=now
            )
    except DomainError as error:
        return type(error).__name__
    return ""


def _why(refusal: str) -> str:
    if not refusal:
        return ""
    if refusal in {CaseChanged.__name__, StepNotAllowed.__name__}:
        return str(_("Hồ sơ vừa được người khác cập nhật nên chưa chuyển."))
    if refusal == SuggestionChanged.__name__:
        return str(_("Đề xuất cho hồ sơ này đã thay đổi nên chưa chuyển."))
    return str(_("Hồ sơ này không còn chuyển được từ đây."))


def _name_of(code: str) -> str:
    agency = find_agency(code)
    return agency.name if agency else code


def _references(typed: list[str]) -> list[str]:
    """Return the references among what was sent, each once, at most a page of them."""
    found = (clean_reference(each) for each in typed)
    return list(dict.fromkeys(each for each in found if each))[:PAGE_ROWS]


def _chosen(typed: list[str]) -> Iterator[Chosen]:
    """Read what the page of confirmation sent along; leave out what it never wrote."""
    seen = set()
    for found in filter(None, map(_SENT.fullmatch, typed[:PAGE_ROWS])):
        if found["reference"] not in seen:
            seen.add(found["reference"])
            yield Chosen(found["reference"], int(found["version"]), found["agency"])


def _nothing_chosen() -> Response:
    flash(_("Hãy đánh dấu ít nhất một hồ sơ trong danh sách rồi bấm chuyển."), "error")
    return redirect(url_for("workspace.triage_list"), 303)
