"""Triage one case at a time: decide, and the next case is there, with a way back for a while."""

from collections.abc import Callable, Mapping
from contextlib import suppress

from flask import redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from feedback_service.accounts.permissions import Permission
from feedback_service.accounts.queries import name_of
from feedback_service.cases.desk import next_in_line
from feedback_service.cases.filters import CaseFilter
from feedback_service.cases.queries import count_cases, visible_case
from feedback_service.cases.recalling import recall_case
from feedback_service.cases.schemas import VersionSchema
from feedback_service.cases.stating import Fact, state_fact
from feedback_service.cases.workflow import DeclineReason, State
from feedback_service.entrypoints.web.case_labels import options_of
from feedback_service.entrypoints.web.security import current_actor, require
from feedback_service.entrypoints.web.workspace.access import note_views, openings_of
from feedback_service.entrypoints.web.workspace.acts import Act
from feedback_service.entrypoints.web.workspace.blueprint import blueprint
from feedback_service.entrypoints.web.workspace.case_view import view_case
from feedback_service.entrypoints.web.workspace.clock_view import words
from feedback_service.entrypoints.web.workspace.desk_acts import (
    ASK_FIELDS,
    DECLINE_FIELDS,
    FORWARD_FIELDS,
    ask_for_more,
    decline_with_reason,
    give_to_lead,
)
from feedback_service.entrypoints.web.workspace.forms import (
    AskForm,
    DeclineForm,
    FactForm,
    ForwardForm,
)
from feedback_service.entrypoints.web.workspace.lists import MOST_COUNTED
from feedback_service.entrypoints.web.workspace.perform import Answer, Doing, Form, perform
from feedback_service.entrypoints.web.workspace.precedents import precedents_of
from feedback_service.entrypoints.web.workspace.read_story import kind_words, read_story
from feedback_service.entrypoints.web.workspace.spoken_for import candidate_lines
from feedback_service.entrypoints.web.workspace.turn import (
    behind,
    candidates_of,
    claims,
    last_done,
    remember,
    skip,
    skipped,
    take_up,
)
from feedback_service.foundation.errors import NotFound

WAITING = CaseFilter(states=(State.RECEIVED,))


@blueprint.get("/triage/next")
@require(Permission.TRIAGE)
def triage_next() -> Answer:
    """Show the case that is next in this officer's order."""
    return _show_next()


@blueprint.post("/triage/<reference>/forward")
@require(Permission.TRIAGE)
def triage_forward(reference: str) -> Answer:
    """Give the case to an agency, suggested or not, and go on."""
    form = Form(act=Act.FORWARD, schema=ForwardForm(), done="", show=_show, fields=FORWARD_FIELDS)
    return _decide(reference, form, give_to_lead)


@blueprint.post("/triage/<reference>/ask")
@require(Permission.TRIAGE)
def triage_ask(reference: str) -> Answer:
    """Ask the author and go on."""
    form = Form(act=Act.ASK, schema=AskForm(), done="", show=_show, fields=ASK_FIELDS)
    return _decide(reference, form, ask_for_more)


@blueprint.post("/triage/<reference>/decline")
@require(Permission.TRIAGE)
def triage_decline(reference: str) -> Answer:
    """Refuse the case and go on."""
    form = Form(act=Act.DECLINE, schema=DeclineForm(), done="", show=_show, fields=DECLINE_FIELDS)
    return _decide(reference, form, decline_with_reason)


@blueprint.post("/triage/<reference>/recall")
@require(Permission.TRIAGE)
def triage_recall(reference: str) -> Answer:
    """Take back what was just forwarded; refused, the next case is shown with the reason."""

    def work(doing: Doing) -> None:
        recall_case(
            doing.vault,
            doing.case,
            account_id=doing.account_id,
            looks=openings_of(doing.case.id),
            now=doing.now,
        )

    form = Form(act=Act.RECALL, schema=VersionSchema(), done="", show=_show_next)
    return _decide(reference, form, work)


@blueprint.post("/triage/<reference>/state-fact")
@require(Permission.TRIAGE)
def triage_state_fact(reference: str) -> Answer:
    """Let what was read in the text count, and show the same case with its new suggestion."""

    def work(doing: Doing) -> None:
        fact, _colon, code = doing.data["read"].partition(":")
        state_fact(
            doing.vault,
            doing.case,
            fact=Fact(fact),
            code=code,
            account_id=doing.account_id,
            now=doing.now,
        )

    done = _("Đã ghi nhận. Gợi ý nơi xử lý được tính lại.")
    form = Form(act=Act.STATE_FACT, schema=FactForm(), done=done, show=_show)
    answer = perform(reference, form, work)
    return _go_on() if isinstance(answer, Response) else answer


@blueprint.post("/triage/<reference>/skip")
@require(Permission.TRIAGE)
def triage_skip(reference: str) -> Answer:
    """Put the case behind the others, for this person until they sign out."""
    skip(visible_case(current_actor(), reference))
    remember(reference, "skip")
    return _go_on()


@blueprint.post("/triage/<reference>/unskip")
@require(Permission.TRIAGE)
def triage_unskip(reference: str) -> Answer:
    """Take a skipped case up again."""
    take_up(visible_case(current_actor(), reference))
    remember(reference, "unskip")
    return _go_on()


def _decide(reference: str, form: Form, work: Callable[[Doing], None]) -> Answer:
    answer = perform(reference, form, work)
    if not isinstance(answer, Response):
        return answer
    # What was decided may have left this person's sight.
    with suppress(NotFound):
        take_up(visible_case(current_actor(), reference))
    remember(reference, form.act)
    return _go_on()


def _go_on() -> Response:
    return redirect(url_for("workspace.triage_next"), 303)


def _show_next(
    reference: str = "",
    *,
    act: Act | None = None,  # noqa: ARG001  what was tried belongs to a case that has gone on
    values: Mapping[str, str] | None = None,  # noqa: ARG001
    errors: Mapping[str, list[str]] | None = None,
    status: int = 200,
) -> tuple[str, int]:
    actor = current_actor()
    if reference:
        # Whoever may not see the case that was tried learns nothing from the refusal.
        visible_case(actor, reference)
    case = next_in_line(actor, skipped=behind(actor))
    if case is None:
        page = render_template(
            "workspace/triage_done.html",
            done=last_done(actor),
            errors=dict(errors or {}),
        )
        return page, status
    return _show(case.reference, errors=errors, status=status)


def _show(
    reference: str,
    *,
    act: Act | None = None,
    values: Mapping[str, str] | None = None,
    errors: Mapping[str, list[str]] | None = None,
    status: int = 200,
) -> tuple[str, int]:
    actor, typed = current_actor(), dict(values or {})
    view = view_case(actor, reference)
    candidates = candidates_of(view)
    waits = view.file.case.state == State.RECEIVED
    claimed_by = claims(actor).get(view.file.case.id) if waits else None
    note_views(actor, [view.file.case.id], "triage_next")
    page = render_template(
        "workspace/triage_next.html",
        view=view,
        case=view.file.case,
        candidates=candidates,
        lines=candidate_lines(view, candidates),
        precedents=precedents_of(view.file),
        reading=read_story(view.file),
        finding_words=kind_words(),
        waiting=count_cases(actor, WAITING, most=MOST_COUNTED),
        colleague=name_of(claimed_by) if claimed_by else None,
        is_skipped=view.file.case.id in skipped(),
        done=last_done(actor),
        opened=act,
        # Whatever was typed for a case that waits no more is shown, to be copied.
        kept=[] if waits else [text for text in typed.values() if " " in text.strip()],
        values=typed,
        errors=dict(errors or {}),
        reasons=options_of("decline_reason", DeclineReason),
        words=words,
    )
    return page, status
