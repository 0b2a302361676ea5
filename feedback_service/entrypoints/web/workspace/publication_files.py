"""The files of a case on their way into the archive: which may be public, what is painted over."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from flask import Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from marshmallow import ValidationError

from feedback_service.accounts.permissions import Permission
from feedback_service.cases.queries import visible_case
from feedback_service.entrypoints.submission import messages_of
from feedback_service.entrypoints.web.errors import sentence
from feedback_service.entrypoints.web.security import current_actor, require
from feedback_service.entrypoints.web.workspace.access import note_views
from feedback_service.entrypoints.web.workspace.blueprint import blueprint
from feedback_service.entrypoints.web.workspace.files import SANDBOX
from feedback_service.entrypoints.web.workspace.perform import vault
from feedback_service.entrypoints.web.workspace.publication_file_view import (
    erase_at_once,
    file_lines,
    storage,
    told_by,
)
from feedback_service.entrypoints.web.workspace.publication_view import (
    Answer,
    account_id,
    status_of,
)
from feedback_service.evidence.errors import FileRefused
from feedback_service.evidence.flattening import (
    MOST_AREAS,
    flatten_file,
    read_words,
    show_flat_page,
    show_page,
)
from feedback_service.evidence.kinds import FileKind
from feedback_service.evidence.service import read_file
from feedback_service.foundation import clock
from feedback_service.foundation.database import transaction
from feedback_service.foundation.errors import DomainError, NotFound
from feedback_service.publication.commands import PrepareFile
from feedback_service.publication.drafts import known_values
from feedback_service.publication.errors import FileNotPrepared
from feedback_service.publication.file_publishing import (
    demand_writable,
    drop_file,
    offered,
    prepare_file,
    prepared_of,
    withdraw_file,
)
from feedback_service.publication.hidden_areas import HiddenArea, propose_areas, read_areas
from feedback_service.publication.public_files import read_prepared
from feedback_service.publication.redaction import REASON_LABELS
from feedback_service.publication.schemas import AREA_SIDES, AreasSchema, rows_of

if TYPE_CHECKING:
    from feedback_service.cases.models import Case
    from feedback_service.publication.models import PublishedFile

FREE_ROWS = 3
FIELDS = ("page", *AREA_SIDES, "reason", "remove")
Values = Mapping[str, Any]


@blueprint.get("/publication/<reference>/files")
@require(Permission.PUBLISH)
def publication_files(reference: str) -> Answer:
    """List the attachments that may be public, and how far each has come."""
    case = _opened(reference)
    demand_writable(case)
    return render_template("workspace/publication/files.html", case=case, files=file_lines(case))


@blueprint.get("/publication/<reference>/files/<int:number>")
@require(Permission.PUBLISH)
def publication_file(reference: str, number: int) -> Answer:
    """Show the pages of an attachment with the areas that would be painted over."""
    return _show(reference, number)


@blueprint.post("/publication/<reference>/files/<int:number>/rows")
@require(Permission.PUBLISH)
def publication_file_rows(reference: str, number: int) -> Answer:
    """Show the same form with more empty rows; keeps nothing."""
    typed = request.form.to_dict()
    more = min(MOST_AREAS, len(rows_of(typed)) + FREE_ROWS)
    return _show(reference, number, values=typed | {"rows": str(more)})


@blueprint.post("/publication/<reference>/files/<int:number>")
@require(Permission.PUBLISH)
def publication_file_prepare(reference: str, number: int) -> Answer:
    """Flatten the attachment with these areas painted over, and keep it for another person."""
    typed = request.form.to_dict()
    try:
        data = AreasSchema().load(typed)
        command = PrepareFile(number=number, areas=tuple(data["areas"]), seen=data["seen"])
        content, kind = _content(_opened(reference), number)
        flat = flatten_file(content, kind, [each.area for each in command.areas])
        with transaction():
            prepare_file(
                vault(),
                visible_case(current_actor(), reference, lock=True),
                command,
                flat,
                storage=storage(),
                account_id=account_id(),
                now=clock.now(),
            )
    except ValidationError as error:
        return _show(reference, number, values=typed, errors=messages_of(error), status=422)
    except NotFound:
        raise
    except DomainError as error:
        errors = {"": [sentence(error)]}
        return _show(reference, number, values=typed, errors=errors, status=status_of(error))
    erase_at_once()
    flash(_("Đã che và lưu. Hãy xem lại bản sẽ công khai ở dưới."), "success")
    there = url_for(".publication_file", reference=reference, number=number)
    return redirect(f"{there}#flat", 303)


@blueprint.post("/publication/<reference>/files/<int:number>/drop")
@require(Permission.PUBLISH)
def publication_file_drop(reference: str, number: int) -> Answer:
    """Leave an attachment out of what is to become public."""
    with transaction():
        case = visible_case(current_actor(), reference, lock=True)
        drop_file(case, number, account_id=account_id(), now=clock.now())
    erase_at_once()
    flash(_("Đã bỏ tệp này khỏi bản công khai."), "success")
    return redirect(url_for(".publication_files", reference=reference), 303)


@blueprint.post("/publication/<reference>/files/<int:number>/withdraw")
@require(Permission.PUBLISH, Permission.CONFIRM_PUBLICATION)
def publication_file_withdraw(reference: str, number: int) -> Answer:
    """Take one public file out at once, by its public number; haste needs no second person."""
    with transaction():
        case = visible_case(current_actor(), reference, lock=True)
        withdraw_file(case, number, account_id=account_id(), now=clock.now())
    erase_at_once()
    flash(_("Đã gỡ tệp. Không ai mở được tệp này nữa."), "success")
    return redirect(url_for(".publication_page", reference=reference), 303)


@blueprint.get("/publication/<reference>/files/<int:number>/pages/<int:page>")
@require(Permission.PUBLISH)
def publication_file_page(reference: str, number: int, page: int) -> Response:
    """Send a page of an attachment as it is, for whoever decides what is painted over."""
    content, kind = _content(_opened(reference, "file"), number)
    return _picture(show_page(content, kind, page))


@blueprint.get("/publication/<reference>/files/<int:number>/flat/<int:page>")
@require(Permission.PUBLISH, Permission.CONFIRM_PUBLICATION)
def publication_file_flat(reference: str, number: int, page: int) -> Response:
    """Send a page as readers will see it: the very picture that stands in the prepared file."""
    case = _opened(reference, "file")
    file = prepared_of(case, number)
    if file is None:
        raise FileNotPrepared
    content = read_prepared(vault(), file, storage())
    return _picture(show_flat_page(content, FileKind(file.media_type), page))


def _show(
    reference: str,
    number: int,
    *,
    values: Values | None = None,
    errors: Mapping[str, list[str]] | None = None,
    status: int = 200,
) -> Answer:
    case = _opened(reference)
    demand_writable(case)
    content, kind = _content(case, number)
    file = prepared_of(case, number)
    try:
        pages, proposed = _pages_of(case, content, kind, file)
    except FileRefused as error:
        pages, proposed = 0, []
        errors, status = {"": [sentence(error)]}, status_of(error)
    shown = values or _row_values(read_areas(file.areas) if file else proposed)
    page = render_template(
        "workspace/publication/file.html",
        case=case,
        number=number,
        pages=range(1, pages + 1),
        readable=kind is FileKind.PDF,
        file=file,
        is_public=file is not None and file.state == "public",
        told=told_by(file),
        proposed=len(proposed),
        values=shown,
        rows=rows_of(shown),
        drawn=_drawn(shown),
        reasons=[{"value": code, "text": said} for code, said in REASON_LABELS.items()],
        seen=shown.get("seen", file.sha256 if file else ""),
        errors=errors or {},
    )
    return page, status


def _pages_of(
    case: "Case", content: bytes, kind: FileKind, file: "PublishedFile | None"
) -> tuple[int, list[HiddenArea]]:
    """Return how many pages there are, and what the machine would paint over."""
    if file is not None:
        return file.pages, []
    words = read_words(content, kind)
    return len(words), propose_areas(words, known_values(case, vault()))[: MOST_AREAS - FREE_ROWS]


def _row_values(areas: Sequence[HiddenArea]) -> dict[str, str]:
    values = {"rows": str(len(areas) + FREE_ROWS)}
    for at, each in enumerate(areas, start=1):
        box = each.box
        sides = (box.left, box.top, box.right - box.left, box.bottom - box.top)
        values |= {
            f"{side}-{at}": f"{100 * size:.2f}".replace(".", ",")
            for side, size in zip(AREA_SIDES, sides, strict=True)
        }
        values |= {f"page-{at}": str(each.page), f"reason-{at}": each.reason}
    return values


def _drawn(values: Values) -> list[dict[str, Any]]:
    """Return the rows that make sense as they are drawn over their page."""
    drawn = []
    for number in rows_of(values):
        row = {f"{name}-1": values.get(f"{name}-{number}", "") for name in FIELDS}
        try:
            areas = AreasSchema().load(row | {"rows": "1"})["areas"]
        except ValidationError:
            continue
        drawn += [{"row": number, "page": each.page, "box": each.box} for each in areas]
    return drawn


def _opened(reference: str, page: str = "publication_files") -> "Case":
    """Return a case for a publisher; the look is written down first."""
    actor = current_actor()
    case = visible_case(actor, reference)
    note_views(actor, [case.id], page)
    return case


def _content(case: "Case", number: int) -> tuple[bytes, FileKind]:
    """Return an attachment that may be public, decrypted."""
    source = offered(vault(), case, number)
    content = read_file(source, content_key=vault().content_key(case.id), storage=storage())
    return content, FileKind(source.media_type)


def _picture(content: bytes) -> Response:
    is_png = content.startswith(b"\x89PNG")
    response = Response(content, content_type="image/png" if is_png else "image/jpeg")
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = SANDBOX
    return response
