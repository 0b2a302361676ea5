"""What goes on: mail, disk, backups, and the reference data that dates rest on."""

import shutil
from datetime import timedelta

from feedback_service.agencies.queries import find_installation, focal_point
from feedback_service.deadlines.queries import calendar_gaps, list_years
from feedback_service.entrypoints.cli.doctor.verdict import Verdict, bad, good
from feedback_service.foundation import clock
from feedback_service.foundation.ballast import has_ballast
from feedback_service.foundation.clock_guard import ClockGuard
from feedback_service.foundation.config import Settings
from feedback_service.letters.press import PACKAGES, missing_libraries
from feedback_service.letters.queries import count_unprinted
from feedback_service.notifications.queries import outbox_health
from feedback_service.upkeep.kinds import UpkeepKind
from feedback_service.upkeep.queries import last_done

LEAST_FREE = 0.15
OLDEST_BACKUP = timedelta(hours=26)
OLDEST_VERIFIED_RESTORE = timedelta(days=7)


def directory(_settings: Settings) -> Verdict:
    """There is a directory with a focal point."""
    if find_installation() is None:
        return bad("chưa có danh bạ. Chạy: feedback init --province MÃ")
    if focal_point() is None:
        return bad("chưa có cơ quan đầu mối trong danh bạ")
    return good("có cơ quan đầu mối")


def calendar(_settings: Settings) -> Verdict:
    """This year and the next can be reckoned with."""
    known, year = {row.year for row in list_years()}, clock.today().year
    missing = [wanted for wanted in (year, year + 1) if wanted not in known]
    if missing:
        years = ", ".join(map(str, missing))
        return bad(f"thiếu lịch năm {years}. Chạy: feedback calendar import TỆP --confirm")
    # Expected days break nothing: dates over them are shown as provisional.
    waiting = [f"năm {gap.year} còn {gap.provisional}" for gap in calendar_gaps(clock.today())]
    if waiting:
        said = f"có lịch năm {year} và {year + 1}; ngày chưa có công bố: {', '.join(waiting)}"
        return good(f"{said}. Khi có thông báo, chạy: feedback calendar confirm")
    return good(f"có lịch năm {year} và {year + 1}")


def outbox(_settings: Settings) -> Verdict:
    """No mail was given up, none waits for long."""
    health = outbox_health(now=clock.now())
    if health.dead:
        return bad(
            f"{health.dead} thư đã bỏ vì không gửi được. Xem lỗi: feedback mail outbox --state "
            "dead; sửa nguyên nhân rồi gửi lại: feedback mail retry --all"
        )
    if health.stalled:
        minutes = int(health.oldest_wait.total_seconds() // 60)
        trouble = f" (lỗi {health.oldest_error})" if health.oldest_error else ""
        return bad(
            f"thư cũ nhất chờ {minutes} phút{trouble}. Kiểm tra máy chủ thư và feedback worker"
        )
    return good(f"{health.ready} thư chờ, không thư nào chờ lâu")


def letters(_settings: Settings) -> Verdict:
    """Letters can be printed, and none was given up."""
    missing, count = missing_libraries(), count_unprinted()
    if missing:
        return bad(
            f"thiếu thư viện {', '.join(missing)}; {count['waiting']} văn bản chỉ có trang in. "
            f"Cài: apt-get install {' '.join(PACKAGES)}"
        )
    if count["page_only"]:
        return bad(
            f"{count['page_only']} văn bản không in được thành PDF, chỉ có trang in. Xem nhật ký "
            "của feedback worker"
        )
    return good(f"{count['waiting']} văn bản chờ in")


def time(settings: Settings) -> Verdict:
    """The clock says what it should after the time that has passed."""
    off = ClockGuard(settings.instance).off(clock.now())
    if not off:
        return good(f"chạy đều, bây giờ là {clock.local_time(clock.now()):%H:%M %d/%m/%Y}")
    minutes = round(abs(off).total_seconds() / 60)
    way = "nhanh" if off.days >= 0 else "chậm"
    return bad(
        f"{way} {minutes} phút so với thời gian đã trôi qua; việc đến hạn đang tạm dừng. Chỉnh giờ "
        "máy chủ (NTP); nếu giờ hiện tại đúng, chạy: feedback clock confirm"
    )


def disk(settings: Settings) -> Verdict:
    """There is room for what will come in."""
    usage = shutil.disk_usage(settings.instance)
    share = usage.free / usage.total
    say = f"còn trống {share:.0%}"
    if share >= LEAST_FREE:
        return good(say)
    at_once = "; cần chỗ ngay: feedback disk release" if has_ballast(settings.instance) else ""
    return bad(f"{say}; hãy dọn bớt hoặc thêm ổ đĩa{at_once}")


def backup(settings: Settings) -> Verdict:
    """A backup is not older than a day and a little."""
    return _done_within(
        settings, UpkeepKind.BACKUP, OLDEST_BACKUP, "sao lưu", "feedback backup THƯ_MỤC"
    )


def verified_restore(settings: Settings) -> Verdict:
    """A backup was proved to be of use within the week."""
    return _done_within(
        settings,
        UpkeepKind.VERIFIED_RESTORE,
        OLDEST_VERIFIED_RESTORE,
        "khôi phục thử",
        "feedback restore --check THƯ_MỤC",
    )


def _done_within(
    settings: Settings, kind: UpkeepKind, limit: timedelta, what: str, mend: str
) -> Verdict:
    if settings.demo:
        return good("bản dùng thử không cần")
    last = last_done(kind)
    if last is None:
        return bad(f"chưa {what} lần nào. Chạy: {mend}")
    age = clock.now() - last
    hours = int(age.total_seconds() // 3600)
    if age > limit:
        return bad(f"lần {what} gần nhất cách đây {hours} giờ. Chạy: {mend}")
    return good(f"lần {what} gần nhất cách đây {hours} giờ")
