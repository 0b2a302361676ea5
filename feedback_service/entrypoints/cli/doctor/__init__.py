"""`feedback doctor`: what is missing or unsafe in this installation, each with its mend.

A module a noun; to add a check, write it there and add a line to CHECKS.
"""

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass

import click
from flask import current_app
from flask.cli import with_appcontext

from feedback_service.entrypoints.cli.doctor import database, running, safekeeping
from feedback_service.entrypoints.cli.doctor.verdict import Check, bad
from feedback_service.foundation.config import Settings

CHECKS: tuple[tuple[str, Check], ...] = (
    ("khởi động", database.start),
    ("cơ sở dữ liệu", database.writing),
    ("nhật ký ghi trước", database.log),
    ("nơi đặt cơ sở dữ liệu", database.place),
    ("lịch sử hồ sơ", database.history),
    ("máy chủ PostgreSQL", database.server),
    ("danh bạ cơ quan", running.directory),
    ("lịch làm việc", running.calendar),
    ("tệp khóa", safekeeping.keys),
    ("thiết lập", safekeeping.settings_of),
    ("khóa bí mật", safekeeping.secret),
    ("bản dùng thử", safekeeping.demo),
    ("hàng đợi thư", running.outbox),
    ("in văn bản", running.letters),
    ("ổ đĩa", running.disk),
    ("đồng hồ", running.time),
    ("sao lưu", running.backup),
    ("khôi phục thử", running.verified_restore),
)


@dataclass(frozen=True)
class Finding:
    """One check: what was looked at, whether it is well, and what to do."""

    check: str
    well: bool
    say: str


@click.command("doctor", short_help="Tìm chỗ thiếu, chỗ không an toàn, và nói cách sửa.")
@click.option("--json", "as_json", is_flag=True, help="In một đối tượng JSON cho máy đọc.")
@with_appcontext
def doctor_command(*, as_json: bool) -> None:
    """Kiểm tra bản cài đặt: thiếu gì, chỗ nào không an toàn, sửa thế nào."""
    settings: Settings = current_app.extensions["feedback.settings"]
    found = list(examine(settings))
    if as_json:
        report = {"well": all(f.well for f in found), "findings": [asdict(f) for f in found]}
        click.echo(json.dumps(report, ensure_ascii=False))
    else:
        for finding in found:
            click.echo(f"{'ổn ' if finding.well else 'SỬA'}  {finding.check}: {finding.say}")
    if not all(finding.well for finding in found):
        raise SystemExit(1)


def examine(settings: Settings) -> Iterator[Finding]:
    """Yield every finding; a check that breaks is a finding too."""
    for name, check in CHECKS:
        try:
            verdict = check(settings)
        except Exception as error:
            # The doctor reports whatever breaks.
            verdict = bad(str(error).split("\n")[0])
        yield Finding(name, verdict.well, verdict.say)
