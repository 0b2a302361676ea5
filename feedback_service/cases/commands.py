"""Valid requests to do something with a case."""

from dataclasses import dataclass, fields
from datetime import date, datetime

from feedback_service.cases.particulars import NONE_STATED, Particulars
from feedback_service.identity.sealing import Person


@dataclass(frozen=True, kw_only=True)
class SubmitCase:
    """Everything an author or an intake officer states at once; texts as typed, normalised."""

    idempotency_key: str
    kind: str
    category: str
    title: str
    story: str
    proposal: str = ""
    document: str = ""
    procedure_code: str | None = None
    field: str = ""
    area_code: str | None = None
    named_agency_id: int | None = None
    accused_agency_id: int | None = None
    accused_persons: str = ""
    submitter_type: str
    person: Person
    mail_opted_in: bool = False
    share_with_office: bool = False
    consent_publish: bool = False
    consent_version: str
    channel: str = "web"
    keyed_in_by_id: int | None = None
    # Only for paper, post, phone and visits: the day it reached the office.
    received_on: date | None = None
    is_sample: bool = False
    particulars: Particulars = NONE_STATED

    def fingerprint(self) -> str:
        """Return all that was stated in one string, to tell a repeat from another content.

        A field that came later counts where it was filled in: a press from before it repeats.
        """
        left_out = {"idempotency_key"} | ({"particulars"} if self.particulars.is_empty else set())
        stated = [(item.name, getattr(self, item.name)) for item in fields(self)]
        return repr([pair for pair in stated if pair[0] not in left_out])


@dataclass(frozen=True, kw_only=True)
class Part:
    """One matter of a case, in the words of whoever splits it, and who is to lead it."""

    title: str
    story: str
    agency_id: int


@dataclass(frozen=True, kw_only=True)
class Receipt:
    """What an author is given: the reference, the key, the dates; equal for equal requests."""

    case_id: int
    reference: str
    tracking_key: str
    received_at: datetime
    forward_due_on: date | None
    answer_due_on: date | None
    # A pending decision of the calendar could still move the date.
    forward_provisional: bool
    answer_provisional: bool
    mail_opted_in: bool
