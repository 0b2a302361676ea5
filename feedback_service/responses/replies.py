"""The right of reply: a person writes an extract that names nobody, another lets it go.

The accused unit reads the extract and answers it once. It lifts no bar: the case itself stays to
that unit what it is to a stranger (cases/visibility.py).
"""

import secrets
from datetime import datetime, timedelta

from feedback_service.accounts.permissions import Role
from feedback_service.accounts.queries import account_ids_of_role, actor_of
from feedback_service.agencies.queries import successors
from feedback_service.cases.history import record, staff
from feedback_service.cases.models import Case
from feedback_service.cases.queries import case_by_id
from feedback_service.deadlines.terms import TermCode
from feedback_service.foundation.clock import local_date
from feedback_service.foundation.crypto import crockford
from feedback_service.foundation.database import db
from feedback_service.foundation.errors import NotAllowed
from feedback_service.identity.service import Vault
from feedback_service.notifications.messages import ReplyAsked
from feedback_service.notifications.outbox import enqueue
from feedback_service.responses.commands import AccusedReply
from feedback_service.responses.conclusions import Progress, ReplyStage
from feedback_service.responses.errors import (
    ExtractChanged,
    ExtractReleased,
    NobodyReplies,
    OwnVerification,
    PlanMissing,
    ProgressWrong,
    ReplyClosed,
    VerificationMissing,
    WarningsUnread,
)
from feedback_service.responses.inquiries import (
    case_id_of,
    find_extract,
    is_open,
    reply_of,
)
from feedback_service.responses.models import RightOfReply, Verification
from feedback_service.responses.verifying import (
    SHORTEST_PLAN,
    demand_decider,
    demand_verifier,
    own_date,
)

NUMBER_LENGTH = 20
# While the calendar of a year is missing: a week holds five working days, but for holidays.
WITHOUT_CALENDAR = timedelta(days=7)


def write_extract(
    vault: Vault, case: Case, *, reason: str, extract: str, account_id: int, now: datetime
) -> RightOfReply:
    """Let the verifier write, or write anew, what the accused unit would read, and say why."""
    verification = demand_verifier(case, account_id)
    _demand_open(verification)
    for text in (reason, extract):
        if len(text.strip()) < SHORTEST_PLAN:
            raise PlanMissing(least=SHORTEST_PLAN)
    row = reply_of(verification.id)
    if row is not None and row.stage != ReplyStage.WRITTEN:
        raise ExtractReleased
    assert case.accused_agency_id is not None  # noqa: S101 — a constraint of conduct cases
    texts = {
        "reason_text_id": vault.seal_text(case_id=case.id, purpose="reply_reason", text=reason),
        "extract_text_id": vault.seal_text(case_id=case.id, purpose="extract", text=extract),
    }
    if row is None:
        number = crockford(secrets.token_bytes(16), NUMBER_LENGTH)
        row = RightOfReply(verification_id=verification.id, number=number, **texts)
        db.session.add(row)
    row.reason_text_id, row.extract_text_id = texts["reason_text_id"], texts["extract_text_id"]
    row.agency_id, row.stage = case.accused_agency_id, ReplyStage.WRITTEN
    row.written_by_id, row.written_at = account_id, now
    record(case, "extract_written", doer=staff(account_id), now=now)
    return row


def release_extract(
    case: Case,
    *,
    version: int,
    warned: bool,
    acknowledged: bool,
    account_id: int,
    now: datetime,
) -> RightOfReply:
    """Decide that the accused unit is heard: another person than the writer lets the extract go.

    `version` is that of the extract that was read; `warned` tells that the machine found something.
    """
    verification = demand_decider(case, account_id)
    _demand_open(verification)
    row = reply_of(verification.id)
    if row is None:
        raise VerificationMissing
    if row.stage != ReplyStage.WRITTEN:
        raise ExtractReleased
    if row.version != version:
        raise ExtractChanged
    if row.written_by_id == account_id:
        raise OwnVerification
    if warned and not acknowledged:
        raise WarningsUnread
    row.agency_id = _who_is_heard(row.agency_id)
    reply_by = own_date(case, TermCode.ACCUSED_REPLY, local_date(now))
    row.reply_by = reply_by or local_date(now) + WITHOUT_CALENDAR
    row.stage = ReplyStage.RELEASED
    row.released_by_id, row.released_at = account_id, now
    record(case, "extract_released", doer=staff(account_id), now=now)
    _tell_the_unit(row, now)
    return row


def answer_extract(
    vault: Vault, number: str, reply: AccusedReply, *, account_id: int, now: datetime
) -> RightOfReply:
    """Take the accused unit's reply down: its head's, once, in time."""
    actor = actor_of(account_id)
    if Role.HEAD not in actor.roles:
        raise NotAllowed
    case_id = case_id_of(find_extract(actor.agency_id, number))
    # The case first, as everybody else locks it; two replies then come one after the other.
    case = case_by_id(case_id, lock=True)
    row = find_extract(actor.agency_id, number, lock=True)
    db.session.refresh(row)
    if not is_open(row, today=local_date(now)):
        raise ReplyClosed
    for name in ("happened", "rule", "done"):
        text = getattr(reply, name)
        text_id = vault.seal_text(case_id=case_id, purpose=f"reply_{name}", text=text)
        setattr(row, f"{name}_text_id", text_id)
    row.stage = ReplyStage.ANSWERED
    row.answered_by_id, row.answered_at = account_id, now
    record(case, "accused_replied", doer=staff(account_id), now=now)
    return row


def _who_is_heard(agency_id: int) -> int:
    """Return the unit, or whoever it was merged into, that has a head; NobodyReplies otherwise."""
    merged, seen = successors(), set[int]()
    at: int | None = agency_id
    while at is not None and at not in seen:
        if account_ids_of_role(Role.HEAD, at):
            return at
        seen.add(at)
        at = merged.get(at)
    raise NobodyReplies


def _tell_the_unit(row: RightOfReply, now: datetime) -> None:
    assert row.reply_by is not None  # noqa: S101 — set when it was released
    enqueue(
        ReplyAsked(reply_by=row.reply_by),
        recipient_kind="role",
        recipient_id=row.agency_id,
        recipient_role=Role.HEAD,
        dedupe_key=f"reply_asked:{row.number}",
        now=now,
    )


def _demand_open(verification: Verification) -> None:
    if verification.progress != Progress.OPEN:
        raise ProgressWrong(progress=Progress(verification.progress).label)
