"""Changes of the remit on pages: a file of rows, what a change does, and every version."""

from flask import make_response, render_template, request, url_for
from flask_babel import gettext as _
from marshmallow import ValidationError
from werkzeug.wrappers import Response

from feedback_service.agencies.errors import FileUnreadable
from feedback_service.agencies.schemas import BadRow, Row, read_table, write_csv
from feedback_service.catalogue.queries import load_remits, remits_at
from feedback_service.catalogue.schemas import REMIT_COLUMNS, as_row
from feedback_service.entrypoints.submission import messages_of
from feedback_service.entrypoints.web.admin import change_words, deciding, remit_words
from feedback_service.entrypoints.web.admin.blueprint import blueprint
from feedback_service.entrypoints.web.admin.remit import Errors, Page, draft_plan, managed
from feedback_service.entrypoints.web.errors import sentence
from feedback_service.entrypoints.web.security import current_actor
from feedback_service.entrypoints.web.workspace.perform import status_of
from feedback_service.foundation.errors import DomainError
from feedback_service.routing import queries, remit_changes
from feedback_service.routing.errors import ChangeMissing, RemitsMoved
from feedback_service.routing.schemas import BasedOnSchema, RemitFileForm

MOST_COMPLAINTS = 20


@blueprint.get("/remit/changes/<int:version>/file")
@managed
def remit_file(version: int) -> Response:
    """Give out the rows as a version left them, as a file that can be read back; 0 is the first."""
    if version and version not in {each.id for each in queries.held_remit_changes()}:
        raise ChangeMissing
    records = [row.record for row in remits_at(version).rows]
    response = make_response(write_csv(REMIT_COLUMNS, map(as_row, records)))
    response.mimetype = "text/csv"
    name = f"tham-quyen-{version}.csv"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@blueprint.get("/remit/import")
@managed
def remit_import_form() -> Page:
    """Show where a file of rows is given in."""
    return _import_form({}, {}, [], 200)


@blueprint.post("/remit/import")
@managed
def remit_import() -> Page:
    """Draft what a file changes, or say by line what is wrong with it."""
    typed = request.form.to_dict()
    try:
        basis: str = RemitFileForm().load(typed)["basis"]
        based_on: int = BasedOnSchema().load(typed)["version"]
        plan, report = remit_changes.plan_import(_rows())
        if plan.before.version != based_on:
            raise RemitsMoved
    except ValidationError as error:
        return _import_form(typed, messages_of(error), [], 422)
    except DomainError as error:
        field = "file" if isinstance(error, FileUnreadable) else error.field or ""
        return _import_form(typed, {field: [sentence(error)]}, [], status_of(error))
    if report.bad_rows:
        said = _("Chưa nhập dòng nào: %(count)s dòng sai.", count=len(report.bad_rows))
        return _import_form(typed, {"file": [said]}, report.bad_rows, 422)
    return draft_plan(plan, basis=basis)


@blueprint.get("/remit/changes")
@managed
def remit_versions() -> str:
    """Show every change of the remit that took effect."""
    lines = change_words.version_lines(queries.held_remit_changes())
    return render_template("admin/remit/versions.html", lines=lines)


@blueprint.get("/remit/changes/<int:version>")
@managed
def remit_change(version: int) -> Page:
    """Show what a change does, before it is confirmed and after."""
    return _preview(version, {}, 200)


@blueprint.post("/remit/changes/<int:version>/confirm")
@managed
def remit_confirm(version: int) -> Page:
    """Confirm a change: in force, or proposed to a second administrator."""
    return deciding.confirm(
        version,
        remit_changes.confirm_change,
        preview=_preview,
        applied=lambda: _("Đã áp dụng. Hồ sơ nhận từ bây giờ theo bảng thẩm quyền mới."),
        following=lambda: url_for("admin.remit_list"),
    )


@blueprint.post("/remit/changes/<int:version>/drop")
@managed
def remit_drop(version: int) -> Page:
    """Give a change up."""
    return deciding.drop(
        version,
        remit_changes.drop_change,
        preview=_preview,
        dropped=_("Đã bỏ thay đổi. Bảng thẩm quyền đang áp dụng vẫn giữ nguyên."),
        following=url_for("admin.remit_list"),
    )


def _rows() -> list[Row]:
    """Return the rows of the file that was sent, or raise FileUnreadable."""
    upload = request.files.get("file")
    if upload is None or not upload.filename:
        raise FileUnreadable(why=_("bạn chưa chọn tệp nào."))
    try:
        text = upload.read().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise FileUnreadable(why=_("tệp không phải UTF-8. Hãy lưu lại dạng CSV UTF-8.")) from error
    as_json = upload.filename.endswith((".json", ".jsonl"))
    return read_table(text, as_json=as_json, required=("field", "agency_kind"))


def _import_form(
    values: dict[str, str], errors: Errors, bad_rows: list[BadRow], status: int
) -> tuple[str, int]:
    page = render_template(
        "admin/remit/import.html",
        version=str(load_remits().version),
        values=values,
        errors=errors,
        columns=REMIT_COLUMNS,
        complaints=[
            (bad.line, " ".join(said for each in bad.errors.values() for said in each))
            for bad in bad_rows[:MOST_COMPLAINTS]
        ],
        unsaid=max(len(bad_rows) - MOST_COMPLAINTS, 0),
    )
    return page, status


def _preview(version: int, errors: Errors, status: int) -> tuple[str, int]:
    change = queries.get_remit_change(version)
    edits = remit_changes.edits_of(change)
    page = render_template(
        "admin/remit/change.html",
        change=change,
        differences=remit_words.differences(remits_at(change.based_on), edits),
        result=change_words.coarse_result(change.rehearsal),
        errors=errors,
        **change_words.stage_of(change, current_actor().account_id),
    )
    return page, status
