"""What every page promises, checked in a real browser: `look` at a page, `Watch` over a visit."""

from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Request, Response

from tests.support.pictures import PICTURES

HERE = Path(__file__).parent
AXE = (HERE / "vendor" / "axe.min.js").read_text(encoding="utf-8")
NARROWEST, PHONE, DESK = 320, 360, 1280
HEIGHT = 800
# Written for every page with a status of its own, which tests ask for on purpose.
PAGE_STATUS = "Failed to load resource: the server responded with a status of"
FIND_FAULTS = "async () => (await axe.run({resultTypes: ['violations']})).violations"


@dataclass
class Watch:
    """Writes down what must never happen during a visit, on whatever page."""

    origin: str
    faults: list[str] = field(default_factory=list)

    def over(self, context: BrowserContext) -> None:
        """Watch everything a context does."""
        context.on("console", self._heard)
        context.on("weberror", lambda error: self.faults.append(f"script error: {error.error}"))
        context.on("request", self._asked)
        context.on("response", self._answered)

    def _heard(self, line: ConsoleMessage) -> None:
        if line.type in {"error", "warning"} and not line.text.startswith(PAGE_STATUS):
            self.faults.append(f"console: {line.text}")

    def _asked(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if f"{parts.scheme}://{parts.netloc}" != self.origin and parts.scheme != "about":
            self.faults.append(f"asked elsewhere: {request.url}")

    def _answered(self, response: Response) -> None:
        is_page = response.request.resource_type == "document"
        if response.status >= 500 or (response.status >= 400 and not is_page):
            self.faults.append(f"{response.status}: {response.url}")


@dataclass
class Looker:
    """Looks at each page once a run, at three widths; a second look would find nothing new."""

    seen: set[str] = field(default_factory=set)

    def look(self, page: Page, name: str) -> None:
        """Check a page: language, one heading, inside the screen, nothing for axe to find."""
        if name in self.seen:
            return
        self.seen.add(name)
        page.wait_for_load_state("load")
        if page.evaluate("document.body.classList.contains('js-enabled')"):
            before = page.viewport_size
            faults = examine(page, name)
            page.set_viewport_size(before or {"width": DESK, "height": HEIGHT})
        else:
            faults = examine_with_scripts(page, name)
        assert faults == []


def examine_with_scripts(page: Page, name: str) -> list[str]:
    """Open the same page in a context of its own that runs scripts, and examine it there."""
    browser = page.context.browser
    assert browser is not None
    parts = urlsplit(page.url)
    watch = Watch(f"{parts.scheme}://{parts.netloc}")
    context = browser.new_context(storage_state=page.context.storage_state())
    watch.over(context)
    twin = context.new_page()
    twin.goto(page.url)
    twin.wait_for_selector("body.js-enabled")
    faults = examine(twin, name)
    context.close()
    return faults + watch.faults


def examine(page: Page, name: str) -> list[str]:
    """Return what is wrong with a page, at each width, and keep its pictures."""
    faults = []
    if page.locator("html").get_attribute("lang") != "vi":
        faults.append("the page does not say that it is Vietnamese")
    if page.locator("h1").count() != 1:
        faults.append(f"{page.locator('h1').count()} headings of the first level")
    for width in (NARROWEST, PHONE, DESK):
        page.set_viewport_size({"width": width, "height": HEIGHT})
        if (wide := page.evaluate("document.documentElement.scrollWidth")) > width:
            faults.append(f"{width}: the page is {wide} wide: {too_wide(page, width)}")
        if width != NARROWEST:
            faults += [f"{width}: {fault}" for fault in axe_faults(page)]
            keep_picture(page, f"{name}-{width}")
    return [f"{name}: {fault}" for fault in faults]


def axe_faults(page: Page) -> list[str]:
    """Return what axe finds, one line an element."""
    if not page.evaluate("typeof axe === 'object'"):
        page.evaluate(AXE)
    found = page.evaluate(FIND_FAULTS)
    return [f"{fault['id']}: {node['html'][:300]}" for fault in found for node in fault["nodes"]]


def too_wide(page: Page, width: int) -> list[str]:
    """Return the elements that stick out of the screen."""
    found: list[str] = page.evaluate(
        """width => [...document.querySelectorAll("body *")]
            .filter(part => part.getBoundingClientRect().right > width + 1)
            .map(part => part.outerHTML.slice(0, 120)).slice(0, 5)""",
        width,
    )
    return found


def keep_picture(page: Page, name: str) -> None:
    """Save the whole page as a picture for people to look at."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=PICTURES / f"{name}.png", full_page=True)
