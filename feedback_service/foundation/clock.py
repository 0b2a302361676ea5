"""The only reader of the clock. Instants are aware UTC; dates are local to Viet Nam."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

LOCAL_ZONE = ZoneInfo("Asia/Ho_Chi_Minh")


def now() -> datetime:
    """Return the present instant, aware, in UTC."""
    return datetime.now(UTC)


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
