"""Each kind of letter as it lies on the desk: its pages drawn, kept as pictures, looked over."""

import io

import pypdf
import pypdfium2
import pytest
from flask import Flask
from PIL import Image, ImageOps

from feedback_service.entrypoints.letter_pages import letter_style, page_to_print, tracking_code
from feedback_service.letters.content import LetterContent
from feedback_service.letters.kinds import LetterKind
from feedback_service.letters.press import open_press
from feedback_service.letters.qr import qr_svg
from tests.support.letter_samples import AGENCY, HARD, SIGNER, sample_letter
from tests.support.pictures import PICTURES

DOTS = 110 / 72
# Of the style sheet, in millimetres: top, right, bottom, left; the number of the page lies below.
MARGINS = (20, 18, 18, 30)
# What rounding to dots may add.
SLACK = 1.0
LENGTHS = {"short": 1, "long": 12}


@pytest.mark.slow
@pytest.mark.parametrize("length", LENGTHS)
@pytest.mark.parametrize("kind", list(LetterKind))
def test_a_letter_keeps_within_its_margins_and_loses_no_word(
    context: Flask, kind: LetterKind, length: str
) -> None:
    letter = sample_letter(kind, paragraphs=LENGTHS[length])
    pdf = printed(letter)
    pages = pictures_of(pdf, f"{kind}-{length}")

    assert len(pages) <= 1 + LENGTHS[length] // 2
    for page in pages:
        assert outside(page) == []
    texts = [" ".join(page.extract_text().split()) for page in readable(pdf).pages]
    whole = " ".join(texts)
    for part in letter.parts:
        assert part.title in whole
    assert AGENCY.upper() in whole
    if letter.parts:
        assert HARD in whole
    if letter.signature.name:
        assert SIGNER in whole
        # Whoever signs does not stand alone on a page.
        assert texts.index(next(t for t in texts if SIGNER in t)) == texts.index(
            next(t for t in texts if "Nơi nhận" in t)
        )
    # No page holds nothing but the code and where to look the case up.
    assert all(len(text) > 250 for text in texts), texts


def printed(letter: LetterContent) -> bytes:
    """Return a letter as a file, out of the real press."""
    with open_press() as press:
        page = page_to_print(letter)
        return press.print_page(page, css=letter_style(), qr=qr_svg(tracking_code()))


def readable(pdf: bytes) -> pypdf.PdfReader:
    """Return a file to be read."""
    return pypdf.PdfReader(io.BytesIO(pdf))


def pictures_of(pdf: bytes, name: str) -> list[Image.Image]:
    """Draw the pages of a file and keep them for people to look at."""
    folder = PICTURES / "letters"
    folder.mkdir(parents=True, exist_ok=True)
    document = pypdfium2.PdfDocument(pdf)
    pages = []
    for number, page in enumerate(document, start=1):
        picture = page.render(scale=DOTS).to_pil().convert("L")
        picture.save(folder / f"{name}-{number}.png")
        pages.append(picture)
    document.close()
    return pages


def outside(page: Image.Image) -> list[str]:
    """Return on which sides of a page there is ink beyond the margin."""
    left, top, right, bottom = ImageOps.invert(page).getbbox() or (0, 0, *page.size)
    dots = DOTS * 72 / 25.4
    wanted = [edge * dots for edge in MARGINS]
    width, height = page.size
    found = {
        "top": top < wanted[0] - SLACK,
        "right": right > width - wanted[1] + SLACK,
        # The page's number stands in the lower margin, and nothing below it.
        "bottom": bottom > height - wanted[2] / 3,
        "left": left < wanted[3] - SLACK,
    }
    return [side for side, is_beyond in found.items() if is_beyond]
