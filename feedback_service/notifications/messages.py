"""Every message the service sends: frozen, made of codes, numbers and dates alone.

No free text by construction: a value that is not a code is refused when it is written down.
Mail to authors says the same for every message, because a mailbox is read by others too.
"""

import json
import re
from dataclasses import dataclass, fields
from datetime import date
from enum import StrEnum
from typing import Any, ClassVar

_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,59}")
_CAPITAL = re.compile(r"(?<!^)(?=[A-Z])")


class RecipientKind(StrEnum):
    """What a recipient's number names."""

    AUTHOR = "author"  # a case: its author, who opted in
    ACCOUNT = "account"
    AGENCY = "agency"
    SUBSCRIBER = "subscriber"  # who asked for mail about the archive
    ROLE = "role"  # an agency, or 0 for any: its accounts that hold the role


@dataclass(frozen=True, kw_only=True)
class Recipient:
    """Whom a message is for; the address is looked up when it is sent."""

    kind: RecipientKind
    id: int
    role: str | None = None
    # The reference of the case that the message is about: who is barred from it gets no mail.
    about: str | None = None


@dataclass(frozen=True, kw_only=True)
class Message:
    """Base of all messages."""

    to_author: ClassVar[bool] = False

    @classmethod
    def name(cls) -> str:
        """Return the name in the outbox and of the template folder: `case_received`."""
        return _CAPITAL.sub("_", cls.__name__).lower()


@dataclass(frozen=True, kw_only=True)
class AboutCase(Message):
    """A message about one case, named by its reference, which gives no access."""

    reference: str


@dataclass(frozen=True, kw_only=True)
class ToAuthor(AboutCase):
    """A message to an author who asked for mail.

    The reference stays out of the mail itself: once the case is published, it would tell whoever
    else reads the mailbox what its owner wrote.
    """

    to_author: ClassVar[bool] = True


class CaseReceived(ToAuthor):
    """The case was taken in."""


class InformationAsked(ToAuthor):
    """The office asks the author something, and the clock stands still."""


class CaseForwarded(ToAuthor):
    """The case went to an agency that does not work in this installation."""


class ProgressTold(ToAuthor):
    """The case is late, and how it stands was told, or nobody told it."""


class TimeExtended(ToAuthor):
    """The agency was given more time; the date it promised stays."""


class ApologyWritten(ToAuthor):
    """The head of the agency apologises, and names a new day."""


class CaseDeclined(ToAuthor):
    """The case was declined; an appeal is open."""


class CaseRedirected(ToAuthor):
    """The author is shown the right door."""


class AnswerSent(ToAuthor):
    """The typed answer is there."""


class CaseReopened(ToAuthor):
    """The case goes on after the answer."""


class DeadlineChanged(ToAuthor):
    """The promised date moved."""


@dataclass(frozen=True, kw_only=True)
class AccountInvited(Message):
    """Somebody may set a password; the link is made when the mail is rendered, never stored."""

    account_id: int


@dataclass(frozen=True, kw_only=True)
class CaseAssigned(AboutCase):
    """An agency leads a case from now on."""

    agency_id: int
    due_on: date | None


class CaseRecalled(AboutCase):
    """The focal point took a case back that it had just given to an agency."""


@dataclass(frozen=True, kw_only=True)
class CooperationAsked(AboutCase):
    """An agency is asked to help the lead of a case."""

    agency_id: int
    due_on: date | None


class OpinionGiven(AboutCase):
    """An agency that was asked has given its opinion."""


class FollowUpDue(AboutCase):
    """Nothing new was recorded for too long about what an answer promised."""


class PromiseAsked(ToAuthor):
    """The day of a promise has come: was it kept?"""


class PromiseDue(AboutCase):
    """The day of a promise has come, and the agency has not said that it was kept."""


class AnswerNeedsApproval(AboutCase):
    """A draft waits for the head."""


class AnswerNeedsReview(AboutCase):
    """An approved answer waits for the focal point."""


class AnswerReturned(AboutCase):
    """The reviewer returned an answer."""


class CaseHeld(AboutCase):
    """No unbarred authority was found: an alarm."""


class NobodyHandles(AboutCase):
    """The last person who could handle a case has stepped aside: an alarm."""


class OfficerStepped(AboutCase):
    """Somebody who could handle a case has stepped aside, because they know the people in it."""


class LeadMoved(AboutCase):
    """A case went to another agency, because the one that led it must not see it any more."""


class ExtensionAsked(AboutCase):
    """An officer asks the head for more time."""


class AgencyReturnedCase(AboutCase):
    """An agency says that a case is not its own."""


@dataclass(frozen=True, kw_only=True)
class ReplyAsked(Message):
    """A unit may answer an extract; the message knows neither the extract nor the case."""

    reply_by: date


@dataclass(frozen=True, kw_only=True)
class RoutingRuleBroken(Message):
    """A routing rule in force cannot do its work any more: an alarm."""

    number: int


class DatesMoved(Message):
    """Dates of cases that an agency leads moved, because the calendar changed."""


@dataclass(frozen=True, kw_only=True)
class ReminderSent(Message):
    """The focal point reminds an agency of late cases; it names none, the pages do."""

    number: int
    year: int
    due_on: date


class ReminderIgnored(ReminderSent):
    """A reminder was not answered in time: the head is told."""


@dataclass(frozen=True, kw_only=True)
class ReminderEscalated(ReminderSent):
    """The head was told as well, and nothing followed: whoever supervises the agency is told."""

    agency_id: int


@dataclass(frozen=True, kw_only=True)
class DeadlineDigest(Message):
    """What one person, or the mailbox of an agency, is told of dates on one day.

    It names no case: which ones it may name is found out when it is sent.
    """

    on: date
    account_id: int | None
    agency_id: int | None


@dataclass(frozen=True, kw_only=True)
class SubscriptionAsked(Message):
    """Somebody asked for mail about the archive; nothing comes before the address has agreed."""

    subscription_id: int


@dataclass(frozen=True, kw_only=True)
class ArchiveDigest(Message):
    """What was published between two instants, in seconds, for one who asked for it."""

    subscriber_id: int
    since: int
    until: int


TO_AUTHORS: tuple[type[Message], ...] = (
    CaseReceived,
    InformationAsked,
    CaseForwarded,
    ProgressTold,
    TimeExtended,
    ApologyWritten,
    CaseDeclined,
    CaseRedirected,
    AnswerSent,
    CaseReopened,
    DeadlineChanged,
)
TO_READERS: tuple[type[Message], ...] = (SubscriptionAsked, ArchiveDigest)
TO_STAFF: tuple[type[Message], ...] = (
    AccountInvited,
    CaseAssigned,
    CaseRecalled,
    CooperationAsked,
    OpinionGiven,
    FollowUpDue,
    PromiseAsked,
    PromiseDue,
    AnswerNeedsApproval,
    AnswerNeedsReview,
    AnswerReturned,
    CaseHeld,
    NobodyHandles,
    OfficerStepped,
    LeadMoved,
    AgencyReturnedCase,
    ExtensionAsked,
    ReplyAsked,
    RoutingRuleBroken,
    ReminderSent,
    ReminderIgnored,
    ReminderEscalated,
    DeadlineDigest,
    DatesMoved,
)
MESSAGES: dict[str, type[Message]] = {
    kind.name(): kind for kind in TO_AUTHORS + TO_STAFF + TO_READERS
}


def to_json(message: Message) -> str:
    """Return the values of a message as JSON, or raise ValueError at anything but a code."""
    return json.dumps(
        {each.name: _plain(each.name, getattr(message, each.name)) for each in fields(message)}
    )


def from_json(name: str, payload: str) -> Message:
    """Return the message that `to_json` wrote down; raises KeyError, TypeError or ValueError."""
    kind = MESSAGES[name]
    values: dict[str, Any] = json.loads(payload)
    for each in fields(kind):
        if each.type in {date, date | None} and values[each.name] is not None:
            values[each.name] = date.fromisoformat(values[each.name])
    return kind(**values)


def _plain(name: str, value: object) -> str | int | None:
    if isinstance(value, date):
        return value.isoformat()
    if value is None or (isinstance(value, int) and not isinstance(value, bool)):
        return value
    if isinstance(value, str) and _CODE.fullmatch(value):
        return value
    raise ValueError(f"{name} of a message must be a code, a number or a date")
