"""Everything goes without a mouse, and where the focus is can always be seen."""

import pytest

from tests.browser.conftest import Arrive
from tests.browser.keyboard import Keyboard
from tests.browser.pages.filing import PERSON, Filing, Told
from tests.browser.running_site import Site

pytestmark = pytest.mark.browser

TOLD = Told()


def test_a_case_is_filed_with_the_keyboard_alone(arrive: Arrive, site: Site) -> None:
    visitor = arrive()
    keys, filing = Keyboard(visitor), Filing(visitor)
    visitor.open("/")
    keys.enter("Gửi phản ánh, kiến nghị")
    visitor.reads("Bạn muốn làm việc gì?")
    for step, field in (("kind", "door"), ("category", "kind"), ("story", "category")):
        keys.choose(field)
        keys.enter("Tiếp tục")
        filing.at(step)
    keys.type("title", TOLD.title)
    keys.type("story", TOLD.story)
    for step in ("suggestions", "rule", "place", "office", "evidence", "person"):
        keys.enter("Tiếp tục")
        filing.at(step)
    keys.choose("submitter_type")
    for name, words in PERSON.items():
        keys.type(name, words)
    keys.choose("consent_process")
    keys.enter("Tiếp tục")
    filing.at("check")
    keys.enter("Gửi phản ánh")
    filing.at("receipt")
    assert site.rows("cases") == 1


def test_the_skip_link_comes_first_and_leads_to_the_content(arrive: Arrive) -> None:
    visitor = arrive()
    keys = Keyboard(visitor)
    visitor.open("/")
    keys.tab()
    skip = visitor.page.get_by_role("link", name="Tới nội dung chính")
    assert skip.evaluate("part => part === document.activeElement")
    assert skip.is_visible()
    keys.press("Enter")
    assert keys.focused() == "main"
    keys.tab()
    inside = "document.getElementById('main').contains(document.activeElement)"
    assert visitor.page.evaluate(inside)


def test_the_list_of_mistakes_takes_the_focus_and_leads_to_the_field(arrive: Arrive) -> None:
    visitor = arrive()
    keys, filing = Keyboard(visitor), Filing(visitor)
    filing.begin()
    keys.enter("Tiếp tục")
    visitor.reads("Có chỗ cần sửa")
    visitor.look("submit-2-kind-wrong")
    summary = visitor.page.locator(".govuk-error-summary")
    assert summary.evaluate("part => part === document.activeElement")
    keys.tab()
    keys.press("Enter")
    assert keys.focused() == "kind"
    keys.press("Space")
    keys.enter("Tiếp tục")
    filing.at("category")
