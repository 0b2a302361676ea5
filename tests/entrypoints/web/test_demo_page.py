"""The demo's page: a person who does literally what it says goes the whole way of a case."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from werkzeug.datastructures import MultiDict

from feedback_service.foundation.config import Settings
from tests.support.demo import as_demo
from tests.support.following import Follower, sign_in
from tests.support.page_client import PageClient
from tests.support.reader import Carrier, Fields, Reader, Reply

AT_HOME = "http://127.0.0.1:8000"


@pytest.fixture
def demo(app: Flask) -> Iterator[Flask]:
    """The application as a demo with its accounts and no case."""
    with as_demo(app):
        yield app


def carrier(client: PageClient) -> Carrier:
    """Carry requests to the application, as a browser on its own machine would."""

    def carry(method: str, address: str, fields: Fields | None) -> Reply:
        sent: dict[str, Any] = {}
        if fields:
            sent = {"data" if method == "POST" else "query_string": MultiDict(fields)}
        response = client.open(
            address, method=method, base_url=AT_HOME, follow_redirects=True, **sent
        )
        where = response.request.full_path.rstrip("?")
        return Reply(where, response.status_code, response.get_data(as_text=True))

    return carry


def test_who_does_what_the_page_says_goes_the_whole_way(demo: Flask, client: PageClient) -> None:
    follower = Follower(Reader(carrier(client)))

    assert follower.follow_all() == 9
    assert follower.doings > 80


def test_every_account_signs_in_with_what_is_printed(demo: Flask) -> None:
    settings: Settings = demo.extensions["feedback.settings"]
    accounts = json.loads((settings.instance / "demo-accounts.json").read_bytes())["accounts"]
    assert len({account["role"] for account in accounts}) >= 9
    for account in accounts:
        reader = Reader(carrier(PageClient(demo)))
        reader.open("/")
        sign_in(reader, account["email"], account["password"])
        reader.sees(account["name"])


@pytest.mark.parametrize("path", ["/demo", "/"])
def test_nobody_from_elsewhere_learns_of_the_demo(
    demo: Flask, client: PageClient, path: str
) -> None:
    for told in ({"headers": {"X-Forwarded-For": "192.0.2.7"}}, {"base_url": "http://vi-du.vn"}):
        page = client.get(path, **told)
        assert page.status_code == (404 if path == "/demo" else 200)
        assert "Vào vai" not in page.text
        assert 'href="/demo"' not in page.text


def test_outside_a_demo_there_is_no_such_page(client: PageClient) -> None:
    assert client.get("/demo", base_url=AT_HOME).status_code == 404
    assert 'href="/demo"' not in client.get("/", base_url=AT_HOME).text


def test_every_page_of_a_demo_leads_to_it_and_it_names_every_account(
    demo: Flask, client: PageClient
) -> None:
    settings: Settings = demo.extensions["feedback.settings"]
    accounts = json.loads((settings.instance / "demo-accounts.json").read_bytes())["accounts"]

    assert 'href="/demo"' in client.get("/guide", base_url=AT_HOME).text
    page = client.get("/demo", base_url=AT_HOME).text
    assert [each["email"] for each in accounts if each["email"] not in page] == []
