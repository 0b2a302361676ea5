"""Terms of an installation's own, put in force by the real service."""

from datetime import date

from feedback_service.deadlines import service
from feedback_service.deadlines.terms import Scope, Term, TermCode, TermUnit
from feedback_service.foundation.database import transaction


def own_term(days: int, *, on: date, code: TermCode = TermCode.ANSWER, **scope: str) -> Term:
    """Put a term of working days in force for some cases."""
    term = Term(
        code,
        days,
        TermUnit.WORKING,
        on,
        source="Quyết định thử",
        article="Điều 3",
        scope=Scope(**scope),
    )
    with transaction():
        service.change_term(term)
    return term
