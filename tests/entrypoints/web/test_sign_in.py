"""Signing in through the real pages, with real codes."""

import dataclasses
import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest
from flask import Flask
from passlib.totp import TOTP
from werkzeug.test import TestResponse

from feedback_service.accounts import queries, service
from feedback_service.accounts.permissions import Role
from feedback_service.app import create_app
from feedback_service.foundation import clock as real_clock
from feedback_service.foundation.config import Settings
from feedback_service.foundation.database import db, transaction
from tests.support.accounts import PASSWORD, TestAccount, make_account, sign_in
from tests.support.clock import FrozenClock
from tests.support.installation import settings_for
from tests.support.page_client import PageClient

TOKEN = re.compile(r'(name="csrf_token" value=")[^"]*')
HOME = "/sign-in/done"


def start(client: PageClient, email: str, password: str = PASSWORD) -> TestResponse:
    client.get("/sign-in")
    return client.post("/sign-in", data={"email": email, "password": password})


def is_signed_in(client: PageClient) -> bool:
    return client.get(HOME).headers.get("Location", "").startswith("/sign-in?") is False


def test_password_and_code_together_open_the_workspace(app: Flask, client: PageClient) -> None:
    account = make_account(app, Role.INTAKE_OFFICER)
    sign_in(client, account)
    assert client.get(HOME).headers["Location"] == "/workspace/"


def test_the_password_alone_opens_nothing(app: Flask, client: PageClient) -> None:
    account = make_account(app)
    assert start(client, account.email).status_code == 303
    assert not is_signed_in(client)


def test_an_account_without_authenticator_reaches_only_its_set_up(
    app: Flask, client: PageClient
) -> None:
    account = make_account(app)
    with app.app_context():
        with transaction():
            service.store_credentials(
                account.account_id,
                queries.get_mark(account.account_id),
                {"tf_totp_secret": None, "tf_primary_method": None, "mf_recovery_codes": []},
            )
        db.session.remove()
    assert start(client, account.email).headers["Location"] == "/sign-in/authenticator"
    assert not is_signed_in(client)
    client.get("/sign-in/authenticator")
    page = client.post("/sign-in/authenticator", data={"setup": "authenticator"})
    text = page.get_data(as_text=True)
    assert "<svg" in text
    assert "data:image" not in text
    secret = re.search(r'site-code__value">([A-Z2-7 -]+)<', text)
    assert secret
    key = secret[1].replace("-", "").replace(" ", "")
    code = TOTP(key=key).generate(time=int(real_clock.now().timestamp())).token
    done = client.post("/sign-in/code", data={"code": code})
    assert done.status_code == 303
    # No recovery codes yet: the next page makes them.
    assert client.get(HOME).headers["Location"] == "/sign-in/recovery-codes"
    client.get("/sign-in/recovery-codes")
    made = client.post("/sign-in/recovery-codes", data={"generate_new_codes": "1"})
    assert len(re.findall(r"<code>(?:[0-9A-Z]{5}-){4}[0-9A-Z]{5}</code>", made.text)) == 8


def test_unknown_name_wrong_password_and_disabled_account_answer_alike(
    app: Flask, client: PageClient
) -> None:
    account = make_account(app)
    gone = make_account(app, email="nghi.viec@example.vn")
    with app.app_context():
        with transaction():
            service.disable(gone.account_id)
        db.session.remove()
    answers = set()
    for email, password in (
        (account.email, "sai mật khẩu rồi đó"),
        ("khong.co@example.vn", "sai mật khẩu rồi đó"),
        (gone.email, PASSWORD),
    ):
        said = start(client, email, password)
        assert said.status_code == 200
        body = TOKEN.sub(r"\1", said.get_data(as_text=True)).replace(email, "EMAIL")
        answers.add(body)
    assert len(answers) == 1
    assert "không đúng" in answers.pop()


@pytest.mark.parametrize("known", [True, False])
def test_a_password_longer_than_any_is_wrong_and_breaks_nothing(
    app: Flask, client: PageClient, known: bool
) -> None:
    account = make_account(app)
    email = account.email if known else "khong.co@example.vn"
    answer = start(client, email, "Đ" * 5000)
    assert answer.status_code == start(client, email, "sai mat khau").status_code
    assert not is_signed_in(client)


def test_a_code_is_taken_once(app: Flask, client: PageClient) -> None:
    account = make_account(app)
    code = account.code()
    sign_in(client, account)
    other = PageClient(app)
    start(other, account.email)
    again = other.post("/sign-in/code", data={"code": code})
    assert again.status_code == 200
    assert "đã dùng rồi" in again.text
    assert not is_signed_in(other)


def test_one_code_sent_fifty_times_at_once_signs_in_once(app: Flask) -> None:
    account = make_account(app)
    clients = [PageClient(app) for _ in range(50)]
    for each in clients:
        start(each, account.email)
    code = account.code()
    gate = Barrier(10)

    def send(each: PageClient) -> int:
        gate.wait(timeout=60)
        return each.post("/sign-in/code", data={"code": code}).status_code

    with ThreadPoolExecutor(max_workers=10) as pool:
        answers = list(pool.map(send, clients))
    assert answers.count(303) == 1
    # The others are told, or asked to wait a little; never an error of ours.
    assert set(answers) <= {303, 200, 429}


def test_a_recovery_code_is_taken_once(app: Flask, client: PageClient) -> None:
    account = make_account(app)
    typed = account.recovery_codes[0].lower().replace("-", " ")
    start(client, account.email)
    assert client.post("/sign-in/recovery", data={"code": typed}).status_code == 303
    assert is_signed_in(client)
    other = PageClient(app)
    start(other, account.email)
    assert "đã dùng rồi" in other.post("/sign-in/recovery", data={"code": typed}).text
    assert not is_signed_in(other)


def test_signing_out_ends_every_copy_of_the_session(app: Flask, client: PageClient) -> None:
    sign_in(client, make_account(app))
    copy = PageClient(app)
    kept = client.get_cookie("session")
    assert kept
    copy.set_cookie("session", kept.value)
    assert is_signed_in(copy)
    client.get("/sign-in/recovery-codes")
    assert client.post("/sign-out").status_code == 303
    assert not is_signed_in(client)
    assert not is_signed_in(copy)


def test_signing_out_needs_a_token_and_a_post(app: Flask, client: PageClient) -> None:
    sign_in(client, make_account(app))
    assert client.get("/sign-out").status_code == 405
    assert client.post("/sign-out", data={"csrf_token": ""}).status_code == 400
    assert is_signed_in(client)


@pytest.mark.parametrize(("minutes", "lasts"), [(29, True), (31, False)])
def test_a_session_ends_after_half_an_hour_of_rest(
    app: Flask, client: PageClient, clock: FrozenClock, minutes: int, lasts: bool
) -> None:
    account = make_account(app)
    clock.set(real_clock.now())
    _sign_in_at(client, account)
    clock.move(minutes=minutes)
    assert is_signed_in(client) is lasts


def test_a_session_ends_after_eight_hours_of_work(
    app: Flask, client: PageClient, clock: FrozenClock
) -> None:
    _sign_in_at(client, make_account(app))
    for _ in range(16):
        clock.move(minutes=29)
        assert is_signed_in(client)
    clock.move(minutes=29)
    assert not is_signed_in(client)


def test_failures_slow_the_next_try_down_and_only_there(app: Flask, client: PageClient) -> None:
    account = make_account(app)
    answers = [start(client, account.email, "sai mật khẩu rồi đó") for _ in range(6)]
    assert [said.status_code for said in answers] == [200] * 5 + [429]
    assert int(answers[-1].headers["Retry-After"]) >= 1
    # Somebody at another address is not shut out by it.
    elsewhere = PageClient(app)
    elsewhere.environ_base["REMOTE_ADDR"] = "203.0.113.9"
    assert start(elsewhere, account.email).status_code == 303


def test_no_address_of_a_person_is_kept(app: Flask, client: PageClient) -> None:
    account = make_account(app)
    client.environ_base["REMOTE_ADDR"] = "203.0.113.77"
    start(client, account.email, "sai mật khẩu rồi đó")
    sign_in(client, account)
    with app.app_context():
        raw = db.engine.raw_connection()
        dump = "\n".join(_all_text(raw))
        raw.close()
        db.session.remove()
    assert "203.0.113.77" not in dump


def test_a_change_of_roles_ends_the_session_at_once(app: Flask, client: PageClient) -> None:
    account = make_account(app, Role.INTAKE_OFFICER)
    sign_in(client, account)
    with app.app_context():
        with transaction():
            service.set_roles(account.account_id, [Role.REVIEWER])
        db.session.remove()
    assert not is_signed_in(client)


def test_an_invitation_sets_the_password_once(
    app: Flask, client: PageClient, settings: Settings
) -> None:
    with app.app_context():
        moment = real_clock.now()
        with transaction():
            account_id = service.create_account(
                email="moi@example.vn",
                name="Người Mới",
                roles=[Role.ADMINISTRATOR],
                agency_id=None,
                now=moment,
            )
            service.invite(account_id, now=moment)
        link = queries.invitation_link(
            account_id, secret_key=settings.secret_key, base_url="", now=moment
        )
        db.session.remove()
    assert client.get(link).status_code == 200
    short = client.post(link, data={"password": "ngắn", "password_again": "ngắn"})
    assert short.status_code == 422
    assert "15 ký tự" in short.text
    differing = client.post(link, data={"password": PASSWORD, "password_again": "khác"})
    assert differing.status_code == 422
    pair = {"password": PASSWORD, "password_again": PASSWORD}
    assert client.post(link, data=pair).status_code == 303
    used = client.get(link)
    assert used.status_code == 404
    assert "đã được dùng" in used.text
    assert client.post(link, data=pair).status_code == 404
    assert start(client, "moi@example.vn").headers["Location"] == "/sign-in/authenticator"


@pytest.mark.parametrize("address", ["//evil.example", "https://evil.example/", "/\\evil.example"])
def test_signing_in_leads_to_no_other_site(app: Flask, client: PageClient, address: str) -> None:
    account = make_account(app)
    client.get("/sign-in", query_string={"next": address})
    step = client.post(
        "/sign-in", data={"email": account.email, "password": PASSWORD, "next": address}
    )
    done = client.post(step.headers["Location"], data={"code": account.code()})
    assert done.status_code == 303
    assert "evil.example" not in done.headers["Location"]


@pytest.mark.parametrize("path", ["/sign-in/rescue", "/sign-in/select", "/login", "/register"])
def test_what_we_do_not_offer_is_not_there(client: PageClient, path: str) -> None:
    assert client.get(path).status_code == 404


def test_json_is_no_way_in(app: Flask, client: PageClient) -> None:
    account = make_account(app)
    client.get("/sign-in")
    said = client.post(
        "/sign-in",
        json={"email": account.email, "password": PASSWORD},
        headers={"X-CSRFToken": client.token or "", "Accept": "application/json"},
    )
    assert said.status_code == 415


def _sign_in_at(client: PageClient, account: TestAccount) -> None:
    # The library reads the real clock for codes; only the session's age is moved here.
    start(client, account.email)
    code = TOTP(key=account.totp_secret).generate().token
    assert client.post("/sign-in/code", data={"code": code}).status_code == 303


def _all_text(raw: Any) -> list[str]:
    cursor = raw.cursor()
    cursor.execute("SELECT * FROM sign_in_failures")
    rows = cursor.fetchall()
    cursor.execute("SELECT * FROM accounts")
    return [repr(row) for row in rows + cursor.fetchall()]


@pytest.mark.parametrize("code", ["", "abc", "12345", "1" * 5000, "１２３４５６", "-1", "12 34 56"])
def test_what_is_no_code_is_refused_and_breaks_nothing(
    app: Flask, client: PageClient, code: str
) -> None:
    start(client, make_account(app).email)
    for page in ("/sign-in/code", "/sign-in/recovery"):
        assert client.post(page, data={"code": code}).status_code == 200
    assert not is_signed_in(client)


@pytest.mark.parametrize("name", ["", "a", "@", "ă@ă.vn", "a@b.vn' OR 1=1 --", "x" * 100_000])
def test_what_is_no_sign_in_name_is_refused_and_breaks_nothing(
    client: PageClient, name: str
) -> None:
    assert start(client, name).status_code == 200


def test_served_by_https_the_session_is_bound_to_this_host(tmp_path: Path) -> None:
    plain = settings_for(tmp_path, f"sqlite:///{tmp_path}/x.db")
    secure = dataclasses.replace(plain, base_url="https://phan-anh.example", secure_cookies=True)
    app = create_app(secure)
    answer = app.test_client().get("/sign-in", base_url="https://phan-anh.example")
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("__Host-session=")
    assert "Secure" in cookie
    assert "Domain" not in cookie
    assert "max-age=" in answer.headers["Strict-Transport-Security"]
    with app.app_context():
        db.engine.dispose()


def test_a_password_is_changed_by_who_knows_the_present_one(app: Flask, client: PageClient) -> None:
    account = make_account(app)
    sign_in(client, account)
    client.get("/sign-in/account")
    new = "tám con gà qua cầu ao"
    typed = {"present_password": "không phải", "password": new, "password_again": new}
    assert client.post("/sign-in/account/password", data=typed).status_code == 422
    weak = {"present_password": PASSWORD, "password": "ngắn", "password_again": "ngắn"}
    assert client.post("/sign-in/account/password", data=weak).status_code == 422
    done = client.post("/sign-in/account/password", data=typed | {"present_password": PASSWORD})
    assert done.status_code == 303
    assert not is_signed_in(client)
    assert start(client, account.email).status_code == 200
    assert start(client, account.email, new).status_code == 303


def test_delicate_pages_ask_for_the_password_again(app: Flask, client: PageClient) -> None:
    sign_in(client, make_account(app))
    assert client.get("/sign-in/recovery-codes").status_code == 200
    with client.session_transaction() as session:
        session["fs_paa"] = session["fs_gexp"] = 0
    asked = client.get("/sign-in/recovery-codes")
    assert asked.status_code == 302
    address = asked.headers["Location"]
    assert address.startswith("/sign-in/verify?next=")
    assert "Nhập lại mật khẩu" in client.get(address).text
    assert client.post(address, data={"password": "không phải"}).status_code == 200
    done = client.post(address, data={"password": PASSWORD})
    assert done.status_code == 303
    assert done.headers["Location"].startswith("/sign-in/recovery-codes")
    assert client.get("/sign-in/recovery-codes").status_code == 200


def test_the_authenticator_is_replaced_once_the_new_one_has_shown_a_code(
    app: Flask, client: PageClient
) -> None:
    account = make_account(app)
    sign_in(client, account)
    client.get("/sign-in/authenticator")
    page = client.post("/sign-in/authenticator", data={"setup": "authenticator"}).text
    address = re.search(r'action="(/sign-in/authenticator/[^"]+)"', page)
    secret = re.search(r'site-code__value">([A-Z2-7 -]+)<', page)
    assert address
    assert secret
    assert client.post(address[1], data={"code": "000000"}).status_code == 303
    key = secret[1].replace("-", "").replace(" ", "")
    # The step of the code that signed in is used up, whichever secret it came from.
    later = int(real_clock.now().timestamp()) + 30
    code = TOTP(key=key).generate(time=later).token
    done = client.post(address[1], data={"code": code})
    assert done.status_code == 303
    with app.app_context():
        found = queries.find_credentials(email=account.email)
        db.session.remove()
    assert found
    with app.app_context():
        factory = app.extensions["security"].totp_factory
        assert factory.get_totp_b32_key(found.totp_secret) == key
