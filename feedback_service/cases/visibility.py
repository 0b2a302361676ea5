"""Who may see an unpublished case: one predicate, in SQL and in Python.

Deny by default. The focal point's desk sees every case, an agency's people see the cases their
agency holds now; nobody barred sees anything, whatever their role. Pages, counts, search, files,
exports and mail all go through here.
"""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, exists, false, literal, or_, select

from feedback_service.accounts.models import AccountAgency
from feedback_service.accounts.permissions import Actor, Role
from feedback_service.accounts.queries import accounts_of_agencies
from feedback_service.agencies.models import Agency
from feedback_service.cases.models import Assignment, Case, CaseBar
from feedback_service.cases.workflow import Kind
from feedback_service.foundation.database import db

DESK_ROLES = frozenset({Role.INTAKE_OFFICER, Role.REVIEWER, Role.PUBLISHER})
AGENCY_ROLES = frozenset({Role.OFFICER, Role.HEAD, Role.INSPECTOR})


@dataclass(frozen=True, kw_only=True)
class Holding:
    """What the predicate needs to know of one case."""

    barred_agencies: frozenset[int]
    barred_accounts: frozenset[int]
    holding_agencies: frozenset[int]
    sealed: bool


def may_see(
    actor: Actor,
    holding: Holding,
    *,
    focal_points: Collection[int],
    units_ever: Collection[int],
) -> bool:
    """Tell whether an actor may see a case; `units_ever` are all units they ever belonged to."""
    if actor.account_id is None or actor.agency_id is None:
        return False
    if actor.account_id in holding.barred_accounts:
        return False
    if holding.barred_agencies & ({actor.agency_id} | set(units_ever)):
        return False
    at_desk = actor.agency_id in focal_points
    if holding.sealed:
        return at_desk and Role.INTAKE_OFFICER in actor.roles
    if at_desk and actor.roles & DESK_ROLES:
        return True
    return bool(actor.roles & AGENCY_ROLES) and actor.agency_id in holding.holding_agencies


@dataclass(frozen=True, kw_only=True)
class Barred:
    """Who must not be told of a case: units, and the people who are or ever were in them."""

    agencies: frozenset[int] = frozenset()
    accounts: frozenset[int] = frozenset()


def barred_from(reference: str) -> Barred:
    """Return who is barred from a case as the bars stand now."""
    query = select(CaseBar.agency_id, CaseBar.account_id).join(Case, Case.id == CaseBar.case_id)
    rows = db.session.execute(query.where(Case.reference == reference)).all()
    agencies = frozenset(row[0] for row in rows if row[0] is not None)
    people = frozenset(row[1] for row in rows if row[1] is not None)
    return Barred(agencies=agencies, accounts=people.union(accounts_of_agencies(agencies)))


def barred_people(case_ids: Collection[int]) -> dict[int, frozenset[int]]:
    """Return the accounts barred from each of some cases, by themselves or with a unit."""
    wanted = CaseBar.case_id.in_(case_ids)
    alone = select(CaseBar.case_id, CaseBar.account_id).where(wanted)
    of_units = (
        select(CaseBar.case_id, AccountAgency.account_id)
        .join(AccountAgency, AccountAgency.agency_id == CaseBar.agency_id)
        .where(wanted)
    )
    found: dict[int, set[int]] = {}
    for query in (alone, of_units):
        for case_id, account_id in db.session.execute(query):
            if account_id is not None:
                found.setdefault(case_id, set()).add(account_id)
    return {case_id: frozenset(people) for case_id, people in found.items()}


def visible_cases(actor: Actor) -> ColumnElement[bool]:
    """Return the same rule as a condition on `cases`."""
    if actor.account_id is None or actor.agency_id is None:
        return false()
    at_desk = exists().where(Agency.id == actor.agency_id, Agency.is_focal_point.is_(True))
    held = exists().where(
        Assignment.case_id == Case.id,
        Assignment.agency_id == actor.agency_id,
        Assignment.until_at.is_(None),
    )
    # Only what may hold is said: beside an "or", even an empty one, PostgreSQL reads all that an
    # agency ever held before it looks at the first case.
    ways = [at_desk] if actor.roles & DESK_ROLES else []
    ways += [held] if actor.roles & AGENCY_ROLES else []
    seen = [and_(Case.sealed_at.is_(None), or_(*ways))] if ways else []
    if Role.INTAKE_OFFICER in actor.roles:
        seen.append(and_(Case.sealed_at.is_not(None), at_desk))
    if not seen:
        return false()
    return and_(_unbarred(actor.account_id, actor.agency_id), or_(*seen))


def unbarred_cases(actor: Actor) -> ColumnElement[bool]:
    """Return the condition that an actor may know of a case's existence, whatever they may read.

    For those who keep the record: the bars hold for them too.
    """
    if actor.account_id is None:
        return false()
    # A number that no agency has, for an account that belongs to none.
    return _unbarred(actor.account_id, actor.agency_id or 0)


def countable_cases() -> ColumnElement[bool]:
    """Return the condition for counts that must not tell of a complaint or of a sealed case."""
    return and_(
        Case.kind != Kind.CONDUCT, Case.accused_agency_id.is_(None), Case.sealed_at.is_(None)
    )


def _unbarred(account_id: int, agency_id: int) -> ColumnElement[bool]:
    """Return the condition that no bar of a case names this person, nor a unit of theirs.

    Two conditions, not one with an "or": PostgreSQL then knows how few bars name somebody, and asks
    for them case by case instead of reading the bars of all cases.
    """
    of_case = CaseBar.case_id == Case.id
    ever = select(AccountAgency.agency_id).where(AccountAgency.account_id == account_id)
    units = ever.union_all(select(literal(agency_id)))
    return and_(
        ~exists().where(of_case, CaseBar.account_id == account_id),
        ~exists().where(of_case, CaseBar.agency_id.in_(units)),
    )
