"""The checks of every page can fail: a page with one fault of each kind is caught at each."""

import pytest
from playwright.sync_api import Browser

from tests.browser.conftest import Arrive
from tests.browser.looking import Watch, examine

pytestmark = pytest.mark.browser

BROKEN = """<!doctype html><html lang="en"><head><title>Thử</title></head><body><main>
<h1>Một</h1><h1>Hai</h1><img src="/static/images/lotus.svg" width="500"></main></body></html>"""


def test_a_broken_page_is_noticed(arrive: Arrive) -> None:
    page = arrive().page
    page.goto("/guide")
    page.set_content(BROKEN)
    faults = "\n".join(examine(page, "broken"))
    for fault in ("does not say that it is Vietnamese", "2 headings", "image-alt", "wide: ['<img"):
        assert fault in faults


def test_what_a_page_must_never_do_is_noticed(arrive: Arrive, browser: Browser) -> None:
    home = arrive().site.address
    watch, context = Watch(home), browser.new_context()
    watch.over(context)
    page = context.new_page()
    page.goto(f"{home}/guide")
    page.evaluate("fetch('/static/none.css')")
    page.evaluate("document.body.setAttribute('style', 'color: red')")
    page.goto(home.replace("127.0.0.1", "localhost") + "/guide")
    context.close()
    faults = "\n".join(watch.faults)
    for fault in ("404: ", "Content Security Policy", "asked elsewhere: http://localhost"):
        assert fault in faults
