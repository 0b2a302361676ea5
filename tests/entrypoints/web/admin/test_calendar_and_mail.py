"""The pages on which the calendar and the outbox are kept."""

from datetime import date

import pytest
from flask import Flask

from feedback_service.accounts.permissions import Role
from feedback_service.cases.clocks import running_clocks
from feedback_service.deadlines import queries, service
from feedback_service.deadlines.calendar import CalendarDay, DayKind, DayStatus
from feedback_service.foundation.database import db, transaction
from feedback_service.identity.service import Vault
from feedback_service.notifications.models import OutboxMessage
from tests.entrypoints.web.workspace.office import Office, text_of
from tests.support.clock import FrozenClock
from tests.support.lives import DESK

THURSDAY = date(2026, 11, 26)
CONFIRMED = {
    "day": "2026-11-26",
    "source": "Công văn 1234/BNV-CVC",
    "announced_on-day": "20",
    "announced_on-month": "11",
    "announced_on-year": "2026",
}


@pytest.fixture
def office(app: Flask, vault: Vault, clock: FrozenClock) -> Office:
    return Office(app, vault, clock.at)


def expect_day_off(office: Office) -> None:
    """Let a day be off, as a library proposes it."""

    def propose() -> None:
        with transaction():
            day = CalendarDay(
                date=THURSDAY,
                kind=DayKind.SWAP_OFF,
                status=DayStatus.PROVISIONAL,
                source="đề xuất",
                note="",
            )
            service.import_calendar([day])

    office.behind(propose)


def test_confirming_a_day_off_moves_the_dates_of_open_cases(office: Office) -> None:
    expect_day_off(office)
    reference = office.submit()
    case_id = office.case(reference).id

    def forward_date() -> date | None:
        return next(c.promised_due_on for c in running_clocks(case_id) if c.code == "forward")

    before = office.behind(forward_date)
    client = office.browser(office.account(DESK, Role.ADMINISTRATOR))
    client.get("/admin/calendar")
    said = client.post("/admin/calendar/confirm", data=CONFIRMED)
    after = office.behind(forward_date)

    assert said.status_code == 303
    assert before is not None
    assert after is not None
    assert after > before
    page = text_of(office.browser(office.intake).get(f"/workspace/cases/{reference}"))
    assert "Thời hạn thay đổi" in page
    confirmed = office.behind(lambda: queries.list_days(2026))
    assert DayStatus.ANNOUNCED in {day.status for day in confirmed if day.date == THURSDAY}


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"source": ""}, "source"),
        ({"announced_on-year": "2027"}, "announced_on"),
        ({"announced_on-month": "13"}, "announced_on"),
        ({"day": ""}, "day"),
    ],
)
def test_a_day_is_confirmed_on_the_word_of_a_document(
    office: Office, changes: dict[str, str], field: str
) -> None:
    expect_day_off(office)
    client = office.browser(office.account(DESK, Role.ADMINISTRATOR))
    client.get("/admin/calendar")

    said = client.post("/admin/calendar/confirm", data={**CONFIRMED, **changes})

    assert said.status_code == 422
    assert f'href="#{field}"' in text_of(said)


def give_up(office: Office) -> int:
    """Let the oldest message be refused for good."""

    def refuse() -> int:
        with transaction():
            row = db.session.query(OutboxMessage).order_by(OutboxMessage.id).first()
            assert row is not None
            row.state, row.last_error = "dead", "refused_550"
            return row.id

    return office.behind(refuse)


def test_a_message_that_was_given_up_is_tried_again(office: Office) -> None:
    office.forwarded()
    number = give_up(office)
    client = office.browser(office.account(DESK, Role.ADMINISTRATOR))
    page = text_of(client.get("/admin/mail?state=dead"))
    assert "refused_550" in page
    assert "Báo cơ quan: hồ sơ mới" in page

    said = client.post(f"/admin/mail/{number}/retry")

    assert said.status_code == 303
    state = office.behind(lambda: db.session.get_one(OutboxMessage, number).state)
    assert state == "ready"
    again = client.post(f"/admin/mail/{number}/retry")
    assert "Chưa làm được" in text_of(client.get(again.headers["Location"]))


def test_whoever_keeps_the_service_is_told_of_mail_given_up_and_sends_all_of_it_again(
    office: Office,
) -> None:
    office.forwarded()
    keeper, desk = office.account(DESK, Role.ADMINISTRATOR), office.browser(office.intake)
    client = office.browser(keeper)
    told = "Thư báo không gửi đi được"
    assert told not in text_of(client.get("/workspace/"))
    number = give_up(office)

    for page in ("/workspace/", "/admin/accounts", "/admin/mail"):
        assert "1 thư đã bị bỏ" in text_of(client.get(page))
    assert told not in text_of(desk.get("/workspace/"))
    said = client.post("/admin/mail/retry")

    assert "1 thư sẽ được gửi lại" in text_of(client.get(said.headers["Location"]))
    assert office.behind(lambda: db.session.get_one(OutboxMessage, number).state) == "ready"
    assert told not in text_of(client.get("/workspace/"))


def test_whoever_keeps_the_service_is_told_of_mail_that_waits_too_long(
    office: Office, clock: FrozenClock
) -> None:
    office.forwarded()
    clock.move(minutes=7)

    page = text_of(office.browser(office.account(DESK, Role.ADMINISTRATOR)).get("/workspace/"))

    assert "Thư cũ nhất đã chờ 7 phút" in page
