"""The whole way of a case: filed without scripts, answered, published, rated and reopened."""

from email import message_from_bytes
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from feedback_service.accounts.permissions import Role
from tests.browser.conftest import Arrive, Employ
from tests.browser.pages.desk import ANSWER, Desk
from tests.browser.pages.filing import LANDMARK, NAME, PHONE, Filing, Slip, Told
from tests.browser.pages.own_case import OwnCase
from tests.browser.pages.publishing import PRIVATE, PublishingDesk
from tests.browser.papers import letter, photograph
from tests.browser.running_site import Site
from tests.browser.visiting import Visitor
from tests.support.lives import DEPARTMENT, DESK

pytestmark = [pytest.mark.browser, pytest.mark.slow]

TOLD = Told()
SECOND_THOUGHT = "Cấp phép xây dựng nhà ở vẫn đòi bản sao có chứng thực"
ADDRESS = "minh.hoa@vi-du.vn"
QUESTION = "Bạn nộp hồ sơ ở đâu, ngày nào, và được yêu cầu chứng thực giấy tờ gì?"
REPLY = "Tôi nộp ở bộ phận một cửa ngày 12, được yêu cầu chứng thực giấy đất."
PUBLIC_TITLE = "Cấp giấy phép xây dựng nhà ở: không cần bản sao chứng thực"
TYPED_PLAINLY = "giay phep xay dung nha o"
ATOM = "{http://www.w3.org/2005/Atom}"
UNSOLVED = "Hôm qua bộ phận một cửa vẫn đòi bản sao chứng thực như trước."


def test_a_case_goes_the_whole_way(
    arrive: Arrive, employ: Employ, site: Site, tmp_path: Path
) -> None:
    author = arrive(scripts=False)
    slip = file_with_second_thoughts(author, tmp_path)
    own = OwnCase(author, slip)
    own.open()
    author.reads(SECOND_THOUGHT, REPLACED)
    own.look("received")
    assert own.save_file(1, tmp_path).startswith(b"\x89PNG")
    assert own.save_file(2, tmp_path).startswith(b"%PDF")

    answered_by_the_department(employ, own)
    assert ADDRESS in addressees(site)
    published(employ, slip)
    found_by_anybody(arrive(), slip)

    own.look("answered")
    author.reads(*ANSWER.values())
    own.rate("Không hài lòng", UNSOLVED)
    author.reads("Cảm ơn bạn đã đánh giá.")
    own.write("reopening", UNSOLVED, "Mở lại hồ sơ")
    author.reads("Hồ sơ đã được mở lại và có thời hạn trả lời mới.", "(lần 2)")
    own.look("reopened")
    assert own.timeline()[:4] == [
        "Bạn đã mở lại hồ sơ",
        "Bạn đã đánh giá câu trả lời",
        "Đã công khai câu trả lời (không có tên bạn)",
        "Đã trả lời bạn",
    ]
    assert own.timeline()[-1] == "Đã tiếp nhận phản ánh của bạn"


REPLACED = "Tôi nghĩ nên bỏ yêu cầu này."


def file_with_second_thoughts(author: Visitor, folder: Path) -> Slip:
    """File a case with two papers, going back once and changing two answers at the end."""
    filing = Filing(author)
    filing.begin()
    filing.say_what(TOLD)
    filing.at("place")
    author.press("Lưu và quay lại")
    filing.at("rule")
    filing.go_on()
    filing.say_where(TOLD)
    filing.add_files(photograph(folder), letter(folder))
    filing.say_who(TOLD)
    filing.at("check")
    author.look("submit-8-check-with-files")
    author.page.locator("a[href*='/submit/story?from=check']").first.click()
    author.arrived()
    author.fill(title=SECOND_THOUGHT, proposal=REPLACED)
    author.press("Lưu và xem lại")
    filing.at("check")
    author.reads(SECOND_THOUGHT, "Tệp 1", "Tệp 2")
    author.page.locator("a[href*='/submit/person?from=check']").first.click()
    author.arrived()
    author.fill(email=ADDRESS)
    author.choose("Báo cho tôi qua thư điện tử khi có tin mới")
    author.press("Lưu và xem lại")
    return filing.send()


def answered_by_the_department(employ: Employ, own: OwnCase) -> None:
    """Let everybody at the desk and at the department do their part."""
    reference = own.slip.reference
    triage = Desk(employ(Role.INTAKE_OFFICER, DESK, "Nguyễn Minh Châu"))
    triage.visitor.look("workspace-dashboard-desk")
    triage.open_from("/workspace/triage", reference, "workspace-triage")
    triage.visitor.look("workspace-case-triage")
    triage.visitor.does_not_read(ADDRESS)
    triage.forward(DEPARTMENT, "Đề nghị trả lời đúng trọng tâm.")

    officer = Desk(employ(Role.OFFICER, DEPARTMENT, "Vũ Đình Khôi"))
    officer.visitor.look("workspace-dashboard-officer")
    officer.open_from("/workspace/inbox", reference, "workspace-inbox")
    officer.visitor.press("Nhận xử lý")
    officer.done("Đã phân công người xử lý.")
    officer.act("ask", "Gửi câu hỏi", ask_question=QUESTION)
    officer.done("Đã gửi câu hỏi.")
    own.look("question")
    own.visitor.reads(QUESTION)
    own.write("reply", REPLY, "Gửi trả lời")
    own.visitor.reads("Đã gửi thông tin bổ sung.")
    officer.open_case(reference)
    officer.visitor.reads(REPLY)
    officer.visitor.look("workspace-case-officer")
    officer.write_answer()

    head = Desk(employ(Role.HEAD, DEPARTMENT, "Hoàng Bích Ngọc"))
    head.open_from("/workspace/inbox?view=approval", reference, "workspace-inbox-approval")
    head.approve()
    Desk(employ(Role.REVIEWER, DESK, "Trần Quốc Bảo")).send(reference)


def addressees(site: Site) -> set[str]:
    """Let the worker work, and return to whom mail went out."""
    assert site.let_worker_work() > 0
    mails = [message_from_bytes(file.read_bytes()) for file in site.mail_folder.iterdir()]
    assert all(TOLD.story not in str(mail) for mail in mails)
    return {str(mail["To"]) for mail in mails}


def published(employ: Employ, slip: Slip) -> None:
    """Let one person mark what must go, and another confirm it."""
    first = PublishingDesk(employ(Role.PUBLISHER, DESK, "Lê Thu Hà"))
    first.mark(slip.reference, PUBLIC_TITLE, LANDMARK)
    second = PublishingDesk(employ(Role.PUBLISHER, DESK, "Phạm Anh Tuấn"))
    second.confirm(slip.reference)


def found_by_anybody(reader: Visitor, slip: Slip) -> None:
    """Find the case by words without marks and in the feed; nothing of its author is in it."""
    reader.open("/archive")
    reader.fill(q=TYPED_PLAINLY)
    reader.press("Tìm")
    reader.look("archive-found")
    reader.follow(PUBLIC_TITLE)
    reader.reads(ANSWER["finding"], slip.reference)
    reader.look("archive-case")
    reader.does_not_read(NAME, PHONE, ADDRESS, LANDMARK)
    reader.reads(f"[đã ẩn: {PRIVATE}]")
    feed = reader.page.context.request.get("/archive/feed.atom").body()
    entry = ET.fromstring(feed).find(f"{ATOM}entry")
    assert entry is not None
    assert entry.findtext(f"{ATOM}title") == PUBLIC_TITLE
    assert NAME.encode() not in feed
    reader.open("/")
    reader.reads(PUBLIC_TITLE)
    reader.look("home-with-answers")
    reader.open("/statistics")
    reader.look("statistics-with-a-case")
