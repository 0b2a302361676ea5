"""A file is painted over with the mouse or by numbers, and read by everybody as pixels."""

import pytest
from playwright.sync_api import Page, expect

from feedback_service.accounts.permissions import Role
from feedback_service.cases.queries import case_by_id
from feedback_service.foundation import clock
from feedback_service.foundation.database import db
from feedback_service.identity.service import Vault
from tests.browser.conftest import Arrive, Employ
from tests.browser.running_site import Site
from tests.support.attaching import attach
from tests.support.lives import DESK
from tests.support.made_documents import MadeDocument
from tests.support.publishing import answered_case, make_people, publish_case

pytestmark = pytest.mark.browser


def paper() -> bytes:
    """Return minutes of two pages: a name, a number, and what nobody needs to hide."""
    made = MadeDocument(pages=2)
    made.text("BIÊN BẢN LÀM VIỆC", (130, 60), size=16)
    made.text("Người làm chứng: bà Trần Thị Bưởi, máy 0912 000 777.", (30, 100))
    made.text("Nội dung: kiểm tra ba bóng đèn trước cổng trường.", (30, 125))
    made.draw("0.7 0.8 0.9 rg 60 200 300 180 re f 0 g")
    made.text("Trang hai: kết luận và kiến nghị.", (30, 60), page=2)
    return made.save()


@pytest.fixture
def reference(site: Site) -> str:
    """A case whose answer came with a document."""
    with site.app.app_context():
        now, vault = clock.now(), Vault(site.app.extensions["feedback.keys"])
        case_id = answered_case(vault, make_people(now), now)
        attach(vault, case_id, paper(), now)
        found = case_by_id(case_id).reference
        db.session.remove()
    return found


def draw(page: Page, start: tuple[float, float], end: tuple[float, float]) -> None:
    """Draw a place on the first page with the mouse, from one corner to the other."""
    expect(page.locator("[data-page='1'] img")).to_have_js_property("naturalWidth", 876)
    drawing = page.locator("[data-page='1'] svg")
    drawing.evaluate("each => each.scrollIntoView()")
    box = drawing.bounding_box()
    assert box is not None
    (x1, y1), (x2, y2) = start, end
    page.mouse.move(box["x"] + box["width"] * x1, box["y"] + box["height"] * y1)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * x2, box["y"] + box["height"] * y2, steps=4)
    page.mouse.up()


def test_a_file_is_drawn_on_confirmed_and_read(
    employ: Employ, arrive: Arrive, reference: str
) -> None:
    publisher = employ(Role.PUBLISHER, DESK, "Nguyễn Minh Châu")
    page = publisher.page
    publisher.open(f"/workspace/publication/{reference}")
    publisher.press("Lưu và chuyển người xác nhận")
    publisher.open(f"/workspace/publication/{reference}/files")
    publisher.look("publication-files")
    publisher.follow("Tệp 1")
    # The machine proposed two places; the third is drawn with the mouse.
    expect(page.locator("[data-page='1'] rect")).to_have_count(2)
    draw(page, (0.2, 0.4), (0.5, 0.6))
    expect(page.locator("[data-areas-status]")).to_have_text("Đã ghi vào dòng 3.")
    expect(page.locator("[data-page='1'] rect")).to_have_count(3)
    assert page.locator("#width-3").input_value().startswith(("29,", "30,"))
    # What is typed is drawn as well.
    page.locator("#remove-3").check()
    expect(page.locator("[data-page='1'] rect")).to_have_count(2)
    page.locator("#remove-3").uncheck()
    publisher.press("Che và xem trước")
    publisher.reads("Đã che và lưu.")
    expect(page.locator(".areas-flat img").first).to_be_visible()
    publisher.look("publication-file")

    second = employ(Role.PUBLISHER, DESK, "Lê Thu Hà")
    second.open(f"/workspace/publication/{reference}")
    second.reads("Đã che 3 chỗ.")
    second.look("publication-confirm-with-files")
    second.press("Xác nhận và công khai")

    reader = arrive()
    reader.open(f"/archive/{reference}")
    reader.reads("Đã che 3 chỗ: tên người, số điện thoại, chi tiết riêng tư.")
    reader.look("archive-with-files")
    answer = reader.page.request.get(f"/archive/{reference}/files/1")
    assert answer.body().startswith(b"%PDF-")


def test_places_are_written_as_numbers_without_scripts(
    site: Site, arrive: Arrive, reference: str
) -> None:
    publisher = arrive(scripts=False).sign_in(site.account(Role.PUBLISHER, DESK, "Nguyễn An"))
    publisher.open(f"/workspace/publication/{reference}/files/1")
    publisher.press("Thêm dòng")
    row = {"page-8": "2", "left-8": "5", "top-8": "8,5", "width-8": "60", "height-8": "4"}
    for name, value in row.items():
        publisher.page.fill(f"#{name}", value)
    publisher.press("Che và xem trước")
    publisher.reads("Đã che và lưu.")
    assert "Trang hai" not in publisher.page.locator(".areas-flat").inner_text()


def test_a_file_added_to_a_public_case_is_looked_at_before_it_is_public(
    site: Site, employ: Employ
) -> None:
    with site.app.app_context():
        now, vault = clock.now(), Vault(site.app.extensions["feedback.keys"])
        people = make_people(now)
        case_id = answered_case(vault, people, now)
        attach(vault, case_id, paper(), now)
        reference = publish_case(vault, people, case_id, now)
        db.session.remove()
    publisher = employ(Role.PUBLISHER, DESK, "Nguyễn Minh Châu")
    publisher.open(f"/workspace/publication/{reference}")
    publisher.follow("Công khai thêm tệp kèm theo")
    publisher.follow("Tệp 1")
    publisher.press("Che và xem trước")
    second = employ(Role.PUBLISHER, DESK, "Lê Thu Hà")
    second.open(f"/workspace/publication/{reference}")
    second.look("publication-files-added")
    second.press("Xác nhận và công khai tệp")
    second.reads("Đã công khai thêm tệp kèm theo.")
    second.open(f"/workspace/publication/{reference}")
    second.look("publication-withdraw-with-files")
