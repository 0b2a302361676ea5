"""`feedback keys`: the key files of this installation."""

import click
from flask import current_app
from flask.cli import with_appcontext

from feedback_service.entrypoints.cli.identity import read_passphrase
from feedback_service.foundation.config import Settings
from feedback_service.identity.keys import create_key_files

SHORTEST_PASSPHRASE = 15


@click.group("keys")
def keys_group() -> None:
    """Tệp khóa niêm phong và mã hóa của bản cài đặt này."""


@keys_group.command("create")
@click.option(
    "--passphrase-file",
    type=click.Path(exists=True, dir_okay=False),
    metavar="TỆP",
    help="Đọc mật khẩu của người giữ khóa từ tệp này; không có thì hỏi.",
)
@with_appcontext
def create_command(passphrase_file: str | None) -> None:
    """Tạo các tệp khóa còn thiếu; không bao giờ thay tệp đã có."""
    settings: Settings = current_app.extensions["feedback.settings"]
    passphrase = read_passphrase(passphrase_file, confirm=True)
    if len(passphrase) < SHORTEST_PASSPHRASE:
        raise click.ClickException(
            f"Mật khẩu của người giữ khóa phải có ít nhất {SHORTEST_PASSPHRASE} ký tự."
        )
    made = create_key_files(settings.sealing_keys, passphrase)
    for path in made:
        click.echo(f"Đã tạo {path}")
    if not made:
        click.echo(f"Không có gì phải tạo: đã đủ tệp khóa trong {settings.sealing_keys}.")
    else:
        click.echo("Hãy cất custodian.key ở nơi khác máy này, cùng bản sao mật khẩu.", err=True)
