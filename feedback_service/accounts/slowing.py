"""How long somebody waits after failed sign-ins: longer each time, never for ever."""

from datetime import datetime, timedelta

FREE_TRIES = 4
LONGEST_WAIT = timedelta(minutes=5)
FORGOTTEN_AFTER = timedelta(hours=12)


def wait_after(failures: int) -> timedelta:
    """Return the pause that follows this many failures in a row."""
    beyond = failures - FREE_TRIES
    if beyond <= 0:
        return timedelta(0)
    # The power is capped before it is taken: failures may be any number.
    return min(timedelta(seconds=2 ** min(beyond, 12)), LONGEST_WAIT)


def still_to_wait(failures: int, last_at: datetime, now: datetime) -> timedelta:
    """Return how much of the pause is left, zero when none is."""
    if now - last_at >= FORGOTTEN_AFTER:
        return timedelta(0)
    pause = wait_after(failures)
    # A failure from the future was written by a clock that was wrong: it may not cost more.
    return min(max(last_at + pause - now, timedelta(0)), pause)
