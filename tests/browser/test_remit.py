"""Who is competent is handed over, and an agency moved, with the keyboard of a person."""

import pytest

from feedback_service.accounts.permissions import Role
from tests.browser.conftest import Employ
from tests.support.lives import DESK

pytestmark = pytest.mark.browser


def test_a_field_is_handed_over_after_a_look_at_past_cases(employ: Employ) -> None:
    keeper = employ(Role.ADMINISTRATOR, DESK, "Trịnh Công Minh")
    keeper.open("/admin/remit?field=duong+bo&level=province")
    keeper.page.locator("#main a", has_text="Số ").first.click()
    keeper.look("admin-remit-row")
    keeper.fill(next_agency="33.stc")
    keeper.press("Diễn tập việc chuyển")
    keeper.reads("chưa phải một ngày")
    keeper.look("admin-remit-refused")

    keeper.page.fill("[name='next_from-day']", "1")
    keeper.page.fill("[name='next_from-month']", "1")
    keeper.page.fill("[name='next_from-year']", "2030")
    keeper.page.fill("[name='next_basis']", "Quyết định 12/QĐ-UBND")
    keeper.press("Diễn tập việc chuyển")
    keeper.reads("giao Sở Tài chính", "từ 01/01/2030")
    keeper.look("admin-remit-preview")
    keeper.press("Xác nhận và áp dụng")
    keeper.reads("Đã áp dụng")
    keeper.open("/admin/remit/changes")
    keeper.follow("Phiên bản 1")
    keeper.look("admin-remit-version")


def test_an_agency_is_moved_after_a_look_at_open_cases(employ: Employ) -> None:
    keeper = employ(Role.ADMINISTRATOR, DESK, "Trịnh Công Minh")
    keeper.open("/admin/agencies?q=so+xay+dung")
    keeper.follow("Sở Xây dựng")
    keeper.look("admin-agency")
    keeper.page.fill("[name='parent']", "33.stc")
    for part, typed in (("day", "1"), ("month", "1"), ("year", "2030")):
        keeper.page.fill(f"[name='move_on-{part}']", typed)
    keeper.page.fill("[name='move_basis']", "Quyết định 12/QĐ-UBND")
    keeper.press("Xem trước việc chuyển")
    keeper.reads("trực thuộc Sở Tài chính từ ngày 01/01/2030", "0–4")
    keeper.look("admin-agency-preview")
    keeper.press("Xác nhận và áp dụng")
    keeper.reads("Chờ đến ngày.")
