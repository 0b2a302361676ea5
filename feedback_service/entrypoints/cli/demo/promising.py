"""What follows sample answers that promised something: documents, and for older ones an end."""

import random
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from feedback_service.accounts.permissions import Role
from feedback_service.agencies import queries as agencies
from feedback_service.entrypoints.cli.demo.people import Staff
from feedback_service.foundation.clock import local_date
from feedback_service.identity.service import Vault
from feedback_service.responses import following
from feedback_service.responses.commands import NewDocument
from feedback_service.responses.follow_ups import open_row
from feedback_service.responses.outcomes import DocumentKind, Ending
from feedback_service.responses.stages import Outcome

if TYPE_CHECKING:
    from feedback_service.cases.models import Case

# Days after the answer: the first document, and the one that ends the matter.
FIRST, LAST = timedelta(days=6), timedelta(days=20)


def follow(vault: Vault, case: "Case", staff: Staff, *, dice: random.Random, now: datetime) -> None:
    """Record what an agency would have recorded by now; a study has nothing to show yet."""
    row, lead = open_row(case.id), case.lead_agency_id
    if row is None or lead is None or case.answered_at is None or row.outcome == Outcome.STUDY:
        return
    above = agencies.find_agency(f"{agencies.installation().province_code}.ubnd")
    issuer = above.id if above and row.outcome == Outcome.PROPOSED_UP else lead
    officer = staff.of(lead, Role.OFFICER)
    for kind, after in ((_first_kind(row.outcome), FIRST), (DocumentKind.ISSUED, LAST)):
        at = case.answered_at + after
        if at > now:
            return
        new = NewDocument(
            kind=kind,
            number=_number(kind, dice, at.year),
            dated_on=local_date(at),
            agency_id=issuer,
        )
        following.record_document(case, new, account_id=officer, now=at + timedelta(hours=1))
    end_at = min(at + timedelta(days=1), now)
    following.end_follow_up(
        vault, case, ending=Ending.DONE, reason="", account_id=officer, now=end_at
    )


def _first_kind(outcome: str) -> DocumentKind:
    return DocumentKind.PROPOSAL if outcome == Outcome.PROPOSED_UP else DocumentKind.DRAFT


def _number(kind: DocumentKind, dice: random.Random, year: int) -> str:
    if kind is DocumentKind.DRAFT:
        return ""
    number = dice.randint(11, 990)
    return f"{number}/TTr" if kind is DocumentKind.PROPOSAL else f"{number}/{year}/QĐ-UBND"
