"""The workspace of people at an office."""

from dataclasses import dataclass

from playwright.sync_api import Locator

from tests.browser.visiting import Visitor

ANSWER = {
    "finding": "Đúng như bạn nêu: bản sao chứng thực không cần khi dữ liệu đất đai đã có.",
    "basis": "Điều 14 Nghị định 118/2025/NĐ-CP.",
    "measures": "Đã sửa danh mục giấy tờ niêm yết tại bộ phận một cửa.",
    "next_steps": "Bạn nộp lại hồ sơ mà không cần bản sao chứng thực.",
}


@dataclass
class Desk:
    """What an officer does."""

    visitor: Visitor

    def open_from(self, path: str, reference: str, name: str) -> None:
        """Open a case from a list, the way people do."""
        self.visitor.open(path)
        self.visitor.look(name)
        self.visitor.follow(reference)
        self.visitor.reads(reference)

    def open_case(self, reference: str) -> None:
        """Open the page of a case by its address."""
        self.visitor.open(f"/workspace/cases/{reference}")

    def unfold(self, act: str) -> Locator:
        """Open the form of an act."""
        form = self.visitor.page.locator(f"#act-{act}")
        form.locator("summary").click()
        return form

    def act(self, act: str, button: str, /, **fields: str) -> None:
        """Fill the form of an act in and send it."""
        form = self.unfold(act)
        for name, words in fields.items():
            form.locator(f"[name='{name}']").fill(words)
        form.get_by_role("button", name=button, exact=True).click()
        self.visitor.arrived()

    def forward(self, agency_code: str, note: str = "") -> None:
        """Give the case to an agency, suggested or not."""
        form = self.unfold("forward")
        form.locator("[name=forward_agency][value=other]").check()
        form.locator("[name=forward_other]").fill(agency_code)
        form.locator("[name=forward_note]").fill(note)
        form.get_by_role("button", name="Chuyển xử lý", exact=True).click()
        self.visitor.arrived()
        self.done("Đã chuyển hồ sơ đến cơ quan chủ trì.")

    def done(self, words: str) -> None:
        """Fail unless the page says that something was done."""
        self.visitor.reads(words)

    def write_answer(self, outcome: str = "Sửa ngay cách thực hiện", **changed: str) -> None:
        """Draft an answer and put it before the head."""
        self.visitor.press("Soạn câu trả lời")
        self.visitor.look("workspace-answer-empty")
        self.visitor.choose(outcome)
        self.visitor.fill(**(ANSWER | changed))
        for test in self.visitor.page.locator("[name^='test-'][value=passes]").all():
            test.check()
        self.visitor.press("Lưu dự thảo")
        self.done("Đã lưu dự thảo.")
        self.visitor.look("workspace-answer-saved")
        self.visitor.press("Trình lãnh đạo")
        self.done("Đã trình lãnh đạo.")

    def approve(self) -> None:
        """Sign what lies with the head."""
        self.visitor.press("Duyệt câu trả lời")
        self.visitor.look("workspace-answer-with-head")
        self.visitor.press("Ký duyệt")
        self.done("Đã ký duyệt.")

    def send(self, reference: str) -> None:
        """Review an answer and send it."""
        self.visitor.open("/workspace/review")
        self.visitor.look("workspace-review-list")
        self.visitor.follow(reference)
        self.visitor.look("workspace-review")
        self.visitor.press("Gửi cho người gửi")
        self.done("Đã gửi câu trả lời cho người gửi.")
