"""The texts of letters: changed under a version, checked, tried on an example, and reset."""

from collections.abc import Callable
from datetime import datetime

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from feedback_service.accounts.permissions import Role
from feedback_service.agencies.queries import get_agency
from feedback_service.cases import lettering
from feedback_service.cases.queries import case_named
from feedback_service.foundation.database import transaction
from feedback_service.identity.service import Vault
from feedback_service.letters.content import LetterContent
from feedback_service.letters.kinds import LetterKind
from feedback_service.letters.queries import shipped_wording, wording_of
from feedback_service.letters.service import read_letter
from tests.entrypoints.web.submit.walking import words_of
from tests.entrypoints.web.workspace.office import Office
from tests.support.clock import FrozenClock
from tests.support.lives import DEPARTMENT, DESK
from tests.support.page_client import PageClient

PAGE = f"/admin/letters/{DESK}/receipt"
OWN = {
    "subject": "Xác nhận đã nhận phản ánh",
    "opening": "{cơ quan} xác nhận đã nhận phản ánh mã {mã hồ sơ}.",
    "closing": "Hạn trả lời là ngày {hạn trả lời}.",
    "version": "0",
    "do": "save",
}


@pytest.fixture
def office(app: Flask, vault: Vault, now: datetime, clock: FrozenClock) -> Office:
    return Office(app, vault, clock.at)


@pytest.fixture
def administrator(office: Office) -> PageClient:
    client = office.browser(office.account(DESK, Role.ADMINISTRATOR))
    client.get("/admin/letters")
    return client


@pytest.fixture
def save(administrator: PageClient) -> Callable[..., TestResponse]:
    def send(**changes: str) -> TestResponse:
        return administrator.post(PAGE, data=OWN | changes)

    return send


def receipt_of(office: Office) -> LetterContent:
    """Return the receipt of a new case as its agency words it now."""
    reference = office.submit()

    def write() -> LetterContent:
        with transaction():
            case = case_named(reference)
            letter = lettering.write_receipt(office.life.vault, case, now=office.life.at)
        assert letter is not None
        return read_letter(office.life.vault, letter)

    return office.behind(write)


def test_a_changed_text_stands_in_the_next_letter_and_in_none_before(
    office: Office, save: Callable[..., TestResponse]
) -> None:
    before = receipt_of(office)

    assert save().status_code == 303

    after = receipt_of(office)
    assert before.subject == "Tiếp nhận phản ánh, kiến nghị"
    assert after.subject == "Xác nhận đã nhận phản ánh"
    assert after.reference in after.opening
    assert "14/12/2026" in after.closing


def test_a_text_is_of_one_agency_only(office: Office, save: Callable[..., TestResponse]) -> None:
    save()

    def wording() -> object:
        return wording_of(get_agency(DEPARTMENT).id, LetterKind.RECEIPT)[0]

    assert office.behind(wording) == shipped_wording(LetterKind.RECEIPT)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"opening": "Đã nhận {mã số} ngày hôm nay."}, "Không có chỗ trống tên {mã số}"),
        ({"opening": "Đã nhận phản ánh của bạn hôm nay."}, "phải có {mã hồ sơ}"),
        ({"closing": "Hạn là {hạn trả lời ngày nào"}, "Có dấu ngoặc nhọn không khép kín"),
        ({"subject": ""}, "Hãy nhập trích yếu"),
        ({"closing": "a" * 3001}, "tối đa 3000"),
    ],
)
def test_a_text_that_would_read_wrongly_is_refused_with_the_mend(
    save: Callable[..., TestResponse], changes: dict[str, str], said: str
) -> None:
    page = save(**changes)

    assert page.status_code == 422
    assert said in words_of(page)
    assert next(iter(changes.values()))[:40] in page.get_data(as_text=True)


def test_a_preview_shows_the_letter_and_saves_nothing(
    office: Office, save: Callable[..., TestResponse]
) -> None:
    page = save(do="preview")

    assert page.status_code == 200
    assert "xác nhận đã nhận phản ánh mã PAKN.2026.00000000" in words_of(page)
    assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in words_of(page)
    assert receipt_of(office).subject == "Tiếp nhận phản ánh, kiến nghị"


def test_a_text_saved_by_somebody_else_in_between_is_not_written_over(
    save: Callable[..., TestResponse],
) -> None:
    save()
    page = save(subject="Của người đến sau")

    assert page.status_code == 409
    assert "vừa được người khác lưu" in words_of(page)
    assert "Của người đến sau" in page.get_data(as_text=True)
    assert "Xác nhận đã nhận phản ánh" in words_of(page)


def test_the_shipped_text_comes_back_as_a_version_of_its_own(
    office: Office, administrator: PageClient, save: Callable[..., TestResponse]
) -> None:
    save()
    assert administrator.post(f"{PAGE}/reset", data={"version": "1"}).status_code == 303

    assert receipt_of(office).subject == "Tiếp nhận phản ánh, kiến nghị"
    page = administrator.get(PAGE)
    assert "lời có sẵn" in words_of(page)
    assert save(version="2").status_code == 303


def test_an_agency_nobody_knows_is_told(administrator: PageClient) -> None:
    page = administrator.get("/admin/letters?agency=khong-co")

    assert page.status_code == 422
    assert administrator.get(f"/admin/letters/{DESK}/thu-tinh").status_code == 404
    assert administrator.get("/admin/letters/khong-co/receipt").status_code == 404
