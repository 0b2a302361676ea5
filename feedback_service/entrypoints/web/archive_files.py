"""The files of a published case: pixels and the words on them, sent to anybody."""

from typing import cast

from flask import Blueprint, Response, current_app, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from feedback_service.cases.tracking import clean_reference
from feedback_service.entrypoints.web.archive import KEPT_SECONDS
from feedback_service.evidence.kinds import FileKind
from feedback_service.foundation.storage import Storage
from feedback_service.publication.errors import PublishedFileUnknown
from feedback_service.publication.public_files import public_file, read_public

blueprint = Blueprint("published_files", __name__, url_prefix="/archive")

# It draws itself and nothing else: no script, no frame around it, nothing fetched.
POLICY = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
# Of a document the browser's own viewer would be kept out by a sandbox, and show nothing.
SANDBOX = f"{POLICY}; sandbox"


@blueprint.get("/<reference>/files/<int:number>")
def show(reference: str, number: int) -> AnyResponse:
    """Send one file of a published case; kept no longer than lists of the archive are."""
    clean = clean_reference(reference)
    if clean is None:
        raise PublishedFileUnknown
    if clean != reference:
        return redirect(url_for(".show", reference=clean, number=number), 301)
    # First whether it is public now: a tag alone proves nothing.
    file = public_file(clean, number)
    if request.if_none_match.contains_weak(file.sha256):
        response = Response(status=304)
    else:
        storage = cast("Storage", current_app.extensions["feedback.storage"])
        response = Response(read_public(file, storage), content_type=file.media_type)
        response.headers["Content-Disposition"] = f'inline; filename="{file.download_name}"'
    is_document = file.media_type == FileKind.PDF
    response.headers["Content-Security-Policy"] = POLICY if is_document else SANDBOX
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.set_etag(file.sha256)
    response.cache_control.public = True
    response.cache_control.max_age = KEPT_SECONDS
    return response
