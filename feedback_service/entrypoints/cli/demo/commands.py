"""The commands: load the samples, or run the whole demonstration from nothing."""

import json
import os
import secrets
import socket
import sys
from importlib import import_module
from pathlib import Path

import click
import flask_migrate
from flask import Flask, current_app
from flask.cli import with_appcontext

from feedback_service.entrypoints.cli.demo.bulk import repeat_samples
from feedback_service.entrypoints.cli.demo.people import DemoAccount, Staff, create_demo_accounts
from feedback_service.entrypoints.cli.demo.samples import read_samples
from feedback_service.entrypoints.cli.demo.walk import walk_sample
from feedback_service.entrypoints.cli.init import lay_down
from feedback_service.entrypoints.cli.serve import serve
from feedback_service.foundation import clock
from feedback_service.foundation.config import Settings
from feedback_service.foundation.database import transaction
from feedback_service.identity.keys import create_key_files
from feedback_service.identity.service import Vault

DEMO_PROVINCE = "33"
ACCOUNTS_FILE = "demo-accounts.json"
CUSTODIAN_FILE = "custodian-passphrase.txt"


@click.group("demo")
def demo_group() -> None:
    """Bản dùng thử trên máy này, với hồ sơ và tài khoản mẫu."""


@demo_group.command("load")
@click.option(
    "--cases",
    "copies",
    type=click.IntRange(min=0, max=10_000_000),
    default=0,
    help="Nhân các hồ sơ mẫu lên chừng này hồ sơ, rải đều hai năm, để đo tải.",
)
@click.option("--seed", default=1, show_default=True, help="Cùng số này thì ra cùng các hồ sơ.")
@click.option("--json", "as_json", is_flag=True, help="In một đối tượng JSON cho máy đọc.")
@with_appcontext
def load_command(*, copies: int, seed: int, as_json: bool) -> None:
    """Nạp hồ sơ và tài khoản mẫu; chạy lại không nạp hai lần."""
    settings = _demo_settings()
    accounts, loaded = load(settings)
    copied = _copy(copies, seed) if copies else 0
    if as_json:
        click.echo(json.dumps({"accounts": len(accounts), "cases": loaded, "copies": copied}))
        return
    click.echo(f"Đã nạp thêm {loaded} hồ sơ mẫu; có {len(accounts)} tài khoản dùng thử.")
    if copies:
        click.echo(f"Đã nhân thêm {copied} hồ sơ từ các hồ sơ mẫu.")


@demo_group.command("run")
@click.option("--port", default=8000, show_default=True, help="Cổng của trang.")
def run_command(port: int) -> None:
    """Dựng bản dùng thử từ đầu nếu chưa có, rồi mở trang và bộ gửi thư."""
    _check_port(port)
    instance = Path(os.environ.get("FEEDBACK_INSTANCE", "instance")).resolve()
    _write_settings(instance)
    os.environ["FEEDBACK_BASE_URL"] = f"http://127.0.0.1:{port}"
    passphrase = _once(instance / CUSTODIAN_FILE, secrets.token_urlsafe(18))
    create_key_files(instance / "keys", passphrase)
    app = _make_app()
    with app.app_context():
        _prepare()
        accounts, _ = load(_demo_settings())
    _greet(port, accounts, instance)
    raise SystemExit(serve(host="127.0.0.1", port=port, workers=2, threads=4, with_worker=True))


def load(settings: Settings) -> tuple[list[DemoAccount], int]:
    """Create the accounts and walk the samples that are missing; return both."""
    now = clock.now()
    accounts = list(create_demo_accounts(settings.instance / ACCOUNTS_FILE, now))
    vault = Vault(current_app.extensions["feedback.keys"])
    staff, loaded = Staff(now), 0
    samples = list(read_samples())
    with click.progressbar(samples, label="Hồ sơ mẫu", file=sys.stderr) as bar:
        for sample in bar:
            with transaction():
                loaded += walk_sample(vault, staff, sample, now)
    return accounts, loaded


def _copy(copies: int, seed: int) -> int:
    vault = Vault(current_app.extensions["feedback.keys"])
    return repeat_samples(vault, cases=copies, seed=seed, now=clock.now())


def _demo_settings() -> Settings:
    settings: Settings = current_app.extensions["feedback.settings"]
    if not settings.demo:
        raise click.ClickException(
            "Chỉ nạp hồ sơ mẫu vào bản dùng thử. Đặt FEEDBACK_DEMO=1 cho một bản cài đặt riêng."
        )
    return settings


def _make_app() -> Flask:
    # By name: the composition root stands above the doors it opens.
    app: Flask = import_module("feedback_service.app").create_app()
    return app


def _prepare() -> None:
    """Bring the database up to date and fill in the reference data, as an operator would."""
    flask_migrate.upgrade()
    lay_down(DEMO_PROVINCE)


def _check_port(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            raise click.ClickException(
                f"Cổng {port} đang có chương trình khác dùng. Chọn cổng khác: PORT=8123 make run"
            ) from error


def _write_settings(instance: Path) -> None:
    try:
        instance.mkdir(mode=0o700, parents=True, exist_ok=True)
        content = (
            "# Thiết lập của bản dùng thử, ghi một lần. Không dùng cho máy thật.\n"
            f"FEEDBACK_SECRET_KEY={secrets.token_urlsafe(48)}\nFEEDBACK_DEMO=1\n"
        )
        _once(instance / "settings.env", content)
    except OSError as error:
        raise click.ClickException(
            f"Không ghi được vào thư mục {instance}. Chọn thư mục khác bằng FEEDBACK_INSTANCE."
        ) from error


def _once(file: Path, content: str) -> str:
    """Write a file of mode 0600 unless it is there; return what it holds."""
    try:
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return file.read_text(encoding="utf-8").strip()
    with os.fdopen(handle, "w", encoding="utf-8") as out:
        out.write(content)
    return content.strip()


def _greet(port: int, accounts: list[DemoAccount], instance: Path) -> None:
    click.echo(f"\nTrang đang mở tại:  http://127.0.0.1:{port}/")
    click.echo(f"Cán bộ đăng nhập:   http://127.0.0.1:{port}/sign-in (có sẵn mã xác thực)\n")
    for account in accounts:
        click.echo(f"  {account.email:<28} {account.password:<28} {account.about}")
        click.echo(f"  {'':<57} {account.agency}")
    click.echo(f"\nTài khoản và khóa xác thực: {instance / ACCOUNTS_FILE}")
    click.echo("Thử: gửi một phản ánh, rồi đăng nhập “tiepnhan” để chuyển. Dừng: Ctrl+C\n")
