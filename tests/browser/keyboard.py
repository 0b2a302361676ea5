"""Working a page with Tab, Enter and Space alone."""

from dataclasses import dataclass

from playwright.sync_api import Locator

from tests.browser.visiting import Visitor

MOST_TABS = 120
# What has the focus must look different from what it looks like without; the ring of a radio or
# a tick box is drawn around the box, which belongs to its label.
LOOKS_FOCUSED = """() => {
    const part = document.activeElement;
    const labels = [...(part.labels || [])].map(label => [label, "::before"]);
    const drawn = () => [[part, null], ...labels]
        .map(([element, pseudo]) => getComputedStyle(element, pseudo))
        .map(style => [style.outline, style.boxShadow, style.backgroundColor, style.borderColor])
        .join();
    const focused = drawn();
    part.blur();
    const plain = drawn();
    part.focus();
    return focused !== plain;
}"""
HAS_FOCUS = "part => part === document.activeElement"
NAMED = "document.activeElement.outerHTML.slice(0, 120)"


@dataclass
class Keyboard:
    """A person without a mouse."""

    visitor: Visitor

    def tab(self) -> None:
        """Go to the next thing that can be worked, and see where that is."""
        page = self.visitor.page
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement !== document.body"):
            assert page.evaluate(LOOKS_FOCUSED), page.evaluate(NAMED)

    def to(self, target: Locator) -> None:
        """Go on until the target has the focus."""
        for _ in range(MOST_TABS):
            if target.evaluate(HAS_FOCUS):
                return
            self.tab()
        raise AssertionError(f"the keyboard does not lead to {target}")

    def to_field(self, name: str) -> None:
        """Go to a field, of a group to its first answer."""
        self.to(self.visitor.page.locator(f"#{name}"))

    def choose(self, name: str) -> None:
        """Choose the first answer of a group, or tick a box."""
        self.to_field(name)
        self.press("Space")

    def type(self, name: str, words: str) -> None:
        """Type into a field."""
        self.to_field(name)
        self.visitor.page.keyboard.insert_text(words)

    def press(self, key: str) -> None:
        """Press a key."""
        self.visitor.page.keyboard.press(key)
        self.visitor.arrived()

    def enter(self, button: str) -> None:
        """Go to a button and press Enter."""
        self.to(self.visitor.page.get_by_role("button", name=button, exact=True))
        self.press("Enter")

    def focused(self) -> str:
        """Return the id of what has the focus."""
        return str(self.visitor.page.evaluate("document.activeElement.id"))
