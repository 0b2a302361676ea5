"""Which cases ended in an earlier one about the same matter."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, select

from feedback_service.cases.models import Case
from feedback_service.cases.relations import Merge
from feedback_service.foundation.database import db


def merged() -> ColumnElement[bool]:
    """Return the condition on cases that ended in an earlier one: figures count that one alone."""
    return Case.id.in_(select(Merge.case_id).where(Merge.undone_at.is_(None)))


def merge_of(case_id: int) -> Merge | None:
    """Return the merge by which a case ended, unless it was undone."""
    return db.session.scalar(
        select(Merge).where(Merge.case_id == case_id, Merge.undone_at.is_(None))
    )


def earlier_case(case: Case) -> Case | None:
    """Return the earlier case in which one ended, for its author and the service's own work."""
    row = merge_of(case.id)
    return db.session.get_one(Case, row.into_case_id) if row else None


def merged_into(case_id: int) -> Sequence[Case]:
    """Return the cases that ended in an earlier one, oldest first."""
    return db.session.scalars(
        select(Case)
        .join(Merge, Merge.case_id == Case.id)
        .where(Merge.into_case_id == case_id, Merge.undone_at.is_(None))
        .order_by(Case.received_at, Case.id)
    ).all()
