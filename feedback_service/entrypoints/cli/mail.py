"""`feedback mail` and `feedback worker`: what was sent, what waits, and the process that sends."""

import json
import sys
from email.message import EmailMessage
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import click
from flask import current_app
from flask.cli import with_appcontext

from feedback_service.entrypoints import worker
from feedback_service.entrypoints.cli import Refusal
from feedback_service.foundation import clock
from feedback_service.foundation.config import Settings
from feedback_service.foundation.database import transaction
from feedback_service.foundation.mail import read_folder
from feedback_service.notifications import outbox, queries
from feedback_service.notifications.schemas import OutboxLine, outbox_line
from feedback_service.upkeep.starting import Start, demand_safe_start

_JSON_HELP = "In một đối tượng JSON cho máy đọc."
_STATES = ("ready", "sent", "dead")


@click.group("mail")
def mail_group() -> None:
    """Xem thư đã gửi và hàng đợi thư."""


@mail_group.command("list")
@click.option("--json", "as_json", is_flag=True, help=_JSON_HELP)
@with_appcontext
def list_command(*, as_json: bool) -> None:
    """Liệt kê thư đã ghi vào thư mục, mới nhất trước."""
    rows = [_headers(name, mail) for name, mail in read_folder(_folder())]
    if as_json:
        click.echo(json.dumps({"mails": rows}, ensure_ascii=False))
        return
    for row in rows:
        click.echo(f"{row['id']}  {row['date']}  {row['to']}  {row['subject']}")
    if not rows:
        click.echo("Chưa có thư nào.", err=True)


@mail_group.command("show")
@click.argument("mail_id", metavar="MÃ")
@click.option("--json", "as_json", is_flag=True, help=_JSON_HELP)
@with_appcontext
def show_command(mail_id: str, *, as_json: bool) -> None:
    """In một thư đã ghi vào thư mục; MÃ là mã ở đầu dòng của “feedback mail list”."""
    found = next((mail for name, mail in read_folder(_folder()) if name == mail_id), None)
    if found is None:
        raise Refusal(f"Không có thư “{mail_id}”. Xem mã thư bằng: feedback mail list")
    row = _headers(mail_id, found) | {"text": _part(found, "plain"), "html": _part(found, "html")}
    if as_json:
        click.echo(json.dumps(row, ensure_ascii=False))
        return
    click.echo(f"Đến: {row['to']}\nNgày: {row['date']}\nTiêu đề: {row['subject']}\n")
    click.echo(row["text"])


@mail_group.command("outbox")
@click.option("--state", type=click.Choice(_STATES), help="Chỉ thư ở một trạng thái.")
@click.option("--limit", type=click.IntRange(1, 1000), default=50, metavar="SỐ", help="Số dòng.")
@click.option("--json", "as_json", is_flag=True, help=_JSON_HELP)
@with_appcontext
def outbox_command(state: str | None, limit: int, *, as_json: bool) -> None:
    """Liệt kê hàng đợi thư: đang chờ (ready), đã gửi (sent), đã bỏ (dead)."""
    health = queries.outbox_health(now=clock.now())
    lines = [outbox_line(row) for row in queries.list_outbox(state=state, limit=limit)]
    if as_json:
        counts = {
            "ready": health.ready,
            "dead": health.dead,
            "oldest_wait_seconds": int(health.oldest_wait.total_seconds()),
        }
        click.echo(json.dumps(counts | {"messages": lines}, ensure_ascii=False))
        return
    click.echo(f"Đang chờ: {health.ready}. Đã bỏ: {health.dead}.")
    for line in lines:
        click.echo(_sentence(line))


@mail_group.command("retry")
@click.argument("message_id", type=click.IntRange(1, 2**63 - 1), metavar="SỐ", required=False)
@click.option("--all", "every", is_flag=True, help="Mọi thư đã bỏ.")
@click.option("--json", "as_json", is_flag=True, help=_JSON_HELP)
@with_appcontext
def retry_command(message_id: int | None, *, every: bool, as_json: bool) -> None:
    """Đưa một thư đã bỏ trở lại hàng đợi; SỐ là số ở “feedback mail outbox”."""
    if every == (message_id is not None):
        raise click.UsageError("Hãy nêu SỐ của một thư, hoặc --all cho mọi thư đã bỏ.")
    report: dict[str, object]
    with transaction():
        if message_id is None:
            report = {"retried": outbox.retry_all(now=clock.now())}
            said = f"{report['retried']} thư đã trở lại hàng đợi."
        else:
            outbox.retry(message_id, now=clock.now())
            report = {"id": message_id, "state": "ready"}
            said = f"Thư số {message_id} đã trở lại hàng đợi."
    click.echo(json.dumps(report) if as_json else said)


@click.command("worker", short_help="Gửi thư đang chờ và làm việc đến hạn.")
@click.option("--once", is_flag=True, help="Làm hết việc đang đến hạn rồi dừng.")
@click.option("--json", "as_json", is_flag=True, help=_JSON_HELP)
@with_appcontext
def worker_command(*, once: bool, as_json: bool) -> None:
    """Gửi thư đang chờ và làm việc đến hạn; dừng bằng Ctrl+C hoặc SIGTERM."""
    settings: Settings = current_app.extensions["feedback.settings"]
    demand_safe_start(Start(settings=settings, host=None, with_worker=True))
    app = current_app._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001
    # Where nobody watches, standard error holds log lines only.
    if not once and sys.stderr.isatty():
        click.echo("Tiến trình nền đang chạy. Dừng bằng Ctrl+C.", err=True)
    done = worker.run(app, once=once)
    if as_json:
        click.echo(json.dumps({"done": done}))
    elif once:
        click.echo(f"Đã làm {done} việc.")


def _folder() -> Path:
    settings: Settings = current_app.extensions["feedback.settings"]
    parts = urlsplit(settings.mail_url)
    if parts.scheme != "file":
        raise Refusal(
            "Thư được gửi qua máy chủ thư (FEEDBACK_MAIL_URL), không lưu lại ở đây. "
            "Xem hàng đợi bằng: feedback mail outbox"
        )
    return Path(parts.path)


def _headers(name: str, mail: EmailMessage) -> dict[str, Any]:
    return {
        "id": name,
        "date": str(mail["Date"]),
        "to": str(mail["To"]),
        "subject": str(mail["Subject"]),
    }


def _part(mail: EmailMessage, kind: str) -> str:
    body = mail.get_body(preferencelist=(kind,))
    return "" if body is None else str(body.get_content())


def _sentence(line: OutboxLine) -> str:
    trouble = f", lỗi {line['last_error']}" if line["last_error"] else ""
    return (
        f"{line['id']}  {line['created_at']}  {line['message']}  đến {line['recipient']}: "
        f"{line['state_label']}, đã thử {line['attempts']} lần{trouble}"
    )
