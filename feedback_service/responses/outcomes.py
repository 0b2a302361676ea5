"""What an answer leaves to be done: which outcomes are followed, with which documents, to what end.

Kept for study, amended, proposed or adopted: the answer is not yet the change (Decree 20/2008
Art. 15–16).
"""

import re
from collections.abc import Collection
from datetime import date
from enum import StrEnum

from feedback_service.responses.errors import (
    DocumentDay,
    DocumentNumber,
    EndingReason,
    IssuedMissing,
)
from feedback_service.responses.stages import Outcome

# By when something new should be on record, in months.
MONTHS = {
    Outcome.AMEND_OWN: 3,
    Outcome.PROPOSED_UP: 3,
    Outcome.ADOPTED: 3,
    Outcome.STUDY: 12,
}
FOLLOWED = tuple(MONTHS)
# To amend or to propose is to promise a change of a rule; to study is not.
PROMISE_CHANGE = (Outcome.AMEND_OWN, Outcome.PROPOSED_UP)
SHORTEST_REASON = 10
EARLIEST = date(2015, 1, 1)
# As numbers of documents are written: 15/2026/QĐ-UBND. No space, so no sentence.
_NUMBER = re.compile(r"[0-9][\w/.\-&]{0,29}")


class DocumentKind(StrEnum):
    """What a document of a follow-up is."""

    PROPOSAL = "proposal"
    DRAFT = "draft"
    ISSUED = "issued"
    REJECTED = "rejected"


class Body(StrEnum):
    """Who issues rules and is no agency of the directory."""

    NATIONAL_ASSEMBLY = "national_assembly"
    GOVERNMENT = "government"
    PRIME_MINISTER = "prime_minister"
    PROVINCE_COUNCIL = "province_council"
    COMMUNE_COUNCIL = "commune_council"


class Ending(StrEnum):
    """How a follow-up ended."""

    DONE = "done"
    REJECTED = "rejected"
    DROPPED = "dropped"
    # The author reopened the case, and another answer was sent.
    REPLACED = "replaced"


def next_reminder(outcome: Outcome, since: date) -> date:
    """Return the day on which nothing new since a date is too long."""
    return _months_later(since, MONTHS[outcome])


def is_late(outcome: Outcome, news_on: date, today: date) -> bool:
    """Tell whether nothing new was recorded for too long."""
    return next_reminder(outcome, news_on) <= today


def check_document(kind: DocumentKind, number: str, dated_on: date, *, today: date) -> None:
    """Refuse a number that is none, and a date to come; only a draft may be without a number."""
    if not (number or kind is DocumentKind.DRAFT) or (number and not _NUMBER.fullmatch(number)):
        raise DocumentNumber
    if not EARLIEST <= dated_on <= today:
        raise DocumentDay(first=f"{EARLIEST:%d/%m/%Y}", last=f"{today:%d/%m/%Y}")


def check_ending(ending: Ending, reason: str, recorded: Collection[str]) -> None:
    """Refuse to call done what no document shows, and to give up without a reason."""
    if ending is Ending.DONE:
        if DocumentKind.ISSUED not in recorded:
            raise IssuedMissing
    elif len(reason.strip()) < SHORTEST_REASON:
        raise EndingReason(least=SHORTEST_REASON)


def _months_later(day: date, months: int) -> date:
    """Return the same day some months on, or the last one of a shorter month."""
    month = day.month - 1 + months
    year, month = day.year + month // 12, month % 12 + 1
    following = date(year + month // 12, month % 12 + 1, 1)
    last = date.fromordinal(following.toordinal() - 1).day
    return date(year, month, min(day.day, last))
