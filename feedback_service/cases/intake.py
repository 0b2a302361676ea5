"""Taking a case in: one transaction for the case, its texts, its identity, its clocks and its way.

What needs no turn among writers is prepared before; what is acknowledged is committed.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import bindparam, select

from feedback_service.accounts.permissions import Role
from feedback_service.agencies.queries import focal_point
from feedback_service.cases.assignment import (
    assign_lead,
    barred_units,
    end_assignments,
    lay_bars,
)
from feedback_service.cases.clocks import ANSWER_CODES, clocks_of
from feedback_service.cases.commands import Receipt, SubmitCase
from feedback_service.cases.corrections import as_corrected, read_what_is_left, told_of
from feedback_service.cases.errors import ReusedKey
from feedback_service.cases.history import AUTHOR, SYSTEM, record, staff
from feedback_service.cases.models import Case, CaseClock, CaseEvent, RoutingDecision
from feedback_service.cases.preparation import PreparedCase, decide, prepare_case
from feedback_service.cases.tracking import derive_tracking_key
from feedback_service.cases.workflow import Kind, State, Step
from feedback_service.deadlines.terms import TermCode
from feedback_service.foundation.clock import local_date
from feedback_service.foundation.crypto import keyed_digest, same
from feedback_service.foundation.database import connection, db
from feedback_service.foundation.inserts import insert_all, insert_unless_there, new_row
from feedback_service.identity.keys import KeyRing
from feedback_service.identity.service import Vault, may_be_mailed
from feedback_service.notifications.messages import AboutCase, CaseHeld, CaseReceived
from feedback_service.notifications.outbox import enqueue
from feedback_service.routing.matching import Decision

# A number or a reference may by chance be another case's; twice in a row it cannot.
TRIES = 2
# Asked when a submission was sent before, nearly always in vain.
_BY_IDEMPOTENCY = select(Case.id).where(Case.idempotency_digest == bindparam("digest"))


def submit_case(vault: Vault, command: SubmitCase, *, now: datetime) -> Receipt:
    """Take a case in, or return the receipt of the one this key already made.

    Raises what `prepare_case` and `take_in` raise.
    """
    return take_in(vault, prepare_case(vault, command, now=now), now=now)


def take_in(vault: Vault, prepared: PreparedCase, *, now: datetime) -> Receipt:
    """Write a prepared case, or return the receipt of the one its key already made.

    What was prepared from other reference data than are in force now is prepared anew. Raises
    ReusedKey, and then whatever `prepare_case` raises.
    """
    for _ in range(TRIES):
        if prepared.is_current and insert_unless_there(prepared.case):
            return _write(vault, prepared, now)
        # Who has sent it before gets the receipt of then, whatever has changed since.
        known = _known_case(prepared.digests.idempotency)
        if known is not None:
            if not same(known.request_digest, prepared.digests.request):
                raise ReusedKey
            return receipt_of(vault.keys, known, prepared.command.idempotency_key)
        prepared = prepare_case(vault, prepared.command, now=now)
    # No chance can explain it: say what is in the way.
    insert_all(prepared.case)
    return _write(vault, prepared, now)


def find_by_idempotency(keys: KeyRing, idempotency_key: str) -> Case | None:
    """Return the case that a form's key made, if any."""
    return _known_case(keyed_digest(keys.lookup, "idempotency-key", idempotency_key))


def _known_case(digest: bytes) -> Case | None:
    found = connection().execute(_BY_IDEMPOTENCY, {"digest": digest}).scalar()
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


def _write(vault: Vault, prepared: PreparedCase, now: datetime) -> Receipt:
    """Write everything that begins with a new case, in as few statements as it takes."""
    case, decision = prepared.case, prepared.decision
    forward, answer = prepared.forward, prepared.answer
    vault.keep(prepared.sealed)
    insert_all(forward, answer)
    insert_all(*_first_events(case, forward, answer))
    if prepared.particulars is not None:
        insert_all(prepared.particulars)
    insert_all(new_row(RoutingDecision, **_decision_values(case.id, decision, None, now)))
    if case.kind == Kind.CONDUCT:
        _leave_common_desk(vault, db.session.get_one(Case, case.id), decision, now)
    if prepared.may_be_mailed:
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
        tracking_key=prepared.tracking_key,
        received_at=case.received_at,
        forward_due_on=forward.promised_due_on,
        answer_due_on=answer.promised_due_on,
        forward_provisional=forward.provisional,
        answer_provisional=answer.provisional,
        mail_opted_in=prepared.may_be_mailed,
    )


def _first_events(case: Case, forward: CaseClock, answer: CaseClock) -> list[CaseEvent]:
    """Return the receipt and the dates that were promised with it: the first two of the history."""
    doer = staff(case.keyed_in_by_id) if case.keyed_in_by_id else AUTHOR
    received = new_row(
        CaseEvent,
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
    promised = new_row(
        CaseEvent,
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
        # Whoever led it until now may be the very one complained about.
        end_assignments(case, now=now)
        hold(case, now=now)
        return
    assign_lead(vault, case, agency_id=decision.lead.agency_id, doer=SYSTEM, now=now)


def hold(case: Case, *, now: datetime, alarm: type[AboutCase] = CaseHeld) -> None:
    """Nobody unbarred can take the case: raise the alarm with whoever may decide."""
    case.held_at = now
    event = record(case, "held", doer=SYSTEM, now=now)
    enqueue(
        alarm(reference=case.reference),
        # The administrator sees no content, so the alarm reaches somebody whoever is accused.
        recipient_kind="role",
        recipient_id=0,
        recipient_role=Role.ADMINISTRATOR,
        # A case may be held again after it was given back: that is another alarm.
        dedupe_key=f"held:{case.id}:{event.number}",
        now=now,
    )
    tell_desk(case, alarm(reference=case.reference), number=event.number, now=now)


def tell_desk(case: Case, message: AboutCase, *, number: int, now: datetime) -> None:
    """Write to the people who sort cases, unless their office must not know of this one."""
    desk = focal_point()
    if desk is None or desk.id in barred_units(case.id):
        return
    enqueue(
        message,
        recipient_kind="role",
        recipient_id=desk.id,
        recipient_role=Role.INTAKE_OFFICER,
        dedupe_key=f"desk:{message.name()}:{case.id}:{number}",
        now=now,
    )


def decide_route(vault: Vault, case: Case, *, today: date) -> Decision:
    """Ask who is competent for a case as it stands now: the rules, and what people corrected."""
    document = read_what_is_left(vault, case.document_text_id)
    told = told_of(vault, case)
    barred = frozenset(barred_units(case.id))
    decision = decide(case, document, today=today, barred=barred, told=told)
    return as_corrected(vault, case, decision, barred=barred)


def note_decision(
    case: Case, decision: Decision, *, account_id: int | None, now: datetime
) -> RoutingDecision:
    """Keep a decision with its reasons and the version of its rules."""
    row = RoutingDecision(**_decision_values(case.id, decision, account_id, now))
    case.concerned_agency_id = row.concerned_agency_id
    db.session.add(row)
    return row


def _decision_values(
    case_id: int, decision: Decision, account_id: int | None, now: datetime
) -> dict[str, Any]:
    return {
        "case_id": case_id,
        "at": now,
        "account_id": account_id,
        "concerned_agency_id": decision.concerned.agency_id if decision.concerned else None,
        "lead_agency_id": decision.lead.agency_id if decision.lead else None,
        "confidence": decision.confidence,
        "rule_version": decision.rule_version,
        "reasons": list(decision.reasons),
        "candidates": [
            {"id": target.agency_id, "kind": target.kind, "code": target.code, "name": target.name}
            for target in decision.candidates
        ],
    }


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
