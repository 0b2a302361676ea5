"""An author whose story reads like a matter for another door, and the desk that gets it."""

import pytest

from feedback_service.accounts.permissions import Role
from tests.browser.conftest import Arrive, Employ
from tests.browser.pages.filing import Filing, Told
from tests.browser.running_site import Site

pytestmark = pytest.mark.browser

ABOUT_A_FINE = Told(
    title="Xử phạt sai quán của tôi",
    story=(
        "Tôi không đồng ý với quyết định xử phạt quán của tôi ngày 1/10/2026 ở phường Phố Hiến, "
        "đề nghị hủy quyết định này."
    ),
)


def test_an_author_meets_an_offramp_and_goes_on(arrive: Arrive, employ: Employ) -> None:
    visitor = arrive(scripts=False)
    filing = Filing(visitor)
    filing.begin()
    filing.at("kind")
    visitor.choose(ABOUT_A_FINE.kind)
    filing.go_on()
    visitor.choose(ABOUT_A_FINE.category)
    filing.go_on()
    filing.tell(ABOUT_A_FINE)

    filing.at("advice")
    visitor.reads("Việc này có thể cần làm đơn khiếu nại", "90 ngày", "Máy đọc có thể nhầm")
    visitor.look("submit-3-advice")
    visitor.press("Tiếp tục gửi phản ánh")
    filing.pass_suggestions()
    filing.at("rule")
    filing.go_on()
    filing.say_where(ABOUT_A_FINE)
    filing.add_files()
    filing.say_who(ABOUT_A_FINE)
    filing.send()

    desk = employ(Role.INTAKE_OFFICER, "33.vp-ubnd", "Vũ Thị Đầu Mối")
    desk.open("/workspace/triage/next")
    desk.reads("Có thể cần chỉ dẫn nơi khác", "Máy đọc được gì trong bài")
    desk.look("triage-next-with-findings")


def test_an_author_deletes_the_text_and_is_shown_the_door(arrive: Arrive, site: Site) -> None:
    visitor = arrive(scripts=False)
    filing = Filing(visitor)
    filing.begin()
    visitor.choose(ABOUT_A_FINE.kind)
    filing.go_on()
    visitor.choose(ABOUT_A_FINE.category)
    filing.go_on()
    filing.tell(ABOUT_A_FINE)
    visitor.press("Xóa bài viết và rời đi")

    visitor.reads("Việc này cần làm đơn khiếu nại", "Trang này không lưu gì về bạn.")
    assert site.rows("drafts") == 0
