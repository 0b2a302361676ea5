"""A late case: who watches, reminds and apologises, and what its author finds and takes home."""

import io
from datetime import timedelta
from pathlib import Path

import pypdf
import pytest

from feedback_service.accounts.permissions import Role
from feedback_service.cases.commands import Receipt
from feedback_service.foundation import clock
from feedback_service.foundation.database import db
from feedback_service.identity.service import Vault
from tests.browser.conftest import Arrive, Employ
from tests.browser.pages.desk import Desk
from tests.browser.pages.filing import Slip
from tests.browser.pages.own_case import OwnCase
from tests.browser.running_site import Site
from tests.browser.visiting import Visitor
from tests.support.lives import DEPARTMENT, DESK, Life

pytestmark = [pytest.mark.browser, pytest.mark.slow]

NOTE = "Đã kiểm tra thực địa, đang chờ bản vẽ của đơn vị đo đạc. Dự kiến xong trong tuần tới."
REASON = "Phải chờ ý kiến của hai sở về ranh giới thửa đất, nay đã có đủ."
SIGNER = "Lê Thị Thanh Hà"
ASKED = "Đề nghị trả lời người gửi trong tuần và báo cáo nguyên nhân chậm trễ."


def test_a_late_case_is_seen_reminded_of_apologised_for_and_read_by_its_author(
    arrive: Arrive, employ: Employ, site: Site, tmp_path: Path
) -> None:
    receipt = late_case(site)
    remind(employ(Role.INTAKE_OFFICER, DESK, "Nguyễn Minh Châu"), receipt)
    answer_for_it(employ, receipt)
    site.let_worker_work()

    author = arrive(scripts=False)
    own = OwnCase(author, Slip(receipt.reference, receipt.tracking_key))
    own.open()
    author.reads("Đang quá hạn", "Chưa có tin", NOTE, REASON)
    own.look("late-with-apology")
    author.does_not_read(ASKED)
    letter = take_home(own, tmp_path)
    assert REASON in letter
    assert SIGNER in letter
    assert receipt.tracking_key not in letter


def remind(desk: Visitor, receipt: Receipt) -> None:
    """Let the focal point find what is late, and remind the agency under a number."""
    for page in ("monitor", "overdue", f"monitor/{DEPARTMENT}"):
        desk.open(f"/workspace/{page}")
        desk.reads("Sở Xây dựng")
        desk.look(f"workspace-{page.replace('/', '-')}-with-late")
    desk.press("Đôn đốc cơ quan này")
    desk.look("workspace-reminder-new")
    desk.fill(reminder_text=ASKED, **day("reminder_on", 5))
    desk.press("Gửi đôn đốc")
    desk.reads("Đã gửi đôn đốc số 1/", receipt.reference)
    desk.look("workspace-reminder")
    desk.open("/workspace/reminders")
    desk.reads("Đang chờ")
    desk.look("workspace-reminders")


def answer_for_it(employ: Employ, receipt: Receipt) -> None:
    """Let the agency tell how it stands, and its head apologise."""
    officer = Desk(employ(Role.OFFICER, DEPARTMENT, "Vũ Đức Long"))
    officer.open_case(receipt.reference)
    officer.visitor.reads(ASKED, "Văn bản đôn đốc số")
    officer.act("tell_progress", "Gửi tiến độ", progress=NOTE)
    officer.done("Đã báo tiến độ")
    head = Desk(employ(Role.HEAD, DEPARTMENT, SIGNER))
    head.visitor.open("/workspace/agency")
    head.visitor.follow("Sổ hồ sơ quá hạn: người gửi đã được báo những gì")
    head.visitor.look("workspace-overdue-of-a-head")
    head.open_case(receipt.reference)
    head.act("sign_apology", "Ký và gửi", apology_reason=REASON, **day("apology_on", 7))
    head.done("Đã ký thư xin lỗi.")
    head.visitor.look("workspace-case-apologised")


def late_case(site: Site) -> Receipt:
    """Return a case that was given to the department forty days ago, late since half of them."""
    with site.app.app_context():
        vault = Vault(site.app.extensions["feedback.keys"])
        life = Life(vault, clock.now() - timedelta(days=40))
        receipt = life.submit()
        life.forward(receipt.case_id)
        life.take(receipt.case_id)
        db.session.remove()
    # Marks it late, and tells its author that nobody told anything.
    site.let_worker_work()
    site.let_worker_work()
    return receipt


def day(name: str, ahead: int) -> dict[str, str]:
    """Return the three boxes of a date so many days ahead."""
    on = clock.today() + timedelta(days=ahead)
    parts = {"day": on.day, "month": on.month, "year": on.year}
    return {f"{name}-{part}": str(value) for part, value in parts.items()}


def take_home(own: OwnCase, folder: Path) -> str:
    """Download the apology and return its words."""
    page = own.visitor.page
    with page.expect_download() as started:
        page.get_by_role("link", name="Văn bản xin lỗi số").first.click()
    kept = folder / started.value.suggested_filename
    started.value.save_as(kept)
    pages = pypdf.PdfReader(io.BytesIO(kept.read_bytes())).pages
    return " ".join(" ".join(each.extract_text() for each in pages).split())
