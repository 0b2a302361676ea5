"""A person who fills the form in, page by page, with nothing but a browser without scripts."""

import io
from dataclasses import dataclass, field
from typing import Any

from PIL import Image
from werkzeug.test import TestResponse

from tests.support.page_client import HTML, PageClient, parse

STORY = "Tôi nộp hồ sơ đăng ký khai sinh cho con từ đầu tháng, đến nay vẫn chưa có kết quả."
PERSON = {
    "submitter_type": "person",
    "name": "Nguyễn Thị Minh Họa",
    "address": "12 Trần Phú, phường Lê Thanh Nghị, Hải Phòng",
    "phone": "0912 000 123",
    "consent_process": "yes",
}
ANSWERS: dict[str, dict[str, dict[str, str]]] = {
    "regulation": {
        "kind": {"kind": "regulation"},
        "category": {"category": "unreasonable"},
        "story": {"title": "Đòi bản sao có chứng thực", "story": STORY},
        "rule": {"procedure_code": "", "document": "Nghị định 118/2025/NĐ-CP, điều 9"},
    },
    "conduct": {
        "kind": {"kind": "conduct"},
        "category": {"category": "delay"},
        "particulars": {
            "dossier_code": "H26.15-261015-0042",
            "handed_in_on": "1/10/2026",
            "appointed_on": "15/10/2026",
        },
        "story": {"title": "Chậm trả kết quả khai sinh", "story": STORY},
        "rule": {"procedure_code": ""},
    },
    "initiative": {
        "kind": {"kind": "initiative"},
        "category": {"category": "simplify"},
        "story": {
            "title": "Gộp hai tờ khai làm một",
            "story": STORY,
            "proposal": "Gộp tờ khai sinh và tờ khai thường trú thành một tờ.",
        },
        "rule": {"procedure_code": ""},
    },
    "praise": {
        "kind": {"kind": "praise"},
        "story": {"title": "Cán bộ một cửa tận tình", "story": STORY},
    },
}
ORDER = (
    "kind",
    "category",
    "particulars",
    "story",
    "rule",
    "place",
    "office",
    "evidence",
    "person",
)


@dataclass
class Places:
    """Codes of the reference data that a walk chooses."""

    area: str
    committee: str
    department: str


@dataclass
class Writer:
    """Fills in one page after the other, always going where the service leads."""

    client: PageClient
    places: Places
    told: dict[str, dict[str, Any]] = field(default_factory=dict)

    def open(self) -> TestResponse:
        """Answer the door question with: I want to send feedback."""
        self.client.get("/submit/")
        return self.client.post("/submit/", data={"door": "none"})

    def fill(self, kind: str, until: str = "check", **changed: dict[str, Any]) -> str:
        """Answer the pages of a kind up to one of them; return the address reached."""
        address = self.open().location
        answers = self.answers(kind) | changed
        while (name := address.rsplit("/", 1)[-1]) != until:
            page = self.client.get(address)
            assert page.status_code == 200, (name, page.status_code)
            response = self.client.post(address, data=answers[name])
            assert response.status_code == 303, (name, response.status_code)
            address = response.location
        return address

    def answers(self, kind: str) -> dict[str, dict[str, Any]]:
        """Return what is typed on each page."""
        return {
            **ANSWERS[kind],
            "suggestions": {"action": "continue"},
            "place": {"area_code": self.places.area},
            "office": {"agency": self.places.committee},
            "evidence": {"action": "continue"},
            "person": PERSON,
        }

    def send(self) -> TestResponse:
        """Press the button of the check page."""
        return self.client.post("/submit/send", data={"idempotency_key": self.form_key()})

    def form_key(self) -> str:
        """Return the key in the hidden field of the check page."""
        page = parse(self.client.get("/submit/check").get_data(as_text=True))
        return value_of(page, "idempotency_key")


def value_of(page: Any, name: str) -> str:
    """Return what a field of a page holds."""
    for tag in ("input", "textarea", "select"):
        for found in page.iter(f"{HTML}{tag}"):
            if found.get("name") != name:
                continue
            if tag == "textarea":
                return (found.text or "").removeprefix("\n")
            return found.get("value") or ""
    raise AssertionError(f"no field {name}")


def words_of(response: TestResponse) -> str:
    """Return the text of a page, spaces folded."""
    return " ".join("".join(parse(response.get_data(as_text=True)).itertext()).split())


def picture(colour: str = "red", size: int = 40) -> io.BytesIO:
    """Return a small JPEG."""
    made = io.BytesIO()
    Image.new("RGB", (size, size), colour).save(made, "JPEG")
    made.seek(0)
    return made


def upload(client: PageClient, content: bytes) -> TestResponse:
    """Send one big file to the step of files, without the spool file of the test client."""
    parts = (("csrf_token", (client.token or "").encode()), ('files"; filename="to.jpg', content))
    body = b"".join(
        f'--x\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n'.encode() + value + b"\r\n"
        for name, value in parts
    )
    kind = "multipart/form-data; boundary=x"
    return client.post("/submit/evidence", data=body + b"--x--\r\n", content_type=kind)
