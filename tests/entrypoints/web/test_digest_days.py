"""Who wishes the daily digest on days of rest as well."""

from flask import Flask

from feedback_service.accounts import queries
from feedback_service.accounts.permissions import Role
from feedback_service.foundation.database import db
from tests.support.accounts import make_account, sign_in
from tests.support.page_client import PageClient


def test_a_person_chooses_mail_on_days_of_rest_and_takes_it_back(
    app: Flask, client: PageClient
) -> None:
    account = make_account(app, Role.ADMINISTRATOR, email="quan.tri@example.vn")
    sign_in(client, account)
    client.get("/sign-in/account")
    for sent, wished in (({"on_rest_days": "yes"}, True), ({}, False)):
        assert client.post("/sign-in/account/mail-days", data=sent).status_code == 303
        with app.app_context():
            (line,) = queries.list_accounts()
            db.session.remove()
        assert line.mail_on_rest_days is wished
        assert ("checked" in client.get("/sign-in/account").text) is wished


def test_whoever_is_not_signed_in_chooses_nothing(client: PageClient) -> None:
    client.get("/sign-in")
    refused = client.post("/sign-in/account/mail-days", data={"on_rest_days": "yes"})
    assert "/sign-in" in refused.location
