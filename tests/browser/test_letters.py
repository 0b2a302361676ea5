"""An author reads why the date is what it is, and takes a numbered letter home."""

import io
from pathlib import Path

import pypdf
import pytest

from tests.browser.conftest import Arrive
from tests.browser.pages.filing import NAME, Filing, Told
from tests.browser.pages.own_case import OwnCase
from tests.browser.running_site import Site

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_an_author_understands_the_date_and_downloads_the_receipt(
    arrive: Arrive, site: Site, tmp_path: Path
) -> None:
    author = arrive(scripts=False)
    own = OwnCase(author, Filing(author).file(Told()))
    own.open()
    author.page.locator("details", has_text="Vì sao là ngày này?").last.locator("summary").click()
    author.reads("bắt đầu đếm từ ngày sau", "ngày tiếp nhận; không tính vào thời hạn")

    author.press("Lấy giấy tiếp nhận")
    author.reads("Đã cấp giấy tiếp nhận.", "trang in được; tệp PDF có sau ít phút")
    author.page.get_by_role("link", name="Giấy tiếp nhận số").click()
    author.reads("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", own.slip.reference)
    author.look("letter-page")

    site.let_worker_work()
    own.look("with-letter")
    letter = take_home(own, tmp_path)
    assert own.slip.reference in letter
    assert NAME not in letter
    assert own.slip.key not in letter


def test_anybody_reckons_a_term_without_scripts(arrive: Arrive) -> None:
    visitor = arrive(scripts=False)
    visitor.open("/guide")
    visitor.follow("Tính một thời hạn, xem từng ngày")
    visitor.look("calculator")
    visitor.page.get_by_label("Thời hạn", exact=True).select_option("forward")
    visitor.press("Tính")
    visitor.reads("Hạn cuối:", "là ngày cuối của thời hạn")
    visitor.look("calculator-result")


def take_home(own: OwnCase, folder: Path) -> str:
    """Download the newest letter of a case and return its words."""
    page = own.visitor.page
    with page.expect_download() as started:
        page.get_by_role("link", name="Giấy tiếp nhận số").click()
    kept = folder / started.value.suggested_filename
    started.value.save_as(kept)
    assert kept.name == "01-GTN-VPUBND.pdf"
    pages = pypdf.PdfReader(io.BytesIO(kept.read_bytes())).pages
    return " ".join(" ".join(each.extract_text() for each in pages).split())
