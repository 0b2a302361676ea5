"""The page on which an agency writes its answer, with story, law and clock beside it."""

from collections.abc import Mapping
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from marshmallow import ValidationError

from feedback_service.accounts.permissions import Permission
from feedback_service.cases.queries import visible_case
from feedback_service.cases.workflow import Kind
from feedback_service.entrypoints.submission import messages_of
from feedback_service.entrypoints.web.case_labels import label_of, options_of
from feedback_service.entrypoints.web.errors import sentence
from feedback_service.entrypoints.web.security import current_actor, require
from feedback_service.entrypoints.web.workspace.access import note_views
from feedback_service.entrypoints.web.workspace.acts import Act, may_do
from feedback_service.entrypoints.web.workspace.answer_templates import template_options
from feedback_service.entrypoints.web.workspace.blueprint import blueprint
from feedback_service.entrypoints.web.workspace.case_view import CaseView, view_case
from feedback_service.entrypoints.web.workspace.clock_view import words
from feedback_service.entrypoints.web.workspace.forms import join_dates, split_date
from feedback_service.entrypoints.web.workspace.perform import (
    Answer,
    situation_of,
    status_of,
    vault,
)
from feedback_service.entrypoints.web.workspace.precedents import precedents_of, published_beside
from feedback_service.foundation import clock
from feedback_service.foundation.database import transaction
from feedback_service.foundation.errors import DomainError, NotAllowed, NotFound
from feedback_service.publication.redaction import split_marks
from feedback_service.responses.queries import AnswerView
from feedback_service.responses.schemas import MOST_PROMISES, DraftAnswerSchema
from feedback_service.responses.service import save_draft
from feedback_service.responses.stages import OUTCOMES, PARTS, RuleTest, Stage, Verdict

PROMISE_DATES = tuple(f"promise-{number}-on" for number in range(1, MOST_PROMISES + 1))


@blueprint.get("/cases/<reference>/answer")
@require(Permission.HANDLE)
def answer_form(reference: str) -> Answer:
    """Show the draft, or what lies with the head."""
    return show_answer(reference)


@blueprint.post("/cases/<reference>/answer")
@require(Permission.HANDLE)
def save_answer(reference: str) -> Answer:
    """Save the draft; it goes nowhere yet."""
    actor, typed = current_actor(), request.form.to_dict()
    try:
        schema = DraftAnswerSchema(kind=visible_case(actor, reference).kind)
        version, draft = schema.load(join_dates(typed, *PROMISE_DATES))
        with transaction():
            case = visible_case(actor, reference, lock=True)
            if actor.account_id is None or not may_do(actor, Act.SAVE_ANSWER, situation_of(case)):
                raise NotAllowed
            save_draft(
                vault(),
                case,
                draft,
                version=version,
                account_id=actor.account_id,
                now=clock.now(),
            )
    except ValidationError as error:
        return show_answer(reference, values=typed, errors=messages_of(error), status=422)
    except NotFound:
        raise
    except DomainError as error:
        errors = {error.field or "": [sentence(error)]}
        return show_answer(reference, values=typed, errors=errors, status=status_of(error))
    flash(_("Đã lưu dự thảo. Dự thảo chưa được trình lãnh đạo."), "success")
    return redirect(url_for("workspace.answer_form", reference=reference), 303)


def show_answer(
    reference: str,
    *,
    act: Act | None = None,
    values: Mapping[str, str] | None = None,
    errors: Mapping[str, list[str]] | None = None,
    status: int = 200,
    beside: str = "",
) -> tuple[str, int]:
    """Render the page with what was typed, else what is saved; `beside` names a case to read."""
    actor = current_actor()
    view = view_case(actor, reference)
    note_views(actor, [view.file.case.id], "answer")
    kind = Kind(view.file.case.kind)
    saved = view.answer if view.answer and view.answer.stage != Stage.SENT else None
    typed = act is None and values is not None
    page = render_template(
        "workspace/answer.html",
        view=view,
        case=view.file.case,
        saved=saved,
        # A draft that another person saved meanwhile is shown beside what was typed.
        newer=saved if typed and status == 409 else None,
        values=form_values(saved, values if typed else None, status),
        act_values=dict(values or {}),
        errors=dict(errors or {}),
        opened=act,
        outcomes=options_of("outcome", OUTCOMES[kind]),
        tests=rule_tests() if kind is Kind.REGULATION else [],
        verdicts=options_of("verdict", Verdict),
        words=words,
        precedents=precedents_of(view.file),
        templates=template_options(actor, kind) if may_write(view) else [],
        beside=published_beside(beside) if beside else None,
        split_marks=split_marks,
        may_write=may_write(view),
        files=[] if saved is None else answer_files_of(view, saved.answer_id),
    )
    return page, status


def answer_files_of(view: CaseView, answer_id: int) -> list[Any]:
    """Return the files that go with an answer."""
    return [each for each in view.evidence if each.answer_id == answer_id]


def may_write(view: CaseView) -> bool:
    """Tell whether the draft is open for writing."""
    return view.may("save_answer")


def form_values(
    saved: AnswerView | None, typed: Mapping[str, str] | None, status: int
) -> dict[str, Any]:
    """Return what stands in the fields: what was typed, else what was saved."""
    if typed is not None:
        kept = dict(typed)
        if status == 409 and saved is not None:
            kept["version"] = str(saved.version)
        return kept
    if saved is None:
        return {"version": "0"}
    values: dict[str, Any] = {"version": str(saved.version), "outcome": saved.outcome}
    values |= {part: getattr(saved, part) for part in PARTS}
    values |= {f"test-{test}": verdict for test, verdict in saved.rule_tests.items()}
    for number, promise in enumerate(saved.promises, start=1):
        values[f"promise-{number}"] = promise.text
        values |= split_date(f"promise-{number}-on", promise.due_on)
    return values


def rule_tests() -> list[dict[str, str]]:
    """Return the six tests with their field names."""
    return [
        {"name": f"test-{test}", "code": str(test), "text": label_of(test, "rule_test")}
        for test in RuleTest
    ]
