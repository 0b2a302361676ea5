"""Cases that are not answered here: declined and taken in after all, or sent on by letter."""

import pytest

from feedback_service.accounts.permissions import Role
from feedback_service.agencies.queries import get_agency
from feedback_service.foundation import clock
from feedback_service.foundation.database import transaction
from tests.browser.conftest import Arrive, Employ
from tests.browser.pages.desk import Desk
from tests.browser.pages.filing import Filing, Told
from tests.browser.pages.own_case import OwnCase
from tests.browser.running_site import Site
from tests.support.lives import DESK, ELSEWHERE

pytestmark = pytest.mark.browser

WHY_NOT = "Nội dung này là việc riêng giữa hai gia đình, không phải quy định hành chính."
WHY_YET = "Tôi hỏi về quy định cấp phép của xã chứ không phải việc riêng giữa hai nhà."
UPHELD = "Người gửi hỏi về quy định cấp phép, thuộc phạm vi tiếp nhận của hệ thống này."
LETTER = "01/VPUBND"
ADDRESS = "Số 1 đường Thử, Hà Nội"


def test_a_declined_case_is_taken_in_when_another_person_upholds_the_appeal(
    arrive: Arrive, employ: Employ
) -> None:
    author = arrive(scripts=False)
    slip = Filing(author).file(Told())
    intake = Desk(employ(Role.INTAKE_OFFICER, DESK, "Nguyễn Minh Châu"))
    intake.open_case(slip.reference)
    intake.unfold("decline")
    intake.visitor.choose("Không phải phản ánh, kiến nghị về quy định hành chính")
    intake.visitor.fill(decline_text=WHY_NOT)
    intake.visitor.press("Không tiếp nhận")
    intake.done("Đã báo cho người gửi là không tiếp nhận")

    own = OwnCase(author, slip)
    own.open()
    author.reads(WHY_NOT)
    own.look("declined")
    own.write("appeal", WHY_YET, "Gửi đề nghị")
    author.reads("Một người khác ở cơ quan đầu mối sẽ quyết định")

    intake.open_case(slip.reference)
    intake.visitor.reads(WHY_YET)
    assert intake.visitor.page.locator("#act-decide_appeal").count() == 0
    reviewer = Desk(employ(Role.REVIEWER, DESK, "Trần Quốc Bảo"))
    reviewer.open_from("/workspace/triage?tab=appeals", slip.reference, "workspace-triage-appeals")
    reviewer.visitor.look("workspace-case-appealed")
    reviewer.unfold("decide_appeal")
    reviewer.visitor.choose("Chấp nhận, tiếp nhận hồ sơ")
    reviewer.visitor.fill(appeal_text=UPHELD)
    reviewer.visitor.press("Quyết định")
    reviewer.done("Đã quyết định và báo cho người gửi.")

    own.look("appeal-upheld")
    assert own.timeline()[0].startswith("Đề nghị được chấp nhận")
    author.reads("Đã tiếp nhận")


def test_who_is_sent_on_to_a_ministry_is_told_by_which_letter_and_where_to_ask(
    arrive: Arrive, employ: Employ, site: Site
) -> None:
    with site.app.app_context(), transaction():
        get_agency(ELSEWHERE).address = ADDRESS
    author = arrive()
    slip = Filing(author).file(Told())
    intake = Desk(employ(Role.INTAKE_OFFICER, DESK, "Nguyễn Minh Châu"))
    intake.open_case(slip.reference)
    intake.act(
        "forward_out",
        "Lập công văn và chuyển",
        out_agency=ELSEWHERE,
        out_reason="Quy định này do Bộ Y tế ban hành nên chỉ Bộ sửa được.",
    )
    intake.done("Đã lập công văn chuyển ra ngoài")

    own = OwnCase(author, slip)
    own.open()
    author.reads("Bộ Y tế", LETTER, f"{clock.today():%d/%m/%Y}", "bạn hỏi kết quả tại", ADDRESS)
    own.look("forwarded-out")
    assert "Bộ Y tế" in own.timeline()[0]
