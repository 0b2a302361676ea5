"""The focal point's review: approved answers, the oldest first, as the citizen will read them."""

from collections.abc import Mapping

from flask import render_template, request
from werkzeug.wrappers import Response

from feedback_service.accounts.permissions import Permission
from feedback_service.cases.filters import CaseFilter
from feedback_service.cases.workflow import State
from feedback_service.entrypoints.web.case_labels import label_of
from feedback_service.entrypoints.web.paging_links import paging_links
from feedback_service.entrypoints.web.security import current_actor, require
from feedback_service.entrypoints.web.workspace.access import note_views
from feedback_service.entrypoints.web.workspace.acts import Act
from feedback_service.entrypoints.web.workspace.blueprint import blueprint
from feedback_service.entrypoints.web.workspace.case_view import view_case
from feedback_service.entrypoints.web.workspace.clock_view import words
from feedback_service.entrypoints.web.workspace.copies import (
    beside,
    comparison_in_review,
    degree_names,
    share_words,
)
from feedback_service.entrypoints.web.workspace.lists import rows_of
from feedback_service.entrypoints.web.workspace.precedents import precedents_of
from feedback_service.responses.stages import RuleTest

PAGE_ROWS = 30


@blueprint.get("/review")
@require(Permission.REVIEW_ANSWER)
def review_list() -> str:
    """Show the answers that wait for review."""
    wanted = CaseFilter(states=(State.ANSWER_IN_REVIEW,), alone=True)
    page = rows_of(
        current_actor(),
        wanted,
        cursor=request.args.get("after"),
        page="review",
        limit=PAGE_ROWS,
    )
    return render_template(
        "workspace/review_list.html", page=page, words=words, links=paging_links(page)
    )


@blueprint.get("/review/<reference>")
@require(Permission.REVIEW_ANSWER, Permission.HANDLE)
def review_page(reference: str) -> Response | str | tuple[str, int]:
    """Show one answer for review."""
    return show_review(reference)


def show_review(
    reference: str,
    *,
    act: Act | None = None,
    values: Mapping[str, str] | None = None,
    errors: Mapping[str, list[str]] | None = None,
    status: int = 200,
) -> tuple[str, int]:
    """Render the page of one answer in review."""
    actor = current_actor()
    view = view_case(actor, reference)
    note_views(actor, [view.file.case.id], "review")
    comparison = comparison_in_review(actor, view.file.case, view.answer)
    page = render_template(
        "workspace/review.html",
        view=view,
        case=view.file.case,
        opened=act,
        values=dict(values or {}),
        errors=dict(errors or {}),
        words=words,
        precedents=precedents_of(view.file),
        comparison=comparison,
        alike=beside(view.answer, comparison) if view.answer and comparison else [],
        degrees=degree_names(),
        share_words=share_words,
        rule_tests=[(str(test), label_of(test, "rule_test")) for test in RuleTest],
    )
    return page, status
