"""What comes out of the press: a tagged Vietnamese PDF that says what the letter says."""

import hashlib
import io
from typing import Any

import pypdf
import pytest
import segno
from flask import Flask

from feedback_service.cases import lettering
from feedback_service.entrypoints import letter_printing
from feedback_service.entrypoints.letter_pages import letter_style, page_to_print, tracking_code
from feedback_service.entrypoints.letter_printing import print_letters
from feedback_service.foundation.database import db
from feedback_service.foundation.storage import Storage
from feedback_service.letters.errors import PressFailed
from feedback_service.letters.kinds import LetterState
from feedback_service.letters.models import Letter
from feedback_service.letters.press import missing_libraries, open_press
from feedback_service.letters.qr import qr_svg
from feedback_service.letters.queries import letters_of
from feedback_service.letters.service import read_letter, read_printed
from tests.support.lives import Life

# Tone and hook on one letter, and every letter that needs two marks.
HARD = "Trưởng phòng ẵỡỹỵẴỠ đã kiểm tra, quyết định sẽ sửa đổi trước tháng sau"


@pytest.fixture
def storage(context: Flask) -> Storage:
    store: Storage = context.extensions["feedback.storage"]
    return store


@pytest.fixture
def printed(life: Life, storage: Storage) -> tuple[Life, Letter, bytes]:
    """A case whose receipt was asked for and printed by the real press."""
    case_id = life.submit().case_id
    life.do_sealed(lettering.write_receipt, case_id, now=life.at)
    assert print_letters(life.vault, storage) == 1
    letter = db.session.get_one(Letter, letters_of(case_id)[0].letter_id)
    return life, letter, read_printed(life.vault, letter, storage=storage)


def words_of(pdf: bytes) -> str:
    """Return the text of a file, its lines joined."""
    pages = pypdf.PdfReader(io.BytesIO(pdf)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def tags_of(node: Any) -> list[tuple[str, str]]:
    """Return every tag of a file with its alternative text, from the root down."""
    node = node.get_object()
    if isinstance(node, list):
        return [tag for each in node for tag in tags_of(each)]
    if not isinstance(node, dict):
        return []
    own = [(str(node["/S"]), str(node.get("/Alt", "")))] if "/S" in node else []
    below = node.get("/K")
    return own + (tags_of(below) if hasattr(below, "get_object") else [])


def test_this_machine_has_what_the_press_needs() -> None:
    assert missing_libraries() == []


def test_the_file_is_tagged_and_has_title_and_language(
    printed: tuple[Life, Letter, bytes],
) -> None:
    _life, letter, pdf = printed
    root = pypdf.PdfReader(io.BytesIO(pdf)).trailer["/Root"]

    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "vi-VN"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert "pdfuaid:part" in root["/Metadata"].get_object().get_data().decode()
    title = pypdf.PdfReader(io.BytesIO(pdf)).metadata
    assert title is not None
    assert title.title == f"Giấy tiếp nhận số {letter.written_number}"
    tags = tags_of(root["/StructTreeRoot"])
    assert {"/H1", "/P", "/Table", "/TH"} <= {name for name, _alternative in tags}
    assert [alternative for name, alternative in tags if name == "/Figure"] == [
        "Mã QR mở trang tra cứu hồ sơ"
    ]


def test_the_words_come_out_whole_with_every_mark(life: Life, storage: Storage) -> None:
    case_id = life.submit().case_id
    life.ask(case_id, question=f"{HARD}?")
    print_letters(life.vault, storage)
    letter = db.session.get_one(Letter, letters_of(case_id)[0].letter_id)
    words = words_of(read_printed(life.vault, letter, storage=storage))

    assert HARD in words
    assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in words
    assert "Độc lập - Tự do - Hạnh phúc" in words
    assert "Hưng Yên, ngày 23 tháng 11 năm 2026" in words
    assert life.case(case_id).reference in words


def test_the_fonts_are_within_the_file(printed: tuple[Life, Letter, bytes]) -> None:
    _life, _letter, pdf = printed
    page = pypdf.PdfReader(io.BytesIO(pdf)).pages[0]
    fonts = [font.get_object() for font in page["/Resources"]["/Font"].values()]

    assert fonts
    for font in fonts:
        assert "Be-Vietnam-Pro" in font["/BaseFont"]
        described = font["/DescendantFonts"][0].get_object()["/FontDescriptor"]
        assert any(name.startswith("/FontFile") for name in described)


def test_the_code_says_the_address_of_the_tracking_page_and_nothing_else(context: Flask) -> None:
    address = tracking_code()
    drawn = io.BytesIO()
    segno.make(address, error="m", micro=False).save(
        drawn, kind="svg", xmldecl=False, omitsize=True, svgclass=None, lineclass=None
    )

    assert address.endswith("/track")
    assert qr_svg(address) == drawn.getvalue().decode().strip()


def test_the_digest_is_that_of_the_file_given_out(printed: tuple[Life, Letter, bytes]) -> None:
    _life, letter, pdf = printed

    assert hashlib.sha256(pdf).hexdigest() == letter.sha256
    assert len(pdf) == letter.size_bytes


def test_no_key_and_no_name_of_the_author_is_in_the_file(life: Life, storage: Storage) -> None:
    receipt = life.submit()
    life.do_sealed(lettering.write_receipt, receipt.case_id, now=life.at)
    print_letters(life.vault, storage)
    letter = db.session.get_one(Letter, letters_of(receipt.case_id)[0].letter_id)
    words = words_of(read_printed(life.vault, letter, storage=storage))

    assert not [part for part in receipt.tracking_key.split("-") if part in words]
    assert "Nguyễn Thị Mai" not in words


def test_the_press_fetches_nothing_and_reads_no_file(life: Life) -> None:
    reaching = (
        '<html lang="vi"><title>x</title><body><img src="file:///etc/hostname" alt="a">'
        '<img src="http://127.0.0.1:9/x" alt="b"><p>đủ</p></body></html>'
    )
    with open_press() as press:
        words = words_of(press.print_page(reaching, css="@import 'file:///x.css';", qr=""))

    assert "đủ" in words


def test_a_page_that_takes_too_long_ends_the_press(life: Life) -> None:
    endless = "<html><body>" + "<table><tr><td>chậm</td></tr></table>" * 3000 + "</body></html>"
    with open_press(longest=0.01) as press, pytest.raises(PressFailed, match="broke off"):
        press.print_page(endless, css="", qr="")


def test_a_letter_waits_while_the_libraries_are_missing(
    life: Life, storage: Storage, monkeypatch: pytest.MonkeyPatch
) -> None:
    case_id = life.submit().case_id
    life.do_sealed(lettering.write_receipt, case_id, now=life.at)
    with monkeypatch.context() as patch:
        patch.setattr(letter_printing, "missing_libraries", lambda: ["libpango-1.0.so.0"])
        assert print_letters(life.vault, storage) == 0
    assert print_letters(life.vault, storage) == 1

    letter = db.session.get_one(Letter, letters_of(case_id)[0].letter_id)
    assert letter.state == LetterState.PRINTED


def test_page_and_file_are_made_of_one_template(life: Life) -> None:
    case_id = life.submit().case_id
    letter = life.do_sealed(lettering.write_receipt, case_id, now=life.at)
    assert letter is not None
    page = page_to_print(read_letter(life.vault, letter))

    assert "<style" not in page
    assert "http" not in page.replace(tracking_code(), "")
    assert "@page" in letter_style()
