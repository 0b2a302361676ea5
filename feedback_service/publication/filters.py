"""What is told of the archive only where enough cases share it: a commune, a procedure."""

from typing import Any

from sqlalchemy import ColumnElement, Select, literal, select
from sqlalchemy.orm import aliased

from feedback_service.cases.models import Case
from feedback_service.cases.workflow import Kind
from feedback_service.publication.models import Publication

# A commune is named, and a procedure has a list, only where it has so many published cases.
SMALLEST_GROUP = 3


def enough_in_area(code: Any) -> ColumnElement[bool]:
    """Tell whether a commune has enough published cases to be named, without counting them all."""
    other = aliased(Publication)
    return _enough(select(literal(1)).where(other.area_code == code, other.state == "published"))


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
    return [Publication.case_id.in_(those), told, _enough(counted)]


def _enough(counted: Select[int]) -> ColumnElement[bool]:
    last_wanted = counted.limit(1).offset(SMALLEST_GROUP - 1).scalar_subquery()
    return last_wanted.is_not(None)
