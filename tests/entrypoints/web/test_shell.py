"""The shell around every page: headers, tokens, bounds, errors."""

import re
from dataclasses import replace
from io import BytesIO

import pytest
from flask import Flask
from werkzeug.routing import Rule
from werkzeug.test import Client, create_environ

from feedback_service.entrypoints.web.preferences import same_site
from feedback_service.foundation.errors import Conflict, DomainError, Invalid, NotAllowed, NotFound
from tests.support.page_client import PageClient

POLICY = {
    "default-src": ["'none'"],
    "script-src": ["'self'"],
    "style-src": ["'self'"],
    "font-src": ["'self'"],
    "img-src": ["'self'"],
    "connect-src": ["'self'"],
    "form-action": ["'self'"],
    "base-uri": ["'none'"],
    "frame-ancestors": ["'none'"],
    "object-src": ["'none'"],
}
STATIC = "/static/css/site.css"


@pytest.mark.parametrize("path", ["/sign-in", "/khong-co-trang-nay", "/health/live", STATIC])
def test_every_answer_bears_the_strict_headers(client: PageClient, path: str) -> None:
    headers = client.get(path, buffered=True).headers
    parts = [part.split() for part in headers["Content-Security-Policy"].split(";")]
    policy = {words[0]: words[1:] for words in parts}
    assert policy == POLICY
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert headers["Cross-Origin-Embedder-Policy"] == "require-corp"
    features = {part.strip() for part in headers["Permissions-Policy"].split(",")}
    assert {"camera=()", "microphone=()", "geolocation=()"} <= features
    # A header that never names this machine over plain HTTP would be a lie.
    assert "Strict-Transport-Security" not in headers


def test_pages_are_never_kept_and_static_files_are(client: PageClient) -> None:
    page = client.get("/sign-in")
    assert page.headers["Cache-Control"] == "no-store"
    address = re.search(r'href="(/static/css/site\.css\?v=[0-9a-f]{12})"', page.text)
    assert address
    kept = client.get(address[1], buffered=True).headers["Cache-Control"]
    assert "max-age=31536000" in kept
    assert "immutable" in kept
    # An address of another version is not kept for a year.
    assert "max-age=300" in client.get(f"{STATIC}?v=0", buffered=True).headers["Cache-Control"]


def test_static_files_lead_out_of_their_folder_nowhere(client: PageClient) -> None:
    for path in ("../../../setup.cfg", "%2e%2e/%2e%2e/security.py", "css/../../security.py"):
        assert client.get(f"/static/{path}").status_code == 404


def test_cookies_are_for_this_site_and_no_script(client: PageClient) -> None:
    said = client.get("/sign-in").headers.get_all("Set-Cookie")
    assert said
    for cookie in said:
        assert "HttpOnly" in cookie
        assert "SameSite=Lax" in cookie
        assert "Path=/" in cookie


def unsafe_rules(app: Flask) -> list[tuple[str, str]]:
    found = []
    for rule in app.url_map.iter_rules():
        for method in sorted((rule.methods or set()) & {"POST", "PUT", "PATCH", "DELETE"}):
            arguments = {name: 1 if _is_number(rule, name) else "x" for name in rule.arguments}
            with app.test_request_context():
                found.append((method, app.url_for(rule.endpoint, **arguments)))
    return found


def _is_number(rule: Rule, name: str) -> bool:
    return type(rule._converters[name]).__name__ == "RowNumber"


def test_no_unsafe_request_is_taken_without_a_token(app: Flask) -> None:
    rules = unsafe_rules(app)
    assert len(rules) > 5
    for method, path in rules:
        said = Client(app, app.response_class).open(path, method=method, data={"a": "b"})
        assert said.status_code == 400, (method, path, said.status_code)


def test_a_token_of_another_session_is_none(app: Flask, client: PageClient) -> None:
    other = PageClient(app)
    other.get("/sign-in")
    client.get("/sign-in")
    said = client.post("/preferences", data={"csrf_token": other.token, "size": "large"})
    assert said.status_code == 400


def test_a_stale_form_of_ours_is_offered_again_with_what_was_typed(client: PageClient) -> None:
    client.get("/sign-in")
    typed = {
        "csrf_token": "",
        "size": "large",
        "story": 'Dòng "một"\n<b>hai</b>',
        "password": "bí mật",
        "next": "/",
    }
    said = client.post("/preferences", data=typed, headers={"Sec-Fetch-Site": "same-origin"})
    assert said.status_code == 400
    assert "Gửi lại" in said.text
    assert "&lt;b&gt;hai&lt;/b&gt;" in said.text
    assert "bí mật" not in said.text
    assert client.post("/preferences", data={"size": "large"}).status_code == 303


@pytest.mark.parametrize("site", ["cross-site", "same-site", "none", None])
def test_a_form_from_elsewhere_is_never_offered_again(client: PageClient, site: str | None) -> None:
    headers = {} if site is None else {"Sec-Fetch-Site": site}
    said = client.post("/preferences", data={"csrf_token": "", "size": "large"}, headers=headers)
    assert said.status_code == 400
    assert "Gửi lại" not in said.text


def test_too_large_a_body_gets_its_page_after_it_was_read(client: PageClient) -> None:
    stream = BytesIO(b"a" * (27 * 1024 * 1024))
    said = client.post(
        "/preferences",
        input_stream=stream,
        content_type="application/x-www-form-urlencoded",
        content_length=27 * 1024 * 1024,
    )
    assert said.status_code == 413
    assert "quá lớn" in said.text
    assert stream.read() == b""


def test_too_many_fields_are_refused(client: PageClient) -> None:
    client.get("/sign-in")
    body = {f"f{number}": (BytesIO(b"x"), "x.txt") for number in range(500)}
    assert client.post("/preferences", data=body).status_code == 413


def test_an_upload_never_touches_the_disk_in_plain_text(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a temporary file was opened")

    monkeypatch.setattr("werkzeug.formparser.SpooledTemporaryFile", refuse)
    head = '--b\r\nContent-Disposition: form-data; name="file"; filename="anh.jpg"\r\n\r\n'
    body = head.encode() + b"x" * 2_000_000 + b"\r\n--b--\r\n"
    environ = create_environ(
        "/preferences",
        method="POST",
        input_stream=BytesIO(body),
        content_length=len(body),
        content_type="multipart/form-data; boundary=b",
    )
    with app.request_context(environ) as context:
        assert context.request.files["file"].read(3) == b"xxx"


@pytest.mark.parametrize(
    ("path", "status"),
    [("/sign-in?next=%00", 400), ("/%00", 400), ("/archive/%00", 400), ("/sign-in?%00=1", 400)],
)
def test_nul_in_an_address_is_refused(client: PageClient, path: str, status: int) -> None:
    assert client.get(path).status_code == status


def test_nul_in_a_form_is_refused_everywhere_and_breaks_nothing(app: Flask) -> None:
    for method, path in unsafe_rules(app):
        client = PageClient(app)
        client.get("/sign-in")
        data = {"csrf_token": client.token, "email": "a\x00@b.vn", "text": "x\x00y"}
        said = client.open(path, method=method, data=data)
        assert said.status_code == 422, (method, path, said.status_code)


def test_a_number_no_row_can_have_is_no_page(client: PageClient) -> None:
    assert client.get(f"/admin/accounts/{2**63}").status_code == 404
    assert client.get(f"/admin/accounts/{10**40}").status_code == 404


@pytest.mark.parametrize(
    ("error", "status"), [(NotFound, 404), (NotAllowed, 403), (Conflict, 409), (Invalid, 422)]
)
def test_refusals_of_the_domain_have_their_pages(
    app: Flask, error: type[DomainError], status: int
) -> None:
    with app.test_request_context("/x"):
        response = app.make_response(app.handle_user_exception(error()))
    assert response.status_code == status


def test_a_missing_thing_and_a_hidden_one_answer_alike(app: Flask) -> None:
    class Hidden(NotFound):
        template = "Hồ sơ này thuộc cơ quan khác."

    pages = []
    for error in (NotFound(), Hidden()):
        with app.test_request_context("/x"):
            pages.append(app.make_response(app.handle_user_exception(error)).get_data())
    token = re.compile(rb'name="csrf_token" value="[^"]*"')
    assert token.sub(b"", pages[0]) == token.sub(b"", pages[1])


def test_an_unforeseen_error_gets_a_number_and_keeps_its_words(
    app: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    with app.test_request_context("/x"):
        error = ValueError("số điện thoại 0912345678")
        response = app.make_response(app.handle_user_exception(error))
    assert response.status_code == 500
    number = re.search(r"<strong>([0-9A-F]{8})</strong>", response.get_data(as_text=True))
    assert number
    assert number[1] in caplog.text
    assert "0912345678" not in caplog.text
    assert "0912345678" not in response.get_data(as_text=True)


def test_the_log_holds_the_pattern_and_nothing_of_the_person(
    app: Flask, client: PageClient, caplog: pytest.LogCaptureFixture
) -> None:
    client.environ_base["REMOTE_ADDR"] = "203.0.113.5"
    client.get("/sign-in/invitation/mot-bi-mat?q=tu-khoa", headers={"User-Agent": "Trinh/1"})
    assert "GET /sign-in/invitation/<token> 404" in caplog.text
    for secret in ("mot-bi-mat", "tu-khoa", "203.0.113.5", "Trinh/1"):
        assert secret not in caplog.text


def test_preferences_are_kept_and_lead_back(client: PageClient) -> None:
    client.get("/sign-in")
    said = client.post("/preferences", data={"size": "large", "next": "/sign-in?next=/x"})
    assert (said.status_code, said.headers["Location"]) == (303, "/sign-in?next=/x")
    assert "text-size-large" in client.get("/sign-in").text
    client.post("/preferences", data={"contrast": "high", "size": "khổng lồ"})
    page = client.get("/sign-in").text
    assert "text-size-large" in page
    assert "contrast-high" in page


@pytest.mark.parametrize(
    "target",
    [
        "//x.vn",
        "/\\x.vn",
        "https://x.vn",
        "x",
        "",
        None,
        "/\t/x.vn",
        "/a\\..\\b",
        "/ x",
        "/" * 2100,
    ],
)
def test_only_paths_of_ours_are_gone_back_to(target: str | None) -> None:
    assert same_site(target) == "/"


@pytest.mark.parametrize("target", ["/", "/track?x=1", "/archive/A.2026.1#y"])
def test_paths_of_ours_are_gone_back_to(target: str) -> None:
    assert same_site(target) == target


def test_a_language_without_catalogue_changes_nothing(client: PageClient) -> None:
    page = client.get("/sign-in?lang=xx")
    assert '<html lang="vi"' in page.text
    assert client.get_cookie("lang") is None


def test_health_proves_that_a_write_can_begin(client: PageClient) -> None:
    assert client.get("/health/live").json == {"status": "ok"}
    assert client.get("/health/ready").json["checks"] == {"database": "ok", "disk": "ok"}


def test_health_says_so_when_the_database_is_gone(
    client: PageClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken() -> None:
        raise OSError("disk")

    monkeypatch.setattr("feedback_service.entrypoints.web.health.probe_write", broken)
    said = client.get("/health/ready")
    assert said.status_code == 503
    assert said.json["checks"]["database"] == "failed"


def test_counters_are_for_this_machine_only(client: PageClient) -> None:
    client.get("/sign-in")
    assert 'page="/sign-in",status="200"' in client.get("/metrics").text
    for name in ("X-Forwarded-For", "X-Forwarded-Host", "X-Real-IP", "Forwarded", "Via"):
        assert client.get("/metrics", headers={name: "127.0.0.1"}).status_code == 404
    assert client.get("/metrics", headers={"Host": "phan-anh.example"}).status_code == 404
    client.environ_base["REMOTE_ADDR"] = "203.0.113.5"
    assert client.get("/metrics").status_code == 404


@pytest.mark.parametrize(("proxies", "status"), [(0, 404), (1, 200)])
def test_a_public_site_opens_nothing_local_unless_it_knows_its_proxy(
    app: Flask, client: PageClient, proxies: int, status: int
) -> None:
    """A proxy that adds no header would make everybody look like this machine."""
    real = app.extensions["feedback.settings"]
    app.extensions["feedback.settings"] = replace(
        real, base_url="https://phan-anh.example.vn", trusted_proxies=proxies
    )
    try:
        assert client.get("/metrics").status_code == status
    finally:
        app.extensions["feedback.settings"] = real
