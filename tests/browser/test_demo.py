"""The first minutes of somebody who tries the service: the demo's page, and a role with a press."""

import re

import pytest

from tests.browser.conftest import Arrive
from tests.browser.running_site import Site
from tests.browser.visiting import Visitor
from tests.support.demo import as_demo

pytestmark = pytest.mark.browser
CODE = re.compile(r"\b\d{6}\b")


@pytest.mark.parametrize("scripts", [True, False])
def test_a_press_on_a_role_leads_to_its_desk(arrive: Arrive, site: Site, *, scripts: bool) -> None:
    with as_demo(site.app):
        visitor = arrive(scripts=scripts)
        visitor.open("/")
        visitor.page.get_by_role("link", name=re.compile("Dùng thử")).first.click()
        visitor.arrived()
        visitor.look("demo")
        with visitor.page.context.expect_page() as opened:
            visitor.page.get_by_role("button", name=re.compile("^Vào vai")).first.click()
        there = Visitor(opened.value, site, visitor.looker)
        there.arrived()
        there.look("demo-sign-in-code")
        shown = CODE.search(there.page.locator("main").inner_text())
        assert shown is not None
        there.page.get_by_label(re.compile("Mã 6 chữ số")).fill(shown[0])
        there.press("Đăng nhập")
        there.reads("Bạn đã đăng nhập.", "Xin chào")
