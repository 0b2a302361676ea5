"""Taking a case in: one transaction for the case, its texts, its identity, its clocks and its way.

Hashing and sealing of what does not need the row's number is done before the caller opens the
transaction where it can be; what is acknowledged is committed.
"""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import bindparam, select

from feedback_service.accounts.permissions import Role
from feedback_service.agencies.queries import agencies_by_ids, province_of_area
from feedback_service.cases.assignment import assign_lead, lay_bars
from feedback_service.cases.clocks import ANSWER_CODES, clocks_of, new_clock
from feedback_service.cases.commands import Receipt, SubmitCase
from feedback_service.cases.errors import (
    AccusedMissing,
    AgencyUnknown,
    AreaUnknown,
    FieldUnknown,
    MalformedKey,
    ProcedureUnknown,
    ProposalMissing,
    ReusedKey,
    WrongCategory,
)
from feedback_service.cases.history import AUTHOR, SYSTEM, record, staff
from feedback_service.cases.models import Case, CaseClock, CaseEvent, RoutingDecision
from feedback_service.cases.tracking import (
    derive_tracking_key,
    is_idempotency_key,
    new_reference,
)
from feedback_service.cases.workflow import CATEGORIES, Kind, State, Step
from feedback_service.catalogue.queries import list_fields, procedure_record
from feedback_service.deadlines.terms import TermCode
from feedback_service.foundation.clock import local_date, local_noon
from feedback_service.foundation.crypto import keyed_digest, same
from feedback_service.foundation.database import db, insert_all, insert_one, lock_key
from feedback_service.identity.keys import KeyRing
from feedback_service.identity.service import Author, NewText, Vault, may_be_mailed, new_text
from feedback_service.notifications.messages import CaseHeld, CaseReceived
from feedback_service.notifications.outbox import enqueue
from feedback_service.routing.matching import CaseFacts, Decision
from feedback_service.routing.references import read_references
from feedback_service.routing.service import route

# Asked with every submission, nearly always in vain.
_BY_IDEMPOTENCY = select(Case.id).where(Case.idempotency_digest == bindparam("digest"))


@dataclass(frozen=True)
class Digests:
    """The three keyed hashes by which a request is known without keeping its secrets."""

    idempotency: bytes
    tracking: bytes
    request: bytes


def submit_case(vault: Vault, command: SubmitCase, *, now: datetime) -> Receipt:
    """Take a case in, or return the receipt of the one this key already made.

    Raises MalformedKey, ReusedKey, WrongCategory, AccusedMissing, ProposalMissing, AgencyUnknown.
    """
    _check(command)
    digests = digests_of(vault.keys, command.idempotency_key, command.fingerprint())
    lock_key(digests.idempotency)
    known = _known_case(digests.idempotency)
    if known is not None:
        if not same(known.request_digest, digests.request):
            raise ReusedKey
        return receipt_of(vault.keys, known, command.idempotency_key)
    return _take_in(vault, command, digests, now)


def find_by_idempotency(keys: KeyRing, idempotency_key: str) -> Case | None:
    """Return the case that a form's key made, if any."""
    return _known_case(keyed_digest(keys.lookup, "idempotency-key", idempotency_key))


def _known_case(digest: bytes) -> Case | None:
    found = db.session.connection().execute(_BY_IDEMPOTENCY, {"digest": digest}).scalar()
    return None if found is None else db.session.get_one(Case, found)


def receipt_of(keys: KeyRing, case: Case, idempotency_key: str) -> Receipt:
    """Derive the receipt again: the first dates told, the same key, nothing secret stored."""
    clocks = [clock for clock in clocks_of(case.id) if clock.round == 1]
    forward = next((c for c in clocks if c.code == TermCode.FORWARD), None)
    answer = next((c for c in clocks if c.code in ANSWER_CODES), None)
    told = _first_facts(case)
    return Receipt(
        case_id=case.id,
        reference=case.reference,
        tracking_key=derive_tracking_key(keys.tracking, idempotency_key),
        received_at=case.received_at,
        forward_due_on=_date(told.get("forward_due_on")) if forward else None,
        answer_due_on=_date(told.get("answer_due_on")) if answer else None,
        forward_provisional=bool(told.get("forward_provisional")),
        answer_provisional=bool(told.get("answer_provisional")),
        mail_opted_in=may_be_mailed(case.id),
    )


def tracking_digest(keys: KeyRing, tracking_key: str) -> bytes:
    """Return what is stored of a tracking key."""
    return keyed_digest(keys.lookup, "tracking-key", tracking_key)


def _check(command: SubmitCase) -> None:
    if not is_idempotency_key(command.idempotency_key):
        raise MalformedKey
    kind = Kind(command.kind)
    if command.category not in CATEGORIES[kind]:
        raise WrongCategory
    if kind is Kind.CONDUCT and command.accused_agency_id is None:
        raise AccusedMissing
    if kind is Kind.INITIATIVE and not command.proposal.strip():
        raise ProposalMissing
    named = [i for i in (command.accused_agency_id, command.named_agency_id) if i is not None]
    if len(agencies_by_ids(named)) != len(set(named)):
        raise AgencyUnknown
    if command.area_code and province_of_area(command.area_code) is None:
        raise AreaUnknown


def digests_of(keys: KeyRing, idempotency_key: str, request: str) -> Digests:
    """Return what is stored of a form's key, of the tracking key it yields, and of a request."""
    key = derive_tracking_key(keys.tracking, idempotency_key)
    return Digests(
        idempotency=keyed_digest(keys.lookup, "idempotency-key", idempotency_key),
        tracking=tracking_digest(keys, key),
        request=keyed_digest(keys.lookup, "request", request),
    )


def _take_in(vault: Vault, command: SubmitCase, digests: Digests, now: datetime) -> Receipt:
    """Write a new case with everything that begins with it, in as few statements as it takes."""
    conduct = command.kind == Kind.CONDUCT
    texts = _texts(command)
    case = _new_case(command, digests, {each.purpose: each.id for each in texts}, now)
    decision = _decide(case, command.document, today=local_date(now))
    case.concerned_agency_id = decision.concerned.agency_id if decision.concerned else None
    # The vault binds texts to the number of the case, and everything else refers to it.
    case.id = insert_one(case)
    author = Author(
        person=command.person,
        mail_opted_in=command.mail_opted_in,
        shared=command.share_with_office and not conduct,
    )
    vault.open_case(case.id, author=author, texts=texts, now=now)
    forward, answer = _first_clocks(case, command)
    insert_all(forward, answer)
    insert_all(*_first_events(case, command, forward, answer))
    insert_all(_decision_row(case.id, decision, account_id=None, now=now))
    if conduct:
        _leave_common_desk(vault, db.session.get_one(Case, case.id), decision, now)
    if author.may_be_mailed:
        enqueue(
            CaseReceived(reference=case.reference),
            recipient_kind="author",
            recipient_id=case.id,
            dedupe_key=f"received:{case.id}",
            now=now,
        )
    return Receipt(
        case_id=case.id,
        reference=case.reference,
        tracking_key=derive_tracking_key(vault.keys.tracking, command.idempotency_key),
        received_at=case.received_at,
        forward_due_on=forward.promised_due_on,
        answer_due_on=answer.promised_due_on,
        forward_provisional=forward.provisional,
        answer_provisional=answer.provisional,
        mail_opted_in=author.may_be_mailed,
    )


def _texts(command: SubmitCase) -> list[NewText]:
    said = {
        "title": command.title,
        "story": command.story,
        "proposal": command.proposal,
        "document": command.document,
    }
    if command.kind == Kind.CONDUCT:
        said["accused"] = command.accused_persons
    return [new_text(purpose, text) for purpose, text in said.items() if text]


def _new_case(
    command: SubmitCase, digests: Digests, text_ids: dict[str, str], now: datetime
) -> Case:
    received_on = command.received_on or local_date(now)
    return Case(
        reference=new_reference(received_on.year),
        idempotency_digest=digests.idempotency,
        request_digest=digests.request,
        tracking_digest=digests.tracking,
        kind=command.kind,
        category=command.category,
        state=State.RECEIVED,
        channel=command.channel,
        submitter_type=command.submitter_type,
        received_at=local_noon(received_on) if command.received_on else now,
        received_on=received_on,
        registered_at=now,
        keyed_in_by_id=command.keyed_in_by_id,
        area_code=command.area_code,
        procedure_code=command.procedure_code,
        field=_field_of(command),
        named_agency_id=command.named_agency_id,
        accused_agency_id=command.accused_agency_id if command.kind == Kind.CONDUCT else None,
        title_text_id=text_ids.get("title"),
        story_text_id=text_ids.get("story"),
        proposal_text_id=text_ids.get("proposal"),
        document_text_id=text_ids.get("document"),
        accused_text_id=text_ids.get("accused"),
        consent_publish=command.consent_publish,
        consent_version=command.consent_version,
        is_sample=command.is_sample,
    )


def _first_clocks(case: Case, command: SubmitCase) -> tuple[CaseClock, CaseClock]:
    about_document = command.kind == Kind.REGULATION and bool(command.document)
    code = TermCode.ANSWER_LEGAL_DOCUMENT if about_document else TermCode.ANSWER
    forward = new_clock(case.id, TermCode.FORWARD, on=case.received_on)
    return forward, new_clock(case.id, code, on=case.received_on)


def _first_events(
    case: Case, command: SubmitCase, forward: CaseClock, answer: CaseClock
) -> list[CaseEvent]:
    """Return the receipt and the dates that were promised with it: the first two of the history."""
    doer = staff(command.keyed_in_by_id) if command.keyed_in_by_id else AUTHOR
    received = CaseEvent(
        case_id=case.id,
        number=1,
        name=Step.RECEIVE,
        actor_kind=doer.kind,
        account_id=doer.account_id,
        at=case.registered_at,
        from_state=None,
        to_state=State.RECEIVED,
        facts={"channel": case.channel},
    )
    promised = CaseEvent(
        case_id=case.id,
        number=2,
        name="dates_promised",
        actor_kind=SYSTEM.kind,
        account_id=None,
        at=case.registered_at,
        from_state=State.RECEIVED,
        to_state=State.RECEIVED,
        facts={
            "forward_due_on": _iso(forward.promised_due_on),
            "answer_due_on": _iso(answer.promised_due_on),
            "forward_provisional": forward.provisional,
            "answer_provisional": answer.provisional,
        },
    )
    return [received, promised]


def send_on_its_way(vault: Vault, case: Case, now: datetime) -> None:
    """Route; a conduct case leaves the common desk at once, for the lowest unbarred authority."""
    decision = decide_route(vault, case, today=local_date(now))
    note_decision(case, decision, account_id=None, now=now)
    if case.kind == Kind.CONDUCT:
        _leave_common_desk(vault, case, decision, now)


def _leave_common_desk(vault: Vault, case: Case, decision: Decision, now: datetime) -> None:
    lay_bars(case)
    if decision.lead is None or decision.lead.agency_id is None:
        hold(case, now=now)
        return
    assign_lead(vault, case, agency_id=decision.lead.agency_id, doer=SYSTEM, now=now)


def hold(case: Case, *, now: datetime) -> None:
    """Nobody unbarred can take the case: raise the alarm with whoever may decide."""
    case.held_at = now
    event = record(case, "held", doer=SYSTEM, now=now)
    enqueue(
        CaseHeld(reference=case.reference),
        # The administrator sees no content, so the alarm reaches somebody whoever is accused.
        recipient_kind="role",
        recipient_id=0,
        recipient_role=Role.ADMINISTRATOR,
        # A case may be held again after it was given back: that is another alarm.
        dedupe_key=f"held:{case.id}:{event.number}",
        now=now,
    )


def decide_route(vault: Vault, case: Case, *, today: date) -> Decision:
    """Ask the rules who is competent for a case as it stands now."""
    document = vault.read_text(case.document_text_id) if case.document_text_id else ""
    return _decide(case, document, today=today)


def _decide(case: Case, document: str, *, today: date) -> Decision:
    ids = [i for i in (case.named_agency_id, case.accused_agency_id) if i is not None]
    codes = {agency.id: agency.code for agency in agencies_by_ids(ids).values()}
    facts = CaseFacts(
        kind=case.kind,
        procedure_code=case.procedure_code,
        field=case.field or "",
        area_code=case.area_code,
        named_agency_code=codes.get(case.named_agency_id or 0),
        accused_agency_code=codes.get(case.accused_agency_id or 0),
        legal_document=read_references(document).legal_document,
    )
    return route(facts, today)


def note_decision(
    case: Case, decision: Decision, *, account_id: int | None, now: datetime
) -> RoutingDecision:
    """Keep a decision with its reasons and the version of its rules."""
    row = _decision_row(case.id, decision, account_id=account_id, now=now)
    case.concerned_agency_id = row.concerned_agency_id
    db.session.add(row)
    return row


def _decision_row(
    case_id: int, decision: Decision, *, account_id: int | None, now: datetime
) -> RoutingDecision:
    return RoutingDecision(
        case_id=case_id,
        at=now,
        account_id=account_id,
        concerned_agency_id=decision.concerned.agency_id if decision.concerned else None,
        lead_agency_id=decision.lead.agency_id if decision.lead else None,
        confidence=decision.confidence,
        rule_version=decision.rule_version,
        reasons=list(decision.reasons),
        candidates=[
            {"id": target.agency_id, "kind": target.kind, "code": target.code, "name": target.name}
            for target in decision.candidates
        ],
    )


def _field_of(command: SubmitCase) -> str | None:
    if command.procedure_code:
        procedure = procedure_record(command.procedure_code)
        if procedure is None:
            raise ProcedureUnknown
        return procedure.field or None
    # The column is not encrypted: it takes the catalogue's words, never an author's.
    if command.field and command.field not in {name for name, _number in list_fields()}:
        raise FieldUnknown
    return command.field or None


def _first_facts(case: Case) -> dict[str, object]:
    return (
        db.session.scalar(
            select(CaseEvent.facts)
            .where(CaseEvent.case_id == case.id, CaseEvent.name == "dates_promised")
            .order_by(CaseEvent.number)
            .limit(1)
        )
        or {}
    )


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _date(text: object) -> date | None:
    return date.fromisoformat(text) if isinstance(text, str) else None
