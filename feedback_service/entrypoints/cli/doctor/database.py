"""The database: can it be written, is it set as it must be, does it guard the history."""

from feedback_service.entrypoints.cli.doctor.verdict import Verdict, bad, good
from feedback_service.foundation.config import Settings
from feedback_service.foundation.database import probe_write
from feedback_service.upkeep import health
from feedback_service.upkeep.starting import Start, demand_safe_start

LARGEST_LOG = 64 * 1024 * 1024


def start(settings: Settings) -> Verdict:
    """Would the service start here?"""
    # What is unsafe is raised, with its mend.
    demand_safe_start(Start(settings=settings, host="127.0.0.1", with_worker=False))
    return good("không có gì cản trở")


def writing(_settings: Settings) -> Verdict:
    """A write can begin, and every pragma was taken."""
    probe_write()
    differing = health.pragmas_not_taken()
    if differing:
        listed = ", ".join(f"{name}={value}" for name, value in differing.items())
        return bad(f"SQLite đang chạy với {listed}. Hãy khởi động lại web và worker")
    return good("ghi được, các PRAGMA đúng")


def log(_settings: Settings) -> Verdict:
    """SQLite's write-ahead log stays small."""
    size = health.log_bytes()
    if size > LARGEST_LOG:
        return bad(
            f"tệp -wal đã lên {size // 1024**2} MiB: có tiến trình đọc giữ quá lâu. Khởi động lại "
            "web và worker; dừng các lệnh đang chạy lâu"
        )
    return good(f"{size // 1024**2} MiB")


def place(_settings: Settings) -> Verdict:
    """SQLite lies on a disk of this machine."""
    kind = health.network_disk()
    if kind:
        return bad(f"SQLite nằm trên ổ đĩa mạng ({kind}). Chuyển về ổ đĩa của máy, hoặc PostgreSQL")
    return good("không nằm trên ổ đĩa mạng")


def history(_settings: Settings) -> Verdict:
    """The database refuses to edit events."""
    if not health.history_is_guarded():
        return bad(
            "cơ sở dữ liệu không còn chặn việc sửa lịch sử hồ sơ (mất trigger của case_events). "
            "Khôi phục từ bản sao lưu gần nhất và tìm người đã gỡ"
        )
    return good("cơ sở dữ liệu từ chối sửa lịch sử hồ sơ")


def server(_settings: Settings) -> Verdict:
    """PostgreSQL keeps what it acknowledged, and we are no superuser there."""
    weak = health.server_weaknesses()
    if "superuser" in weak:
        return bad("vai trò đang dùng là superuser. Tạo vai trò riêng: CREATE ROLE feedback LOGIN")
    if weak:
        return bad(f"PostgreSQL đặt {', '.join(weak)}. Hãy sửa postgresql.conf rồi khởi động lại")
    return good("an toàn, hoặc không dùng PostgreSQL")
