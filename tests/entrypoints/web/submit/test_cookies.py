"""What the form keeps in the browser, over safe connections and against tampering."""

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask, Response
from werkzeug.http import parse_cookie

from feedback_service.entrypoints.web.sealed_cookie import SealedCookie
from tests.support.page_client import PageClient

AT = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
COOKIE = SealedCookie(name="thing", path="/submit", lives=timedelta(minutes=30))
HELD = {"key": "ABC", "words": "chữ có dấu"}


def written(app: Flask, cookie: SealedCookie = COOKIE) -> str:
    """Return what a browser is given to keep."""
    response = Response()
    with app.test_request_context("/submit/"):
        cookie.write(response, HELD, now=AT)
    return parse_cookie(response.headers["Set-Cookie"])[cookie.name]


def read(app: Flask, value: str, at: datetime = AT, cookie: SealedCookie = COOKIE) -> object:
    """Return what the service makes of a cookie that comes back."""
    with app.test_request_context("/submit/", headers={"Cookie": f"{cookie.name}={value}"}):
        return cookie.read(now=at)


def test_what_was_written_is_read_again_within_its_time(app: Flask) -> None:
    """And not a second longer."""
    value = written(app)
    assert read(app, value, AT + timedelta(minutes=29)) == HELD
    assert read(app, value, AT + timedelta(minutes=30)) is None


@pytest.mark.parametrize("spoil", [lambda v: v[:-6] + "AAAAAA", lambda v: v[4:], lambda _v: "x"])
def test_a_changed_cookie_holds_nothing(app: Flask, spoil: object) -> None:
    """One bit is enough."""
    assert callable(spoil)
    assert read(app, spoil(written(app))) is None


def test_a_cookie_of_another_name_holds_nothing(app: Flask) -> None:
    """The visit of one page is no receipt of another."""
    other = SealedCookie(name="other", path="/submit", lives=timedelta(minutes=30))
    assert read(app, written(app), cookie=other) is None


def test_another_installation_cannot_read_it(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """The key comes from this installation's secret."""
    value = written(app)
    monkeypatch.setitem(app.config, "SECRET_KEY", "mot bi mat khac cua mot noi khac hoan toan")
    assert read(app, value) is None


def test_over_safe_connections_the_browser_refuses_a_cookie_set_otherwise(
    app: Flask, client: PageClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The prefix in the name, and Secure beside it."""
    monkeypatch.setitem(app.config, "SESSION_COOKIE_SECURE", True)
    client.get("/submit/", base_url="https://localhost")
    response = client.post("/submit/begin", base_url="https://localhost")
    (cookie,) = [c for c in response.headers.getlist("Set-Cookie") if "draft" in c]
    assert cookie.startswith("__Secure-draft=")
    assert "; Secure" in cookie
    assert client.get("/submit/kind", base_url="https://localhost").status_code == 200
