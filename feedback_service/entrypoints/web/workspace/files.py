"""Attachments of a case: decrypted for one download, never shown inside a page."""

from typing import cast

from flask import Response, current_app

from feedback_service.accounts.permissions import Permission
from feedback_service.cases.queries import visible_case
from feedback_service.entrypoints.web.security import current_actor, require
from feedback_service.entrypoints.web.workspace.access import note_views
from feedback_service.entrypoints.web.workspace.blueprint import blueprint
from feedback_service.entrypoints.web.workspace.perform import vault
from feedback_service.evidence.errors import FileUnknown
from feedback_service.evidence.service import read_file
from feedback_service.foundation.storage import Storage
from feedback_service.responses.answer_files import file_shown_to

SANDBOX = "default-src 'none'; sandbox"


@blueprint.get("/cases/<reference>/files/<int:number>")
@require(Permission.SEE_CASES)
def case_file(reference: str, number: int) -> Response:
    """Send one attachment under a neutral name; a sealed case has none for anybody."""
    actor = current_actor()
    case = visible_case(actor, reference)
    if case.sealed_at is not None:
        raise FileUnknown
    file = file_shown_to(actor, case, number)
    storage = cast("Storage", current_app.extensions["feedback.storage"])
    content = read_file(file, content_key=vault().content_key(case.id), storage=storage)
    response = Response(content, content_type=file.media_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{file.download_name}"'
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = SANDBOX
    note_views(actor, [case.id], "file")
    return response
