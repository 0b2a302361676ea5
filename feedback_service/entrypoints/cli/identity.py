"""`feedback identity`: opening a sealed identity, by the custodian, with the passphrase."""

import json
from dataclasses import asdict
from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext

from feedback_service.accounts.permissions import Actor, Permission, can
from feedback_service.accounts.queries import actor_of, find_credentials
from feedback_service.cases.errors import CaseNotFound
from feedback_service.cases.history import record, staff
from feedback_service.cases.queries import case_by_id, known_references
from feedback_service.foundation import clock
from feedback_service.foundation.crypto import CannotOpen
from feedback_service.foundation.database import transaction
from feedback_service.identity.keys import KeyRing
from feedback_service.identity.sealing import Person
from feedback_service.identity.service import unseal


@click.group("identity")
def identity_group() -> None:
    """Danh tính người gửi: mở niêm phong theo đề nghị."""


@identity_group.command("unseal")
@click.argument("request_id", metavar="SỐ_ĐỀ_NGHỊ", type=click.IntRange(1, 2**63 - 1))
@click.option("--as", "email", required=True, metavar="THƯ", help="Tài khoản của người giữ khóa.")
@click.option(
    "--passphrase-file",
    type=click.Path(exists=True, dir_okay=False),
    metavar="TỆP",
    help="Đọc mật khẩu từ tệp này; không có thì hỏi.",
)
@click.option(
    "--key-file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="TỆP",
    help="Tệp custodian.key, khi nó được cất ở nơi khác.",
)
@click.option("--json", "as_json", is_flag=True, help="In một đối tượng JSON cho máy đọc.")
@with_appcontext
def unseal_command(
    request_id: int,
    email: str,
    passphrase_file: str | None,
    key_file: Path | None,
    *,
    as_json: bool,
) -> None:
    """Mở danh tính mà một người khác đã đề nghị; lần mở được ghi vào lịch sử hồ sơ."""
    custodian = custodian_named(email)
    key = _custodian_key(read_passphrase(passphrase_file), key_file)
    reference, person = _open(request_id, custodian, key)
    if as_json:
        click.echo(json.dumps({"reference": reference, **asdict(person)}, ensure_ascii=False))
        return
    click.echo(f"Hồ sơ: {reference}")
    for title, value in (
        ("Họ tên", person.name),
        ("Tổ chức", person.organisation),
        ("Địa chỉ", person.address),
        ("Điện thoại", person.phone),
        ("Thư điện tử", person.email),
    ):
        if value:
            click.echo(f"{title}: {value}")


def custodian_named(email: str) -> Actor:
    """Return the custodian of a sign-in name, or refuse."""
    found = find_credentials(email=email)
    actor = actor_of(found.account_id) if found is not None and found.active else None
    if actor is None or not can(actor, Permission.UNSEAL):
        raise click.ClickException(f"“{email}” không phải là tài khoản của người giữ khóa.")
    return actor


def read_passphrase(file: str | None, *, confirm: bool = False) -> str:
    """Return the passphrase from a file's first line, or ask for it without showing it."""
    if file is not None:
        return Path(file).read_text(encoding="utf-8").partition("\n")[0].strip()
    asked: str = click.prompt(
        "Mật khẩu của người giữ khóa", hide_input=True, confirmation_prompt=confirm, err=True
    )
    return asked


def _custodian_key(passphrase: str, key_file: Path | None) -> bytes:
    keys: KeyRing = current_app.extensions["feedback.keys"]
    try:
        return keys.custodian_private(passphrase, key_file)
    except CannotOpen as error:
        raise click.ClickException("Mật khẩu không mở được tệp khóa này.") from error


def _open(request_id: int, custodian: Actor, key: bytes) -> tuple[str, Person]:
    now = clock.now()
    if custodian.account_id is None:
        raise click.ClickException("Tài khoản này không dùng được.")
    with transaction():
        request, person = unseal(
            request_id=request_id, custodian_id=custodian.account_id, custodian_key=key, now=now
        )
        case = case_by_id(request.case_id, lock=True)
        if not known_references(custodian, [case.id]):
            # A bar holds for whoever keeps the key too: nothing is shown, nothing is kept.
            raise CaseNotFound
        record(
            case,
            "identity_unsealed",
            doer=staff(custodian.account_id),
            now=now,
            facts={"request_id": request.id, "asked_by_id": request.asked_by_id},
        )
        return case.reference, person
