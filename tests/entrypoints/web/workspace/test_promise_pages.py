"""Promises on the pages of the lead agency and of the author."""

from datetime import date

import pytest
from flask import Flask

from feedback_service.accounts.permissions import Role
from feedback_service.cases.queries import case_named
from feedback_service.identity.service import Vault
from feedback_service.responses.queries import sent_answers
from tests.entrypoints.web.workspace.office import Office, text_of
from tests.support.clock import FrozenClock
from tests.support.lives import DEPARTMENT
from tests.support.page_client import PageClient
from tests.support.promises import PROMISE, reach_promise

DONE = "Đã gắn lại hai biển ở đầu phố và cuối phố, có ảnh ở bộ phận một cửa."


@pytest.fixture
def office(app: Flask, vault: Vault, clock: FrozenClock) -> Office:
    return Office(app, vault, clock.at)


class Kept:
    """A case with a promise, and the browsers of those whom it concerns."""

    def __init__(self, office: Office, vault: Vault) -> None:
        self.office = office

        def walk() -> tuple[str, str, int]:
            receipt = office.life.submit()
            case_id = receipt.case_id
            office.life.forward(case_id, DEPARTMENT)
            office.life.take(case_id)
            reach_promise(office.life, case_id=case_id)
            (answer,) = sent_answers(case_id, vault)
            return receipt.reference, receipt.tracking_key, answer.promises[0].id

        self.reference, self.key, self.number = office.behind(walk)

    def author(self) -> PageClient:
        browser = PageClient(self.office.app)
        browser.get("/track")
        browser.post("/track", data={"reference": self.reference, "key": self.key})
        return browser

    def head(self) -> PageClient:
        return self.office.browser(self.office.account(DEPARTMENT, Role.HEAD, Role.OFFICER))

    def version(self) -> str:
        return str(self.office.behind(lambda: case_named(self.reference).version))


@pytest.fixture
def kept(office: Office, vault: Vault) -> Kept:
    return Kept(office, vault)


def test_the_agency_says_how_it_kept_a_promise_and_the_author_reads_and_confirms(
    kept: Kept, clock: FrozenClock
) -> None:
    address, head = f"/workspace/cases/{kept.reference}", kept.head()
    page = text_of(head.get(address))
    assert "Ghi đã làm điều cam kết" in page
    assert "Chưa đến hẹn" in page
    said = {"version": kept.version(), "kept_promise": str(kept.number), "kept_text": DONE}
    assert head.post(f"{address}/promises/keep", data=said).status_code == 303
    assert "Đã làm đúng hẹn" in text_of(head.get(address))
    assert "Ghi đã làm điều cam kết" not in text_of(head.get(address)).split("Diễn biến")[0]

    author = kept.author()
    page = text_of(author.get(f"/track/{kept.reference}"))
    assert DONE in page
    assert "đã được làm chưa?" in page
    word = {f"word-{kept.number}": "not_kept"}
    told = author.post(f"/track/{kept.reference}/promises/{kept.number}", data=word)
    assert told.status_code == 303
    assert "Không thực hiện" in text_of(author.get(f"/track/{kept.reference}"))
    assert "Người gửi cho biết kết quả của cam kết" in text_of(head.get(address))


def test_what_is_said_too_short_or_of_nothing_comes_back(kept: Kept) -> None:
    address, head = f"/workspace/cases/{kept.reference}", kept.head()
    head.get(address)
    short = {"version": kept.version(), "kept_promise": str(kept.number), "kept_text": "Rồi"}
    refused = head.post(f"{address}/promises/keep", data=short)
    assert refused.status_code == 422
    assert "ít nhất 20 ký tự" in text_of(refused)
    assert "Rồi</textarea>" in text_of(refused)
    author = kept.author()
    nothing = author.post(f"/track/{kept.reference}/promises/{kept.number}")
    assert nothing.status_code == 422
    foreign = author.post(f"/track/{kept.reference}/promises/999999", data={"word-999999": "kept"})
    assert foreign.status_code == 409
    assert "Không tìm thấy cam kết này" in text_of(foreign)


def test_before_its_day_the_author_is_told_to_wait(kept: Kept) -> None:
    word = {f"word-{kept.number}": "kept"}
    early = kept.author().post(f"/track/{kept.reference}/promises/{kept.number}", data=word)
    assert early.status_code == 409
    assert "hẹn đến 03/12/2026" in text_of(early)


def test_the_head_withdraws_a_promise_with_a_reason_the_author_reads(kept: Kept) -> None:
    address, head = f"/workspace/cases/{kept.reference}", kept.head()
    head.get(address)
    reason = "Tuyến phố này được giao cho đơn vị khác quản lý từ tháng sau."
    said = {
        "version": kept.version(),
        "withdrawn_promise": str(kept.number),
        "withdrawn_reason": reason,
    }
    assert head.post(f"{address}/promises/withdraw", data=said).status_code == 303
    page = text_of(kept.author().get(f"/track/{kept.reference}"))
    assert "Đã rút" in page
    assert reason in page


def test_the_public_reads_what_became_of_an_agencys_promises(
    office: Office, kept: Kept, clock: FrozenClock
) -> None:
    page = text_of(PageClient(office.app).get(f"/agencies/{DEPARTMENT}"))
    assert "Chưa đủ số cam kết" in page
    office.behind(lambda: [reach_promise(office.life) for _ in range(5)])
    page = text_of(PageClient(office.app).get(f"/agencies/{DEPARTMENT}"))
    assert "Chưa đến hẹn: 6" in page
    assert PROMISE not in page
    assert date(2026, 12, 3).strftime("%d/%m/%Y") not in page
