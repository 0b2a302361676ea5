"""Letters that wait are printed here, in the worker: never while somebody waits for a page."""

import logging

from feedback_service.entrypoints.letter_pages import letter_style, page_to_print, tracking_code
from feedback_service.foundation import clock
from feedback_service.foundation.database import stop_reading, transaction
from feedback_service.foundation.storage import Storage
from feedback_service.identity.service import Vault
from feedback_service.letters.errors import PressFailed
from feedback_service.letters.press import Press, missing_libraries, open_press
from feedback_service.letters.qr import qr_svg
from feedback_service.letters.queries import waiting_letters
from feedback_service.letters.service import keep_printed, note_failure, open_letter

# The press takes a second to start, and each letter a twentieth of one.
BATCH = 40
_log = logging.getLogger(__name__)


def print_letters(vault: Vault, storage: Storage, *, most: int = BATCH) -> int:
    """Print some of the letters that wait and return how many; none where the press cannot run.

    A letter that waits is found by its state: one that was printed and not marked is printed again.
    """
    waiting = waiting_letters(most=most)
    stop_reading()
    if not waiting or missing_libraries():
        return 0
    printed = 0
    with open_press() as press:
        for letter_id in waiting:
            try:
                pdf = print_letter(press, vault, letter_id)
            except PressFailed as error:
                _log.warning("letter %s could not be printed (%s)", letter_id, error)
                with transaction():
                    note_failure(letter_id)
                # A press that broke off prints nothing more; the rest waits for the next one.
                break
            with transaction():
                printed += keep_printed(vault, letter_id, pdf, storage=storage, now=clock.now())
    return printed


def print_letter(press: Press, vault: Vault, letter_id: int) -> bytes:
    """Return one letter as a file."""
    content = open_letter(vault, letter_id)
    stop_reading()
    page = page_to_print(content)
    return press.print_page(page, css=letter_style(), qr=qr_svg(tracking_code()))
