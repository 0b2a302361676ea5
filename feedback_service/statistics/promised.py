"""How many answers promised to change a rule, and how many of those promises a document kept."""

from sqlalchemy import case, func, select

from feedback_service.cases.models import Case
from feedback_service.cases.workflow import Kind
from feedback_service.foundation.database import db
from feedback_service.responses.models import FollowUp
from feedback_service.responses.outcomes import PROMISE_CHANGE, Ending
from feedback_service.statistics.figures import Share
from feedback_service.statistics.queries import Period


def promised_changes(period: Period) -> Share:
    """Return, of rule cases received in a period whose answer promised a change, those kept.

    Of a case that was answered again the last answer counts.
    """
    kept = case((FollowUp.ending == Ending.DONE, 1), else_=0)
    number, hits = db.session.execute(
        select(func.count(FollowUp.answer_id), func.coalesce(func.sum(kept), 0))
        .join(Case, Case.id == FollowUp.case_id)
        .where(
            Case.received_on.between(period.first_on, period.last_on),
            Case.kind == Kind.REGULATION,
            FollowUp.outcome.in_(PROMISE_CHANGE),
            FollowUp.ending.is_distinct_from(Ending.REPLACED),
        )
    ).one()
    return Share(int(hits), int(number))
