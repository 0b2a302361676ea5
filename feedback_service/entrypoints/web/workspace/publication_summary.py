"""A summary by the agency: written beside the original, and read by the second person."""

from collections.abc import Mapping
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from marshmallow import ValidationError

from feedback_service.accounts.permissions import Permission
from feedback_service.cases.queries import visible_case
from feedback_service.entrypoints.submission import messages_of
from feedback_service.entrypoints.told_words import told_words
from feedback_service.entrypoints.web.errors import sentence
from feedback_service.entrypoints.web.security import current_actor, require
from feedback_service.entrypoints.web.workspace.access import note_views
from feedback_service.entrypoints.web.workspace.blueprint import blueprint
from feedback_service.entrypoints.web.workspace.perform import vault
from feedback_service.entrypoints.web.workspace.publication_view import (
    Answer,
    account_id,
    hold_words,
    status_of,
)
from feedback_service.entrypoints.web.workspace.verification import leak_words
from feedback_service.foundation import clock
from feedback_service.foundation.database import transaction
from feedback_service.foundation.errors import DomainError, NotFound
from feedback_service.publication import service
from feedback_service.publication.desk import Tray
from feedback_service.publication.drafts import told_to_readers
from feedback_service.publication.errors import NotPrepared
from feedback_service.publication.redaction import PART_LABELS
from feedback_service.publication.schemas import LONGEST_SUMMARY, SummarySchema
from feedback_service.publication.summaries import SummaryDraft, open_summary

_TEXTS = ("title", "about", "answered")


@blueprint.post("/publication/<reference>/summary")
@require(Permission.PUBLISH)
def publication_summarise(reference: str) -> Answer:
    """Keep a summary, for another person to confirm."""
    typed = request.form.to_dict()
    try:
        command = SummarySchema().load(typed)
        with transaction():
            case = visible_case(current_actor(), reference, lock=True)
            service.prepare_summary(
                vault(), case, command, account_id=account_id(), now=clock.now()
            )
    except ValidationError as error:
        return show_summary(reference, typed=typed, errors=messages_of(error), status=422)
    except NotFound:
        raise
    except DomainError as error:
        errors = {error.field or "": [sentence(error)]}
        return show_summary(reference, typed=typed, errors=errors, status=status_of(error))
    flash(_("Đã lưu. Bản tóm tắt đang chờ một người khác xác nhận công khai."), "success")
    return redirect(url_for(".publication_queue", tray=Tray.TO_CONFIRM), 303)


def show_summary(
    reference: str,
    *,
    typed: Mapping[str, str] | None = None,
    errors: Mapping[str, list[str]] | None = None,
    status: int = 200,
) -> Answer:
    """Show the original and the form of its summary."""
    draft = _open_logged(reference, "publication_summary")
    version = draft.publication.version if draft.publication else 0
    values = {name: (typed or {}).get(name, getattr(draft, name)) for name in _TEXTS}
    page = render_template(
        "workspace/publication/summary.html",
        values=values,
        version=(typed or {}).get("version", version),
        longest=LONGEST_SUMMARY,
        errors=errors or {},
        **_shown(draft),
    )
    return page, status


def show_summary_check(
    reference: str,
    *,
    values: Mapping[str, str] | None = None,
    errors: Mapping[str, list[str]] | None = None,
    status: int = 200,
) -> Answer:
    """Show the original and its summary, with what could tell who complained."""
    draft = _open_logged(reference, "publication_confirm")
    if draft.publication is None or not draft.publication.is_summary:
        raise NotPrepared
    page = render_template(
        "workspace/publication/confirm_summary.html",
        own=draft.publication.prepared_by_id == account_id(),
        version=draft.publication.version,
        hold=hold_words(draft.case, draft.publication.state),
        values=values or {},
        errors=errors or {},
        **_shown(draft),
    )
    return page, status


def _open_logged(reference: str, page: str) -> SummaryDraft:
    actor = current_actor()
    case = visible_case(actor, reference)
    note_views(actor, [case.id], page)
    return open_summary(case, vault())


def _shown(draft: SummaryDraft) -> dict[str, Any]:
    return {
        "draft": draft,
        "originals": [(PART_LABELS[part], text) for part, text in draft.parts.items()],
        "leaks": [(leak.text, leak_words(leak.kind)) for leak in draft.leaks],
        "told": told_words(*told_to_readers(draft.case, draft.answer)),
    }
