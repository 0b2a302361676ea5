"""What is told of the archive only where enough cases share it: their procedure."""

from sqlalchemy import ColumnElement, literal, select
from sqlalchemy.orm import aliased

from feedback_service.cases.models import Case
from feedback_service.cases.workflow import Kind
from feedback_service.publication.models import Publication

# A procedure has a list only where it has so many published cases.
FEWEST_OF_PROCEDURE = 3


def of_procedure(code: str) -> list[ColumnElement[bool]]:
    """Return what leaves the cases of a procedure, none where they are too few to hide among.

    The archive tells of no case which procedure it was about, and of conduct never.
    """
    other = aliased(Publication)
    those = select(Case.id).where(Case.procedure_code == code)
    counted = select(literal(1)).where(
        other.case_id.in_(those), other.state == "published", other.kind != Kind.CONDUCT.value
    )
    told = Publication.kind != Kind.CONDUCT.value
    last_wanted = counted.limit(1).offset(FEWEST_OF_PROCEDURE - 1).scalar_subquery()
    return [Publication.case_id.in_(those), told, last_wanted.is_not(None)]
