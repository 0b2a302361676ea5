"""A person at a browser: what they see and press, as pages and journeys say it."""

from dataclasses import dataclass
from pathlib import Path
from typing import Self

from playwright.sync_api import Browser, Locator, Page, Response, expect

from feedback_service.foundation import clock
from tests.browser.looking import DESK, HEIGHT, Looker, Watch
from tests.browser.running_site import Site
from tests.support.accounts import PASSWORD, TestAccount

# A page is answered in milliseconds; a machine that builds something else meanwhile takes longer.
PATIENCE_MS = 20_000


@dataclass
class Visitor:
    """A person with a browser of their own."""

    page: Page
    site: Site
    looker: Looker

    @classmethod
    def arrive(
        cls, browser: Browser, site: Site, looker: Looker, watch: Watch, *, scripts: bool = True
    ) -> Self:
        """Open a browser that has never been here."""
        context = browser.new_context(
            java_script_enabled=scripts,
            base_url=site.address,
            viewport={"width": DESK, "height": HEIGHT},
            locale="vi-VN",
        )
        context.set_default_timeout(PATIENCE_MS)
        watch.over(context)
        return cls(context.new_page(), site, looker)

    def open(self, path: str) -> Response:
        """Go to an address of the site."""
        response = self.page.goto(path)
        assert response is not None
        return response

    def look(self, name: str) -> None:
        """Check the page that is open, under a name for its pictures."""
        self.looker.look(self.page, name)

    def field(self, label: str) -> Locator:
        """Return the field that bears a label."""
        return self.page.get_by_label(label, exact=True)

    def fill(self, **fields: str) -> None:
        """Type into fields by their names; an underscore stands for a hyphen where there is one."""
        for name, words in fields.items():
            self.page.fill(f"[name='{name}'], [name='{name.replace('_', '-')}']", words)

    def choose(self, label: str) -> None:
        """Choose an answer by what is written beside it."""
        self.page.get_by_label(label, exact=True).check()

    def press(self, text: str) -> None:
        """Press the button, or the link that looks like one, with these words."""
        self.page.get_by_role("button", name=text, exact=True).click()
        self.arrived()

    def follow(self, text: str) -> None:
        """Follow a link."""
        self.page.get_by_role("link", name=text, exact=True).click()
        self.arrived()

    def arrived(self) -> None:
        """Wait until the page is whole: a press returns once the next page has begun."""
        self.page.wait_for_load_state("load")

    def give(self, name: str, *files: Path) -> None:
        """Choose files for a field."""
        self.page.set_input_files(f"input[name='{name}']", [str(file) for file in files])

    def reads(self, *texts: str) -> None:
        """Fail unless each text is on the page."""
        for text in texts:
            expect(self.page.locator("main")).to_contain_text(text, timeout=PATIENCE_MS)

    def does_not_read(self, *texts: str) -> None:
        """Fail if one of the texts is anywhere in what the browser was sent."""
        source = self.page.content()
        assert [text for text in texts if text in source] == []

    def sign_in(self, account: TestAccount) -> Self:
        """Sign in with password and code; a code is good once, so an account does this once."""
        self.open("/sign-in")
        self.look("sign-in")
        self.fill(email=account.email, password=PASSWORD)
        self.press("Tiếp tục")
        self.look("sign-in-code")
        self.fill(code=account.code(clock.now()))
        self.press("Đăng nhập")
        sign_out = self.page.get_by_role("button", name="Đăng xuất")
        expect(sign_out).to_be_visible(timeout=PATIENCE_MS)
        return self
