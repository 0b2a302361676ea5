"""How a case stands as to its date: pure rules of plain values."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from feedback_service.oversight.errors import (
    ApologyDay,
    ExtensionDay,
    ExtensionTooLate,
    ProgressMissing,
    ReasonMissing,
)

SHORTEST = 20
# In all, from the day of receipt: no law names a number, so ours is told to everybody.
MOST_EXTENDED_DAYS = 60
LONGEST_NEW_DAYS = 30


class ApologyKind(StrEnum):
    """For what a letter apologises."""

    ANSWER = "answer"
    DOSSIER = "dossier"


class Asked(StrEnum):
    """What became of the request for more time."""

    WAITING = "waiting"
    GRANTED = "granted"
    REFUSED = "refused"


@dataclass(frozen=True, kw_only=True)
class Standing:
    """What the table of acts needs to know of dates: late, more time, apologies."""

    is_late: bool = False
    before_due: bool = False
    extension: Asked | None = None
    extension_by_id: int | None = None
    apologised: frozenset[ApologyKind] = frozenset()
    delay_proven: bool = False


ON_TIME = Standing()


def decision_of(*, granted: bool | None) -> Asked:
    """Return what became of a request for more time."""
    if granted is None:
        return Asked.WAITING
    return Asked.GRANTED if granted else Asked.REFUSED


def check_extension(
    *, received_on: date, due_on: date, until_on: date, reason: str, today: date
) -> None:
    """Refuse more time once the date has come, beyond the longest time in all, without reason."""
    if today >= due_on:
        raise ExtensionTooLate(due=f"{due_on:%d/%m/%Y}")
    last = received_on + timedelta(days=MOST_EXTENDED_DAYS)
    if not due_on < until_on <= last:
        raise ExtensionDay(
            due=f"{due_on:%d/%m/%Y}", last=f"{last:%d/%m/%Y}", most=MOST_EXTENDED_DAYS
        )
    check_reason(reason)


def check_apology(*, new_on: date, reason: str, today: date) -> None:
    """Refuse a new day that is not to come or is far away, and an apology without a reason."""
    last = today + timedelta(days=LONGEST_NEW_DAYS)
    if not today < new_on <= last:
        raise ApologyDay(last=f"{last:%d/%m/%Y}")
    check_reason(reason)


def check_reason(reason: str) -> None:
    """Refuse a reason that says nothing."""
    if len(reason.strip()) < SHORTEST:
        raise ReasonMissing(least=SHORTEST)


def check_progress(words: str) -> None:
    """Refuse a note that says nothing."""
    if len(words.strip()) < SHORTEST:
        raise ProgressMissing(least=SHORTEST)


def weeks_missed(notice_on: date, today: date, span: timedelta) -> int:
    """Return in how many weeks up to yesterday the author should have been told and was not."""
    return 0 if today <= notice_on else (today - notice_on - timedelta(days=1)) // span + 1


def is_broken(new_on: date, met_on: date | None, ended_on: date | None, today: date) -> bool:
    """Tell whether a new day was named and passed without the answer."""
    if met_on is not None:
        return met_on > new_on
    return ended_on is None and today > new_on
