"""`feedback accounts` and the table of commands."""

import json

import pytest
from flask import Flask
from flask.testing import FlaskCliRunner

from feedback_service.accounts import queries
from feedback_service.entrypoints.cli import SECTIONS
from feedback_service.foundation.database import db
from tests.support.accounts import PASSWORD, TestAccount, sign_in
from tests.support.page_client import PageClient

CREATE = ["accounts", "create", "--email", "moi@example.vn", "--name", "Người Mới"]


def test_an_account_is_created_with_a_link_that_opens(
    runner: FlaskCliRunner, client: PageClient
) -> None:
    made = runner.invoke(args=[*CREATE, "--role", "administrator", "--json"])
    assert made.exit_code == 0, made.output
    facts = json.loads(made.stdout)
    assert facts["roles"] == ["administrator"]
    path = facts["link"].removeprefix("http://127.0.0.1:8000")
    assert "Người Mới" in client.get(path).text


def test_a_script_gets_an_account_that_signs_in(runner: FlaskCliRunner, client: PageClient) -> None:
    asked = [*CREATE, "--role", "auditor", "--password-stdin", "--with-totp", "--json"]
    made = runner.invoke(args=asked, input=f"{PASSWORD}\n")
    assert made.exit_code == 0, made.output
    facts = json.loads(made.stdout)
    assert "link" not in facts
    account = TestAccount(
        account_id=facts["id"],
        email=facts["email"],
        totp_secret=facts["totp_secret"],
        recovery_codes=tuple(facts["recovery_codes"]),
    )
    sign_in(client, account)


def test_a_weak_password_creates_nothing(app: Flask, runner: FlaskCliRunner) -> None:
    made = runner.invoke(args=[*CREATE, "--role", "auditor", "--password-stdin"], input="ngắn\n")
    assert made.exit_code == 1
    assert "15 ký tự" in made.stderr
    with app.app_context():
        assert queries.find_credentials(email="moi@example.vn") is None
        db.session.remove()


def test_a_reset_takes_the_credentials_away(runner: FlaskCliRunner) -> None:
    asked = [*CREATE, "--role", "auditor", "--password-stdin", "--with-totp"]
    runner.invoke(args=asked, input=f"{PASSWORD}\n")
    done = runner.invoke(args=["accounts", "reset", "--email", "MOI@example.vn", "--json"])
    assert done.exit_code == 0, done.output
    assert "/sign-in/invitation/" in json.loads(done.stdout)["link"]
    listed = json.loads(runner.invoke(args=["accounts", "list", "--json"]).stdout)
    assert [line["email"] for line in listed["accounts"]] == ["moi@example.vn"]


@pytest.mark.parametrize(
    ("args", "sentence"),
    [
        (["accounts", "reset", "--email", "khong.co@example.vn"], "Không tìm thấy tài khoản"),
        ([*CREATE, "--role", "officer"], "cơ quan"),
        ([*CREATE, "--role", "auditor", "--agency", "KHONG-CO"], "KHONG-CO"),
    ],
)
def test_a_refusal_is_one_sentence_and_status_one(
    runner: FlaskCliRunner, args: list[str], sentence: str
) -> None:
    done = runner.invoke(args=args)
    assert done.exit_code == 1
    assert done.stderr.startswith("Lỗi: ")
    assert sentence in done.stderr
    assert done.stdout == ""


def test_help_lists_every_command_with_a_line_about_it(runner: FlaskCliRunner) -> None:
    said = runner.invoke(args=["--help"]).output
    for name in ("accounts", "calendar", "db", "deadlines", "mail", "worker"):
        assert f"\n  {name} " in said
    assert all(f"\n{title}:" in said for title in SECTIONS)
