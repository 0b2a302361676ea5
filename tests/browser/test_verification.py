"""A complaint about conduct from filing over the inquiry to a conclusion, an answer and a figure.

The accused unit is heard through an extract: its head reads that and nothing else.
"""

import pytest

from feedback_service.accounts.permissions import Role
from feedback_service.foundation import clock
from feedback_service.foundation.database import db
from feedback_service.identity.service import Vault
from feedback_service.responses.conclusions import Conclusion, Measure
from tests.browser.conftest import Arrive, Employ
from tests.browser.pages.desk import Desk
from tests.browser.pages.filing import NAME, PHONE, Filing, Slip, Told
from tests.browser.pages.own_case import OwnCase
from tests.browser.running_site import Site
from tests.browser.visiting import Visitor
from tests.support.inquiry import EVIDENCE, EXTRACT, FINDINGS, PLAN, REPLY, WHY_REPLY, Inquiry
from tests.support.lives import BELOW_COMMUNE, DESK, INSPECTORATE, Life

pytestmark = [pytest.mark.browser, pytest.mark.slow]

TOLD = Told(
    kind="Hành vi của cơ quan, cán bộ",
    category="Phải đi lại nhiều lần",
    particulars={"trips": "4", "dossier_code": "H26.15-261015-0042"},
    title="Ba lần hẹn trả giấy đều không có kết quả",
    story="Cán bộ ở quầy số hai hẹn ba lần, lần nào cũng bảo về chờ mà không nói vì sao.",
    office="Trung tâm Phục vụ hành chính công phường Phố Hiến",
)
CARELESS = "Bà Nguyễn Thị Mai nói cán bộ ở quầy số hai hẹn ba lần, lần nào cũng bảo về chờ."


def test_conduct_is_verified_answered_and_counted(
    arrive: Arrive, employ: Employ, site: Site
) -> None:
    with_four_concluded(site)
    slip = Filing(arrive(scripts=False)).file(TOLD)
    page = f"/workspace/cases/{slip.reference}/verification"
    verifier = Desk(employ(Role.INSPECTOR, INSPECTORATE, "Ngô Quang Huy"))
    head = Desk(employ(Role.HEAD, INSPECTORATE, "Đặng Hồng Sơn"))
    verifier.open_case(slip.reference)
    verifier.visitor.press("Nhận xử lý")

    begin(head, slip)
    ask_the_unit(verifier, head, page)
    heard(employ(Role.HEAD, BELOW_COMMUNE, "Lê Thị Giám Đốc"), slip)
    report_and_conclude(verifier, head, page)

    answer(verifier, head, employ, slip)
    own = OwnCase(arrive(scripts=False), slip)
    own.open()
    own.visitor.reads("Đang xác minh", "Đã có kết luận", "Đã trả lời bạn")
    own.visitor.does_not_read("Phê bình", EVIDENCE, EXTRACT, REPLY.happened)
    own.look("verified")
    public = arrive()
    public.open("/statistics")
    public.reads("Kết quả xác minh hành vi", "Phản ánh đúng", "Phê bình")
    public.look("statistics-with-conclusions")
    verifier.visitor.open("/workspace/hot-spots")
    verifier.visitor.reads(TOLD.office)
    verifier.visitor.look("workspace-hot-spots")


def with_four_concluded(site: Site) -> None:
    """Let four other complaints have been concluded: one more is enough for a figure."""
    with site.app.app_context():
        life = Life(Vault(site.app.extensions["feedback.keys"]), clock.now())
        inquiry = Inquiry(life)
        for _ in range(4):
            inquiry.concluded(Conclusion.FOUNDED, Measure.CRITICISM)
        db.session.remove()


def begin(head: Desk, slip: Slip) -> None:
    """Name the verifier."""
    head.open_case(slip.reference)
    head.visitor.press("Xác minh")
    head.visitor.reads("Chưa mở xác minh.")
    head.visitor.look("workspace-verification-none")
    form = head.unfold("open_verification")
    form.get_by_role("button", name="Mở xác minh", exact=True).click()
    head.visitor.arrived()
    head.visitor.reads("Có chỗ cần sửa")
    head.visitor.look("workspace-verification-wrong")
    head.visitor.page.select_option("[name=verifier]", label="Ngô Quang Huy")
    head.visitor.fill(plan=PLAN)
    head.visitor.page.locator("#act-open_verification button").click()
    head.visitor.arrived()
    head.done("Đã mở xác minh.")


def ask_the_unit(verifier: Desk, head: Desk, page: str) -> None:
    """Write an extract, carelessly at first; let the head send the better one."""
    verifier.visitor.open(page)
    verifier.act("write_extract", "Lưu bản trích", reply_reason=WHY_REPLY, extract=CARELESS)
    verifier.visitor.reads("Máy thấy chi tiết có thể lộ người phản ánh", "Nguyễn Thị Mai")
    verifier.visitor.look("workspace-verification-leaks")
    verifier.act("write_extract", "Lưu bản trích", reply_reason=WHY_REPLY, extract=EXTRACT)
    head.visitor.open(page)
    head.visitor.does_not_read("Máy thấy chi tiết")
    head.act("release_extract", "Gửi bản trích")
    head.done("Đã gửi bản trích.")


def heard(accused: Visitor, slip: Slip) -> None:
    """Let the accused unit read the extract and answer it, and find nothing else."""
    accused.open("/workspace/")
    accused.look("workspace-dashboard-accused")
    accused.follow("Giải trình")
    accused.look("workspace-replies")
    accused.page.locator("main a[href*='/workspace/replies/']").first.click()
    accused.arrived()
    accused.reads(EXTRACT)
    accused.look("workspace-reply")
    hidden = (slip.reference, slip.reference[-8:], TOLD.title, TOLD.story, NAME, PHONE, "/cases/")
    accused.does_not_read(*hidden)
    accused.fill(happened=REPLY.happened, rule=REPLY.rule)
    accused.press("Gửi giải trình")
    accused.reads("Có chỗ cần sửa", REPLY.happened)
    accused.fill(done=REPLY.done)
    accused.press("Gửi giải trình")
    accused.reads("Đã gửi giải trình.", REPLY.done)
    accused.does_not_read(*hidden)
    accused.look("workspace-reply-given")
    status = accused.page.context.request.get(f"/workspace/cases/{slip.reference}").status
    assert status == 404


def report_and_conclude(verifier: Desk, head: Desk, page: str) -> None:
    """Write findings, put them before the head, conclude."""
    verifier.visitor.open(page)
    verifier.visitor.reads(REPLY.happened)
    verifier.visitor.fill(evidence=EVIDENCE, findings=FINDINGS)
    verifier.visitor.page.check("[name=proposed_conclusion][value=founded]")
    verifier.visitor.page.check("[name=proposed_measure][value=reminder]")
    verifier.visitor.press("Lưu kết quả")
    verifier.done("Đã lưu kết quả xác minh.")
    verifier.visitor.look("workspace-verification-open")
    verifier.visitor.press("Trình lãnh đạo kết luận")
    verifier.done("Đã trình kết quả xác minh.")
    head.visitor.open(page)
    head.visitor.look("workspace-verification-reported")
    form = head.unfold("conclude_verification")
    form.locator("[name=measure][value=criticism]").check()
    form.get_by_role("button", name="Kết luận", exact=True).click()
    head.visitor.arrived()
    head.done("Đã kết luận.")
    head.visitor.look("workspace-verification-concluded")


def answer(verifier: Desk, head: Desk, employ: Employ, slip: Slip) -> None:
    """Answer the author with what was concluded."""
    verifier.open_case(slip.reference)
    verifier.visitor.look("workspace-case-verified")
    verifier.write_answer("Phản ánh đúng")
    head.open_case(slip.reference)
    head.approve()
    Desk(employ(Role.REVIEWER, DESK, "Trần Quốc Bảo")).send(slip.reference)
