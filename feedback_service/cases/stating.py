"""What the desk reads in a text counts as if the form had said it; the route is decided anew."""

from datetime import datetime
from enum import StrEnum

from feedback_service.agencies.queries import find_agency, province_of_area
from feedback_service.cases.errors import (
    AgencyUnknown,
    AreaUnknown,
    ProcedureUnknown,
    StepNotAllowed,
)
from feedback_service.cases.history import record, staff
from feedback_service.cases.intake import decide_route, note_decision
from feedback_service.cases.models import Case
from feedback_service.cases.workflow import STATE_NAMES, Kind, State
from feedback_service.catalogue.queries import procedure_record
from feedback_service.foundation.clock import local_date
from feedback_service.foundation.errors import NotAllowed
from feedback_service.identity.service import Vault


class Fact(StrEnum):
    """What may be stated for an author who left it out."""

    PLACE = "place"
    PROCEDURE = "procedure"
    OFFICE = "office"


def state_fact(
    vault: Vault, case: Case, *, fact: Fact, code: str, account_id: int, now: datetime
) -> None:
    """Put a place, procedure or office on a case that waits, and suggest anew; text stays as it is.

    The suggestion of before stays in the record. Conduct goes by the accused unit alone, so that
    nothing is stated there. Raises the error of the fact for an unknown code.
    """
    if case.kind == Kind.CONDUCT or case.sealed_at is not None:
        raise NotAllowed
    if case.state != State.RECEIVED:
        waiting = STATE_NAMES[State.RECEIVED]
        raise StepNotAllowed(state=STATE_NAMES[State(case.state)], wanted=waiting)
    _PUTTERS[fact](case, code)
    record(case, "fact_stated", doer=staff(account_id), now=now, facts={"fact": fact, "code": code})
    decision = decide_route(vault, case, today=local_date(now))
    note_decision(case, decision, account_id=account_id, now=now)


def _put_place(case: Case, code: str) -> None:
    if province_of_area(code) is None:
        raise AreaUnknown
    case.area_code = code


def _put_procedure(case: Case, code: str) -> None:
    procedure = procedure_record(code)
    if procedure is None:
        raise ProcedureUnknown
    case.procedure_code, case.field = code, procedure.field


def _put_office(case: Case, code: str) -> None:
    agency = find_agency(code)
    if agency is None or agency.valid_to is not None:
        raise AgencyUnknown
    case.named_agency_id = agency.id


_PUTTERS = {Fact.PLACE: _put_place, Fact.PROCEDURE: _put_procedure, Fact.OFFICE: _put_office}
