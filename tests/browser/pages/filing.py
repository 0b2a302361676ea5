"""The form that takes a case in, from the first question to the receipt."""

from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import expect

from tests.browser.visiting import PATIENCE_MS, Visitor

NOT_A_DOOR = "Tôi muốn phản ánh, kiến nghị"
NAME = "Phạm Thị Minh Họa"
PHONE = "0912 000 777"
# What only a person who reads it knows to give the author away.
LANDMARK = "duy nhất mái đỏ cuối ngõ"
PERSON = {"name": NAME, "address": "Số 5 đường Điện Biên, phường Phố Hiến", "phone": PHONE}
PROCESS = (
    "Tôi đồng ý để cơ quan có thẩm quyền dùng thông tin tôi đã nhập nhằm giải quyết "
    "phản ánh này (bắt buộc)"
)
PUBLISH = (
    "Tôi đồng ý công khai nội dung phản ánh cùng câu trả lời, sau khi đã che mọi thông tin "
    "nhận ra tôi"
)


@dataclass(frozen=True)
class Slip:
    """What an author takes home."""

    reference: str
    key: str


@dataclass(frozen=True, kw_only=True)
class Told:
    """What an author tells; labels as the pages show them."""

    kind: str = "Quy định, thủ tục"
    category: str = "Quy định không hợp lý"
    # What the category asks, by field.
    particulars: dict[str, str] = field(default_factory=dict)
    title: str = "Xin giấy phép xây dựng nhà ở phải nộp bản sao chứng thực"
    story: str = (
        f"Tôi là {NAME}, số máy {PHONE}. Khi xin giấy phép xây dựng nhà ở riêng lẻ, tôi phải nộp "
        "bản sao có chứng thực của giấy đã có sẵn trong cơ sở dữ liệu đất đai. Nhà tôi là nhà "
        f"{LANDMARK}."
    )
    proposal: str = ""
    area: str = "Phường Phố Hiến"
    office: str = ""
    public: bool = True


@dataclass
class Filing:
    """Fills the form in, page by page, going where the pages lead."""

    visitor: Visitor

    def begin(self) -> None:
        """Come from the first page of the site and say that this is no matter for another door."""
        self.visitor.open("/")
        self.visitor.look("home")
        self.visitor.press("Gửi phản ánh, kiến nghị")
        self.visitor.look("submit-1-start")
        self.visitor.choose(NOT_A_DOOR)
        self.go_on()

    def go_on(self) -> None:
        """Press the main button."""
        self.visitor.press("Tiếp tục")

    def at(self, step: str, *, returning: bool = False) -> None:
        """Fail unless a step is open."""
        end = "?from=check" if returning else ""
        expect(self.visitor.page).to_have_url(
            f"{self.visitor.site.address}/submit/{step}{end}", timeout=PATIENCE_MS
        )

    def say_what(self, told: Told) -> None:
        """Answer what it is about, and tell it."""
        self.at("kind")
        self.visitor.look("submit-2-kind")
        self.visitor.choose(told.kind)
        self.go_on()
        self.visitor.look("submit-2-category")
        self.visitor.choose(told.category)
        self.go_on()
        if told.particulars:
            self.at("particulars")
            self.visitor.look("submit-2-particulars")
            self.visitor.fill(**told.particulars)
            self.go_on()
        self.tell(told)
        self.pass_suggestions()
        self.visitor.look("submit-4-rule")
        self.go_on()

    def pass_suggestions(self) -> None:
        """Go on past what is offered for the story, where anything is."""
        if self.visitor.page.url.endswith("/submit/suggestions"):
            self.visitor.look("submit-3-suggestions")
            self.go_on()

    def tell(self, told: Told) -> None:
        """Write the story."""
        self.at("story")
        self.visitor.look("submit-3-story")
        self.visitor.fill(title=told.title, story=told.story)
        if told.proposal:
            self.visitor.fill(proposal=told.proposal)
        self.go_on()

    def say_where(self, told: Told) -> None:
        """Answer where it happened and which office it is about."""
        self.at("place")
        self.visitor.look("submit-5-place")
        self.visitor.page.select_option("[name=area_code]", label=told.area)
        self.go_on()
        self.visitor.look("submit-5-office" + ("-conduct" if told.office else ""))
        if told.office:
            self.visitor.choose(told.office)
        self.go_on()

    def add_files(self, *files: Path) -> None:
        """Upload one file after the other."""
        self.at("evidence")
        self.visitor.look("submit-6-evidence")
        for number, file in enumerate(files, start=1):
            self.visitor.give("files", file)
            self.visitor.press("Tải tệp lên")
            self.visitor.reads(f"Đã nhận {number} tệp")
        if files:
            self.visitor.look("submit-6-evidence-with-files")
        self.go_on()

    def say_who(self, told: Told) -> None:
        """Answer who files it."""
        self.at("person")
        self.visitor.look("submit-7-person" + ("-conduct" if told.office else ""))
        self.visitor.choose("Cá nhân")
        self.visitor.fill(**PERSON)
        self.visitor.choose(PROCESS)
        if told.public:
            self.visitor.choose(PUBLISH)
        self.go_on()

    def fill_in(self, told: Told, *files: Path) -> None:
        """Go from the first page to the last look before sending."""
        self.begin()
        self.say_what(told)
        self.say_where(told)
        self.add_files(*files)
        self.say_who(told)
        self.at("check")
        self.visitor.look("submit-8-check" + ("-conduct" if told.office else ""))

    def send(self) -> Slip:
        """Send it and keep what the receipt says."""
        self.visitor.press("Gửi phản ánh")
        self.at("receipt")
        self.visitor.look("submit-9-receipt")
        return self.slip()

    def slip(self) -> Slip:
        """Read the two codes of the receipt."""
        codes = self.visitor.page.locator(".site-code__value").all_inner_texts()
        return Slip(*(code.strip() for code in codes))

    def file(self, told: Told, *files: Path) -> Slip:
        """Do all of it."""
        self.fill_in(told, *files)
        return self.send()
