"""Text size and contrast: chosen once, kept on every page, with and without scripts."""

import pytest

from tests.browser.conftest import Arrive
from tests.browser.visiting import Visitor

pytestmark = pytest.mark.browser

PAGES = ("/", "/submit/", "/track", "/archive", "/statistics", "/guide", "/agencies", "/sign-in")
CHOSEN = {"text-size-large", "contrast-high"}


@pytest.mark.parametrize("scripts", [True, False])
def test_size_and_contrast_are_kept_from_page_to_page(arrive: Arrive, scripts: bool) -> None:
    visitor = arrive(scripts=scripts)
    visitor.open("/track")
    for button in ("Chữ to", "Tương phản cao"):
        choose(visitor, button, scripts=scripts)
    for path in PAGES:
        visitor.open(path)
        classes = visitor.page.get_attribute("html", "class") or ""
        assert set(classes.split()) >= CHOSEN
        visitor.look(f"high-contrast-{path.strip('/') or 'home'}")
    choose(visitor, "Tương phản cao", scripts=scripts)
    visitor.open("/")
    assert "contrast-normal" in (visitor.page.get_attribute("html", "class") or "")


def choose(visitor: Visitor, button: str, *, scripts: bool) -> None:
    """Press a button of the preferences, and wait until the choice is kept."""
    if not scripts:
        visitor.press(button)
        return
    with visitor.page.expect_response("**/preferences"):
        visitor.press(button)
