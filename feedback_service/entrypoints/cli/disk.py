"""`feedback disk`: room on a full disk, at once."""

import json

import click
from flask import current_app
from flask.cli import with_appcontext

from feedback_service.foundation.ballast import drop_ballast
from feedback_service.foundation.config import Settings


@click.group("disk")
def disk_group() -> None:
    """Chỗ trống trên ổ đĩa."""


@disk_group.command("release")
@click.option("--json", "as_json", is_flag=True, help="In một đối tượng JSON cho máy đọc.")
@with_appcontext
def release_command(*, as_json: bool) -> None:
    """Bỏ tệp dự phòng để có ngay 64 MiB khi ổ đĩa đầy; lần “feedback serve” sau tạo lại."""
    settings: Settings = current_app.extensions["feedback.settings"]
    freed = drop_ballast(settings.instance)
    if as_json:
        click.echo(json.dumps({"freed_bytes": freed}))
    elif freed:
        click.echo(
            f"Đã trả lại {freed // 1024**2} MiB. Hãy dọn ổ đĩa rồi chạy lại feedback serve để "
            "tạo lại tệp dự phòng."
        )
    else:
        click.echo("Không còn tệp dự phòng nào. Hãy dọn ổ đĩa.", err=True)
