"""`feedback accounts`: create, reset, list, disable. Links are printed once and stored nowhere."""

import json
import sys
from typing import Any

import click
from flask import current_app
from flask.cli import with_appcontext
from flask_security import hash_password

from feedback_service.accounts import invitations, passwords, queries, service
from feedback_service.accounts.errors import AccountMissing
from feedback_service.accounts.permissions import Role
from feedback_service.agencies import queries as agencies
from feedback_service.entrypoints.authenticators import new_authenticator, new_recovery_codes
from feedback_service.foundation import clock
from feedback_service.foundation.config import Settings
from feedback_service.foundation.database import transaction

_JSON_HELP = "In một đối tượng JSON cho máy đọc."
_ROLES = click.Choice([role.value for role in Role])


@click.group("accounts")
def accounts_group() -> None:
    """Tạo, đặt lại và liệt kê tài khoản cán bộ."""


@accounts_group.command("create")
@click.option(
    "--email", required=True, metavar="ĐỊA_CHỈ", help="Thư điện tử, cũng là tên đăng nhập."
)
@click.option("--name", required=True, metavar="HỌ_TÊN", help="Họ và tên cán bộ.")
@click.option(
    "--role",
    "roles",
    required=True,
    multiple=True,
    type=_ROLES,
    help="Vai trò; dùng nhiều lần được.",
)
@click.option("--agency", metavar="MÃ", help="Mã cơ quan.")
@click.option(
    "--password-stdin", is_flag=True, help="Đọc mật khẩu từ đầu vào chuẩn thay vì gửi đường dẫn."
)
@click.option("--with-totp", is_flag=True, help="Tạo sẵn khóa xác thực và mã dự phòng rồi in ra.")
@click.option("--json", "as_json", is_flag=True, help=_JSON_HELP)
@with_appcontext
def create_command(
    *,
    email: str,
    name: str,
    roles: tuple[str, ...],
    agency: str | None,
    password_stdin: bool,
    with_totp: bool,
    as_json: bool,
) -> None:
    """Tạo một tài khoản và in đường dẫn đặt mật khẩu, dùng một lần."""
    password = _read_password(email) if password_stdin else None
    agency_id = None if agency is None else agencies.get_agency(agency).id
    moment = clock.now()
    with transaction():
        account_id = service.create_account(
            email=email,
            name=name,
            roles=[Role(role) for role in roles],
            agency_id=agency_id,
            now=moment,
        )
        if password is None:
            service.invite(account_id, now=moment)
    facts = _facts(account_id)
    if password is not None or with_totp:
        facts |= _prepare(account_id, password, with_totp=with_totp)
    if password is None:
        facts["link"] = _link(account_id)
    _print(facts, as_json=as_json)


@accounts_group.command("reset")
@click.option("--email", required=True, metavar="ĐỊA_CHỈ", help="Tên đăng nhập của tài khoản.")
@click.option("--json", "as_json", is_flag=True, help=_JSON_HELP)
@with_appcontext
def reset_command(*, email: str, as_json: bool) -> None:
    """Xóa mật khẩu và khóa xác thực, in đường dẫn đặt lại dùng một lần."""
    account_id = _find(email)
    with transaction():
        service.reset(account_id)
        service.invite(account_id, now=clock.now())
    _print(_facts(account_id) | {"link": _link(account_id)}, as_json=as_json)


@accounts_group.command("disable")
@click.option("--email", required=True, metavar="ĐỊA_CHỈ", help="Tên đăng nhập của tài khoản.")
@click.option("--json", "as_json", is_flag=True, help=_JSON_HELP)
@with_appcontext
def disable_command(*, email: str, as_json: bool) -> None:
    """Ngừng một tài khoản; mọi phiên đang mở kết thúc ngay."""
    account_id = _find(email)
    with transaction():
        service.disable(account_id)
    _print(_facts(account_id), as_json=as_json)


@accounts_group.command("list")
@click.option("--role", type=_ROLES, help="Chỉ một vai trò.")
@click.option("--json", "as_json", is_flag=True, help=_JSON_HELP)
@with_appcontext
def list_command(*, role: str | None, as_json: bool) -> None:
    """Liệt kê tài khoản."""
    found = queries.list_accounts(role=Role(role) if role else None)
    rows = [_facts(line.account_id) for line in found]
    if as_json:
        click.echo(json.dumps({"accounts": rows}, ensure_ascii=False))
        return
    for row in rows:
        roles, agency = ", ".join(row["roles"]), row["agency"] or ""
        state = "" if row["active"] else "  [đã ngừng]"
        click.echo(f"{row['email']}  {row['name']}  {roles}  {agency}{state}")
    if not rows:
        click.echo("Chưa có tài khoản nào. Tạo bằng: feedback accounts create")


def _read_password(email: str) -> str:
    password = sys.stdin.readline().rstrip("\r\n")
    passwords.check_password(password, email=email)
    return password


def _prepare(account_id: int, password: str | None, *, with_totp: bool) -> dict[str, Any]:
    """Set password and authenticator at once, for scripts; return what is shown once."""
    changes: dict[str, object] = {}
    shown: dict[str, Any] = {}
    if password is not None:
        normalise = current_app.extensions["security"].password_util.normalize
        changes["password"] = hash_password(normalise(password))
    if with_totp:
        stored, shown["totp_secret"] = new_authenticator()
        sealed, shown["recovery_codes"] = new_recovery_codes()
        changes |= {"tf_totp_secret": stored, "tf_primary_method": "authenticator"}
        changes["mf_recovery_codes"] = sealed
    with transaction():
        mark = queries.get_mark(account_id)
        service.store_credentials(account_id, mark, changes)
    return shown


def _find(email: str) -> int:
    found = queries.find_credentials(email=email)
    if found is None:
        raise AccountMissing
    return found.account_id


def _link(account_id: int) -> str:
    settings: Settings = current_app.extensions["feedback.settings"]
    return queries.invitation_link(
        account_id, secret_key=settings.secret_key, base_url=settings.base_url, now=clock.now()
    )


def _facts(account_id: int) -> dict[str, Any]:
    line = queries.get_account(account_id)
    agency = None if line.agency_id is None else agencies.agency_by_id(line.agency_id).code
    return {
        "id": line.account_id,
        "email": line.email,
        "name": line.name,
        "roles": sorted(role.value for role in line.roles),
        "agency": agency,
        "active": line.active,
    }


def _print(facts: dict[str, Any], *, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(facts, ensure_ascii=False))
        return
    words = {
        "email": "Tên đăng nhập",
        "name": "Họ và tên",
        "roles": "Vai trò",
        "agency": "Cơ quan",
        "link": f"Đường dẫn đặt mật khẩu (dùng một lần, trong {invitations.VALID_FOR.days} ngày)",
        "totp_secret": "Khóa xác thực (chỉ hiện lần này)",
        "recovery_codes": "Mã dự phòng (chỉ hiện lần này)",
    }
    for key, label in words.items():
        if facts.get(key):
            value = facts[key]
            click.echo(f"{label}: {', '.join(value) if isinstance(value, list) else value}")
