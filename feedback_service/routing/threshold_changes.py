"""Setting how sure a text must be to decide alone: kept as a draft, confirmed, in force."""

from datetime import datetime
from typing import Any

from feedback_service.foundation.database import db
from feedback_service.routing import confirming
from feedback_service.routing.commands import SetState
from feedback_service.routing.errors import ThresholdMoved, ThresholdSame
from feedback_service.routing.listening import threshold_in_force
from feedback_service.routing.models import ThresholdChange

# A change by which more of a hundred texts are decided alone, or no longer, needs a second person.
MOST_SHIFTED = 0.10


def needs_second(before: tuple[int, int], after: tuple[int, int], texts: int) -> bool:
    """Tell whether so many more or fewer texts are decided that a second person must confirm.

    `before` and `after`: how many of the measured texts are decided, and how many wrongly.
    """
    return texts > 0 and abs(after[0] - before[0]) / texts > MOST_SHIFTED


def save_draft(
    threshold: float,
    *,
    based_on: int,
    rehearsal: dict[str, Any],
    needs_second: bool,
    account_id: int,
    now: datetime,
) -> ThresholdChange:
    """Keep a threshold as a draft of its maker; raises ThresholdMoved or ThresholdSame."""
    current = threshold_in_force()
    if current.version != based_on:
        raise ThresholdMoved
    if abs(current.value - threshold) < 1e-9:
        raise ThresholdSame
    confirming.drop_drafts(ThresholdChange, account_id)
    made = ThresholdChange(
        state=SetState.DRAFT,
        made_at=now,
        made_by_id=account_id,
        needs_second=needs_second,
        rehearsal=rehearsal,
        based_on=based_on,
        threshold=threshold,
    )
    db.session.add(made)
    db.session.flush()
    return made


def confirm_change(version: int, *, account_id: int | None, now: datetime) -> SetState:
    """Take a draft as far as one person can: in force, or proposed to a second one.

    Raises ChangeMissing, ChangeDone, ChangeWaits, ThresholdMoved, SecondPersonNeeded.
    """
    change = confirming.open_change(ThresholdChange, version, account_id)
    confirming.demand_turn(ThresholdChange, change)
    if change.based_on != threshold_in_force().version:
        raise ThresholdMoved
    return confirming.take_further(ThresholdChange, change, account_id=account_id, now=now)


def drop_change(version: int, *, account_id: int) -> None:
    """Give up a draft of one's own, or what waits for a second person.

    Raises ChangeMissing or ChangeDone.
    """
    confirming.drop_change(ThresholdChange, version, account_id=account_id)
