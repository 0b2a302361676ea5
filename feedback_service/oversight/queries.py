"""What is asked of oversight: what a digest names when it is sent."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, exists, false, select

from feedback_service.accounts.errors import AccountMissing
from feedback_service.accounts.permissions import Role
from feedback_service.accounts.queries import actor_of, get_account
from feedback_service.agencies.queries import agency_by_id
from feedback_service.cases.filters import stands_still
from feedback_service.cases.models import Case, CaseBar, CaseClock
from feedback_service.cases.visibility import visible_cases
from feedback_service.foundation.database import db
from feedback_service.oversight.models import Alert

MOST_NAMED = 30


@dataclass(frozen=True, kw_only=True)
class Reader:
    """Who is told: a person, or the mailbox of an agency."""

    account_id: int | None = None
    agency_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class DigestLine:
    """A case in a digest, as it stands when the digest is sent."""

    reference: str
    due_on: date
    days_late: int


@dataclass(frozen=True, kw_only=True)
class Digest:
    """What a person is told of on one day, the latest case first."""

    lines: tuple[DigestLine, ...]
    late: int
    today: int
    soon: int

    @property
    def named(self) -> tuple[DigestLine, ...]:
        """The cases that the mail lists; the rest is counted."""
        return self.lines[:MOST_NAMED]


def digest_of(reader: Reader, *, on: date, today: date) -> Digest | None:
    """Return what a reader may be told by the digest of a day; None when nothing is left."""
    rows = db.session.execute(
        select(Case.reference, CaseClock.promised_due_on)
        .join(CaseClock, CaseClock.case_id == Case.id)
        .join(Alert, Alert.clock_id == CaseClock.id)
        .where(
            *of_reader(reader),
            Alert.digest_on == on,
            CaseClock.ended_on.is_(None),
            ~stands_still(),
            _may_know(reader),
        )
        .order_by(CaseClock.promised_due_on.desc(), Case.id.desc())
    )
    due = {reference: until for reference, until in rows if until is not None}
    lines = [
        DigestLine(reference=reference, due_on=until, days_late=max(0, (today - until).days))
        for reference, until in reversed(due.items())
    ]
    if not lines:
        return None
    lines.sort(key=lambda line: line.due_on)
    late = sum(line.due_on < today for line in lines)
    now = sum(line.due_on == today for line in lines)
    return Digest(lines=tuple(lines), late=late, today=now, soon=len(lines) - late - now)


def reads_on_rest_days(reader: Reader, today: date) -> bool:
    """Tell whether a reader is written to on a day of rest: who wishes it, and heads when late."""
    if reader.account_id is None:
        return False
    try:
        account = get_account(reader.account_id)
    except AccountMissing:
        return False
    if account.mail_on_rest_days:
        return True
    late = select(Alert.id).join(CaseClock, CaseClock.id == Alert.clock_id)
    late = late.where(
        *of_reader(reader),
        Alert.digest_on.is_(None),
        CaseClock.ended_on.is_(None),
        CaseClock.promised_due_on < today,
    )
    return Role.HEAD in account.roles and db.session.scalar(late.limit(1)) is not None


def of_reader(reader: Reader) -> tuple[ColumnElement[bool], ...]:
    """Return the condition on alerts that they are for a reader."""
    if reader.account_id is not None:
        return (Alert.account_id == reader.account_id,)
    return (Alert.agency_id == reader.agency_id,)


def _may_know(reader: Reader) -> ColumnElement[bool]:
    """Return the condition that a reader may know of a case, as the bars stand now."""
    if reader.account_id is not None:
        try:
            return visible_cases(actor_of(reader.account_id))
        except AccountMissing:
            return false()
    # Without a mailbox the mail would go to people, of whom each may be barred by themself.
    if reader.agency_id is None or not agency_by_id(reader.agency_id).email:
        return false()
    barred = exists().where(CaseBar.case_id == Case.id, CaseBar.agency_id == reader.agency_id)
    return (Case.lead_agency_id == reader.agency_id) & ~barred & Case.sealed_at.is_(None)
