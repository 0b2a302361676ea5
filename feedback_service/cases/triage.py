"""The desk: what the focal point does with what came in."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select

from feedback_service.agencies.queries import agencies_by_ids
from feedback_service.cases.assignment import (
    assign_lead,
    barred_units,
    demand_lead_or_desk,
    demand_unbarred_head,
    end_assignments,
    take_back_answer,
)
from feedback_service.cases.clocks import (
    answer_code,
    end_clocks,
    meet_clock,
    refresh_clocks,
    start_clock,
)
from feedback_service.cases.corrections import remember_correction
from feedback_service.cases.errors import (
    AgencyAnswersHere,
    AgencyBarred,
    AgencyUnknown,
    AskedTooOften,
    OnlyOnce,
    ReasonMissing,
    SamePersonDecides,
)
from feedback_service.cases.history import record, staff, take_step
from feedback_service.cases.intake import decide_route, note_decision, send_on_its_way
from feedback_service.cases.lettering import write_forwarding, write_forwarding_out, write_question
from feedback_service.cases.models import Appeal, Case, CaseEvent, CaseMessage, Forwarding
from feedback_service.cases.parts import whole_of
from feedback_service.cases.workflow import (
    SEALED_DOORS,
    Category,
    DeclineReason,
    Door,
    Kind,
    Step,
)
from feedback_service.deadlines.terms import TermCode
from feedback_service.foundation.clock import local_date
from feedback_service.foundation.database import db
from feedback_service.identity.service import Vault, may_be_mailed
from feedback_service.notifications.messages import (
    CaseDeclined,
    CaseForwarded,
    CaseRedirected,
    InformationAsked,
    Message,
)
from feedback_service.notifications.outbox import enqueue

SHORTEST_REASON = 20
# Each stops the clocks.
MOST_QUESTIONS = 2


@dataclass(frozen=True, kw_only=True)
class Letter:
    """The letter by which a case leaves this installation.

    Number and day of one that was written elsewhere; without them the desk writes its own.
    """

    agency_id: int
    reason: str
    number: str = ""
    on: date | None = None


def forward_case(
    vault: Vault, case: Case, *, agency_id: int, note: str, account_id: int, now: datetime
) -> None:
    """Give the case to a lead agency; a correction of the suggestion is kept with its reason."""
    decision = decide_route(vault, case, today=local_date(now))
    demand_unbarred_head(case, agency_id)
    text_id = _seal(vault, case, "forward_note", note) if note else None
    suggested = decision.lead.agency_id if decision.lead else None
    assign_lead(vault, case, agency_id=agency_id, doer=staff(account_id), now=now, text_id=text_id)
    if suggested != agency_id:
        row = note_decision(case, decision, account_id=account_id, now=now)
        row.lead_agency_id = agency_id
        remember_correction(vault, case, agency_id=agency_id, account_id=account_id, now=now)
    write_forwarding(vault, case, agency_id=agency_id, account_id=account_id, now=now)
    tell_author(case, CaseForwarded(reference=case.reference), now)


def ask_author(vault: Vault, case: Case, *, question: str, account_id: int, now: datetime) -> None:
    """Ask the author; the clocks stand still until they reply, ten working days at most.

    No more than twice a case: a question is no way to win time. Raises AskedTooOften.
    """
    demand_lead_or_desk(case, account_id)
    _demand(question)
    if times_asked(case.id) >= MOST_QUESTIONS:
        raise AskedTooOften(most=MOST_QUESTIONS)
    text_id = _seal(vault, case, "question", question)
    take_step(case, Step.ASK, doer=staff(account_id), now=now, text_id=text_id)
    db.session.add(
        CaseMessage(
            case_id=case.id, kind="question", account_id=account_id, text_id=text_id, at=now
        )
    )
    start_clock(case, TermCode.AUTHOR_REPLY, on=local_date(now))
    refresh_clocks(case, today=local_date(now))
    write_question(vault, case, question=question, account_id=account_id, now=now)
    tell_author(case, InformationAsked(reference=case.reference), now)


def times_asked(case_id: int) -> int:
    """Return how often the author of a case was asked."""
    asked = select(func.count()).where(CaseEvent.case_id == case_id, CaseEvent.name == Step.ASK)
    return db.session.scalar(asked) or 0


def times_asked_by(events: Sequence[CaseEvent]) -> int:
    """Return the same by a history that was read before."""
    return sum(event.name == Step.ASK for event in events)


def decline_case(
    vault: Vault,
    case: Case,
    *,
    reason: DeclineReason,
    text: str,
    account_id: int,
    now: datetime,
) -> None:
    """Refuse a case with a coded reason and words the author can use."""
    _demand(text)
    text_id = _seal(vault, case, "decline", text)
    take_step(
        case, Step.DECLINE, doer=staff(account_id), now=now, reason_code=reason, text_id=text_id
    )
    end_clocks(case, on=local_date(now))
    tell_author(case, CaseDeclined(reference=case.reference), now)


def redirect_case(
    vault: Vault, case: Case, *, door: Door, text: str, account_id: int, now: datetime
) -> None:
    """Show the author the right door; a denunciation or corruption report is sealed."""
    _demand(text)
    text_id = _seal(vault, case, "redirect", text)
    take_step(
        case, Step.REDIRECT, doer=staff(account_id), now=now, reason_code=door, text_id=text_id
    )
    end_assignments(case, now=now)
    end_clocks(case, on=local_date(now))
    if door in SEALED_DOORS:
        case.sealed_at = now
        vault.stop_sharing(case.id)
    tell_author(case, CaseRedirected(reference=case.reference), now)


def forward_out(
    vault: Vault, case: Case, letter: Letter, *, account_id: int, now: datetime
) -> Forwarding:
    """Send the case by letter to an agency that does not answer here; stops the forward clock."""
    agency = agencies_by_ids([letter.agency_id]).get(letter.agency_id)
    if agency is None or agency.valid_to is not None:
        raise AgencyUnknown
    if agency.answers_here:
        raise AgencyAnswersHere
    if agency.id in barred_units(case.id):
        raise AgencyBarred
    _demand(letter.reason)
    text_id = _seal(vault, case, "forward_out", letter.reason)
    number, on = _letter_out(vault, case, letter, account_id=account_id, now=now)
    take_step(
        case,
        Step.FORWARD_OUT,
        doer=staff(account_id),
        now=now,
        text_id=text_id,
        agency_id=agency.id,
        facts={"letter_number": number, "letter_on": on.isoformat()},
    )
    forwarding = Forwarding(
        case_id=case.id,
        agency_id=agency.id,
        letter_number=number,
        letter_on=on,
        reason_text_id=text_id,
        at=now,
    )
    db.session.add(forwarding)
    meet_clock(case, TermCode.FORWARD, on=local_date(now))
    end_clocks(case, on=local_date(now))
    tell_author(case, CaseForwarded(reference=case.reference), now)
    return forwarding


def _letter_out(
    vault: Vault, case: Case, letter: Letter, *, account_id: int, now: datetime
) -> tuple[str, date]:
    """Return number and day of the letter: those given, or of the one that is issued now."""
    if letter.number and letter.on:
        return letter.number, letter.on
    issued = write_forwarding_out(
        vault,
        case,
        agency_id=letter.agency_id,
        reason=letter.reason,
        account_id=account_id,
        now=now,
    )
    if issued is None:
        raise AgencyBarred
    return issued.written_number, issued.issued_on


def make_conduct(
    vault: Vault, case: Case, *, accused_agency_id: int, account_id: int, now: datetime
) -> None:
    """Turn a case into a conduct case: triage always overrides the author's own label.

    The accused unit loses sight of it at once, the shared name is taken away, and the case goes
    to the authority that the bars leave.
    """
    if not agencies_by_ids([accused_agency_id]):
        raise AgencyUnknown
    take_back_answer(case, doer=staff(account_id), now=now)
    case.kind, case.category = Kind.CONDUCT, Category.OTHER
    case.accused_agency_id = accused_agency_id
    record(case, "made_conduct", doer=staff(account_id), now=now, agency_id=accused_agency_id)
    vault.stop_sharing(case.id)
    send_on_its_way(vault, case, now)


def decide_appeal(
    vault: Vault, case: Case, *, upheld: bool, text: str, account_id: int, now: datetime
) -> None:
    """Decide the author's appeal against a decline; never by the person who declined."""
    appeal = open_appeal(case.id)
    if appeal is None:
        raise OnlyOnce
    if appeal.declined_by_id == account_id:
        raise SamePersonDecides
    _demand(text)
    appeal.decided_at, appeal.decided_by_id, appeal.upheld = now, account_id, upheld
    appeal.decision_text_id = _seal(vault, case, "appeal_decision", text)
    meet_clock(case, TermCode.APPEAL_DECISION, on=local_date(now))
    if upheld:
        take_step(
            case,
            Step.UPHOLD_APPEAL,
            doer=staff(account_id),
            now=now,
            text_id=appeal.decision_text_id,
        )
        for code in (TermCode.FORWARD, answer_code(case)):
            start_clock(case, code, on=local_date(now))
    else:
        record(
            case,
            "appeal_rejected",
            doer=staff(account_id),
            now=now,
            text_id=appeal.decision_text_id,
        )
    tell_author(case, CaseForwarded(reference=case.reference), now)


def open_appeal(case_id: int) -> Appeal | None:
    """Return the appeal that waits for a decision."""
    return db.session.scalar(
        select(Appeal).where(Appeal.case_id == case_id, Appeal.decided_at.is_(None))
    )


def declined_by(case_id: int) -> int:
    """Return who declined a case the last time."""
    account_id = last_decline(case_id).account_id
    if account_id is None:
        raise OnlyOnce
    return account_id


def last_decline(case_id: int) -> CaseEvent:
    """Return the latest event by which a case was declined, or raise OnlyOnce."""
    event = db.session.scalar(
        select(CaseEvent)
        .where(CaseEvent.case_id == case_id, CaseEvent.name == Step.DECLINE)
        .order_by(CaseEvent.number.desc())
        .limit(1)
    )
    if event is None:
        raise OnlyOnce
    return event


def tell_author(case: Case, message: Message, now: datetime) -> None:
    """Queue a mail without content, where the author asked for mail."""
    # Who sent a part is sealed with the whole.
    whole = None if may_be_mailed(case.id) else whole_of(case.id)
    author_id = whole.id if whole else case.id
    if not may_be_mailed(author_id):
        return
    events = db.session.scalar(
        select(func.count()).select_from(CaseEvent).where(CaseEvent.case_id == case.id)
    )
    enqueue(
        message,
        recipient_kind="author",
        recipient_id=author_id,
        dedupe_key=f"{type(message).__name__}:{case.id}:{events}",
        now=now,
    )


def _seal(vault: Vault, case: Case, purpose: str, text: str) -> str:
    return vault.seal_text(case_id=case.id, purpose=purpose, text=text)


def _demand(text: str) -> None:
    if len(text.strip()) < SHORTEST_REASON:
        raise ReasonMissing(least=SHORTEST_REASON)
