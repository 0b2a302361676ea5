"""The one way a case changes: a step of the table, recorded as an appended event."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from feedback_service.cases.models import Case, CaseEvent
from feedback_service.cases.workflow import OPEN_STATES, State, Step, next_state
from feedback_service.foundation.database import db


@dataclass(frozen=True)
class Doer:
    """Who acts: the author, a member of staff, or the service itself."""

    kind: str
    account_id: int | None = None


AUTHOR = Doer("author")
SYSTEM = Doer("system")


def staff(account_id: int) -> Doer:
    """Return the doer for an account."""
    return Doer("staff", account_id)


def take_step(
    case: Case,
    step: Step,
    *,
    doer: Doer,
    now: datetime,
    reason_code: str | None = None,
    text_id: str | None = None,
    agency_id: int | None = None,
    facts: dict[str, Any] | None = None,
) -> CaseEvent:
    """Move a case along the table and append the event; StepNotAllowed names both states."""
    before = State(case.state)
    resume = State(case.resume_state) if case.resume_state else None
    after = next_state(before, step, resume=resume)
    case.state = after
    kept = after is State.NEEDS_INFORMATION or step is Step.MERGE
    case.resume_state = _resume(before, step) if kept else None
    if after not in OPEN_STATES:
        case.held_at = None
    return record(
        case,
        step,
        doer=doer,
        now=now,
        reason_code=reason_code,
        text_id=text_id,
        agency_id=agency_id,
        facts=facts,
        before=before,
    )


def record(
    case: Case,
    name: str,
    *,
    doer: Doer,
    now: datetime,
    reason_code: str | None = None,
    text_id: str | None = None,
    agency_id: int | None = None,
    facts: dict[str, Any] | None = None,
    before: State | None = None,
) -> CaseEvent:
    """Append an event; without `before` it leaves the state as it is."""
    return _append(
        CaseEvent(
            case_id=case.id,
            name=name,
            actor_kind=doer.kind,
            account_id=doer.account_id,
            at=now,
            from_state=before or case.state,
            to_state=case.state,
            reason_code=reason_code,
            text_id=text_id,
            agency_id=agency_id,
            facts=facts or {},
        )
    )


@dataclass(frozen=True)
class Note:
    """An event that leaves its case in its state, one of many that are appended together."""

    case: Case
    name: str
    reason_code: str | None = None
    facts: dict[str, Any] = field(default_factory=dict)


def record_each(notes: Iterable[Note], *, doer: Doer, now: datetime) -> None:
    """Append an event for each note, in their order, with few statements for all."""
    notes = list(notes)
    last = select(CaseEvent.case_id, func.max(CaseEvent.number), func.max(CaseEvent.at)).where(
        CaseEvent.case_id.in_({note.case.id for note in notes})
    )
    rows = db.session.execute(last.group_by(CaseEvent.case_id))
    ends = {case_id: (number, at) for case_id, number, at in rows}
    for note in notes:
        number, at = ends.get(note.case.id, (0, now))
        ends[note.case.id] = number + 1, max(now, at)
        event = CaseEvent(
            case_id=note.case.id,
            number=number + 1,
            name=note.name,
            actor_kind=doer.kind,
            account_id=doer.account_id,
            at=max(now, at),
            from_state=note.case.state,
            to_state=note.case.state,
            reason_code=note.reason_code,
            facts=note.facts,
        )
        db.session.add(event)
    db.session.flush()


def events_of(case_id: int) -> list[CaseEvent]:
    """Return the history of a case, oldest first."""
    return list(
        db.session.scalars(
            select(CaseEvent).where(CaseEvent.case_id == case_id).order_by(CaseEvent.number)
        )
    )


def _resume(before: State, step: Step) -> State:
    """Return where the case goes on from when the author has replied, or a merge is undone."""
    return State.ASSIGNED if step is Step.ASSIGN else before


def _append(event: CaseEvent) -> CaseEvent:
    last = db.session.execute(
        select(CaseEvent.number, CaseEvent.at)
        .where(CaseEvent.case_id == event.case_id)
        .order_by(CaseEvent.number.desc())
        .limit(1)
    ).one_or_none()
    event.number = last.number + 1 if last else 1
    # A clock that was set back must not put an event before the one it follows.
    event.at = max(event.at, last.at) if last else event.at
    db.session.add(event)
    # Pauses and outbox rows refer to the event by its number.
    db.session.flush()
    return event
