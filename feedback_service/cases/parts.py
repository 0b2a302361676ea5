"""Which cases were split from which."""

from collections.abc import Sequence

from sqlalchemy import select

from feedback_service.cases.models import Case
from feedback_service.cases.relations import CasePart
from feedback_service.foundation.database import db


def whole_of(case_id: int) -> Case | None:
    """Return the case that a part was split from, where the author is sealed."""
    return db.session.scalar(
        select(Case)
        .join(CasePart, CasePart.whole_case_id == Case.id)
        .where(CasePart.case_id == case_id)
    )


def parts_of(case_id: int) -> Sequence[Case]:
    """Return the cases that were split from one, the first first."""
    return db.session.scalars(
        select(Case)
        .join(CasePart, CasePart.case_id == Case.id)
        .where(CasePart.whole_case_id == case_id)
        .order_by(Case.id)
    ).all()
