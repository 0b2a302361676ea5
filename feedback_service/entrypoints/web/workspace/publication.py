"""The publisher's desk: what waits, and marking what must be hidden."""

from collections.abc import Mapping
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from marshmallow import ValidationError

from feedback_service.accounts.permissions import Permission, can
from feedback_service.cases.queries import visible_case
from feedback_service.entrypoints.submission import messages_of
from feedback_service.entrypoints.told_words import told_words
from feedback_service.entrypoints.web.errors import sentence
from feedback_service.entrypoints.web.paging_links import paging_links
from feedback_service.entrypoints.web.security import current_actor, require
from feedback_service.entrypoints.web.workspace.access import note_views
from feedback_service.entrypoints.web.workspace.blueprint import blueprint
from feedback_service.entrypoints.web.workspace.perform import vault
from feedback_service.entrypoints.web.workspace.publication_check import show_check, show_withdrawal
from feedback_service.entrypoints.web.workspace.publication_editor import (
    as_typed,
    editor_parts,
    field_of,
    found_rows,
    scope_options,
)
from feedback_service.entrypoints.web.workspace.publication_file_view import file_lines
from feedback_service.entrypoints.web.workspace.publication_summary import show_summary
from feedback_service.entrypoints.web.workspace.publication_view import (
    Answer,
    account_id,
    archive_lines,
    left_open_lines,
    open_logged,
    status_of,
)
from feedback_service.foundation import clock
from feedback_service.foundation.database import transaction
from feedback_service.foundation.errors import DomainError, NotFound
from feedback_service.publication import service
from feedback_service.publication.commands import Prepare
from feedback_service.publication.desk import Tray, count_tray, list_tray, state_of
from feedback_service.publication.drafts import (
    PublicationDraft,
    must_be_summary,
    told_to_readers,
)
from feedback_service.publication.errors import NotPrepared
from feedback_service.publication.redaction import REASON_LABELS
from feedback_service.publication.schemas import FREE_ROWS, MarkSchema


@blueprint.get("/publication")
@require(Permission.PUBLISH, Permission.CONFIRM_PUBLICATION)
def publication_queue() -> str:
    """List what waits for marking, for the second person, and what is public."""
    actor = current_actor()
    asked = request.args.get("tray")
    tray = Tray(asked) if asked in list(Tray) else Tray.TO_MARK
    page = list_tray(actor, vault(), tray, cursor=request.args.get("after"))
    note_views(actor, [line.case_id for line in page.rows], "publication_queue")
    names = {
        Tray.TO_MARK: _("Chờ đánh dấu"),
        Tray.TO_SUMMARISE: _("Chờ tóm tắt"),
        Tray.TO_CONFIRM: _("Chờ xác nhận"),
        Tray.WAITING: _("Chờ đến ngày"),
        Tray.TO_CORRECT: _("Chờ đính chính"),
        Tray.PUBLISHED: _("Đã công khai"),
    }
    trays = [
        {
            "href": url_for(".publication_queue", tray=each),
            "text": name,
            "current": each is tray,
            "count": count_tray(actor, each),
        }
        for each, name in names.items()
    ]
    return render_template(
        "workspace/publication/index.html",
        page=page,
        tray=tray,
        trays=trays,
        links=paging_links(page),
    )


@blueprint.get("/publication/<reference>")
@require(Permission.PUBLISH, Permission.CONFIRM_PUBLICATION)
def publication_page(reference: str) -> Answer:
    """Show what is to be done next: marking, the second look, or taking out."""
    actor = current_actor()
    case = visible_case(actor, reference)
    state = state_of(case.id)
    if state == "published":
        return show_withdrawal(reference)
    if state == "withdrawn":
        return redirect(url_for("archive.show", reference=case.reference), 303)
    may_mark = can(actor, Permission.PUBLISH)
    if state == "confirmed":
        return show_check(reference)
    if state == "prepared" and not (may_mark and request.args.get("mark")):
        return show_check(reference)
    if not may_mark:
        raise NotPrepared
    if must_be_summary(case):
        return show_summary(reference)
    draft = open_logged(reference, "publication_mark")
    chosen = draft.suggestions if draft.publication is None else draft.passages
    return _show_marking(draft.with_passages(draft.title, chosen))


@blueprint.post("/publication/<reference>/preview")
@require(Permission.PUBLISH)
def publication_preview(reference: str) -> Answer:
    """Show what the public would read with these passages hidden; keeps nothing."""
    draft, typed = open_logged(reference, "publication_mark"), _typed()
    try:
        data = MarkSchema().load(typed)
        passages = [*data["hide"], *found_rows(draft, data["rows"]).values()]
    except ValidationError as error:
        return _show_marking(as_typed(draft, typed), seen=typed, errors=messages_of(error))
    return _show_marking(draft.with_passages(data["title"], passages), seen=typed)


@blueprint.post("/publication/<reference>")
@require(Permission.PUBLISH)
def publication_prepare(reference: str) -> Answer:
    """Keep what was marked, for another person to confirm."""
    draft, typed = open_logged(reference, "publication_mark"), _typed()
    try:
        data = MarkSchema().load(typed)
        rows = found_rows(draft, data["rows"])
        passages = (*data["hide"], *rows.values())
        command = Prepare(title=data["title"], passages=passages, version=data["version"])
        with transaction():
            case = visible_case(current_actor(), reference, lock=True)
            service.prepare(vault(), case, command, account_id=account_id(), now=clock.now())
        left = len(draft.with_passages(command.title, command.passages).left_open)
    except ValidationError as error:
        return _show_marking(as_typed(draft, typed), seen=typed, errors=messages_of(error))
    except NotFound:
        raise
    except DomainError as error:
        return _show_marking(
            as_typed(open_logged(reference, "publication_mark"), typed),
            seen=typed,
            errors={field_of(error, rows): [sentence(error)]},
            status=status_of(error),
        )
    flash(_("Đã lưu. Hồ sơ đang chờ một người khác xác nhận công khai."), "success")
    if left:
        flash(
            _(
                "%(reference)s: %(count)s tên, số đã ẩn còn đứng ở chỗ khác. Người xác nhận "
                "sẽ thấy.",
                reference=reference,
                count=left,
            ),
            "error",
        )
    return redirect(url_for(".publication_queue", tray=Tray.TO_CONFIRM), 303)


def _typed() -> dict[str, Any]:
    return request.form.to_dict() | {"hide": request.form.getlist("hide")}


def _show_marking(
    draft: PublicationDraft,
    *,
    seen: Mapping[str, Any] | None = None,
    errors: Mapping[str, list[str]] | None = None,
    status: int | None = None,
) -> Answer:
    rows = range(1, FREE_ROWS + 1)
    names = ("text", "reason", "scope", "word")
    kept = {f"{name}-{n}": (seen or {}).get(f"{name}-{n}") for name in names for n in rows}
    version = draft.publication.version if draft.publication else 0
    page = render_template(
        "workspace/publication/mark.html",
        draft=draft,
        parts=editor_parts(draft),
        told=told_words(*told_to_readers(draft.case, draft.answer)),
        reasons=[{"value": code, "text": said} for code, said in REASON_LABELS.items()],
        left_open=left_open_lines(draft),
        in_archive=archive_lines(draft),
        scopes=scope_options(),
        files=file_lines(draft.case),
        rows=rows,
        # After a preview the rows have become ticks; after a refusal they are kept.
        values=(kept if errors else {}) | {"title": draft.title},
        version=(seen or {}).get("version", version),
        errors=errors or {},
    )
    return page, status or (422 if errors else 200)
