"""The only reader of the clock. Instants are aware UTC; dates are local to Viet Nam."""

import time
from contextlib import suppress
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

_BOOT_ID = Path("/proc/sys/kernel/random/boot_id")
LOCAL_ZONE = ZoneInfo("Asia/Ho_Chi_Minh")


def now() -> datetime:
    """Return the present instant, aware, in UTC."""
    return datetime.now(UTC)


def since_start() -> tuple[str, float]:
    """Return which start of this machine this is, and the seconds since, sleep included.

    Nobody can set this clock; it tells how much time passed, never what time it is.
    """
    start = ""
    with suppress(OSError):
        start = _BOOT_ID.read_text(encoding="ascii").strip()
    return start, time.clock_gettime(time.CLOCK_BOOTTIME)


def today() -> date:
    """Return the present local date."""
    return local_date(now())


def local_date(instant: datetime) -> date:
    """Return the local date of an aware instant."""
    return instant.astimezone(LOCAL_ZONE).date()


def local_time(instant: datetime) -> datetime:
    """Return the instant in local time, aware."""
    return instant.astimezone(LOCAL_ZONE)


def local_noon(day: date) -> datetime:
    """Return noon of a local date as a UTC instant: for facts of which only the day is known."""
    return datetime(day.year, day.month, day.day, 12, tzinfo=LOCAL_ZONE).astimezone(UTC)
