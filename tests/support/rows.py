"""Bare rows for tests of packages that stand below cases and need one to point at."""

from datetime import datetime

from feedback_service.agencies.models import Agency
from feedback_service.cases.models import Case
from feedback_service.cases.workflow import Channel, Kind, State, SubmitterType
from feedback_service.foundation.clock import local_date
from feedback_service.foundation.crypto import new_key
from feedback_service.foundation.database import db, transaction


def add_case(*, now: datetime, reference: str = "PAKN.2026.7K2M9Q4T") -> int:
    """Insert a case with nothing in it and return its id."""
    with transaction():
        case = Case(
            reference=reference,
            idempotency_digest=new_key(),
            request_digest=new_key(),
            tracking_digest=new_key(),
            kind=Kind.REGULATION,
            category="unreasonable",
            state=State.RECEIVED,
            channel=Channel.WEB,
            submitter_type=SubmitterType.PERSON,
            received_at=now,
            received_on=local_date(now),
            registered_at=now,
            consent_publish=False,
            consent_version="1",
        )
        db.session.add(case)
        db.session.flush()
        return case.id


def add_agency(*, code: str, email: str = "") -> int:
    """Insert an agency and return its id."""
    with transaction():
        agency = Agency(
            code=code,
            name=f"Cơ quan {code}",
            name_folded=f"co quan {code}",
            sort_key=code,
            kind="so",
            level="province",
            email=email,
        )
        db.session.add(agency)
        db.session.flush()
        return agency.id
