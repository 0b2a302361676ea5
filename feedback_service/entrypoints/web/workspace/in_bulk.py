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
from feedback_service.cases.errors import (
    CaseChanged,
    RecallTooLate,
    StepNotAllowed,
    SuggestionChanged,
)
from feedback_service.cases.queries import expect_version, visible_case
from feedback_service.cases.recalling import RECALL_MINUTES, recall_case
from feedback_service.cases.tracking import clean_reference
from feedback_service.entrypoints.web.security import current_actor, require
from feedback_service.entrypoints.web.workspace.access import note_views, openings_of
from feedback_service.entrypoints.web.workspace.acts import Act, may_do
from feedback_service.entrypoints.web.workspace.blueprint import blueprint
from feedback_service.entrypoints.web.workspace.perform import Answer, situation_of, vault
from feedback_service.entrypoints.web.workspace.triage import PAGE_ROWS
from feedback_service.foundation import clock
from feedback_service.foundation.database import transaction
from feedback_service.foundation.errors import DomainError, NotAllowed

# Under a name of its own: a session may be older than what it holds now.
RESULT = "triage_went"
TAKEN_BACK = "taken_back"
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
    session[RESULT] = [
        [each.reference, each.agency_code, _forward(actor, each), ""] for each in chosen
    ]
    return redirect(url_for("workspace.triage_chosen_result"), 303)


@blueprint.get("/triage/chosen/result")
@require(Permission.TRIAGE)
def triage_chosen_result() -> Answer:
    """Say which cases went, and which did not and why."""
    kept = session.get(RESULT)
    if not kept:
        return redirect(url_for("workspace.triage_list"), 303)
    lines = [
        {
            "reference": reference,
            "agency": _name_of(code),
            "why": _why(refusal),
            "back": back == TAKEN_BACK,
            "why_not_back": _why_not_back(back),
        }
        for reference, code, refusal, back in kept
    ]
    return render_template(
        "workspace/triage_chosen_result.html",
        went=[line for line in lines if not line["why"] and not line["back"]],
        stayed=[line for line in lines if line["why"]],
        back=[line for line in lines if line["back"]],
        minutes=RECALL_MINUTES,
    )


@blueprint.post("/triage/chosen/recall")
@require(Permission.TRIAGE)
def triage_recall_chosen() -> Answer:
    """Take back some of what just went, or all, each in a transaction of its own."""
    kept = session.get(RESULT) or []
    wanted = set(_references(request.form.getlist("back")))
    takes_all = "all" in request.form
    actor = current_actor()
    there = [row for row in kept if not row[2] and row[3] != TAKEN_BACK]
    asked = [row for row in there if takes_all or row[0] in wanted]
    if not asked:
        flash(_("Hãy đánh dấu ít nhất một hồ sơ vừa chuyển để lấy lại."), "error")
        return redirect(url_for("workspace.triage_chosen_result"), 303)
    outcomes = {row[0]: _recall(actor, row[0]) or TAKEN_BACK for row in asked}
    session[RESULT] = [[*row[:3], outcomes.get(row[0], row[3])] for row in kept]
    return redirect(url_for("workspace.triage_chosen_result"), 303)


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


def _recall(actor: Actor, reference: str) -> str:
    """Take one case back; return the name of what stood in the way, or nothing."""
    try:
        with transaction():
            case = visible_case(actor, reference, lock=True)
            if actor.account_id is None or not may_do(actor, Act.RECALL, situation_of(case)):
                raise NotAllowed
            recall_case(
                vault(),
                case,
                account_id=actor.account_id,
                looks=openings_of(case.id),
                now=clock.now(),
            )
    except DomainError as error:
        return type(error).__name__
    return ""


def _why_not_back(refusal: str) -> str:
    if refusal in {"", TAKEN_BACK}:
        return ""
    if refusal == RecallTooLate.__name__:
        return str(_("Đã quá %(minutes)s phút nên không lấy lại được.", minutes=RECALL_MINUTES))
    return str(_("Cơ quan đã mở hồ sơ hoặc đã có việc tiếp theo nên không lấy lại được."))


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
