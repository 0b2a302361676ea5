"""The pages on which the outbox is kept."""

import pytest
from flask import Flask

from feedback_service.accounts.permissions import Role
from feedback_service.foundation.database import db, transaction
from feedback_service.identity.service import Vault
from feedback_service.notifications.models import OutboxMessage
from tests.entrypoints.web.workspace.office import Office, text_of
from tests.support.clock import FrozenClock
from tests.support.lives import DESK


@pytest.fixture
def office(app: Flask, vault: Vault, clock: FrozenClock) -> Office:
    return Office(app, vault, clock.at)


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
