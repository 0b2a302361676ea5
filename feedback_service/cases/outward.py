"""Held cases that bar the desk itself: an administrator sends them to the level above by letter.

Administrators are often of the barred office, and read no case. They learn what the alarm told them
already, the reference, and the days that are told to everybody who holds it: no word, no unit.
"""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, and_, exists, select

from feedback_service.agencies.kinds import AgencyLevel
from feedback_service.agencies.models import Agency
from feedback_service.agencies.queries import agencies_by_ids
from feedback_service.cases.errors import CaseNotFound, NotAbove
from feedback_service.cases.models import Case, CaseBar, CaseClock, Forwarding
from feedback_service.cases.triage import Letter, forward_out
from feedback_service.cases.workflow import State
from feedback_service.deadlines.terms import TermCode
from feedback_service.foundation.database import db
from feedback_service.identity.service import Vault


@dataclass(frozen=True, kw_only=True)
class HeldCase:
    """A case that nobody here may handle, as an administrator reads it."""

    case_id: int
    reference: str
    version: int
    received_on: date
    held_at: datetime
    # By which day it should have been passed on.
    due_on: date | None


def held_cases() -> list[HeldCase]:
    """Return the held cases that the desk must not see, the longest held first."""
    due_on = (
        select(CaseClock.promised_due_on)
        .where(
            CaseClock.case_id == Case.id,
            CaseClock.code == TermCode.FORWARD,
            CaseClock.ended_on.is_(None),
        )
        .limit(1)
        .scalar_subquery()
    )
    query = select(Case, due_on).where(_beyond_the_desk()).order_by(Case.held_at, Case.id)
    return [
        HeldCase(
            case_id=case.id,
            reference=case.reference,
            version=case.version,
            received_on=case.received_on,
            held_at=case.held_at,
            due_on=due,
        )
        for case, due in db.session.execute(query)
        if case.held_at is not None
    ]


def held_case(reference: str, *, lock: bool = False) -> Case:
    """Return one of them, or raise CaseNotFound: every other case is none for this door."""
    query = select(Case).where(Case.reference == reference, _beyond_the_desk())
    case = db.session.scalar(query.with_for_update(of=Case) if lock else query)
    if case is None:
        raise CaseNotFound
    return case


def send_above(
    vault: Vault, case: Case, letter: Letter, *, account_id: int, now: datetime
) -> Forwarding:
    """Send a held case to a body of the level above; the author is told whom to ask."""
    agency = agencies_by_ids([letter.agency_id]).get(letter.agency_id)
    if agency is not None and agency.level != AgencyLevel.CENTRAL:
        raise NotAbove
    return forward_out(vault, case, letter, account_id=account_id, now=now)


def _beyond_the_desk() -> ColumnElement[bool]:
    desk_is_barred = exists().where(
        CaseBar.case_id == Case.id,
        CaseBar.agency_id == Agency.id,
        Agency.is_focal_point.is_(True),
    )
    return and_(Case.held_at.is_not(None), Case.state == State.RECEIVED, desk_is_barred)
