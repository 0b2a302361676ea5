"""`feedback doctor`: what is missing or unsafe in this installation, each with its mend."""

import json
import shutil
import stat
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext

from feedback_service.agencies.queries import find_installation, focal_point
from feedback_service.deadlines.queries import list_years
from feedback_service.foundation import clock
from feedback_service.foundation.config import Settings
from feedback_service.foundation.database import probe_write
from feedback_service.identity.keys import SYMMETRIC
from feedback_service.notifications.queries import outbox_health

LEAST_FREE = 0.15
ACCOUNTS_FILE = "demo-accounts.json"


@dataclass(frozen=True)
class Finding:
    """One check: what was looked at, whether it is well, and what to do."""

    check: str
    well: bool
    say: str


@click.command("doctor")
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
    checks: tuple[tuple[str, Callable[[Settings], tuple[bool, str]]], ...] = (
        ("cơ sở dữ liệu", _database),
        ("danh bạ cơ quan", _directory),
        ("lịch làm việc", _calendar),
        ("tệp khóa", _keys),
        ("thiết lập", _settings_file),
        ("bản dùng thử", _demo),
        ("hàng đợi thư", _outbox),
        ("ổ đĩa", _disk),
    )
    for name, check in checks:
        try:
            well, say = check(settings)
        except Exception as error:
            # The doctor reports whatever breaks.
            well, say = False, str(error).split("\n")[0]
        yield Finding(name, well, say)


def _database(_settings: Settings) -> tuple[bool, str]:
    # A connection that did not take every pragma is refused when it is opened.
    probe_write()
    return True, "ghi được, các PRAGMA đúng"


def _directory(_settings: Settings) -> tuple[bool, str]:
    if find_installation() is None:
        return False, "chưa có danh bạ. Chạy: feedback init --province MÃ"
    if focal_point() is None:
        return False, "chưa có cơ quan đầu mối trong danh bạ"
    return True, "có cơ quan đầu mối"


def _calendar(_settings: Settings) -> tuple[bool, str]:
    known, year = {row.year for row in list_years()}, clock.today().year
    missing = [wanted for wanted in (year, year + 1) if wanted not in known]
    if missing:
        years = ", ".join(map(str, missing))
        return False, f"thiếu lịch năm {years}. Chạy: feedback calendar import TỆP"
    return True, f"có lịch năm {year} và {year + 1}"


def _keys(settings: Settings) -> tuple[bool, str]:
    folder = settings.sealing_keys
    needed = [f"{name}.key" for name in SYMMETRIC] + ["delivery.pub", "custodian.pub"]
    missing = [name for name in needed if not (folder / name).is_file()]
    if missing:
        return False, f"thiếu {', '.join(missing)}. Chạy: feedback keys create"
    loose = [path.name for path in folder.glob("*.key") if _open_to_others(path)]
    if loose:
        return False, f"người khác đọc được {', '.join(loose)}. Chạy: chmod 600 {folder}/*.key"
    if (folder / "custodian.key").exists() and not settings.demo:
        return False, "custodian.key phải ở máy của người giữ khóa, không ở máy chủ này"
    return True, "đủ và chỉ chủ sở hữu đọc được"


def _settings_file(settings: Settings) -> tuple[bool, str]:
    file = settings.instance / "settings.env"
    if file.exists() and _open_to_others(file):
        return False, f"người khác đọc được {file}. Chạy: chmod 600 {file}"
    if not settings.secure_cookies and not settings.demo:
        return False, "cookie không bắt buộc https. Đặt FEEDBACK_BASE_URL bắt đầu bằng https://"
    return True, "an toàn"


def _demo(settings: Settings) -> tuple[bool, str]:
    accounts = settings.instance / ACCOUNTS_FILE
    if not settings.demo:
        if accounts.exists():
            return False, f"còn tệp {accounts} của bản dùng thử. Xóa tệp và các tài khoản mẫu"
        return True, "không bật; trang đăng nhập không liệt kê tài khoản"
    if accounts.exists() and _open_to_others(accounts):
        return False, f"người khác đọc được {accounts}. Chạy: chmod 600 {accounts}"
    return True, "đang bật; chỉ trả lời trên chính máy này"


def _outbox(_settings: Settings) -> tuple[bool, str]:
    health = outbox_health(now=clock.now())
    if health.dead:
        return False, (
            f"{health.dead} thư đã bỏ vì không gửi được. Xem lỗi: feedback mail outbox --state "
            "dead; sửa nguyên nhân rồi gửi lại: feedback mail retry --all"
        )
    if health.stalled:
        minutes = int(health.oldest_wait.total_seconds() // 60)
        trouble = f" (lỗi {health.oldest_error})" if health.oldest_error else ""
        return False, (
            f"thư cũ nhất chờ {minutes} phút{trouble}. Kiểm tra máy chủ thư và feedback worker"
        )
    return True, f"{health.ready} thư chờ, không thư nào chờ lâu"


def _disk(settings: Settings) -> tuple[bool, str]:
    usage = shutil.disk_usage(settings.instance)
    share = usage.free / usage.total
    say = f"còn trống {share:.0%}"
    return (True, say) if share >= LEAST_FREE else (False, f"{say}; hãy dọn bớt hoặc thêm ổ đĩa")


def _open_to_others(path: Path) -> bool:
    return bool(stat.S_IMODE(path.stat().st_mode) & 0o077)
