"""Correcting what is public: proposed on one page, read and confirmed by another person."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from marshmallow import ValidationError

from feedback_service.accounts.permissions import Permission
from feedback_service.cases.queries import visible_case
from feedback_service.entrypoints.submission import messages_of
from feedback_service.entrypoints.web.archive_removals import correction_words, part_words
from feedback_service.entrypoints.web.errors import sentence
from feedback_service.entrypoints.web.security import current_actor, require
from feedback_service.entrypoints.web.workspace.access import note_views
from feedback_service.entrypoints.web.workspace.blueprint import blueprint
from feedback_service.entrypoints.web.workspace.perform import vault
from feedback_service.entrypoints.web.workspace.publication_editor import (
    FoundRows,
    as_typed,
    editor_parts,
    field_of,
    found_rows,
    scope_options,
)
from feedback_service.entrypoints.web.workspace.publication_view import (
    Answer,
    account_id,
    archive_lines,
    left_open_lines,
    option_of,
    status_of,
)
from feedback_service.entrypoints.web.workspace.verification import leak_words
from feedback_service.foundation import clock
from feedback_service.foundation.database import transaction
from feedback_service.foundation.errors import DomainError, NotFound
from feedback_service.publication.commands import Correct, CorrectionReason
from feedback_service.publication.correcting import (
    confirm_correction,
    drop_correction,
    open_correction,
    propose_correction,
    waiting_correction,
)
from feedback_service.publication.desk import Tray
from feedback_service.publication.drafts import PublicationDraft
from feedback_service.publication.errors import NotPrepared, NotPublished
from feedback_service.publication.redaction import PART_LABELS, REASON_LABELS, Reason
from feedback_service.publication.schemas import (
    FREE_ROWS,
    LONGEST_SUMMARY,
    ConfirmSchema,
    CorrectionSchema,
    MarkSchema,
    ReplacedSchema,
    SummarySchema,
)
from feedback_service.publication.summaries import SummaryDraft, open_for_publication

_SUMMARY = ("title", "about", "answered")


@blueprint.get("/publication/<reference>/correct")
@require(Permission.PUBLISH)
def publication_correct(reference: str) -> Answer:
    """Show the form of a correction."""
    return _show_form(reference)


@blueprint.post("/publication/<reference>/correct")
@require(Permission.PUBLISH)
def publication_propose(reference: str) -> Answer:
    """Keep a correction, for another person to confirm."""
    typed: dict[str, Any] = request.form.to_dict() | {"hide": request.form.getlist("hide")}
    rows: FoundRows = {}
    try:
        draft = _open_logged(reference)
        command = _read(draft, typed, rows)
        with transaction():
            case = visible_case(current_actor(), reference, lock=True)
            propose_correction(vault(), case, command, account_id=account_id(), now=clock.now())
    except ValidationError as error:
        return _show_form(reference, typed=typed, errors=messages_of(error), status=422)
    except (NotFound, NotPublished):
        raise
    except DomainError as error:
        errors = {_place(error, rows): [sentence(error)]}
        return _show_form(reference, typed=typed, errors=errors, status=status_of(error))
    flash(_("Đã lưu. Bản đính chính đang chờ một người khác xác nhận."), "success")
    return redirect(url_for(".publication_queue", tray=Tray.TO_CORRECT), 303)


@blueprint.get("/publication/<reference>/correction")
@require(Permission.PUBLISH, Permission.CONFIRM_PUBLICATION)
def publication_correction(reference: str) -> Answer:
    """Show what is public beside what would be."""
    return _show_check(reference)


@blueprint.post("/publication/<reference>/correction")
@require(Permission.CONFIRM_PUBLICATION)
def publication_correction_confirm(reference: str) -> Answer:
    """Let the correction take the place of what is public."""

    def work(case: Any, typed: Mapping[str, str]) -> None:
        data = ConfirmSchema().load(typed)
        confirm_correction(vault(), case, **data, account_id=account_id(), now=clock.now())

    return _decide(reference, work, _("Đã đính chính. Người đọc thấy ngày và lý do."))


@blueprint.post("/publication/<reference>/correction/drop")
@require(Permission.PUBLISH, Permission.CONFIRM_PUBLICATION)
def publication_correction_drop(reference: str) -> Answer:
    """Give a correction up."""

    def work(case: Any, typed: Mapping[str, str]) -> None:
        data = ReplacedSchema().load(typed)
        drop_correction(case, **data, account_id=account_id(), now=clock.now())

    return _decide(reference, work, _("Đã bỏ đề xuất đính chính. Bản công khai vẫn như cũ."))


def _decide(reference: str, work: Callable[[Any, Mapping[str, str]], None], done: str) -> Answer:
    typed = request.form.to_dict()
    try:
        with transaction():
            work(visible_case(current_actor(), reference, lock=True), typed)
    except ValidationError as error:
        return _show_check(reference, values=typed, errors=messages_of(error), status=422)
    except (NotFound, NotPrepared, NotPublished):
        raise
    except DomainError as error:
        errors = {error.field or "": [sentence(error)]}
        return _show_check(reference, values=typed, errors=errors, status=status_of(error))
    flash(done, "success")
    return redirect(url_for(".publication_queue", tray=Tray.TO_CORRECT), 303)


def _open_logged(reference: str) -> PublicationDraft | SummaryDraft:
    actor = current_actor()
    case = visible_case(actor, reference)
    note_views(actor, [case.id], "publication_correction")
    draft = open_for_publication(case, vault())
    if draft.publication is None or draft.publication.state != "published":
        raise NotPublished
    return draft


def _read(
    draft: PublicationDraft | SummaryDraft, typed: Mapping[str, Any], rows: FoundRows
) -> Correct:
    """Return what is asked: the common part, and marks or the texts of a summary.

    `rows` takes up the places found for what was typed, so that errors can be led back to it.
    """
    errors: dict[str, list[str]] = {}
    parts: dict[str, Any] = {}
    try:
        parts |= _read_reason(typed)
    except ValidationError as error:
        errors |= messages_of(error)
    try:
        parts |= _read_texts(draft, typed, rows)
    except ValidationError as error:
        errors |= messages_of(error)
    if errors:
        raise ValidationError(errors)
    return Correct(**parts)


def _read_reason(typed: Mapping[str, Any]) -> dict[str, Any]:
    data = CorrectionSchema().load({**typed, "reason": typed.get("why", "")})
    return {**data, "reason": CorrectionReason(data["reason"])}


def _read_texts(
    draft: PublicationDraft | SummaryDraft, typed: Mapping[str, Any], rows: FoundRows
) -> dict[str, Any]:
    if isinstance(draft, SummaryDraft):
        command = SummarySchema().load(typed)
        return {name: getattr(command, name) for name in _SUMMARY}
    data = MarkSchema().load(typed)
    rows |= found_rows(draft, data["rows"])
    return {"title": data["title"], "passages": (*data["hide"], *rows.values())}


def _place(error: DomainError, rows: FoundRows) -> str:
    """Return the field of the form: its reason is a choice, its text the note."""
    field = field_of(error, rows)
    return {"text": "note"}.get(field, field)


def _show_form(
    reference: str,
    *,
    typed: Mapping[str, Any] | None = None,
    errors: Mapping[str, Sequence[str]] | None = None,
    status: int = 200,
) -> Answer:
    draft = _open_logged(reference)
    waiting = waiting_correction(draft.publication.id) if draft.publication else None
    version = waiting.version if waiting else 0
    said = dict(errors or {})
    if "reason" in said:
        said["why"] = said.pop("reason")
    page = render_template(
        "workspace/publication/correct.html",
        draft=draft,
        is_summary=isinstance(draft, SummaryDraft),
        why=[{"value": each, "text": correction_words(each)} for each in CorrectionReason],
        version=(typed or {}).get("version", version),
        longest=LONGEST_SUMMARY,
        errors=said,
        **(_summary_form(draft) if isinstance(draft, SummaryDraft) else _marks_form(draft, typed)),
        values={
            **{name: getattr(draft, name, "") for name in _SUMMARY},
            **(typed or {}),
        },
    )
    return page, status


def _summary_form(draft: SummaryDraft) -> dict[str, Any]:
    return {"originals": [(PART_LABELS[part], text) for part, text in draft.parts.items()]}


def _marks_form(draft: PublicationDraft, typed: Mapping[str, Any] | None) -> dict[str, Any]:
    shown = as_typed(draft, typed) if typed else draft
    return {
        "parts": editor_parts(shown),
        "reasons": [{"value": code, "text": said} for code, said in REASON_LABELS.items()],
        "scopes": scope_options(),
        "rows": range(1, FREE_ROWS + 1),
        "left_open": left_open_lines(shown),
        "in_archive": archive_lines(shown),
    }


def _warnings(draft: PublicationDraft | SummaryDraft) -> list[str]:
    """Return what the second person must look at, each in words."""
    if isinstance(draft, SummaryDraft):
        return [f"{leak.text} – {leak_words(leak.kind)}" for leak in draft.leaks]
    titled = [REASON_LABELS[Reason(each)] for each in draft.title_warnings]
    return [
        *(option_of(draft, each)["text"] for each in draft.warnings),
        *(str(_("Tiêu đề: có thể còn %(what)s", what=each)) for each in titled),
        *(
            str(
                _(
                    "%(what)s: đã ẩn ở một chỗ nhưng còn đứng ở %(where)s",
                    what=line["text"],
                    where=", ".join(link["text"] for link in line["links"]),
                )
            )
            for line in left_open_lines(draft)
        ),
    ]


def _show_check(
    reference: str,
    *,
    values: Mapping[str, str] | None = None,
    errors: Mapping[str, Sequence[str]] | None = None,
    status: int = 200,
) -> Answer:
    actor = current_actor()
    case = visible_case(actor, reference)
    note_views(actor, [case.id], "publication_correction")
    opened = open_correction(case, vault())
    draft = opened.draft
    page = render_template(
        "workspace/publication/correction.html",
        reference=case.reference,
        changes=[
            (part_words(name), opened.public.get(name, ""), opened.proposed.get(name, ""))
            for name in opened.changed
        ],
        why=correction_words(opened.correction.reason),
        note=opened.note,
        warnings=_warnings(draft),
        in_archive=archive_lines(draft) if isinstance(draft, PublicationDraft) else [],
        own=opened.correction.proposed_by_id == account_id(),
        version=opened.correction.version,
        values=values or {},
        errors=errors or {},
    )
    return page, status
