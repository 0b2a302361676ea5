"""The letters of a case, for its author: the receipt when they ask for it, each to take away."""

from flask import flash, redirect, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from feedback_service.cases.lettering import write_receipt
from feedback_service.entrypoints.web.errors import sentence
from feedback_service.entrypoints.web.letter_files import send_letter
from feedback_service.entrypoints.web.track.visit import blueprint, vault, visited_case
from feedback_service.foundation import clock
from feedback_service.foundation.database import transaction
from feedback_service.letters.errors import LetterMissing, LetterOnce
from feedback_service.letters.queries import letter_of, line_of


@blueprint.post("/<reference>/receipt")
def ask_receipt(reference: str) -> Response:
    """Number a receipt; asked twice, the first one stays."""
    back = redirect(url_for("track.show", reference=reference, _anchor="letters"), 303)
    try:
        with transaction():
            letter = write_receipt(vault(), visited_case(reference, lock=True), now=clock.now())
    except LetterOnce as error:
        flash(sentence(error))
        return back
    if letter is None:
        flash(_("Hồ sơ này không có giấy tiếp nhận của cơ quan đầu mối. Biên nhận của bạn vẫn đủ."))
    else:
        flash(_("Đã cấp giấy tiếp nhận. Tệp PDF có trong mục Văn bản sau ít phút."), "success")
    return back


@blueprint.get("/<reference>/letters/<int:letter_id>")
def letter(reference: str, letter_id: int) -> Response:
    """Give the author a letter of their own case."""
    case = visited_case(reference)
    if not line_of(letter_of(case.id, letter_id)).kind.is_for_author:
        raise LetterMissing
    back = url_for("track.show", reference=reference)
    return send_letter(vault(), case.id, letter_id, back_href=back)
