"""One wish, one case: whatever is pressed twice, and whatever is forgotten in a hurry."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Arrive
from tests.browser.pages.filing import Filing, Told
from tests.browser.running_site import Site
from tests.browser.visiting import PATIENCE_MS, Visitor

pytestmark = pytest.mark.browser

TOLD = Told()
STORED = "JSON.stringify([Object.keys(localStorage), Object.keys(sessionStorage)])"


def test_a_double_press_a_reload_and_an_old_page_lead_to_one_case(
    arrive: Arrive, site: Site
) -> None:
    visitor = arrive(scripts=False)
    filing = Filing(visitor)
    filing.fill_in(TOLD)
    old = Visitor(visitor.page.context.new_page(), site, visitor.looker)
    old.open("/submit/check")

    visitor.page.get_by_role("button", name="Gửi phản ánh").dblclick()
    filing.at("receipt")
    slip = filing.slip()
    assert visitor.page.reload() is not None
    assert filing.slip() == slip
    old.press("Gửi phản ánh")
    assert Filing(old).slip() == slip
    assert site.rows("cases") == 1

    visitor.page.go_back()
    visitor.does_not_read(TOLD.title, TOLD.story)
    visitor.open("/submit/receipt")
    visitor.press("Tôi đã lưu mã")
    visitor.reads("Biên nhận không còn hiện ở đây")
    visitor.look("submit-9-receipt-closed")
    visitor.does_not_read(slip.key)


def test_leaving_in_a_hurry_leaves_nothing_behind(arrive: Arrive, site: Site) -> None:
    visitor = arrive()
    filing = Filing(visitor)
    filing.begin()
    filing.say_what(TOLD)
    assert site.rows("drafts") == 1
    visitor.press("Thoát nhanh")
    expect(visitor.page).to_have_url(f"{site.address}/submit/exit", timeout=PATIENCE_MS)
    assert visitor.page.inner_text("body").strip() == ""
    visitor.open("/submit/story")
    visitor.does_not_read(TOLD.title, TOLD.story)
    assert site.rows("drafts") == 0
    assert visitor.page.evaluate(STORED) == "[[],[]]"
    assert "draft" not in {cookie["name"] for cookie in visitor.page.context.cookies()}
