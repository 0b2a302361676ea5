"""Changing the bars of one case by hand: one person narrows, two persons widen.

Who sees a case may only be widened against the accused unit as it stands by correcting that unit
first: what follows from it, or from another bar that stands, cannot be lifted.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select

from feedback_service.agencies.queries import agencies_by_ids, tree
from feedback_service.agencies.queries import successors as successors_of_all
from feedback_service.cases.assignment import bar_units, barred_units
from feedback_service.cases.errors import (
    AccusedAlready,
    AgencyUnknown,
    BarFollows,
    BarMissing,
    BarThere,
    LiftAsked,
    LiftMissing,
    SecondPersonDecides,
)
from feedback_service.cases.history import record, staff
from feedback_service.cases.models import BarLift, Case, CaseBar
from feedback_service.cases.rechecking import recheck_case
from feedback_service.cases.workflow import Kind, LiftReason
from feedback_service.foundation.database import db
from feedback_service.routing.bars import liftable_agency_ids
from feedback_service.routing.queries import barred_agencies


@dataclass(frozen=True, kw_only=True)
class BarLine:
    """One line of who must not see a case, and whether two persons could lift it."""

    id: int
    agency_id: int | None
    account_id: int | None
    is_accused: bool
    follows: bool


def bars_of(case: Case) -> list[BarLine]:
    """Return who must not see a case, the accused unit first."""
    bars = _bars(case.id)
    units, successors = tree(), successors_of_all()
    barred = frozenset(bar.agency_id for bar in bars if bar.agency_id is not None)
    lines = [
        BarLine(
            id=bar.id,
            agency_id=bar.agency_id,
            account_id=bar.account_id,
            is_accused=bar.agency_id is not None and bar.agency_id == case.accused_agency_id,
            follows=bar.agency_id is not None
            and not liftable_agency_ids(
                bar.agency_id, barred, case.accused_agency_id, units, successors
            ),
        )
        for bar in bars
    ]
    return sorted(lines, key=lambda line: (not line.is_accused, line.account_id or 0, line.id))


def open_lifts(case_id: int) -> list[BarLift]:
    """Return the requests about a case that wait for another person, oldest first."""
    query = select(BarLift).where(BarLift.case_id == case_id, BarLift.decided_at.is_(None))
    return list(db.session.scalars(query.order_by(BarLift.id)))


def add_bar(case: Case, *, agency_id: int, account_id: int, now: datetime) -> None:
    """Bar one more unit with all below it; whoever holds the case and must not loses it."""
    if not agencies_by_ids([agency_id]):
        raise AgencyUnknown
    laid = bar_units(case, barred_agencies(agency_id))
    if not laid:
        raise BarThere
    doer = staff(account_id)
    record(case, "bar_added", doer=doer, now=now, agency_id=agency_id, facts={"agencies": laid})
    recheck_case(case, now=now)


def correct_accused(case: Case, *, agency_id: int, account_id: int, now: datetime) -> None:
    """Name another accused unit: it is barred at once, and the one before stays barred.

    Raises AccusedAlready for the same unit; a case about something else has none to correct.
    """
    if case.kind != Kind.CONDUCT or not agencies_by_ids([agency_id]):
        raise AgencyUnknown
    if agency_id == case.accused_agency_id:
        raise AccusedAlready
    before = case.accused_agency_id
    case.accused_agency_id = case.concerned_agency_id = agency_id
    laid = bar_units(case, barred_agencies(agency_id))
    facts = {"from_agency_id": before, "agencies": laid}
    record(
        case, "accused_corrected", doer=staff(account_id), now=now, agency_id=agency_id, facts=facts
    )
    recheck_case(case, now=now)


def ask_lift(
    case: Case, *, bar_id: int, reason: LiftReason, account_id: int, now: datetime
) -> BarLift:
    """Ask that a bar be lifted; nothing changes until another person agrees."""
    bar = next((each for each in _bars(case.id) if each.id == bar_id), None)
    if bar is None:
        raise BarMissing
    _lifted(case, bar.agency_id)
    if any(_same(each, bar) for each in open_lifts(case.id)):
        raise LiftAsked
    lift = BarLift(
        case_id=case.id,
        agency_id=bar.agency_id,
        account_id=bar.account_id,
        reason_code=reason,
        asked_by_id=account_id,
        asked_at=now,
    )
    db.session.add(lift)
    db.session.flush()
    record(
        case,
        "bar_lift_asked",
        doer=staff(account_id),
        now=now,
        reason_code=reason,
        agency_id=bar.agency_id,
        facts={"lift_id": lift.id, "account_id": bar.account_id},
    )
    return lift


def decide_lift(case: Case, *, lift_id: int, granted: bool, account_id: int, now: datetime) -> None:
    """Lift a bar, or leave it; never by the person who asked."""
    lift = next((each for each in open_lifts(case.id) if each.id == lift_id), None)
    if lift is None:
        raise LiftMissing
    if lift.asked_by_id == account_id:
        raise SecondPersonDecides
    # As the bars stand now: the unit may have come under another one since it was asked.
    lifted = _lifted(case, lift.agency_id) if granted else []
    lift.decided_by_id, lift.decided_at, lift.granted = account_id, now, granted
    if granted:
        _lift(case.id, lifted, lift.account_id)
    record(
        case,
        "bar_lifted" if granted else "bar_lift_refused",
        doer=staff(account_id),
        now=now,
        reason_code=lift.reason_code,
        agency_id=lift.agency_id,
        facts={
            "lift_id": lift.id,
            "asked_by_id": lift.asked_by_id,
            "account_id": lift.account_id,
            "agencies": lifted,
        },
    )
    # A held case may go on now.
    recheck_case(case, now=now)


def _bars(case_id: int) -> Sequence[CaseBar]:
    query = select(CaseBar).where(CaseBar.case_id == case_id).order_by(CaseBar.id)
    return db.session.scalars(query).all()


def _lifted(case: Case, agency_id: int | None) -> list[int]:
    """Return the units that go free with one, or raise BarFollows; none where it is a person."""
    if agency_id is None:
        return []
    found = liftable_agency_ids(
        agency_id,
        frozenset(barred_units(case.id)),
        case.accused_agency_id,
        tree(),
        successors_of_all(),
    )
    if not found:
        raise BarFollows
    return sorted(found)


def _lift(case_id: int, agency_ids: Sequence[int], account_id: int | None) -> None:
    of_case = delete(CaseBar).where(CaseBar.case_id == case_id)
    if account_id is not None:
        db.session.execute(of_case.where(CaseBar.account_id == account_id))
    else:
        db.session.execute(of_case.where(CaseBar.agency_id.in_(agency_ids)))
    db.session.flush()


def _same(lift: BarLift, bar: CaseBar) -> bool:
    return (lift.agency_id, lift.account_id) == (bar.agency_id, bar.account_id)
