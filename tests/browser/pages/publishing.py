"""Making an answered case public: one person marks what must go, another confirms."""

from dataclasses import dataclass

from tests.browser.visiting import Visitor

PRIVATE = "chi tiết riêng tư"


@dataclass
class PublishingDesk:
    """What a publisher does."""

    visitor: Visitor

    def mark(self, reference: str, title: str, *more: str) -> None:
        """Take over what the machine found, hide more words, and hand it to a second person."""
        self.visitor.open("/workspace/")
        self.visitor.follow("Công khai")
        self.visitor.look("workspace-publication-to-mark")
        self.visitor.follow(reference)
        self.visitor.look("workspace-publication-mark")
        self.visitor.fill(title=title)
        for number, words in enumerate(more, start=1):
            self.visitor.page.fill(f"[name='text-{number}']", words)
            self.visitor.page.select_option(f"[name='reason-{number}']", label=PRIVATE)
        self.visitor.press("Xem trước")
        self.visitor.look("workspace-publication-preview")
        self.visitor.press("Lưu và chuyển người xác nhận")
        self.visitor.reads("Hồ sơ đang chờ một người khác xác nhận công khai.")

    def confirm(self, reference: str) -> None:
        """Read both versions and publish."""
        self.visitor.open("/workspace/publication?tray=to_confirm")
        self.visitor.look("workspace-publication-to-confirm")
        self.visitor.follow(reference)
        self.visitor.look("workspace-publication-confirm")
        self.visitor.press("Xác nhận và công khai")
        self.visitor.reads("Đã công khai câu trả lời.")
