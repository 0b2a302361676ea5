"""What can be made of a submission before its transaction: checked, hashed, routed and dated.

Writers wait for each other, on SQLite all of them, so only what must be done in turn is left to
the transaction. What was read for it holds as long as the reference data keep their mark.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from feedback_service.agencies.queries import agencies_by_ids, province_of_area
from feedback_service.cases.clocks import first_clock, scope_for
from feedback_service.cases.commands import SubmitCase
from feedback_service.cases.errors import (
    AccusedMissing,
    AgencyUnknown,
    AreaUnknown,
    FieldUnknown,
    MalformedKey,
    ProcedureUnknown,
    ProposalMissing,
    WrongCategory,
)
from feedback_service.cases.models import Case, CaseClock, CaseParticulars
from feedback_service.cases.tracking import (
    derive_tracking_key,
    is_idempotency_key,
    new_case_number,
    new_reference,
)
from feedback_service.cases.workflow import CATEGORIES, Kind, State
from feedback_service.catalogue.queries import list_fields, procedure_record
from feedback_service.deadlines.terms import TermCode
from feedback_service.foundation.clock import local_date, local_noon
from feedback_service.foundation.crypto import keyed_digest
from feedback_service.foundation.inserts import new_row
from feedback_service.foundation.reference import current_mark
from feedback_service.identity.keys import KeyRing
from feedback_service.identity.service import Author, NewText, SealedCase, Vault, new_text
from feedback_service.routing.matching import CaseFacts, Decision
from feedback_service.routing.references import document_number
from feedback_service.routing.service import route_told


@dataclass(frozen=True)
class Digests:
    """The three keyed hashes by which a request is known without keeping its secrets."""

    idempotency: bytes
    tracking: bytes
    request: bytes


@dataclass(frozen=True, kw_only=True)
class PreparedCase:
    """A submission ready to be written, and written as it is however often that is tried."""

    command: SubmitCase
    tracking_key: str
    digests: Digests
    may_be_mailed: bool
    sealed: SealedCase
    case: Case
    decision: Decision
    forward: CaseClock
    answer: CaseClock
    particulars: CaseParticulars | None
    # The state of the reference data that all this was read from; empty where there is none.
    mark: str

    @property
    def is_current(self) -> bool:
        """Tell whether nobody has changed what the case was routed and dated by."""
        return bool(self.mark) and self.mark == current_mark()


def prepare_case(vault: Vault, command: SubmitCase, *, now: datetime) -> PreparedCase:
    """Do for a submission what needs no turn; `take_in` writes it.

    Raises MalformedKey, WrongCategory, AccusedMissing, ProposalMissing, AgencyUnknown,
    AreaUnknown, ProcedureUnknown, FieldUnknown.
    """
    mark = current_mark()
    _check(command)
    tracking_key = derive_tracking_key(vault.keys.tracking, command.idempotency_key)
    digests = _digests(vault.keys, command.idempotency_key, tracking_key, command.fingerprint())
    texts = _texts(command)
    text_ids = {each.purpose: each.id for each in texts}
    values = _values(command, digests, text_ids, now)
    decision = decide(
        new_row(Case, **values), command.document, today=local_date(now), told=_told(command)
    )
    concerned = decision.concerned.agency_id if decision.concerned else None
    case = new_row(Case, concerned_agency_id=concerned, **values)
    forward, answer = _first_clocks(case, command, concerned)
    author = Author(
        person=command.person,
        mail_opted_in=command.mail_opted_in,
        shared=command.share_with_office and command.kind != Kind.CONDUCT,
    )
    return PreparedCase(
        command=command,
        tracking_key=tracking_key,
        digests=digests,
        may_be_mailed=author.may_be_mailed,
        sealed=vault.seal_case(case.id, author=author, texts=texts, now=now),
        case=case,
        decision=decision,
        forward=forward,
        answer=answer,
        particulars=_particulars(case.id, command, text_ids),
        mark=mark,
    )


def digests_of(keys: KeyRing, idempotency_key: str, request: str) -> Digests:
    """Return what is stored of a form's key, of the tracking key it yields, and of a request."""
    tracking_key = derive_tracking_key(keys.tracking, idempotency_key)
    return _digests(keys, idempotency_key, tracking_key, request)


def tracking_digest(keys: KeyRing, tracking_key: str) -> bytes:
    """Return what is stored of a tracking key."""
    return keyed_digest(keys.lookup, "tracking-key", tracking_key)


def decide(
    case: Case,
    document: str,
    *,
    today: date,
    barred: frozenset[int] = frozenset(),
    told: str = "",
) -> Decision:
    """Ask the rules who is competent for a case that cites a document, or none.

    Where they find nobody, what is `told` is read; no word of it goes into the reasons.
    """
    facts = replace(facts_of(case, document), barred_agency_ids=barred)
    return route_told(facts, told, today)


def facts_of(case: Case, document: str) -> CaseFacts:
    """Return what routing may know of a case: codes, and of its document the number alone."""
    ids = [i for i in (case.named_agency_id, case.accused_agency_id) if i is not None]
    codes = {agency.id: agency.code for agency in agencies_by_ids(ids).values()}
    return CaseFacts(
        kind=case.kind,
        category=case.category,
        channel=case.channel,
        procedure_code=case.procedure_code,
        field=case.field or "",
        area_code=case.area_code,
        named_agency_code=codes.get(case.named_agency_id or 0),
        accused_agency_code=codes.get(case.accused_agency_id or 0),
        legal_document=document_number(document),
    )


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


def _digests(keys: KeyRing, idempotency_key: str, tracking_key: str, request: str) -> Digests:
    return Digests(
        idempotency=keyed_digest(keys.lookup, "idempotency-key", idempotency_key),
        tracking=tracking_digest(keys, tracking_key),
        request=keyed_digest(keys.lookup, "request", request),
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
    said |= {"papers": command.particulars.papers, "dossier": command.particulars.dossier_code}
    return [new_text(purpose, text) for purpose, text in said.items() if text]


def _told(command: SubmitCase) -> str:
    return "\n".join(filter(None, (command.title, command.story, command.proposal)))


def _values(
    command: SubmitCase, digests: Digests, text_ids: dict[str, str], now: datetime
) -> dict[str, Any]:
    """Return what is known of a new case before it is routed."""
    received_on = command.received_on or local_date(now)
    return {
        # The vault binds texts to the number of the case, and everything else refers to it.
        "id": new_case_number(),
        "reference": new_reference(received_on.year),
        "idempotency_digest": digests.idempotency,
        "request_digest": digests.request,
        "tracking_digest": digests.tracking,
        "kind": command.kind,
        "category": command.category,
        "state": State.RECEIVED,
        "channel": command.channel,
        "submitter_type": command.submitter_type,
        "received_at": local_noon(received_on) if command.received_on else now,
        "received_on": received_on,
        "registered_at": now,
        "keyed_in_by_id": command.keyed_in_by_id,
        "area_code": command.area_code,
        "procedure_code": command.procedure_code,
        "field": _field_of(command),
        "named_agency_id": command.named_agency_id,
        "accused_agency_id": command.accused_agency_id if command.kind == Kind.CONDUCT else None,
        "title_text_id": text_ids.get("title"),
        "story_text_id": text_ids.get("story"),
        "proposal_text_id": text_ids.get("proposal"),
        "document_text_id": text_ids.get("document"),
        "accused_text_id": text_ids.get("accused"),
        "consent_publish": command.consent_publish,
        "consent_version": command.consent_version,
        "is_sample": command.is_sample,
    }


def _particulars(
    case_id: int, command: SubmitCase, text_ids: dict[str, str]
) -> CaseParticulars | None:
    stated = command.particulars
    if stated.is_empty:
        return None
    return new_row(
        CaseParticulars,
        case_id=case_id,
        papers_text_id=text_ids.get("papers"),
        dossier_text_id=text_ids.get("dossier"),
        handed_in_on=stated.handed_in_on,
        appointed_on=stated.appointed_on,
        trips=stated.trips,
        fee=stated.fee,
    )


def _first_clocks(
    case: Case, command: SubmitCase, concerned: int | None
) -> tuple[CaseClock, CaseClock]:
    about_document = command.kind == Kind.REGULATION and bool(command.document)
    code = TermCode.ANSWER_LEGAL_DOCUMENT if about_document else TermCode.ANSWER
    scope = scope_for(command.kind, command.category, concerned)
    forward, answer = (
        first_clock(case.id, each, on=case.received_on, scope=scope)
        for each in (TermCode.FORWARD, code)
    )
    return forward, answer


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
