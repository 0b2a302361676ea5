"""A routing rule is written, seen on past cases and put in force, with the keyboard of a person."""

import pytest

from feedback_service.accounts.permissions import Role
from tests.browser.conftest import Employ
from tests.support.lives import DESK

pytestmark = pytest.mark.browser


def test_a_rule_is_seen_before_it_holds(employ: Employ) -> None:
    keeper = employ(Role.ADMINISTRATOR, DESK, "Trịnh Công Minh")
    keeper.open("/admin/routing-rules/new")
    keeper.fill(condition="loại = ", agency="33.sxd", basis="Quyết định 12/QĐ-UBND")
    keeper.press("Diễn tập và xem trước")
    keeper.reads("thiếu giá trị của “loại”")
    keeper.look("admin-rule-refused")

    keeper.fill(condition='loại = sáng kiến và lĩnh vực = "Đất đai"')
    keeper.press("Diễn tập và xem trước")
    keeper.reads("Thêm quy tắc số 1")
    keeper.look("admin-rule-preview")
    keeper.press("Xác nhận và áp dụng")
    keeper.reads("Đã áp dụng")
    keeper.look("admin-rules")
    keeper.follow("Số 1")
    keeper.look("admin-rule")
