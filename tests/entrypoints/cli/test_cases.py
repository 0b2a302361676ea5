"""`feedback cases`, `feedback identity` and `feedback keys`."""

import json
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskCliRunner
from sqlalchemy import select

from feedback_service.accounts.permissions import Role
from feedback_service.accounts.queries import mail_address
from feedback_service.cases.models import Case
from feedback_service.foundation.access_log import AccessLog
from feedback_service.foundation.database import db, transaction
from feedback_service.identity.models import UnsealRequest
from feedback_service.identity.service import Vault, ask_to_unseal
from tests.support.clock import FrozenClock
from tests.support.installation import PASSPHRASE
from tests.support.lives import AUTHOR, DESK, WORDS, Life

STORY = "Bà con hỏi nhiều lần mà mỗi lần được trả lời một mức phí khác nhau."
STATED = {
    "kind": "regulation",
    "category": "unclear",
    "title": "Không rõ mức phí chứng thực",
    "story": STORY,
    "channel": "phone",
    "received_on": "2026-11-19",
    "idempotency_key": "0123456789ABCDEFGHJKMNPQRSTVWXYZ",
    "submitter": {
        "type": "person",
        "name": "Trần Văn Bảy",
        "address": "Thôn Đông, xã Yên Mỹ",
        "phone": "0912 000 456",
    },
}


@pytest.fixture
def runner(app: Flask, clock: FrozenClock) -> FlaskCliRunner:
    return app.test_cli_runner()


def run_json(runner: FlaskCliRunner, *args: str, stated: object = None) -> dict[str, Any]:
    given = json.dumps(stated) if stated is not None else None
    result = runner.invoke(args=[*args, "--json"], input=given)
    assert result.exit_code == 0, result.output
    read: dict[str, Any] = json.loads(result.stdout)
    return read


def test_a_case_stated_as_json_gets_its_receipt(runner: FlaskCliRunner) -> None:
    receipt = run_json(runner, "cases", "submit", stated=STATED)

    assert receipt["reference"].startswith("PAKN.2026.")
    assert len(receipt["tracking_key"]) == 34
    assert receipt["forward_due_on"] == "2026-11-26"


def test_the_same_key_gives_the_same_receipt(runner: FlaskCliRunner) -> None:
    first = run_json(runner, "cases", "submit", stated=STATED)
    second = run_json(runner, "cases", "submit", stated=STATED)

    assert first == second
    assert len(run_json(runner, "cases", "list")["cases"]) == 1


def test_a_case_may_be_stated_by_options(runner: FlaskCliRunner) -> None:
    args = ["cases", "submit", "--kind", "praise", "--title", "Cảm ơn chị ở quầy số ba"]
    args += ["--story", STORY, "--name", "Lê Thị Hoa", "--address", "Xã Yên Mỹ", "--phone"]

    result = runner.invoke(args=[*args, "0912 000 789"])

    assert result.exit_code == 0, result.output
    assert "Mã hồ sơ: PAKN.2026." in result.stdout
    assert "Mã bí mật: " in result.stdout


def test_what_is_missing_is_named(runner: FlaskCliRunner) -> None:
    given = json.dumps({**STATED, "title": "", "category": "delay"})

    result = runner.invoke(args=["cases", "submit", "--json"], input=given)

    assert result.exit_code == 1
    assert {"title", "category"} == set(json.loads(result.stdout)["errors"])


@pytest.mark.parametrize("given", ["", "not json", "[1, 2]"])
def test_input_that_is_no_object_is_refused_in_a_sentence(
    runner: FlaskCliRunner, given: str
) -> None:
    result = runner.invoke(args=["cases", "submit"], input=given)

    assert result.exit_code == 1
    assert "đối tượng JSON" in result.output


def test_without_a_person_no_word_of_a_case_is_shown(runner: FlaskCliRunner) -> None:
    reference = run_json(runner, "cases", "submit", stated=STATED)["reference"]

    for args in (["cases", "list"], ["cases", "show", reference]):
        plain = runner.invoke(args=args).output
        machine = runner.invoke(args=[*args, "--json"]).output
        assert reference in plain
        assert "Không rõ mức phí" not in plain + machine
        assert STORY not in plain + machine
        assert "Trần Văn Bảy" not in plain + machine


def test_with_a_person_the_case_is_shown_and_the_look_recorded(
    app: Flask, runner: FlaskCliRunner, vault: Vault, clock: FrozenClock
) -> None:
    reference = run_json(runner, "cases", "submit", stated=STATED)["reference"]
    email, foreign = behind(app, lambda life: (life.intake, life.officer), vault, clock)

    shown = run_json(runner, "cases", "show", reference, "--as", email)
    refused = runner.invoke(args=["cases", "show", reference, "--as", foreign])

    assert shown["story"] == STORY
    assert "name" not in shown
    assert refused.exit_code == 1
    log: AccessLog = app.extensions["feedback.access_log"]
    with app.app_context():
        case_id = db.session.scalars(select(Case.id)).one()
    assert [view.page for view in log.of_case(case_id)] == ["cli-show"]


def test_a_case_that_is_not_there_is_refused(runner: FlaskCliRunner) -> None:
    result = runner.invoke(args=["cases", "show", "PAKN.2026.00000000"])

    assert result.exit_code == 1
    assert "Không tìm thấy hồ sơ này" in result.output


def test_lists_are_narrowed(runner: FlaskCliRunner) -> None:
    run_json(runner, "cases", "submit", stated=STATED)

    assert len(run_json(runner, "cases", "list", "--state", "received")["cases"]) == 1
    assert run_json(runner, "cases", "list", "--state", "answered")["cases"] == []
    assert run_json(runner, "cases", "list", "--late")["cases"] == []


def test_the_custodian_opens_an_identity_once(
    app: Flask, runner: FlaskCliRunner, vault: Vault, clock: FrozenClock, tmp_path: Path
) -> None:
    number, custodian = asked(app, vault, clock)
    file = tmp_path / "passphrase"
    file.write_text(PASSPHRASE + "\n", encoding="utf-8")
    args = ["identity", "unseal", str(number), "--as", custodian, "--passphrase-file", str(file)]

    opened = run_json(runner, *args)
    again = runner.invoke(args=args)

    assert (opened["name"], opened["phone"]) == (AUTHOR.name, AUTHOR.phone)
    assert again.exit_code == 1
    events = run_json(runner, "cases", "show", opened["reference"])["events"]
    assert events[-1]["name"] == "identity_unsealed"


def test_a_wrong_passphrase_opens_nothing(
    app: Flask, runner: FlaskCliRunner, vault: Vault, clock: FrozenClock
) -> None:
    number, custodian = asked(app, vault, clock)

    result = runner.invoke(
        args=["identity", "unseal", str(number), "--as", custodian], input="sai mất rồi\n"
    )

    assert result.exit_code == 1
    assert "không mở được" in result.output
    assert AUTHOR.name not in result.output


def test_a_custodian_of_the_accused_unit_opens_no_identity(
    app: Flask, runner: FlaskCliRunner, vault: Vault, clock: FrozenClock
) -> None:
    number, custodian = asked(app, vault, clock, then_against=DESK)

    result = runner.invoke(
        args=["identity", "unseal", str(number), "--as", custodian], input=PASSPHRASE + "\n"
    )

    assert result.exit_code == 1
    assert "Không tìm thấy hồ sơ này" in result.output
    assert AUTHOR.name not in result.output
    with app.app_context():
        request = db.session.query(UnsealRequest).one()
        assert (request.id, request.decided_at) == (number, None)


def test_only_a_custodian_unseals(
    app: Flask, runner: FlaskCliRunner, vault: Vault, clock: FrozenClock
) -> None:
    email, _ = behind(app, lambda life: (life.intake, life.officer), vault, clock)

    result = runner.invoke(args=["identity", "unseal", "1", "--as", email], input=PASSPHRASE)

    assert result.exit_code == 1
    assert "không phải là tài khoản của người giữ khóa" in result.output


def test_keys_that_are_there_are_never_replaced(app: Flask, runner: FlaskCliRunner) -> None:
    folder = app.extensions["feedback.settings"].sealing_keys
    before = {file.name: file.read_bytes() for file in folder.iterdir()}

    result = runner.invoke(args=["keys", "create"], input=f"{PASSPHRASE}\n{PASSPHRASE}\n")

    assert result.exit_code == 0, result.output
    assert {file.name: file.read_bytes() for file in folder.iterdir()} == before


def behind(app: Flask, choose: Any, vault: Vault, clock: FrozenClock) -> tuple[str, ...]:
    """Make the people around a case and return the sign-in names of those chosen."""
    with app.app_context():
        life = Life(vault, clock.at)
        names = tuple(mail_address(number) or "" for number in choose(life))
        db.session.remove()
    return names


def asked(
    app: Flask, vault: Vault, clock: FrozenClock, then_against: str | None = None
) -> tuple[int, str]:
    """Let an officer ask to open an identity; return the request and the custodian's name.

    The case may turn out afterwards to be about the conduct of a unit.
    """
    with app.app_context():
        life = Life(vault, clock.at)
        case_id = life.reach_in_progress()
        custodian = life.account(DESK, Role.CUSTODIAN)
        with transaction():
            request = ask_to_unseal(
                vault, case_id=case_id, account_id=life.officer, reason=WORDS, now=clock.at
            )
            number = request.id
        if then_against:
            life.make_conduct(case_id, then_against)
        email = mail_address(custodian) or ""
        db.session.remove()
    return number, email
