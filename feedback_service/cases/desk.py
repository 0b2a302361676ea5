"""The desk's order of work: which case is next, and which suggestions may be followed at once."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from feedback_service.accounts.permissions import Actor
from feedback_service.agencies.models import Agency
from feedback_service.agencies.queries import agencies_by_ids
from feedback_service.cases.errors import SuggestionChanged
from feedback_service.cases.intake import decide_route
from feedback_service.cases.models import Case, RoutingDecision
from feedback_service.cases.triage import forward_case
from feedback_service.cases.visibility import visible_cases
from feedback_service.cases.workflow import Kind, State
from feedback_service.foundation.clock import local_date
from feedback_service.foundation.database import db
from feedback_service.identity.service import Vault
from feedback_service.routing.matching import SURE_CONFIDENCE


@dataclass(frozen=True, kw_only=True)
class SureLine:
    """A received case, and the agency to which it may go without being read one by one."""

    reference: str
    version: int
    title: str
    agency_code: str
    agency_name: str


def next_in_line(actor: Actor, *, skipped: Sequence[int] = ()) -> Case | None:
    """Return the oldest received case; those that were skipped come last, in that order."""
    waiting = select(Case).where(visible_cases(actor), Case.state == State.RECEIVED)
    oldest = waiting.where(Case.id.not_in(skipped)).order_by(Case.received_at, Case.id).limit(1)
    found = db.session.scalar(oldest)
    if found is not None or not skipped:
        return found
    later = db.session.scalars(waiting.where(Case.id.in_(skipped)).order_by(Case.id))
    return min(later, key=lambda case: skipped.index(case.id), default=None)


def sure_suggestions(case_ids: Collection[int]) -> dict[int, Agency]:
    """Return which of some cases surely belong to which agency.

    Never a case about conduct, none that an agency gave back, none that a person has decided on.
    """
    newest = (
        select(func.max(RoutingDecision.id))
        .where(RoutingDecision.case_id.in_(case_ids))
        .group_by(RoutingDecision.case_id)
    )
    sure = (
        select(RoutingDecision.case_id, RoutingDecision.lead_agency_id)
        .join(Case, Case.id == RoutingDecision.case_id)
        .where(
            RoutingDecision.id.in_(newest),
            RoutingDecision.account_id.is_(None),
            RoutingDecision.confidence >= SURE_CONFIDENCE,
            RoutingDecision.lead_agency_id.is_not(None),
            Case.state == State.RECEIVED,
            Case.kind != Kind.CONDUCT,
            Case.transfers == 0,
        )
        .order_by(RoutingDecision.case_id)
    )
    leads = {row.case_id: row.lead_agency_id for row in db.session.execute(sure)}
    agencies = agencies_by_ids(sorted(set(leads.values())))
    return {
        case_id: agencies[lead]
        for case_id, lead in leads.items()
        if lead in agencies and agencies[lead].answers_here and agencies[lead].valid_to is None
    }


def sure_lines(
    actor: Actor, vault: Vault, references: Collection[str]
) -> tuple[list[int], list[SureLine]]:
    """Return those of some cases that may go as suggested, oldest first, and their numbers."""
    found = db.session.scalars(
        select(Case)
        .where(Case.reference.in_(references), visible_cases(actor))
        .order_by(Case.received_at, Case.id)
    ).all()
    sure = sure_suggestions([case.id for case in found])
    shown = [case for case in found if case.id in sure]
    titles = vault.read_texts(case.title_text_id for case in shown)
    lines = [
        SureLine(
            reference=case.reference,
            version=case.version,
            title=titles.get(case.title_text_id or "", ""),
            agency_code=sure[case.id].code,
            agency_name=sure[case.id].name,
        )
        for case in shown
    ]
    return [case.id for case in shown], lines


def forward_as_suggested(
    vault: Vault, case: Case, *, agency_id: int, account_id: int, now: datetime
) -> None:
    """Give a case to the agency that the rules still surely suggest, or raise SuggestionChanged."""
    decision = decide_route(vault, case, today=local_date(now))
    lead = decision.lead.agency_id if decision.lead else None
    is_sure = decision.confidence >= SURE_CONFIDENCE and case.kind != Kind.CONDUCT
    if case.state != State.RECEIVED or not is_sure or lead != agency_id:
        raise SuggestionChanged
    forward_case(vault, case, agency_id=agency_id, note="", account_id=account_id, now=now)
