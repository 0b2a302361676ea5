"""Whether an answer was of use: one press of a reader, without an account."""

from flask import Blueprint, current_app, flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from feedback_service.cases.tracking import clean_reference
from feedback_service.entrypoints.web.archive import page_of
from feedback_service.entrypoints.web.opinion_words import COOKIE
from feedback_service.entrypoints.web.preferences import YEAR_SECONDS
from feedback_service.entrypoints.web.readers import network_mark
from feedback_service.foundation import clock
from feedback_service.foundation.database import transaction
from feedback_service.publication.errors import PublicationNotFound
from feedback_service.publication.opinions import Opinion, note_opinion

blueprint = Blueprint("opinions", __name__, url_prefix="/archive")


@blueprint.post("/<reference>/opinion")
def give(reference: str) -> str | tuple[str, int] | Response:
    """Count what a reader thinks of an answer, once a browser and once a network and day."""
    clean = clean_reference(reference)
    if clean is None:
        raise PublicationNotFound
    given = request.form.get("opinion", "")
    if given not in list(Opinion):
        return page_of(clean, errors={"opinion": [_("Hãy chọn vì sao chưa có ích.")]})
    today = clock.today()
    with transaction():
        mark = network_mark(f"opinion|{clean}", today)
        new = COOKIE not in request.cookies and note_opinion(
            clean, Opinion(given), mark=mark, on=today
        )
    if new:
        flash(_("Cảm ơn bạn. Ý kiến của bạn giúp câu trả lời sau tốt hơn."), "success")
    else:
        flash(_("Ý kiến từ máy hoặc mạng này về câu trả lời này đã được ghi rồi."), "info")
    address = url_for("archive.show", reference=clean)
    response = redirect(address, 303)
    response.set_cookie(
        COOKIE,
        "1",
        max_age=YEAR_SECONDS,
        path=address,
        secure=current_app.config["SESSION_COOKIE_SECURE"],
        httponly=True,
        samesite="Lax",
    )
    return response
