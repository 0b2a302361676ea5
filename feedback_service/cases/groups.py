"""Which cases are answered together: one leads, the others get its answer as their own.

A membership holds for as long as both are worked on by one agency. What takes either of them away
(withdrawn, given back, turned to conduct, sealed) parts them at once, though no row says so yet.
"""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.orm import aliased

from feedback_service.accounts.permissions import Actor
from feedback_service.cases.models import Case
from feedback_service.cases.relations import GroupMember
from feedback_service.cases.visibility import visible_cases
from feedback_service.cases.workflow import Kind, State
from feedback_service.foundation.database import db

# Where a case may stand while it leads or follows.
TOGETHER = (
    State.ASSIGNED,
    State.NEEDS_INFORMATION,
    State.IN_PROGRESS,
    State.ANSWER_IN_REVIEW,
)
_Leading = aliased(Case)


def following() -> ColumnElement[bool]:
    """Return the condition on cases that another one leads now."""
    return exists().where(*_tied())


def leading_of(case: Case) -> Case | None:
    """Return the case whose answer this one gets, whoever may see it."""
    if case.kind == Kind.CONDUCT or case.state not in TOGETHER:
        return None
    return db.session.scalar(select(_Leading).join(Case, Case.id == case.id).where(*_tied()))


def members_of(case: Case, *, lock: bool = False) -> Sequence[Case]:
    """Return the cases that get the answer of this one, for the service's own work."""
    query = select(Case).where(_led_by(case)).order_by(Case.id)
    return db.session.scalars(query.with_for_update(of=Case) if lock else query).all()


def visible_members(actor: Actor, case: Case) -> frozenset[int]:
    """Return the numbers of those members that an actor may see."""
    if case.kind == Kind.CONDUCT or case.state not in TOGETHER:
        return frozenset()
    query = select(Case.id).where(_led_by(case), visible_cases(actor)).order_by(Case.id)
    return frozenset(db.session.scalars(query))


def count_members(case: Case) -> int:
    """Count the cases that get the answer of this one."""
    if case.kind == Kind.CONDUCT or case.state not in TOGETHER:
        return 0
    return db.session.scalar(select(func.count(Case.id)).where(_led_by(case))) or 0


def is_grouped(case_id: int) -> bool:
    """Tell whether a row puts a case into a group, leading or led, whether it holds or not."""
    either = (GroupMember.case_id == case_id) | (GroupMember.leading_case_id == case_id)
    found = select(GroupMember.id).where(either, GroupMember.until_at.is_(None)).limit(1)
    return db.session.scalar(found) is not None


def open_membership(case_id: int) -> GroupMember | None:
    """Return the row by which a case is in a group, whether it still holds or not."""
    return db.session.scalar(
        select(GroupMember).where(GroupMember.case_id == case_id, GroupMember.until_at.is_(None))
    )


def memberships_in(case: Case) -> Sequence[GroupMember]:
    """Return the rows of the group that a case leads, whether they still hold or not."""
    query = select(GroupMember).where(
        GroupMember.leading_case_id == case.id, GroupMember.until_at.is_(None)
    )
    return db.session.scalars(query.order_by(GroupMember.case_id)).all()


def _led_by(case: Case) -> ColumnElement[bool]:
    return exists().where(_Leading.id == case.id, *_tied())


def _tied() -> tuple[ColumnElement[bool], ...]:
    """Return what holds of `cases` and the one that leads: the only place that says it."""
    fit = [
        condition
        for each in (Case, _Leading)
        for condition in (
            each.state.in_(TOGETHER),
            each.kind != Kind.CONDUCT,
            each.sealed_at.is_(None),
        )
    ]
    return (
        GroupMember.case_id == Case.id,
        GroupMember.leading_case_id == _Leading.id,
        GroupMember.until_at.is_(None),
        Case.lead_agency_id == _Leading.lead_agency_id,
        Case.kind == _Leading.kind,
        *fit,
    )
