"""A letter on its way to a reader: the printed file, or its page while there is none."""

from typing import cast

from flask import Response, current_app, make_response
from flask_babel import gettext as _

from feedback_service.entrypoints.letter_pages import page_to_read
from feedback_service.foundation.storage import FileMissing, Storage
from feedback_service.identity.service import Vault
from feedback_service.letters.queries import letter_of, line_of
from feedback_service.letters.service import read_letter, read_printed

SANDBOX = "default-src 'none'; sandbox"


def send_letter(vault: Vault, case_id: int, letter_id: int, *, back_href: str) -> Response:
    """Send a letter of a case; LetterMissing for one of another case."""
    letter = letter_of(case_id, letter_id)
    line = line_of(letter)
    if line.is_printed:
        storage = cast("Storage", current_app.extensions["feedback.storage"])
        try:
            return _file(read_printed(vault, letter, storage=storage), line.file_name)
        except FileMissing:
            # The record knows what it says: a lost file does not keep it from its reader.
            current_app.logger.exception("the file of letter %s is lost", letter.id)
    page = page_to_read(read_letter(vault, letter), back_href=back_href, back_text=_("Về hồ sơ"))
    return make_response(page)


def _file(pdf: bytes, name: str) -> Response:
    response = Response(pdf, content_type="application/pdf")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Content-Security-Policy"] = SANDBOX
    return response
