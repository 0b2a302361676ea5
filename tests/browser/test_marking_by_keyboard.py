"""What must be hidden is marked where it stands: by keyboard, with scripts and without."""

import pytest
from playwright.sync_api import expect

from feedback_service.accounts.permissions import Role
from feedback_service.cases.queries import case_by_id
from feedback_service.foundation import clock
from feedback_service.foundation.database import db
from feedback_service.identity.service import Vault
from tests.browser.conftest import Arrive, Employ
from tests.browser.keyboard import Keyboard
from tests.browser.running_site import Site
from tests.browser.visiting import Visitor
from tests.support.lives import DESK
from tests.support.publishing import answered_case, make_people

pytestmark = pytest.mark.browser
SELECT_WORDS = """words => {
    const piece = [...document.querySelectorAll("[data-part=question] [data-at]")]
        .find(one => one.textContent.includes(words));
    const at = piece.firstChild.data.indexOf(words);
    const range = document.createRange();
    range.setStart(piece.firstChild, at);
    range.setEnd(piece.firstChild, at + words.length);
    getSelection().removeAllRanges();
    getSelection().addRange(range);
}"""


@pytest.fixture
def address(site: Site) -> str:
    """Where an answered case waits to be marked."""
    with site.app.app_context():
        now = clock.now()
        vault = Vault(site.app.extensions["feedback.keys"])
        case_id = answered_case(vault, make_people(now), now)
        reference = case_by_id(case_id).reference
        db.session.remove()
    return f"/workspace/publication/{reference}"


def test_places_are_walked_and_words_hidden_with_single_keys(employ: Employ, address: str) -> None:
    publisher = employ(Role.PUBLISHER, DESK, "Nguyễn Minh Châu")
    keys, page = Keyboard(publisher), publisher.page
    publisher.open(address)
    publisher.look("publication-mark")
    shown = page.locator("[data-shown=question]")
    expect(shown).to_contain_text("số máy [đã ẩn: số điện thoại].")

    keys.press("n")
    keys.press("n")
    assert keys.focused() == "hide-2"
    keys.press("x")
    expect(shown).to_contain_text("số máy 0912 000 777.")
    assert keys.focused() == "hide-2"
    keys.press("Space")
    expect(shown).to_contain_text("số máy [đã ẩn: số điện thoại].")
    keys.press("p")
    assert keys.focused() == "hide"

    page.evaluate(SELECT_WORDS, "hai tháng")
    keys.press("a")
    expect(shown).to_contain_text("đã hỏng [đã ẩn: chi tiết riêng tư] nay")
    expect(page.locator("[data-place] input:checked")).to_have_count(3)
    assert keys.focused() == "hide"
    keys.to(page.locator("#place-1 summary"))
    keys.press("Enter")
    page.locator("#place-1 details input").fill("nhiều tuần")
    page.locator("#place-1 details input").press("Tab")
    expect(shown).to_contain_text("đã hỏng [thay chi tiết riêng tư: nhiều tuần] nay")
    publisher.look("publication-mark-with-words")
    publisher.press("Lưu và chuyển người xác nhận")
    publisher.reads("chờ một người khác xác nhận")


def test_the_list_of_what_is_always_hidden_is_filled_and_looked_at(employ: Employ) -> None:
    publisher = employ(Role.PUBLISHER, DESK, "Nguyễn Minh Châu")
    publisher.open("/workspace/publication/always-hidden")
    publisher.fill(value="Lò Văn Páo")
    publisher.press("Thêm")
    publisher.reads("3 tiếng")
    publisher.does_not_read("Páo")
    publisher.look("publication-always-hidden")


def test_without_scripts_tab_leads_through_places_and_reasons_as_one_reads(
    arrive: Arrive, site: Site, address: str
) -> None:
    publisher = arrive(scripts=False).sign_in(
        site.account(Role.PUBLISHER, DESK, "Nguyễn Minh Châu")
    )
    keys = Keyboard(publisher)
    publisher.open(address)
    keys.to_field("hide")
    keys.press("Space")
    keys.tab()
    assert keys.focused().startswith("reason-question-")
    keys.tab()
    keys.tab()
    assert keys.focused() == "hide-2"
    preview(publisher)
    expect(publisher.page.locator("[data-shown=question]")).to_contain_text("Phạm Thị Minh Họa")


def preview(publisher: Visitor) -> None:
    """Ask for the preview as a page of its own."""
    publisher.press("Xem trước")
