"""Authors who are helped after the story: one takes a procedure, one needs no case any more."""

import pytest
from playwright.sync_api import expect

from feedback_service.foundation import clock
from feedback_service.foundation.database import db
from feedback_service.identity.service import Vault
from tests.browser.conftest import Arrive
from tests.browser.pages.filing import Filing, Told
from tests.browser.running_site import Site
from tests.support.publishing import answered_case, make_people, publish_case

pytestmark = pytest.mark.browser

BIRTH = Told(
    title="Đăng ký khai sinh chờ quá lâu",
    story=(
        "Tôi nộp hồ sơ đăng ký khai sinh cho con ở phường Phố Hiến từ đầu tháng, đến nay vẫn "
        "chưa có kết quả."
    ),
)
LAMP = Told(
    title="Đèn đường trước cổng trường hỏng",
    story="Đèn đường trước cổng trường hỏng hai tháng, tôi đã báo mà chưa ai trả lời, sửa chữa.",
)
HOSPITAL = Told(
    kind="Hành vi của cơ quan, cán bộ",
    title="Bác sĩ quát nạt người bệnh",
    story="Bệnh viện tỉnh bắt chờ giấy chuyển tuyến, bác sĩ quát nạt, không thanh toán viện phí.",
)


def published(site: Site) -> str:
    """Put an answered case about a lamp into the archive; return its reference."""
    with site.app.app_context():
        vault, now = Vault(site.app.extensions["feedback.keys"]), clock.now()
        people = make_people(now)
        reference = publish_case(vault, people, answered_case(vault, people, now), now)
        db.session.remove()
    return reference


def write(filing: Filing, told: Told, category: str = "") -> None:
    """Fill the form in up to the story."""
    filing.begin()
    filing.visitor.choose(told.kind)
    filing.go_on()
    filing.visitor.choose(category or told.category)
    filing.go_on()
    filing.tell(told)


def test_an_author_takes_a_procedure_and_goes_on(arrive: Arrive, site: Site) -> None:
    visitor = arrive(scripts=False)
    filing = Filing(visitor)
    write(filing, BIRTH)

    filing.at("suggestions")
    visitor.reads("Cơ quan có thể giải quyết", "vì bạn viết “", "Bạn đang nói về thủ tục này?")
    visitor.look("submit-3-suggestions-procedure")
    visitor.page.locator("[value='procedure:1.001193']").click()
    filing.at("rule")
    expect(visitor.page.locator("[name=procedure_code][value='1.001193']")).to_be_checked()
    filing.go_on()
    filing.say_where(BIRTH)
    filing.add_files()
    filing.say_who(BIRTH)
    filing.send()
    assert site.rows("cases") == 1


def test_an_author_whose_answer_is_there_needs_no_case(arrive: Arrive, site: Site) -> None:
    reference = published(site)
    before = site.rows("cases")
    visitor = arrive(scripts=False)
    filing = Filing(visitor)
    write(filing, LAMP)

    filing.at("suggestions")
    visitor.page.get_by_text("Ý chính của câu trả lời").click()
    visitor.reads("Việc tương tự đã được trả lời", "ba bóng đèn bị cháy")
    visitor.look("submit-3-suggestions-answers")
    visitor.press("Câu trả lời này giải quyết được việc của tôi")
    filing.at(f"answered/{reference}")
    visitor.reads("Rất vui vì bạn đã có câu trả lời", f"/archive/{reference}")
    visitor.look("submit-answered")
    assert (site.rows("drafts"), site.rows("cases")) == (0, before)
    visitor.open("/statistics")
    visitor.reads("Tìm được câu trả lời có sẵn trong lúc viết, nên không cần gửi: 1 người.")
    visitor.look("statistics-with-answers-found")


def test_whoever_complains_of_conduct_is_asked_for_the_office_alone(
    arrive: Arrive, site: Site
) -> None:
    published(site)
    visitor = arrive()
    filing = Filing(visitor)
    write(filing, HOSPITAL, category="Thái độ phục vụ")

    filing.at("suggestions")
    visitor.reads("Có phải đơn vị bạn phản ánh?", "không xem được phản ánh của bạn")
    visitor.does_not_read("Việc tương tự đã được trả lời", "Bạn đang nói về thủ tục này?")
    visitor.look("submit-3-suggestions-conduct")
    visitor.press("Đúng, là Sở Y tế")
    filing.at("rule")
