"""Cases that bar the desk itself: an administrator sends them up by letter and reads none."""

import pytest
from flask import Flask

from feedback_service.accounts.permissions import Role
from feedback_service.agencies.queries import list_agencies
from feedback_service.cases.history import events_of
from feedback_service.cases.workflow import State
from feedback_service.identity.service import Vault
from tests.entrypoints.web.workspace.office import Office, text_of
from tests.support.clock import FrozenClock
from tests.support.lives import COMMUNE, DESK, ELSEWHERE, PROVINCE, WORDS
from tests.support.page_client import PageClient

LETTER = {
    "version": "2",
    "out_agency": ELSEWHERE,
    "out_number": "12/UBND",
    "out_on-day": "23",
    "out_on-month": "11",
    "out_on-year": "2026",
    "out_reason": WORDS,
}
STORY = "Chủ tịch tỉnh hẹn gặp dân rồi không đến, ba tháng liền."


@pytest.fixture
def office(app: Flask, vault: Vault, clock: FrozenClock) -> Office:
    """The people around a case, on a day that stands still."""
    return Office(app, vault, clock.at)


@pytest.fixture
def admin(office: Office) -> PageClient:
    """An administrator of the very office that is barred."""
    return office.browser(office.account(DESK, Role.ADMINISTRATOR))


@pytest.fixture
def held(office: Office) -> str:
    """A complaint about the committee of the province."""
    reference = office.behind(
        lambda: office.life.against(PROVINCE, story=STORY, mail_opted_in=True).reference
    )
    assert office.case(reference).held_at is not None
    return reference


def letter(office: Office, reference: str, **changes: str) -> dict[str, str]:
    return LETTER | {"version": str(office.case(reference).version)} | changes


def test_an_administrator_learns_the_reference_and_the_days_and_nothing_else(
    office: Office, held: str, admin: PageClient
) -> None:
    pages = text_of(admin.get("/admin/held")) + text_of(admin.get(f"/admin/held/{held}"))

    assert held in pages
    assert "23/11/2026" in pages
    for hidden in (STORY, "Quy định về giấy phép khó hiểu", "Hành vi của cơ quan", "Chậm trễ"):
        assert hidden not in pages
    assert admin.get(f"/workspace/cases/{held}").status_code in {403, 404}


def test_the_case_leaves_by_letter_and_the_author_is_told(
    office: Office, held: str, admin: PageClient
) -> None:
    admin.get(f"/admin/held/{held}")

    done = admin.post(f"/admin/held/{held}", data=letter(office, held))

    assert done.status_code == 303
    case = office.case(held)
    assert (case.state, case.held_at) == (State.FORWARDED_OUT, None)
    assert office.behind(lambda: events_of(case.id))[-1].name == "forwarded_out"
    assert "case_forwarded" in office.behind(lambda: office.life.messages(case.id))
    assert "Không có hồ sơ nào bị giữ như vậy" in text_of(admin.get("/admin/held"))
    assert admin.get(f"/admin/held/{held}").status_code == 404


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"out_agency": "33.sxd"}, "out_agency"),
        ({"out_agency": PROVINCE}, "out_agency"),
        ({"out_agency": "không có"}, "out_agency"),
        ({"out_number": ""}, "out_number"),
        ({"out_on-day": "31"}, "out_on"),
        ({"out_reason": "ngắn"}, "out_reason"),
    ],
)
def test_a_letter_that_is_wrong_is_told_at_its_field(
    office: Office, held: str, admin: PageClient, changes: dict[str, str], field: str
) -> None:
    admin.get(f"/admin/held/{held}")

    refused = admin.post(f"/admin/held/{held}", data=letter(office, held, **changes))

    assert refused.status_code == 422
    assert f'href="#{field}"' in text_of(refused)
    assert 'value="12/UBND"' in text_of(refused) or field == "out_number"
    assert office.case(held).state == State.RECEIVED


def test_another_province_is_not_above(office: Office, held: str, admin: PageClient) -> None:
    beside = office.behind(
        lambda: list_agencies(level="province", answers_here=False, limit=1).rows[0].code
    )
    page = text_of(admin.get(f"/admin/held/{held}"))

    refused = admin.post(f"/admin/held/{held}", data=letter(office, held, out_agency=beside))

    assert f"({beside})" not in page
    assert f"({ELSEWHERE})" in page
    assert refused.status_code == 422
    assert "phải chuyển lên cơ quan trung ương" in text_of(refused)


def test_what_changed_meanwhile_is_not_sent(office: Office, held: str, admin: PageClient) -> None:
    admin.get(f"/admin/held/{held}")

    refused = admin.post(f"/admin/held/{held}", data=letter(office, held, version="99"))

    assert refused.status_code == 409
    assert office.case(held).state == State.RECEIVED


def test_a_case_that_somebody_here_may_handle_is_none_of_an_administrator_s(
    office: Office, admin: PageClient
) -> None:
    ordinary = office.submit()
    conduct = office.behind(lambda: office.life.against(COMMUNE).reference)
    admin.get("/admin/held")

    for reference in (ordinary, conduct):
        assert reference not in text_of(admin.get("/admin/held"))
        assert admin.get(f"/admin/held/{reference}").status_code == 404
        sent = admin.post(f"/admin/held/{reference}", data=letter(office, reference))
        assert sent.status_code == 404


def test_a_late_one_says_so(
    office: Office, held: str, clock: FrozenClock, admin: PageClient
) -> None:
    del admin
    clock.move(days=10)
    later = office.browser(office.account(DESK, Role.ADMINISTRATOR))

    assert "Quá hạn" in text_of(later.get("/admin/held"))
    assert held in text_of(later.get("/admin/held"))
