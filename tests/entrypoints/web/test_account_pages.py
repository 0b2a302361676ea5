"""The administrator's pages of accounts."""

import pytest
from flask import Flask

from feedback_service.accounts import queries
from feedback_service.accounts.permissions import AGENCY_ROLES, Role
from feedback_service.foundation.database import db
from feedback_service.notifications.models import OutboxMessage
from tests.support.accounts import TestAccount, make_account, sign_in
from tests.support.page_client import PageClient

NEW = {"name": "Lê Văn Bình", "email": "binh@example.vn", "roles": "reviewer", "agency": ""}


@pytest.fixture
def administrator(app: Flask, client: PageClient) -> TestAccount:
    account = make_account(app, Role.ADMINISTRATOR, email="quan.tri@example.vn")
    sign_in(client, account)
    return account


def account_named(app: Flask, email: str) -> queries.Credentials:
    with app.app_context():
        found = queries.find_credentials(email=email)
        db.session.remove()
    assert found
    return found


def test_a_new_account_is_invited_by_mail(
    app: Flask, client: PageClient, administrator: TestAccount
) -> None:
    client.get("/admin/accounts/new")
    said = client.post("/admin/accounts/new", data=NEW)
    assert said.status_code == 303
    found = account_named(app, "binh@example.vn")
    assert found.roles == {Role.REVIEWER}
    assert found.password is None
    with app.app_context():
        waiting = db.session.query(OutboxMessage).all()
        assert [(m.message, m.recipient_id) for m in waiting] == [
            ("account_invited", found.account_id)
        ]
        assert "binh" not in str(waiting[0].payload)
        db.session.remove()
    assert "Lê Văn Bình" in client.get("/admin/accounts").text
    assert client.get(said.headers["Location"]).status_code == 200


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"name": " "}, "họ và tên"),
        ({"email": "không phải thư"}, "không hợp lệ"),
        ({"email": "QUAN.TRI@example.vn"}, "đã có tài khoản"),
        ({"roles": ""}, "vai trò"),
        ({"roles": "vua"}, "vai trò"),
        ({"roles": "officer"}, "cơ quan"),
        ({"agency": "Cơ quan không có"}, "không còn trong danh mục"),
    ],
)
def test_a_form_with_a_mistake_comes_back_as_typed(
    client: PageClient, administrator: TestAccount, change: dict[str, str], sentence: str
) -> None:
    client.get("/admin/accounts/new")
    said = client.post("/admin/accounts/new", data=NEW | change)
    assert said.status_code == 422
    assert sentence in said.text
    assert 'role="alert"' in said.text


def test_roles_reset_disable_and_enable(
    app: Flask, client: PageClient, administrator: TestAccount
) -> None:
    other = make_account(app, Role.INTAKE_OFFICER)
    page = f"/admin/accounts/{other.account_id}"
    client.get(page)
    assert client.post(f"{page}/roles", data={"roles": ["reviewer"]}).status_code == 303
    assert account_named(app, other.email).roles == {Role.REVIEWER}
    assert client.post(f"{page}/reset").status_code == 303
    assert account_named(app, other.email).totp_secret is None
    assert client.post(f"{page}/disable").status_code == 303
    assert not account_named(app, other.email).active
    assert client.post(f"{page}/enable").status_code == 303
    assert account_named(app, other.email).active
    assert client.post(f"{page}/roles", data={}).status_code == 422


def test_administrators_stop_neither_themselves_nor_the_last_of_them(
    app: Flask, client: PageClient, administrator: TestAccount
) -> None:
    page = f"/admin/accounts/{administrator.account_id}"
    client.get(page)
    assert client.post(f"{page}/disable").status_code == 422
    assert client.post(f"{page}/roles", data={"roles": ["auditor"]}).status_code == 422
    assert account_named(app, administrator.email).roles == {Role.ADMINISTRATOR}


@pytest.mark.parametrize("role", sorted(set(Role) - AGENCY_ROLES - {Role.ADMINISTRATOR}))
def test_nobody_else_manages_accounts(app: Flask, client: PageClient, role: Role) -> None:
    sign_in(client, make_account(app, role))
    for path in ("/admin/accounts", "/admin/accounts/new", "/admin/accounts/1"):
        assert client.get(path).status_code == 403


def test_a_stranger_is_asked_to_sign_in_first(client: PageClient) -> None:
    said = client.get("/admin/accounts")
    assert said.status_code == 303
    assert said.headers["Location"].startswith("/sign-in?next=")


def test_an_account_that_is_not_there_has_no_page(
    client: PageClient, administrator: TestAccount
) -> None:
    assert client.get("/admin/accounts/999999").status_code == 404
