"""Every part of the layout in a real browser: accessible, inside the screen, silent."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from flask import Flask, Response, flash, make_response, render_template, request
from flask_babel import Babel
from flask_wtf.csrf import CSRFProtect
from jinja2 import ChoiceLoader, FileSystemLoader
from playwright.sync_api import Browser, Page

from tests.browser.looking import Watch, examine, keep_picture
from tests.browser.running_site import serve_quietly

pytestmark = pytest.mark.browser

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'; connect-src 'self'"
)
CODES = (400, 403, 404, 405, 409, 413, 422, 429, 500, 503)
PAGES = (
    "/parts",
    "/question",
    "/question?wrong=1",
    "/receipt",
    "/workspace",
    "/error/404",
    "/error/500",
)


@dataclass(frozen=True)
class Due:
    """What due_tag reads."""

    due_on: date | None = date(2026, 12, 1)
    days_left: int | None = 9
    working: bool = True
    paused: bool = False
    provisional: bool = False
    met: bool | None = None


DUES = (
    Due(),
    Due(days_left=2, provisional=True),
    Due(days_left=0),
    Due(days_left=-3, working=False),
    Due(paused=True),
    Due(due_on=None, days_left=None),
    Due(met=True),
    Due(met=False),
)
TYPED = {
    "title": "Đèn đường <hỏng>",
    "kind": "conduct",
    "proof": ["paper"],
    "happened-day": "31",
    "happened-month": "2",
    "happened-year": "2026",
    "consent": "yes",
}
WRONG = {
    "text": ["Viết nội dung phản ánh, ít nhất 20 ký tự."],
    "kind": ["Chọn điều bạn muốn nói."],
    "commune": ["Chọn phường, xã nơi xảy ra việc."],
    "happened": ["Ngày 31/2/2026 không có. Nhập một ngày có thật."],
    "files": ["Tệp «biên lai.exe» không nhận được. Gửi ảnh hoặc PDF."],
    "password": ["Nhập mật khẩu."],
}
STAFF_NAV = [
    {"href": "/workspace", "text": "Hộp việc", "current": "page", "count": 24},
    {"href": "#", "text": "Chờ duyệt", "current": False, "count": 3},
    {"href": "#", "text": "Công khai", "current": False},
]


def gallery() -> Flask:
    """Return a site that shows each layout with long names, errors and empty lists."""
    app = Flask(
        "gallery",
        static_folder=str(ROOT / "feedback_service" / "entrypoints" / "web" / "static"),
        template_folder=str(ROOT / "templates"),
    )
    app.config.update(SECRET_KEY="gallery-only", BABEL_DEFAULT_LOCALE="vi")
    app.jinja_loader = ChoiceLoader(
        [FileSystemLoader(ROOT / "templates"), FileSystemLoader(HERE / "gallery")]
    )
    Babel(app)
    CSRFProtect(app)
    app.context_processor(frame)
    app.add_url_rule("/preferences", "preferences.change", change_preferences, methods=["POST"])
    app.add_url_rule("/<name>", "page", show)
    app.add_url_rule("/error/<int:code>", "error", show_error)
    app.after_request(guard)
    return app


def frame() -> dict[str, object]:
    return {
        "site_name": "Phản ánh, kiến nghị",
        "site_owner": "Ủy ban nhân dân thành phố Đà Nẵng",
        "hotline": "1022",
        "text_size": request.cookies.get("size", "normal"),
        "contrast": request.cookies.get("contrast", "normal"),
    }


def change_preferences() -> Response:
    answer = make_response("", 303, {"Location": request.form["next"]})
    for name in ("size", "contrast"):
        if name in request.form:
            answer.set_cookie(name, request.form[name])
    return answer


def show(name: str) -> str:
    wrong = "wrong" in request.args
    if name == "parts":
        flash("Đã gửi câu trả lời cho người gửi.", "success")
    return render_template(
        f"{name}.html",
        dues=DUES,
        values=TYPED if wrong else {},
        errors=WRONG if wrong else {},
        back_href="/parts",
        step=2,
        steps=8,
        quick_exit_action="/parts" if name == "question" else None,
        quick_exit_away="about:blank",
        staff_nav=STAFF_NAV,
        person_name="Trần Thị Hạnh",
        person_agency="Ủy ban nhân dân phường Hải Châu",
    )


def show_error(code: int) -> tuple[str, int]:
    return render_template(f"errors/{code}.html"), code


def guard(answer: Response) -> Response:
    answer.headers["Content-Security-Policy"] = POLICY
    return answer


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with serve_quietly(gallery()) as where:
        yield where


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context()
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("look", ["normal", "high"])
def test_a_page_has_no_axe_fault_and_stays_inside_the_screen(
    address: str, page: Page, path: str, look: str
) -> None:
    watch = Watch(address)
    watch.over(page.context)
    page.context.add_cookies(
        [
            {"name": "contrast", "value": look, "url": address},
            {"name": "size", "value": "large" if look == "high" else "normal", "url": address},
        ]
    )
    page.goto(address + path)
    page.wait_for_selector("body.js-enabled")
    name = path.strip("/").replace("/", "-").replace("?", "-").replace("=", "")
    assert examine(page, f"gallery-{name}-{look}") == []
    assert [fault for fault in watch.faults if "/error/500" not in fault] == []


def test_the_error_summary_takes_the_focus_and_leads_to_the_field(address: str, page: Page) -> None:
    page.goto(address + "/question?wrong=1")
    page.wait_for_selector("body.js-enabled")
    assert page.evaluate("document.activeElement.className") == "govuk-error-summary"
    for name in WRONG:
        page.click(f".govuk-error-summary a[href='#{name}']")
        assert page.evaluate("document.activeElement.id") == name


def test_typed_words_come_back_escaped(address: str, page: Page) -> None:
    page.goto(address + "/question?wrong=1")
    assert page.input_value("#title") == "Đèn đường <hỏng>"
    assert page.is_checked("input[name=kind][value=conduct]")
    assert page.is_checked("input[name=proof][value=paper]")
    assert page.input_value("[name=happened-day]") == "31"


def test_text_size_and_contrast_change_in_place_and_last(address: str, page: Page) -> None:
    page.goto(address + "/question")
    page.wait_for_selector("body.js-enabled")
    page.fill("#title", "chưa gửi")
    with page.expect_response("**/preferences"):
        page.click("button[name=size][value=large]")
    with page.expect_response("**/preferences"):
        page.click("button[name=contrast]")
    assert page.input_value("#title") == "chưa gửi"
    page.reload()
    assert set(page.evaluate("[...document.documentElement.classList]")) == {
        "text-size-large",
        "contrast-high",
    }


def test_preferences_work_without_a_script(address: str, browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address + "/question?wrong=1")
    page.click("button[name=size][value=large]")
    assert page.url == address + "/question?wrong=1"
    assert page.get_attribute("html", "class") == "text-size-large contrast-normal"
    assert page.is_visible(".govuk-service-navigation__list")
    assert not page.is_visible("[data-print]")
    context.close()


def test_escape_pressed_three_times_leaves_the_page(address: str, page: Page) -> None:
    page.goto(address + "/question")
    page.wait_for_selector("body.js-enabled")
    for _ in range(3):
        page.keyboard.press("Escape")
    page.wait_for_url("about:blank")


def test_a_printed_receipt_shows_the_codes_and_nothing_to_press(address: str, page: Page) -> None:
    page.goto(address + "/receipt")
    page.wait_for_selector("body.js-enabled")
    page.emulate_media(media="print")
    keep_picture(page, "gallery-receipt-print")
    assert "PAKN.2026.7K2M9Q4T" in page.inner_text("main")
    assert "7K2M 9Q4T ZX81 PM3D W6RA 0H5C K2NB" in page.inner_text("main")
    for part in (".site-nav", ".site-preferences", "[data-print]", "button"):
        assert not page.locator(part).first.is_visible()


@pytest.mark.parametrize("code", CODES)
def test_an_error_page_names_no_machine_words(address: str, page: Page, code: int) -> None:
    answer = page.goto(f"{address}/error/{code}")
    assert answer is not None
    assert answer.status == code
    words = page.inner_text("main")
    assert page.locator("h1").count() == 1
    assert not any(
        word in words for word in ("Error", "Traceback", "Exception", "Not Found", "Internal")
    )
