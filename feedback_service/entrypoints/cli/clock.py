"""`feedback clock`: a person's word that the clock is right."""

import json

import click
from flask import current_app
from flask.cli import with_appcontext

from feedback_service.foundation import clock
from feedback_service.foundation.clock_guard import ClockGuard
from feedback_service.foundation.config import Settings


@click.group("clock")
def clock_group() -> None:
    """Đồng hồ của máy chủ."""


@clock_group.command("confirm")
@click.option("--json", "as_json", is_flag=True, help="In một đối tượng JSON cho máy đọc.")
@with_appcontext
def confirm_command(*, as_json: bool) -> None:
    """Xác nhận giờ máy chủ đang đúng, để việc đến hạn được làm tiếp."""
    settings: Settings = current_app.extensions["feedback.settings"]
    now = clock.now()
    ClockGuard(settings.instance).confirm(now)
    if as_json:
        click.echo(json.dumps({"confirmed": now.isoformat()}))
        return
    local = clock.local_time(now)
    click.echo(f"Đã xác nhận giờ máy chủ: {local:%H:%M:%S} ngày {local:%d/%m/%Y} (giờ Việt Nam).")
