"""Everything a page shows of one case, gathered in a few questions; texts opened."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import select

from feedback_service.accounts.models import Account
from feedback_service.agencies.models import Agency, AreaUnit
from feedback_service.cases.clocks import ANSWER_CODES, clocks_of, pauses_of
from feedback_service.cases.history import events_of
from feedback_service.cases.models import (
    Appeal,
    Case,
    CaseClock,
    CaseEvent,
    CaseMessage,
    CaseParticulars,
    Forwarding,
    Rating,
    RoutingDecision,
)
from feedback_service.deadlines.terms import Pause
from feedback_service.foundation.database import db
from feedback_service.identity.service import Vault


@dataclass(frozen=True, kw_only=True)
class CaseFile:
    """Everything a page shows of one case; texts opened, the identity not."""

    case: Case
    texts: dict[str, str] = field(default_factory=dict)
    events: Sequence[CaseEvent] = ()
    messages: Sequence[CaseMessage] = ()
    clocks: Sequence[CaseClock] = ()
    decision: RoutingDecision | None = None
    appeal: Appeal | None = None
    forwarding: Forwarding | None = None
    rating: Rating | None = None
    agencies: dict[int, Agency] = field(default_factory=dict)
    people: dict[int, str] = field(default_factory=dict)
    area: AreaUnit | None = None
    particulars: CaseParticulars | None = None

    def text(self, text_id: str | None) -> str:
        """Return a text of the case by its id, empty where there is none."""
        return self.texts.get(text_id, "") if text_id else ""

    def clock(self, *codes: str) -> CaseClock | None:
        """Return the newest clock of some codes."""
        found = [clock for clock in self.clocks if clock.code in codes]
        return found[-1] if found else None

    @property
    def answer_clock(self) -> CaseClock | None:
        """The newest clock that runs towards an answer."""
        return self.clock(*ANSWER_CODES)

    @property
    def pauses(self) -> list[Pause]:
        """The days on which the clocks stood still, by the history."""
        return pauses_of(self.events, self.clocks)

    @property
    def pseudonym(self) -> str:
        """What the author is called at a desk."""
        return f"Người phản ánh #{self.case.reference[-4:]}"


def open_file(case: Case, vault: Vault, *, to_author: bool = False) -> CaseFile:
    """Gather one case for a page; what a sealed case says, its author alone may read."""
    events = events_of(case.id)
    messages = _messages(case.id)
    appeal = db.session.scalar(select(Appeal).where(Appeal.case_id == case.id))
    rating = db.session.get(Rating, case.id)
    forwarding = db.session.scalar(
        select(Forwarding).where(Forwarding.case_id == case.id).order_by(Forwarding.id.desc())
    )
    ids: list[str | None] = [
        case.title_text_id,
        case.story_text_id,
        case.proposal_text_id,
        case.document_text_id,
        case.accused_text_id,
    ]
    ids += [event.text_id for event in events] + [message.text_id for message in messages]
    particulars = db.session.get(CaseParticulars, case.id)
    if particulars is not None:
        ids += [particulars.papers_text_id, particulars.dossier_text_id]
    if appeal is not None:
        ids += [appeal.text_id, appeal.decision_text_id]
    if rating is not None:
        ids.append(rating.text_id)
    return CaseFile(
        case=case,
        texts={} if case.sealed_at and not to_author else vault.read_texts(ids),
        events=events,
        messages=messages,
        clocks=clocks_of(case.id),
        decision=latest_decision(case.id),
        appeal=appeal,
        forwarding=forwarding,
        rating=rating,
        agencies=_agencies(case, events, forwarding),
        people=_people(case, events),
        area=db.session.get(AreaUnit, case.area_code) if case.area_code else None,
        particulars=particulars,
    )


def latest_decision(case_id: int) -> RoutingDecision | None:
    """Return the newest routing decision."""
    return db.session.scalar(
        select(RoutingDecision)
        .where(RoutingDecision.case_id == case_id)
        .order_by(RoutingDecision.id.desc())
        .limit(1)
    )


def _messages(case_id: int) -> list[CaseMessage]:
    return list(
        db.session.scalars(
            select(CaseMessage).where(CaseMessage.case_id == case_id).order_by(CaseMessage.id)
        )
    )


def _agencies(
    case: Case, events: Sequence[CaseEvent], forwarding: Forwarding | None
) -> dict[int, Agency]:
    ids = {
        case.lead_agency_id,
        case.concerned_agency_id,
        case.accused_agency_id,
        case.named_agency_id,
        forwarding.agency_id if forwarding else None,
    } | {event.agency_id for event in events}
    ids |= {event.facts.get("proposed_agency_id") for event in events}
    wanted = [agency_id for agency_id in ids if agency_id is not None]
    found = db.session.scalars(select(Agency).where(Agency.id.in_(wanted)).order_by(Agency.id))
    return {agency.id: agency for agency in found}


def _people(case: Case, events: Sequence[CaseEvent]) -> dict[int, str]:
    ids = {event.account_id for event in events} | {case.officer_id, case.keyed_in_by_id}
    wanted = [account_id for account_id in ids if account_id is not None]
    rows = db.session.execute(
        select(Account.id, Account.name).where(Account.id.in_(wanted)).order_by(Account.id)
    )
    return {row.id: row.name for row in rows}
