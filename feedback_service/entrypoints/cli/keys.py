"""`feedback keys`: the key files of this installation."""

from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext

from feedback_service.entrypoints.cli import Refusal
from feedback_service.entrypoints.cli.identity import read_passphrase
from feedback_service.foundation.config import Settings
from feedback_service.identity.keys import copy_key_files, create_key_files
from feedback_service.upkeep.generations import generations

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


@keys_group.command("backup")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path), metavar="THƯ_MỤC")
@with_appcontext
def backup_command(folder: Path) -> None:
    """Chép các tệp khóa và khóa bí mật ra nơi khác; không bao giờ ghi đè."""
    settings: Settings = current_app.extensions["feedback.settings"]
    folder = folder.expanduser().resolve()
    if folder.is_relative_to(settings.instance) or generations(folder):
        raise Refusal(
            "Khóa phải được cất tách khỏi bản cài đặt và khỏi bản sao lưu dữ liệu: ai có cả hai sẽ "
            "đọc được mọi hồ sơ. Hãy chọn thư mục khác, tốt nhất trên ổ đĩa rời."
        )
    try:
        made = copy_key_files(settings.sealing_keys, folder, settings.secret_key)
    except OSError as error:
        raise Refusal(f"Không chép được khóa vào {folder}: {error.strerror}.") from error
    for path in made:
        click.echo(f"Đã chép {path}")
    if not made:
        click.echo(f"{folder} đã có đủ các khóa này.")
