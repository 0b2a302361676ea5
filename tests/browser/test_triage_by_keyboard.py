"""Ten cases sorted without a mouse: with single keys, and with Tab and Enter where they are off."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from feedback_service.accounts.permissions import Role
from feedback_service.agencies.models import Agency
from feedback_service.cases.models import Case
from feedback_service.foundation import clock
from feedback_service.foundation.database import db
from feedback_service.identity.service import Vault
from tests.browser.conftest import Arrive, Employ
from tests.browser.keyboard import Keyboard
from tests.browser.running_site import Site
from tests.browser.visiting import Visitor
from tests.support.lives import AREA, COMMUNE, DESK, OTHER_DEPARTMENT, WORDS, Life

pytestmark = pytest.mark.browser

NEXT = "/workspace/triage/next"
# The words lead to three agencies here.
BUILDING = {
    "title": "Giấy phép xây dựng",
    "story": "Xin giấy phép xây dựng nhà trên đất nông nghiệp, xã bảo lên huyện, huyện bảo về xã.",
    "area_code": AREA,
}
HEALTH = {
    "title": "Chuyện ở trường mầm non",
    "story": "Trường mầm non thu tiền khám sức khỏe cho trẻ em không có biên lai, hóa đơn thuế.",
    "area_code": AREA,
}
SURE = {"field": "Đường bộ", "area_code": AREA}


def put_in(site: Site, *changes: dict[str, str]) -> list[str]:
    """Send cases in behind the pages; return their references, oldest first."""
    with site.app.app_context():
        life = Life(Vault(site.app.extensions["feedback.keys"]), clock.now())
        references = [life.submit(**each).reference for each in changes]
        db.session.remove()
    return references


def states(site: Site, references: list[str]) -> list[str]:
    with site.app.app_context():
        found = {case.reference: case.state for case in db.session.query(Case)}
        db.session.remove()
    return [found[reference] for reference in references]


def stands_at(visitor: Visitor, reference: str) -> None:
    """Fail unless it is this case's turn, with the focus on its heading."""
    expect(visitor.page.locator(".govuk-caption-l")).to_contain_text(reference)
    expect(visitor.page.locator("h1")).to_be_focused()


def test_ten_cases_are_sorted_with_single_keys(employ: Employ, site: Site) -> None:
    references = put_in(site, *[SURE if number % 2 else {} for number in range(10)])
    officer = employ(Role.INTAKE_OFFICER, DESK, "Nguyễn Minh Châu")
    keys = Keyboard(officer)
    officer.open(NEXT)
    officer.look("triage-next")
    other, ask, decline, accept = other_agency(keys), question(keys), refusal(keys), accepted(keys)
    for reference, decide in zip(
        references,
        (ask, accept, other, accept, decline, accept, other, accept, ask, accept),
        strict=True,
    ):
        stands_at(officer, reference)
        decide()

    officer.reads("Không còn hồ sơ chờ phân loại")
    officer.look("triage-nothing-left")
    expected = ["needs_information", "assigned", "assigned", "assigned", "declined", "assigned"]
    expected += ["assigned", "assigned", "needs_information", "assigned"]
    assert states(site, references) == expected


def test_ten_cases_go_to_one_of_the_candidates_with_a_key_each(employ: Employ, site: Site) -> None:
    references = put_in(site, *[BUILDING if number % 2 else HEALTH for number in range(10)])
    officer = employ(Role.INTAKE_OFFICER, DESK, "Nguyễn Minh Châu")
    keys = Keyboard(officer)
    officer.open(NEXT)
    officer.look("triage-next-with-candidates")
    went = []
    pressed = ("1", "2", "Enter", "3", "2", "1", "1", "Enter", "Enter", "2")
    for reference, key in zip(references, pressed, strict=True):
        stands_at(officer, reference)
        shown = officer.page.locator(f"[data-key='{key.lower()}']")
        which = key if key != "Enter" else "1"
        went.append(candidate(officer, which))
        expect(shown).to_have_count(1)
        keys.press(key)

    officer.reads("Không còn hồ sơ chờ phân loại")
    assert states(site, references) == ["assigned"] * 10
    assert leads(site, references) == went
    assert len(set(went)) > 2


def test_enter_works_what_has_the_focus_before_it_is_a_key(employ: Employ, site: Site) -> None:
    first, _second = put_in(site, BUILDING, BUILDING)
    officer = employ(Role.INTAKE_OFFICER, DESK, "Nguyễn Minh Châu")
    keys = Keyboard(officer)
    officer.open(NEXT)
    keys.enter("Để lại sau")
    officer.reads(f"Đã để lại hồ sơ {first}")
    assert states(site, [first]) == ["received"]


def candidate(officer: Visitor, number: str) -> str:
    """Return the agency that a key stands for."""
    line = officer.page.locator(f"[data-key='{number}']").inner_text()
    return line.split("Chuyển đến ")[1].strip()


def leads(site: Site, references: list[str]) -> list[str]:
    """Return the agencies that got the cases."""
    with site.app.app_context():
        query = select(Case.reference, Agency.name).join(Agency, Agency.id == Case.lead_agency_id)
        found = dict(db.session.execute(query).all())
        db.session.remove()
    return [found[reference] for reference in references]


def accepted(keys: Keyboard) -> Callable[[], None]:
    """Accept the suggestion: one key."""
    return lambda: keys.press("c")


def other_agency(keys: Keyboard) -> Callable[[], None]:
    """Name another agency: the key opens the form, the rest is Tab and typing."""

    def do() -> None:
        keys.press("k")
        keys.type("forward_other", OTHER_DEPARTMENT)
        keys.enter("Chuyển xử lý")

    return do


def question(keys: Keyboard) -> Callable[[], None]:
    """Ask: the letters of the question are no keys."""

    def do() -> None:
        keys.press("h")
        assert keys.focused() == "ask_question"
        keys.visitor.page.keyboard.type("cktb ")
        keys.visitor.page.keyboard.insert_text(WORDS)
        keys.enter("Gửi câu hỏi")

    return do


def refusal(keys: Keyboard) -> Callable[[], None]:
    """Decline with the first reason."""

    def do() -> None:
        keys.press("t")
        assert keys.focused() == "decline_reason"
        keys.press("Space")
        keys.type("decline_text", WORDS)
        keys.enter("Không tiếp nhận")

    return do


def test_what_was_pressed_by_mistake_is_taken_back_with_a_key(employ: Employ, site: Site) -> None:
    first, second = put_in(site, SURE, {})
    officer = employ(Role.INTAKE_OFFICER, DESK, "Nguyễn Minh Châu")
    keys = Keyboard(officer)
    officer.open(NEXT)
    keys.press("c")
    stands_at(officer, second)
    officer.look("triage-next-after-forward")
    keys.press("l")
    stands_at(officer, first)
    officer.reads(f"Đã lấy lại hồ sơ {first}")
    keys.press("b")
    stands_at(officer, second)
    keys.press("l")
    stands_at(officer, first)
    assert states(site, [first, second]) == ["received", "received"]


def test_single_keys_can_be_switched_off_and_tab_and_enter_do_it_all(
    employ: Employ, site: Site
) -> None:
    first, second = put_in(site, SURE, SURE)
    officer = employ(Role.INTAKE_OFFICER, DESK, "Nguyễn Minh Châu")
    keys = Keyboard(officer)
    officer.open(NEXT)
    keys.enter("Tắt phím tắt")
    officer.open(NEXT)
    keys.press("c")
    stands_at(officer, first)
    expect(officer.page.get_by_role("button", name="Bật phím tắt")).to_be_visible()
    keys.enter("Chuyển theo đề xuất")
    stands_at(officer, second)
    keys.enter("Để lại sau")
    officer.reads(f"Đã để lại hồ sơ {second}")
    # The way back stands before the heading.
    officer.page.keyboard.press("Shift+Tab")
    keys.press("Enter")
    officer.reads(f"Hồ sơ {second} trở lại chỗ cũ.")
    assert states(site, [first, second]) == ["assigned", "received"]


def test_a_refused_decision_shows_what_to_mend(employ: Employ, site: Site) -> None:
    put_in(site, {})
    officer = employ(Role.INTAKE_OFFICER, DESK, "Nguyễn Minh Châu")
    keys = Keyboard(officer)
    officer.open(NEXT)
    keys.press("t")
    keys.type("decline_text", "Ngắn")
    keys.enter("Không tiếp nhận")
    officer.reads("Có chỗ cần sửa", "Ngắn")
    officer.look("triage-next-wrong")


def test_sure_cases_go_together_without_a_mouse_or_scripts(arrive: Arrive, site: Site) -> None:
    references = put_in(site, SURE, {}, SURE, SURE)
    account = site.account(Role.INTAKE_OFFICER, DESK, "Nguyễn Minh Châu")
    officer = arrive(scripts=False).sign_in(account)
    keys = Keyboard(officer)
    officer.open("/workspace/triage")
    officer.look("triage-list-with-boxes")
    keys.choose("chosen-1")
    keys.choose("chosen-4")
    keys.enter("Chuyển các hồ sơ đã chọn theo đề xuất")
    officer.reads("Chuyển 2 hồ sơ theo đề xuất")
    officer.look("triage-chosen")
    keys.enter("Chuyển 2 hồ sơ")
    officer.reads("Đã chuyển 2 hồ sơ")
    officer.look("triage-chosen-result")
    assert states(site, references) == ["assigned", "received", "received", "assigned"]


def test_a_complaint_about_conduct_is_never_ticked(employ: Employ, site: Site) -> None:
    with site.app.app_context():
        life = Life(Vault(site.app.extensions["feedback.keys"]), clock.now())
        life.against(COMMUNE, **SURE)
        db.session.remove()
    officer = employ(Role.INTAKE_OFFICER, DESK, "Nguyễn Minh Châu")
    officer.open("/workspace/triage?tab=open")
    assert officer.page.locator("[name=chosen]").count() == 0
