"""Which cases say the same as one, of those that somebody may see: never told from the others."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, func, select

from feedback_service.accounts.permissions import Actor
from feedback_service.agencies.models import Agency, AreaUnit
from feedback_service.cases.models import Case
from feedback_service.cases.relations import Likeness
from feedback_service.cases.visibility import visible_cases
from feedback_service.cases.workflow import Kind
from feedback_service.foundation.database import db

MOST_COUNTED = 100


@dataclass(frozen=True, kw_only=True)
class AlikeLine:
    """A case that says the same, in a list; its words are those of the case beside it."""

    case_id: int
    reference: str
    state: str
    received_on: date
    lead_agency_id: int | None
    agency_name: str
    area_name: str


def count_alike(actor: Actor, case: Case) -> int:
    """Count the cases that say the same and that an actor may see; beyond 100 nobody counts on."""
    if not _has_alike(case):
        return 0
    found = select(Case.id).where(*_alike(actor, case)).limit(MOST_COUNTED)
    return db.session.scalar(select(func.count()).select_from(found.subquery())) or 0


def list_alike(actor: Actor, case: Case) -> Sequence[AlikeLine]:
    """Return the cases that say the same and that an actor may see, oldest first, at most 100."""
    if not _has_alike(case):
        return []
    query = (
        select(Case, Agency.name, AreaUnit.name)
        .outerjoin(Agency, Agency.id == Case.lead_agency_id)
        .outerjoin(AreaUnit, AreaUnit.code == Case.area_code)
        .where(*_alike(actor, case))
        .order_by(Case.received_at, Case.id)
        .limit(MOST_COUNTED)
    )
    return [
        AlikeLine(
            case_id=each.id,
            reference=each.reference,
            state=each.state,
            received_on=each.received_on,
            lead_agency_id=each.lead_agency_id,
            agency_name=agency or "",
            area_name=area or "",
        )
        for each, agency, area in db.session.execute(query)
    ]


def are_alike(one: Case, other: Case) -> bool:
    """Tell whether two cases were found to say the same."""
    if one.id == other.id or not (_has_alike(one) and _has_alike(other)):
        return False
    compared = select(Likeness.first_case_id).where(Likeness.case_id.in_([one.id, other.id]))
    firsts = list(db.session.scalars(compared))
    return len(firsts) == 2 and firsts[0] is not None and firsts[0] == firsts[1]


def _has_alike(case: Case) -> bool:
    return case.kind != Kind.CONDUCT and case.sealed_at is None


def _alike(actor: Actor, case: Case) -> tuple[ColumnElement[bool], ...]:
    first = select(Likeness.first_case_id).where(Likeness.case_id == case.id).scalar_subquery()
    same = select(Likeness.case_id).where(Likeness.first_case_id == first)
    return (
        Case.id.in_(same),
        Case.id != case.id,
        # At once, before the worker has forgotten it.
        Case.kind != Kind.CONDUCT,
        Case.sealed_at.is_(None),
        visible_cases(actor),
    )
