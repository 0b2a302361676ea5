"""The page of a letter, for a reader's window and for the press: one template, one style sheet."""

from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from flask import current_app
from flask_babel import force_locale
from flask_babel import gettext as _
from markupsafe import Markup, escape

from feedback_service.foundation.config import Settings
from feedback_service.letters.content import LetterContent
from feedback_service.letters.kinds import written_day
from feedback_service.letters.qr import qr_svg, tracking_address

TEMPLATE = "letters/letter.html"


def page_to_print(letter: LetterContent) -> str:
    """Return the page the press takes: its code and fonts come with it, nothing is linked."""
    with force_locale("vi"):
        words = _alternative()
        code = Markup('<img src="letter:qr" alt="{}">').format(words)
        return _render(letter, qr=code, printing=True)


def page_to_read(
    letter: LetterContent, *, back_href: str, back_text: str, preview: bool = False
) -> str:
    """Return the page a reader sees and may print; a letter is in Vietnamese in every language."""
    with force_locale("vi"):
        drawn = qr_svg(tracking_code()).replace(
            "<svg ", f'<svg role="img" aria-label="{escape(_alternative())}" ', 1
        )
        return _render(
            letter,
            # Drawn by ourselves out of an address of our own.
            qr=Markup(drawn),  # noqa: S704
            printing=False,
            back_href=back_href,
            back_text=back_text,
            preview=preview,
        )


def tracking_code() -> str:
    """Return what the code of every letter says."""
    settings: Settings = current_app.extensions["feedback.settings"]
    return tracking_address(settings.base_url)


@cache
def letter_style() -> str:
    """Return the style sheet that page and press share."""
    sheet = files("feedback_service.entrypoints.web") / "static" / "css" / "letter.css"
    return Path(str(sheet)).read_text(encoding="utf-8")


def _render(letter: LetterContent, **more: Any) -> str:
    return current_app.jinja_env.get_template(TEMPLATE).render(
        letter=letter,
        official_day=written_day(letter.head.issued_on),
        address=tracking_code(),
        **more,
    )


def _alternative() -> str:
    return str(_("Mã QR mở trang tra cứu hồ sơ"))
