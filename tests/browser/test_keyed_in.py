"""A letter that came by post: keyed in by an officer under the day it really came."""

from datetime import timedelta

import pytest

from feedback_service.accounts.permissions import Role
from feedback_service.foundation import clock
from tests.browser.conftest import Arrive, Employ
from tests.browser.pages.filing import PERSON, Slip, Told
from tests.browser.pages.own_case import OwnCase
from tests.browser.visiting import Visitor
from tests.support.lives import DESK

pytestmark = pytest.mark.browser

TOLD = Told(title="Đơn gửi qua bưu điện về phí chứng thực")


def test_a_paper_case_counts_from_the_day_it_came_and_its_author_can_follow_it(
    arrive: Arrive, employ: Employ
) -> None:
    came_on = clock.today() - timedelta(days=4)
    officer = employ(Role.INTAKE_OFFICER, DESK, "Nguyễn Minh Châu")
    officer.open("/workspace/key-in")
    officer.look("workspace-key-in")
    officer.press("Tiếp nhận")
    officer.reads("Có chỗ cần sửa")
    officer.look("workspace-key-in-wrong")
    officer.choose("Thư gửi qua bưu điện")
    for part in ("day", "month", "year"):
        officer.page.fill(f"[name='received_on-{part}']", str(getattr(came_on, part)))
    officer.choose(TOLD.kind)
    officer.page.select_option("[name=category]", label=TOLD.category)
    officer.fill(title=TOLD.title, story=TOLD.story, **PERSON)
    officer.choose("Người gửi đồng ý để cơ quan xử lý thông tin trong phản ánh")
    officer.press("Tiếp nhận")
    officer.reads("Đã tiếp nhận phản ánh", f"{came_on:%d/%m/%Y}")
    officer.look("workspace-key-in-receipt")
    slip = slip_of(officer)
    officer.press("Đã giao cho người gửi, xóa mã khỏi màn hình")
    officer.does_not_read(slip.key)

    author = arrive(scripts=False)
    own = OwnCase(author, slip)
    own.open()
    author.reads(TOLD.title, "Chuyển đến cơ quan có thẩm quyền")
    officer.open(f"/workspace/cases/{slip.reference}")
    officer.reads(f"{came_on:%d/%m/%Y}", "Thư gửi qua bưu điện")


def slip_of(officer: Visitor) -> Slip:
    """Read the two codes of the receipt that an officer hands over."""
    codes = officer.page.locator(".site-code__value").all_inner_texts()
    return Slip(*(code.strip() for code in codes))
