"""Files that go with an answer: the office's alone until it is sent, then the author's too."""

import io
from functools import cache

import pytest
from PIL import Image
from werkzeug.test import TestResponse

from feedback_service.accounts.permissions import Role
from feedback_service.cases.handling import take_case
from feedback_service.cases.history import events_of
from feedback_service.cases.intake import Receipt
from feedback_service.responses.service import save_draft
from tests.entrypoints.web.workspace.office import Office, text_of
from tests.support.lives import OTHER_DEPARTMENT, WHOLE_ANSWER
from tests.support.page_client import PageClient


@cache
def picture() -> bytes:
    out = io.BytesIO()
    told = Image.Exif()
    told[0x010E] = "CANARY"
    Image.new("RGB", (40, 30), "seagreen").save(out, "JPEG", exif=told)
    return out.getvalue()


@pytest.fixture
def receipt(office: Office) -> Receipt:
    """A case with a saved draft."""

    def walk() -> Receipt:
        made = office.life.submit()
        office.life.forward(made.case_id)
        office.life.take(made.case_id)
        office.life.draft(made.case_id)
        return made

    return office.behind(walk)


def attach(office: Office, reference: str, content: bytes) -> TestResponse:
    client = office.browser(office.officer)
    client.get("/guide")
    return client.post(
        f"/workspace/cases/{reference}/answer/files",
        data={"answer_file": (io.BytesIO(content), "biên bản.jpg")},
    )


def author(office: Office, receipt: Receipt) -> PageClient:
    client = PageClient(office.app)
    client.get("/track")
    key = {"reference": receipt.reference, "key": receipt.tracking_key}
    assert client.post("/track", data=key).status_code == 303
    return client


def test_a_file_goes_to_the_author_with_the_answer_and_not_before(
    office: Office, receipt: Receipt
) -> None:
    reference = receipt.reference
    assert attach(office, reference, picture()).status_code == 303
    page = text_of(office.browser(office.officer).get(f"/workspace/cases/{reference}/answer"))
    assert "Tệp kèm câu trả lời" in page
    assert f"/workspace/cases/{reference}/files/1" in page
    reader = author(office, receipt)
    assert "evidence/1" not in text_of(reader.get(f"/track/{reference}"))
    assert reader.get(f"/track/{reference}/evidence/1").status_code == 404
    office.behind(lambda: office.life.put_before_head(receipt.case_id))
    office.behind(lambda: office.life.approve(receipt.case_id))
    review = office.browser(office.reviewer).get(f"/workspace/review/{reference}")
    assert "Tệp kèm câu trả lời" in text_of(review)
    office.behind(lambda: office.life.send(receipt.case_id))
    told = text_of(reader.get(f"/track/{reference}"))
    assert "cơ quan gửi cùng câu trả lời" in told
    file = reader.get(f"/track/{reference}/evidence/1")
    assert file.status_code == 200
    assert b"CANARY" not in file.data


def test_who_only_reads_a_case_is_not_shown_what_goes_with_a_draft(
    office: Office, receipt: Receipt
) -> None:
    attach(office, receipt.reference, picture())
    address = f"/workspace/cases/{receipt.reference}/files/1"
    assert office.browser(office.officer).get(address).status_code == 200
    assert office.browser(office.reviewer).get(address).status_code == 404
    other = office.account(OTHER_DEPARTMENT, Role.OFFICER)
    assert office.browser(other).get(address).status_code == 404


def test_a_file_is_taken_out_of_a_draft_again(office: Office, receipt: Receipt) -> None:
    reference = receipt.reference
    attach(office, reference, picture())
    remove = f"/workspace/cases/{reference}/answer/files/1/remove"
    client = office.browser(office.officer)
    client.get("/guide")
    assert client.post(remove).status_code == 303
    assert "/files/1" not in text_of(client.get(f"/workspace/cases/{reference}/answer"))
    assert client.post(remove).status_code == 404
    names = office.behind(lambda: [event.name for event in events_of(receipt.case_id)])
    assert names[-2:] == ["answer_file_added", "answer_file_removed"]


def test_a_file_that_is_none_is_refused_at_its_field(office: Office, receipt: Receipt) -> None:
    refused = attach(office, receipt.reference, b"kein Bild")
    assert refused.status_code == 422
    assert 'href="#answer_file"' in text_of(refused)
    assert "Chỉ nhận ảnh" in text_of(refused)
    client = office.browser(office.officer)
    client.get("/guide")
    nothing = client.post(f"/workspace/cases/{receipt.reference}/answer/files")
    assert "Hãy chọn một tệp" in text_of(nothing)


def test_an_answer_takes_five_files_and_no_more(office: Office, receipt: Receipt) -> None:
    for _ in range(5):
        assert attach(office, receipt.reference, picture()).status_code == 303
    refused = attach(office, receipt.reference, picture())
    assert refused.status_code == 422
    assert "tối đa 5 tệp" in text_of(refused)


def test_nothing_is_attached_once_the_draft_is_handed_in(office: Office, receipt: Receipt) -> None:
    office.behind(lambda: office.life.put_before_head(receipt.case_id))
    assert attach(office, receipt.reference, picture()).status_code == 409
    page = office.browser(office.officer).get(f"/workspace/cases/{receipt.reference}/answer")
    assert "answer_file" not in text_of(page)


def test_a_file_needs_a_draft_that_it_goes_with(office: Office) -> None:
    reference = office.reach("in_progress")
    refused = attach(office, reference, picture())
    assert refused.status_code == 409
    assert "soạn và lưu dự thảo trước" in text_of(refused)


def test_the_next_agency_does_not_inherit_the_files_of_a_draft(
    office: Office, receipt: Receipt
) -> None:
    attach(office, receipt.reference, picture())
    life, case_id = office.life, receipt.case_id
    officer = office.account(OTHER_DEPARTMENT, Role.OFFICER)

    def hand_on() -> None:
        life.give_back(case_id)
        life.forward(case_id, OTHER_DEPARTMENT)
        life.do(take_case, case_id, officer_id=officer, account_id=officer, now=life.at)
        life.do_sealed(
            save_draft, case_id, WHOLE_ANSWER, version=0, account_id=officer, now=life.at
        )

    address = f"/workspace/cases/{receipt.reference}/files/1"
    assert office.browser(office.officer).get(address).status_code == 200
    office.behind(hand_on)
    assert office.browser(officer).get(address).status_code == 404
