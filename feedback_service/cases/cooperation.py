"""Agencies that help the lead: asked one question each, with a date of their own (phối hợp).

Only the lead answers the author, in one answer; who cooperates gives the lead an opinion (Circular
02/2017/TT-VPCP Art. 32 cl. 2: a matter of several ministries or provinces has one that leads).
"""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Select, select

from feedback_service.agencies.queries import agencies_by_ids
from feedback_service.cases.assignment import agency_for, demand_lead
from feedback_service.cases.clocks import ANSWER_CODES, running_clocks
from feedback_service.cases.errors import (
    AlreadyCooperates,
    LeadCooperates,
    NotAsked,
    OpinionInThePast,
    OpinionMissing,
    OpinionTooLate,
    QuestionMissing,
    TooManyCooperate,
)
from feedback_service.cases.filters import still_helps
from feedback_service.cases.history import record, staff
from feedback_service.cases.models import Assignment, Case, Cooperation
from feedback_service.foundation.clock import local_date
from feedback_service.foundation.database import db
from feedback_service.identity.service import Vault
from feedback_service.notifications.messages import CooperationAsked, OpinionGiven
from feedback_service.notifications.outbox import enqueue

MOST_AT_ONCE = 5
SHORTEST = 20
# An agency helps from when it is asked until the lead, or a new lead, ends it.
HELPING = (Assignment.role == "cooperating", Assignment.until_at.is_(None))


@dataclass(frozen=True, kw_only=True)
class CooperationLine:
    """What a page shows of one agency asked: its date, and whether its opinion is in."""

    agency_id: int
    agency_name: str
    due_on: date
    given_at: datetime | None
    is_open: bool
    question_text_id: str
    opinion_text_id: str | None

    def is_late(self, today: date) -> bool:
        """Tell whether the opinion is missing after its date."""
        return self.is_open and self.given_at is None and self.due_on < today


def ask_to_cooperate(
    vault: Vault,
    case: Case,
    *,
    agency_id: int,
    question: str,
    due_on: date,
    account_id: int,
    now: datetime,
) -> None:
    """Let another agency read the case and say what it knows by a date before the lead's own."""
    demand_lead(case, account_id)
    if len(question.strip()) < SHORTEST:
        raise QuestionMissing(least=SHORTEST)
    agency = agency_for(case, agency_id)
    _check_place(case, agency_id)
    _check_date(case, due_on, today=local_date(now))
    text_id = vault.seal_text(case_id=case.id, purpose="cooperation_question", text=question)
    _open(case, agency_id, due_on=due_on, text_id=text_id, now=now)
    event = record(
        case,
        "cooperation_asked",
        doer=staff(account_id),
        now=now,
        text_id=text_id,
        agency_id=agency_id,
        facts={"due_on": due_on.isoformat()},
    )
    enqueue(
        CooperationAsked(reference=case.reference, agency_id=agency.id, due_on=due_on),
        recipient_kind="agency",
        recipient_id=agency_id,
        dedupe_key=f"cooperation:{case.id}:{event.number}",
        now=now,
    )


def give_opinion(
    vault: Vault, case: Case, *, agency_id: int, opinion: str, account_id: int, now: datetime
) -> None:
    """Give the lead the opinion of an agency that was asked; it may still read the case then."""
    row = _open_row(case.id, agency_id)
    if row is None or row.given_at is not None:
        raise NotAsked
    if len(opinion.strip()) < SHORTEST:
        raise OpinionMissing(least=SHORTEST)
    text_id = vault.seal_text(case_id=case.id, purpose="cooperation_opinion", text=opinion)
    row.opinion_text_id, row.given_at = text_id, now
    event = record(
        case,
        "opinion_given",
        doer=staff(account_id),
        now=now,
        text_id=text_id,
        agency_id=agency_id,
    )
    if case.lead_agency_id is not None:
        enqueue(
            OpinionGiven(reference=case.reference),
            recipient_kind="agency",
            recipient_id=case.lead_agency_id,
            dedupe_key=f"opinion:{case.id}:{event.number}",
            now=now,
        )


def end_cooperation(case: Case, *, agency_id: int, account_id: int, now: datetime) -> None:
    """Take the case out of the hands of an agency that helped; it sees it no more."""
    demand_lead(case, account_id)
    held = db.session.scalars(_open_assignment(case.id, agency_id)).all()
    if not held:
        raise NotAsked
    for assignment in held:
        assignment.until_at = now
    record(case, "cooperation_ended", doer=staff(account_id), now=now, agency_id=agency_id)


def cooperations_of(case_id: int) -> list[CooperationLine]:
    """Return every agency that was asked, the first first."""
    rows = db.session.scalars(
        select(Cooperation).where(Cooperation.case_id == case_id).order_by(Cooperation.id)
    ).all()
    if not rows:
        return []
    names = agencies_by_ids([row.agency_id for row in rows])
    held = {
        (row.agency_id, row.from_at)
        for row in db.session.execute(
            select(Assignment.agency_id, Assignment.from_at).where(
                Assignment.case_id == case_id, *HELPING
            )
        )
    }
    return [
        CooperationLine(
            agency_id=row.agency_id,
            agency_name=names[row.agency_id].name,
            due_on=row.due_on,
            given_at=row.given_at,
            is_open=(row.agency_id, row.asked_at) in held,
            question_text_id=row.question_text_id,
            opinion_text_id=row.opinion_text_id,
        )
        for row in rows
    ]


def _open(case: Case, agency_id: int, *, due_on: date, text_id: str, now: datetime) -> None:
    held = {"case_id": case.id, "agency_id": agency_id}
    db.session.add(Assignment(**held, role="cooperating", from_at=now))
    db.session.add(Cooperation(**held, asked_at=now, due_on=due_on, question_text_id=text_id))


def awaited_cases(agency_id: int | None) -> list[int]:
    """Return the cases in which an agency is asked and has not given its opinion."""
    # From the questions, which are few: an agency has thousands of assignments.
    asked = select(Cooperation.case_id).where(
        Cooperation.agency_id == agency_id, Cooperation.given_at.is_(None), still_helps()
    )
    return list(db.session.scalars(asked.order_by(Cooperation.case_id)))


def _check_place(case: Case, agency_id: int) -> None:
    if agency_id == case.lead_agency_id:
        raise LeadCooperates
    asked = set(
        db.session.scalars(
            select(Assignment.agency_id).where(Assignment.case_id == case.id, *HELPING)
        )
    )
    if agency_id in asked:
        raise AlreadyCooperates
    if len(asked) >= MOST_AT_ONCE:
        raise TooManyCooperate(most=MOST_AT_ONCE)


def _check_date(case: Case, due_on: date, *, today: date) -> None:
    """The opinion is of use only while the lead can still answer in time; a late lead may ask."""
    promised = next(
        (c.promised_due_on for c in running_clocks(case.id) if c.code in ANSWER_CODES), None
    )
    if due_on < today:
        raise OpinionInThePast(first=f"{today:%d/%m/%Y}")
    if promised is not None and today < promised < due_on:
        raise OpinionTooLate(last=f"{promised:%d/%m/%Y}")


def _open_assignment(case_id: int, agency_id: int) -> Select[Assignment]:
    return select(Assignment).where(
        Assignment.case_id == case_id,
        Assignment.agency_id == agency_id,
        *HELPING,
    )


def _open_row(case_id: int, agency_id: int) -> Cooperation | None:
    held = db.session.scalars(_open_assignment(case_id, agency_id)).first()
    if held is None:
        return None
    return db.session.scalar(
        select(Cooperation).where(
            Cooperation.case_id == case_id,
            Cooperation.agency_id == agency_id,
            Cooperation.asked_at == held.from_at,
        )
    )
