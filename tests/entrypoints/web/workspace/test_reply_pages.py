"""What the head of an accused unit sees: one extract, and nothing that leads to a case."""

import re
from dataclasses import dataclass

import pytest

from feedback_service.accounts.permissions import Role
from tests.entrypoints.web.workspace.office import Office, text_of
from tests.support.clock import FrozenClock
from tests.support.inquiry import EVIDENCE, EXTRACT, FINDINGS, PLAN, WHY_REPLY, Inquiry
from tests.support.lives import AUTHOR, BELOW_COMMUNE, COMMUNE, INSPECTORATE
from tests.support.page_client import PageClient

STORY = "Tôi bế cháu nhỏ chờ ở quầy số hai từ bảy giờ đến trưa mà không ai gọi tên."
TITLE = "Ba lần hẹn đều không có kết quả"
TYPED = {
    "happened": "Hôm ấy phần mềm lỗi nên trung tâm phải hẹn lại nhiều người.",
    "rule": "Điều 6 Quy chế tiếp nhận của trung tâm.",
    "done": "Đã họp rút kinh nghiệm, sửa mẫu giấy hẹn.",
}


@dataclass
class Asked:
    """A case whose accused unit was sent an extract."""

    reference: str
    case_id: int
    number: str
    inquiry: Inquiry


@pytest.fixture
def asked(office: Office) -> Asked:
    """Let the inspectorate ask the unit."""

    def walk() -> Asked:
        inquiry = Inquiry(office.life)
        case_id = inquiry.opened(inquiry.file(title=TITLE, story=STORY))
        inquiry.write(case_id)
        number = inquiry.released(case_id)
        return Asked(office.life.case(case_id).reference, case_id, number, inquiry)

    return office.behind(walk)


def browser(office: Office, asked: Asked) -> PageClient:
    return office.browser(asked.inquiry.accused_head)


def test_the_head_of_the_unit_finds_and_reads_the_extract(office: Office, asked: Asked) -> None:
    client = browser(office, asked)
    listed = text_of(client.get("/workspace/replies"))
    assert f"/workspace/replies/{asked.number}" in listed
    page = client.get(f"/workspace/replies/{asked.number}")

    assert page.status_code == 200
    assert EXTRACT in text_of(page)


def test_nothing_of_the_case_stands_on_its_pages(
    office: Office, asked: Asked, clock: FrozenClock
) -> None:
    client = browser(office, asked)
    typed = TYPED
    pages = [client.get("/workspace/replies"), client.get(f"/workspace/replies/{asked.number}")]
    pages.append(client.post(f"/workspace/replies/{asked.number}", data={**typed, "rule": ""}))
    pages.append(client.post(f"/workspace/replies/{asked.number}", data=typed))
    pages.append(client.get(f"/workspace/replies/{asked.number}"))
    assert [page.status_code for page in pages] == [200, 200, 422, 303, 200]
    today = f"{clock.at:%d/%m/%Y}"
    canaries = [
        asked.reference, asked.reference[-8:], asked.reference[-4:], str(asked.case_id), STORY,
        TITLE, "quầy số hai", AUTHOR.name, AUTHOR.phone, AUTHOR.email, PLAN, EVIDENCE, FINDINGS,
        WHY_REPLY, "/cases/", "Người phản ánh #", today, f"{clock.at:%Y-%m-%d}", "Cán bộ 5",
    ]  # fmt: skip

    for page in pages:
        whole = without_tokens(text_of(page)) + str(page.headers)
        assert [canary for canary in canaries if canary in whole] == []


def without_tokens(text: str) -> str:
    return re.sub(r'name="csrf_token" value="[^"]+"', "", text)


def test_case_pages_still_answer_the_unit_as_a_stranger(office: Office, asked: Asked) -> None:
    client = browser(office, asked)
    client.post(f"/workspace/replies/{asked.number}", data=TYPED)
    for page in ("", "/verification", "/answer"):
        own = client.get(f"/workspace/cases/{asked.reference}{page}")
        none = client.get(f"/workspace/cases/PAKN.2026.00000000{page}")
        assert own.status_code == none.status_code == 404
        same = text_of(own).replace(asked.reference, "PAKN.2026.00000000")
        assert without_tokens(same) == without_tokens(text_of(none))
    for path in ("/workspace/", "/workspace/inbox", "/workspace/hot-spots"):
        assert asked.reference not in text_of(client.get(path))


def test_a_reply_is_given_once_and_reaches_the_verifier(office: Office, asked: Asked) -> None:
    client = browser(office, asked)
    address = f"/workspace/replies/{asked.number}"
    client.get(address)
    assert client.post(address, data=TYPED).status_code == 303
    again = client.post(address, data={**TYPED, "happened": "Một lời giải trình khác hẳn lần đầu."})
    assert again.status_code == 409
    assert "Một lời giải trình khác hẳn lần đầu." in text_of(again)

    page = f"/workspace/cases/{asked.reference}/verification"
    read = text_of(office.browser(asked.inquiry.verifier).get(page))
    assert all(words in read for words in TYPED.values())


def test_a_reply_that_lacks_a_part_comes_back_as_typed(office: Office, asked: Asked) -> None:
    client = browser(office, asked)
    address = f"/workspace/replies/{asked.number}"
    client.get(address)
    said = client.post(address, data={**TYPED, "done": "Đã xong"})

    assert said.status_code == 422
    assert 'id="done-error"' in text_of(said)
    assert TYPED["happened"] in text_of(said)


def test_after_its_date_the_extract_is_closed(
    office: Office, asked: Asked, clock: FrozenClock
) -> None:
    clock.move(days=15)
    client = browser(office, asked)
    page = text_of(client.get(f"/workspace/replies/{asked.number}"))

    assert "Đã hết hạn giải trình." in page
    assert "Gửi giải trình" not in page


def test_for_others_the_extract_does_not_exist(office: Office, asked: Asked) -> None:
    officer = office.account(BELOW_COMMUNE, Role.OFFICER)
    assert office.browser(officer).get("/workspace/replies").status_code == 403
    for agency in (COMMUNE, INSPECTORATE):
        client = office.browser(office.account(agency, Role.HEAD))
        assert asked.number not in text_of(client.get("/workspace/replies"))
        address = f"/workspace/replies/{asked.number}"
        assert client.get(address).status_code == 404
        assert client.post(address, data=TYPED).status_code == 404
    nobody = browser(office, asked).get("/workspace/replies/00000000000000000000")
    assert nobody.status_code == 404


def test_the_author_is_told_who_read_what(office: Office, asked: Asked) -> None:
    browser(office, asked).get(f"/workspace/replies/{asked.number}")
    read = text_of(office.browser(office.intake).get(f"/workspace/cases/{asked.reference}"))

    assert "Đơn vị bị phản ánh (chỉ bản trích)" in read
