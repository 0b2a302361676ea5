"""A change on its way: drafted, perhaps proposed, in force; of rules, remit, tree or threshold."""

from datetime import datetime
from typing import TypeVar

from sqlalchemy import select

from feedback_service.foundation.crypto import keyed_digest
from feedback_service.foundation.database import db, lock_key
from feedback_service.foundation.fields import BIGGEST_INT
from feedback_service.routing.commands import SetState
from feedback_service.routing.errors import (
    ChangeDone,
    ChangeMissing,
    ChangeWaits,
    SecondPersonNeeded,
)
from feedback_service.routing.models import (
    AgencyChange,
    ProposedChange,
    RemitChange,
    RoutingRuleSet,
    ThresholdChange,
)

C = TypeVar("C", RoutingRuleSet, RemitChange, AgencyChange, ThresholdChange)


def change_in(kind: type[C], state: SetState) -> C | None:
    """Return the one change that is in force, or the one that waits for a second person."""
    return db.session.scalar(select(kind).where(kind.state == state))


def get_change(kind: type[C], version: int) -> C:
    """Return a change, or raise ChangeMissing."""
    found = db.session.get(kind, version) if version <= BIGGEST_INT else None
    if found is None:
        raise ChangeMissing
    return found


def held_versions(kind: type[C]) -> list[C]:
    """Return every change that holds or ever held, the latest first."""
    query = select(kind).where(kind.state.in_([SetState.IN_FORCE, SetState.REPLACED]))
    return list(db.session.scalars(query.order_by(kind.id.desc())))


def drop_drafts(kind: type[C], account_id: int | None) -> None:
    """Give up what somebody began and has not proposed: a new draft takes its place."""
    mine = kind.made_by_id.is_(None) if account_id is None else kind.made_by_id == account_id
    query = select(kind).where(kind.state == SetState.DRAFT, mine)
    for earlier in db.session.scalars(query.order_by(kind.id)):
        earlier.state = SetState.DROPPED


def open_change(kind: type[C], version: int, account_id: int | None) -> C:
    """Return a change that this person may still take further, with its turn taken.

    Raises ChangeMissing or ChangeDone.
    """
    # Two administrators at once: the second finds what the first has done.
    lock_key(keyed_digest(b"", kind.__tablename__, b""))
    change = get_change(kind, version)
    if change.state not in {SetState.DRAFT, SetState.PROPOSED}:
        raise ChangeDone
    if change.state == SetState.DRAFT and change.made_by_id != account_id:
        # Nobody else was asked yet.
        raise ChangeDone
    return change


def demand_turn(kind: type[C], change: ProposedChange) -> None:
    """Refuse a change while another one waits for its second person; raises ChangeWaits."""
    waiting = change_in(kind, SetState.PROPOSED)
    if waiting is not None and waiting.id != change.id:
        raise ChangeWaits


def take_further(
    kind: type[C], change: ProposedChange, *, account_id: int | None, now: datetime
) -> SetState:
    """Take a change as far as one person can: in force, or proposed to a second one.

    Raises SecondPersonNeeded.
    """
    if change.needs_second and change.state == SetState.DRAFT:
        change.state = SetState.PROPOSED
        db.session.flush()
        return SetState.PROPOSED
    if change.needs_second and (account_id is None or account_id == change.made_by_id):
        raise SecondPersonNeeded
    current = change_in(kind, SetState.IN_FORCE)
    if current is not None:
        current.state = SetState.REPLACED
        db.session.flush()
    change.state = SetState.IN_FORCE
    change.confirmed_at, change.confirmed_by_id = now, account_id
    db.session.flush()
    return SetState.IN_FORCE


def drop_change(kind: type[C], version: int, *, account_id: int) -> None:
    """Give up a draft of one's own, or what waits for a second person.

    Raises ChangeMissing or ChangeDone.
    """
    change = open_change(kind, version, account_id)
    change.state = SetState.DROPPED
    db.session.flush()
