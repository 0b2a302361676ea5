"""A threshold is seen beforehand and put in force; how right routing was is read beside it."""

import pytest

from feedback_service.accounts.permissions import Role
from tests.browser.conftest import Employ
from tests.support.lives import DESK

pytestmark = pytest.mark.browser


def test_a_threshold_is_seen_before_it_holds(employ: Employ) -> None:
    keeper = employ(Role.ADMINISTRATOR, DESK, "Trịnh Công Minh")
    keeper.open("/admin/text-threshold")
    keeper.look("admin-text-threshold-before")
    keeper.press("Xem trước thay đổi")
    keeper.reads("Ngưỡng này đang được áp dụng")
    keeper.look("admin-text-threshold-same")

    keeper.page.get_by_label("90%", exact=True).check()
    keeper.press("Xem trước thay đổi")
    keeper.reads("Từ 85% thành 90%")
    keeper.look("admin-text-threshold-preview")
    keeper.press("Xác nhận và áp dụng")
    keeper.reads("Đang áp dụng: 90%")

    keeper.open("/workspace/rightness")
    keeper.reads("Mô hình đọc nội dung")
    keeper.look("workspace-rightness")
