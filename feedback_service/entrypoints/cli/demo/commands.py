"""The commands: load the samples, or run the whole demonstration from nothing."""

import json
import os
import socket
import sys
from importlib import import_module
from pathlib import Path

import click
from flask import Flask, current_app
from flask.cli import with_appcontext

from feedback_service.entrypoints.cli.demo.bulk import repeat_samples
from feedback_service.entrypoints.cli.demo.campaigning import group_campaign
from feedback_service.entrypoints.cli.demo.instance import prepare_database, prepare_folder
from feedback_service.entrypoints.cli.demo.people import DemoAccount, Staff, create_demo_accounts
from feedback_service.entrypoints.cli.demo.samples import read_samples
from feedback_service.entrypoints.cli.demo.walk import walk_sample
from feedback_service.entrypoints.cli.serve import serve
from feedback_service.foundation import clock
from feedback_service.foundation.config import Settings
from feedback_service.foundation.database import transaction
from feedback_service.identity.service import Vault
from feedback_service.notifications.outbox import newest_message, put_down_now

ACCOUNTS_FILE = "demo-accounts.json"


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
@click.option(
    "--port",
    type=click.IntRange(1, 65535),
    default=8000,
    show_default=True,
    help="Cổng của trang.",
)
def run_command(port: int) -> None:
    """Dựng bản dùng thử từ đầu nếu chưa có, rồi mở trang và bộ gửi thư."""
    _check_port(port)
    instance = Path(os.environ.get("FEEDBACK_INSTANCE", "instance")).resolve()
    prepare_folder(instance)
    os.environ["FEEDBACK_BASE_URL"] = f"http://127.0.0.1:{port}"
    app = _make_app()
    with app.app_context():
        settings = _demo_settings()
        prepare_database(settings, Vault(current_app.extensions["feedback.keys"]))
        accounts, _ = load(settings)
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
                last = newest_message()
                loaded += walk_sample(vault, staff, sample, now)
                put_down_now(after=last, now=now)
    group_campaign(vault, now)
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


def _check_port(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except PermissionError as error:
            raise click.ClickException(
                f"Cổng {port} chỉ dành cho quản trị máy. Chọn cổng trên 1024: PORT=8123 make run"
            ) from error
        except OSError as error:
            raise click.ClickException(
                f"Cổng {port} đang có chương trình khác dùng. Chọn cổng khác: PORT=8123 make run"
            ) from error


def _greet(port: int, accounts: list[DemoAccount], instance: Path) -> None:
    site = f"http://127.0.0.1:{port}"
    click.echo("\nTrang mở sau vài giây. Dừng: Ctrl+C\n")
    for what, where in (
        ("Người dân", f"{site}/"),
        ("Dùng thử từng bước", f"{site}/demo"),
        ("Cán bộ đăng nhập", f"{site}/sign-in"),
        ("Thư đã gửi", ".venv/bin/feedback mail list"),
    ):
        click.echo(f"  {what:<20} {where}")
    click.echo("\nTài khoản; mã xác thực hiện sẵn khi đăng nhập từ máy này:\n")
    rows = [("Tên đăng nhập", "Mật khẩu", "Việc", "Cơ quan")]
    rows += [(each.email, each.password, each.about, each.agency) for each in accounts]
    widths = [max(len(row[column]) for row in rows) for column in range(3)]
    for row in rows:
        cells = [f"{cell:<{width}}" for cell, width in zip(row[:3], widths, strict=True)]
        click.echo("  " + "  ".join([*cells, row[3]]))
    click.echo(f"\nCác tài khoản ghi ở {instance / ACCOUNTS_FILE}\n")
