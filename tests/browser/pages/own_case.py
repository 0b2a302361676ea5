"""The author's view of a case, opened with the two codes of the receipt."""

from dataclasses import dataclass
from pathlib import Path

from tests.browser.pages.filing import Slip
from tests.browser.visiting import Visitor


@dataclass
class OwnCase:
    """One visit of an author."""

    visitor: Visitor
    slip: Slip

    def open(self) -> None:
        """Type the codes in."""
        self.visitor.open("/track")
        self.visitor.look("track-open")
        self.visitor.fill(reference=self.slip.reference, key=self.slip.key)
        self.visitor.press("Xem hồ sơ")
        self.visitor.reads(self.slip.reference)

    def look(self, name: str) -> None:
        """Check the page as it stands now."""
        self.visitor.open(f"/track/{self.slip.reference}")
        self.visitor.look(f"track-{name}")

    def write(self, field: str, words: str, button: str) -> None:
        """Write something to the office; forms that are folded away are opened first."""
        area = self.visitor.page.locator(f"[name='{field}']")
        if not area.is_visible():
            folded = self.visitor.page.locator("details", has=area)
            folded.locator("summary").click()
        area.fill(words)
        self.visitor.press(button)

    def rate(self, level: str, why: str) -> None:
        """Say how good the answer was."""
        self.visitor.choose(level)
        self.visitor.fill(opinion=why)
        self.visitor.press("Gửi đánh giá")

    def save_file(self, number: int, folder: Path) -> bytes:
        """Download a file of one's own case."""
        with self.visitor.page.expect_download() as started:
            self.visitor.follow(f"Tệp {number}")
        kept = folder / started.value.suggested_filename
        started.value.save_as(kept)
        return kept.read_bytes()

    def timeline(self) -> list[str]:
        """Return what has happened, newest first."""
        titles = self.visitor.page.locator(".site-timeline__title")
        return [title.strip() for title in titles.all_inner_texts()]
