"""What is asked of verifications, and of the extracts that an accused unit may answer."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Select, and_, or_, select

from feedback_service.accounts.models import Account
from feedback_service.accounts.permissions import Permission, can
from feedback_service.accounts.queries import accounts_of_agencies, actor_of, list_accounts
from feedback_service.agencies.models import Agency
from feedback_service.cases.assignment import barred_units
from feedback_service.cases.models import Case
from feedback_service.cases.workflow import State
from feedback_service.foundation.database import db
from feedback_service.identity.service import Vault
from feedback_service.responses.conclusions import (
    FINISHED,
    Progress,
    ReplyStage,
    may_still_reply,
)
from feedback_service.responses.errors import ExtractGone
from feedback_service.responses.models import RightOfReply, Verification

# While a case stands here the lead agency may verify.
VERIFIABLE = (State.ASSIGNED, State.NEEDS_INFORMATION, State.IN_PROGRESS)


@dataclass(frozen=True, kw_only=True)
class ReplyView:
    """An extract and what the accused unit said to it, for those who handle the case."""

    number: str
    stage: str
    version: int
    reason: str
    extract: str
    writer_name: str
    written_by_id: int
    released_at: datetime | None
    reply_by: date | None
    answered_at: datetime | None
    happened: str
    rule: str
    done: str


@dataclass(frozen=True, kw_only=True)
class VerificationView:
    """A verification with its texts opened."""

    round: int
    progress: str
    version: int
    verifier_id: int | None
    verifier_name: str
    opened_at: datetime
    due_on: date | None
    plan: str
    evidence: str
    findings: str
    conclusion: str | None
    measure: str | None
    skip_reason: str | None
    skip_text: str
    return_reason: str
    decider_name: str
    decided_at: datetime | None
    reply: ReplyView | None


@dataclass(frozen=True, kw_only=True)
class ExtractLine:
    """An extract in the list of the unit it was sent to."""

    number: str
    reply_by: date | None
    is_open: bool
    is_answered: bool


@dataclass(frozen=True, kw_only=True)
class ExtractView:
    """All that an accused unit is shown: nothing here leads to a case or tells a day of it."""

    number: str
    month: str
    reply_by: date
    extract: str
    is_open: bool
    is_answered: bool
    happened: str
    rule: str
    done: str


def latest_verification(case_id: int) -> Verification | None:
    """Return the newest verification of a case, whichever agency's."""
    return db.session.scalar(
        select(Verification)
        .where(Verification.case_id == case_id)
        .order_by(Verification.round.desc())
        .limit(1)
    )


def current_verification(case: Case) -> Verification | None:
    """Return the newest verification where it is the lead agency's own.

    What another agency began before it gave the case back is not the next one's.
    """
    found = latest_verification(case.id)
    return found if found is not None and found.agency_id == case.lead_agency_id else None


def finished_verification(case: Case) -> Verification | None:
    """Return the lead agency's verification once it is concluded, or known to be needless."""
    found = current_verification(case)
    return found if found is not None and found.progress in FINISHED else None


def cases_to_verify(account_id: int | None, agency_id: int | None, *, decides: bool) -> list[int]:
    """Return the numbers of an agency's cases whose verification waits for this person.

    What they are to verify themselves, and where they decide, what others have reported.
    """
    mine = and_(Verification.progress == Progress.OPEN, Verification.verifier_id == account_id)
    reported = and_(
        Verification.progress == Progress.REPORTED, Verification.verifier_id != account_id
    )
    waits = or_(mine, reported) if decides else mine
    return list(
        db.session.scalars(
            select(Verification.case_id)
            .where(Verification.agency_id == agency_id, waits)
            .order_by(Verification.case_id)
        )
    )


def reply_of(verification_id: int) -> RightOfReply | None:
    """Return the right of reply within a verification."""
    return db.session.scalar(
        select(RightOfReply).where(RightOfReply.verification_id == verification_id)
    )


def open_verification_view(case: Case, vault: Vault) -> VerificationView | None:
    """Return the lead agency's verification with its texts."""
    row = current_verification(case)
    if row is None:
        return None
    reply = reply_of(row.id)
    own = (
        row.plan_text_id,
        row.evidence_text_id,
        row.findings_text_id,
        row.skip_text_id,
        row.return_text_id,
    )
    texts = vault.read_texts(own)
    plan, evidence, findings, skipped, returned = (texts.get(each or "", "") for each in own)
    return VerificationView(
        round=row.round,
        progress=row.progress,
        version=row.version,
        verifier_id=row.verifier_id,
        verifier_name=_name(row.verifier_id),
        opened_at=row.opened_at,
        due_on=row.due_on,
        plan=plan,
        evidence=evidence,
        findings=findings,
        conclusion=row.conclusion,
        measure=row.measure,
        skip_reason=row.skip_reason,
        skip_text=skipped,
        return_reason=returned,
        decider_name=_name(row.decided_by_id),
        decided_at=row.decided_at,
        reply=_reply_view(reply, vault) if reply else None,
    )


def fit_verifiers(case: Case) -> list[tuple[int, str]]:
    """Return who of the lead agency may verify: id and name, without anybody barred."""
    if case.lead_agency_id is None:
        return []
    barred = set(accounts_of_agencies(barred_units(case.id)))
    return [
        (line.account_id, line.name)
        for line in list_accounts(agency_ids=[case.lead_agency_id], active=True)
        if line.account_id not in barred and can(actor_of(line.account_id), Permission.HANDLE)
    ]


def _answers_for(agency_id: int | None) -> Select[int]:
    """Select the units that a unit answers for: itself, and all that were merged into it."""
    units = select(Agency.id).where(Agency.id == agency_id).cte("units", recursive=True)
    units = units.union(select(Agency.id).where(Agency.successor_id == units.c.id))
    return select(units.c.id)


def extracts_for(agency_id: int, *, today: date) -> list[ExtractLine]:
    """Return the extracts that were sent to a unit, the next date first."""
    found = db.session.execute(
        select(RightOfReply, Verification, Case)
        .join(Verification, Verification.id == RightOfReply.verification_id)
        .join(Case, Case.id == Verification.case_id)
        .where(
            RightOfReply.agency_id.in_(_answers_for(agency_id)),
            RightOfReply.stage != ReplyStage.WRITTEN,
        )
        .order_by(RightOfReply.reply_by, RightOfReply.number)
    )
    return [
        ExtractLine(
            number=row.number,
            reply_by=row.reply_by,
            is_open=_is_open(row, verification, case, today),
            is_answered=row.stage == ReplyStage.ANSWERED,
        )
        for row, verification, case in found
    ]


def find_extract(agency_id: int | None, number: str, *, lock: bool = False) -> RightOfReply:
    """Return an extract sent to a unit, or raise ExtractGone: others' and none answer alike."""
    query = select(RightOfReply).where(
        RightOfReply.number == number,
        RightOfReply.agency_id.in_(_answers_for(agency_id)),
        RightOfReply.stage != ReplyStage.WRITTEN,
    )
    row = db.session.scalar(query.with_for_update() if lock else query)
    if row is None:
        raise ExtractGone
    return row


def case_id_of(row: RightOfReply) -> int:
    """Return the number of the case behind an extract: for the record, never for a page."""
    return db.session.get_one(Verification, row.verification_id).case_id


def view_extract(row: RightOfReply, vault: Vault, *, today: date, month: str) -> ExtractView:
    """Return what the accused unit reads, and what it answered."""
    own = (row.extract_text_id, row.happened_text_id, row.rule_text_id, row.done_text_id)
    texts = vault.read_texts(own)
    extract, happened, rule, done = (texts.get(each or "", "") for each in own)
    assert row.reply_by is not None  # noqa: S101 — what was released has a date
    return ExtractView(
        number=row.number,
        month=month,
        reply_by=row.reply_by,
        extract=extract,
        is_open=is_open(row, today=today),
        is_answered=row.stage == ReplyStage.ANSWERED,
        happened=happened,
        rule=rule,
        done=done,
    )


def is_open(row: RightOfReply, *, today: date) -> bool:
    """Tell whether an extract may still be answered."""
    verification = db.session.get_one(Verification, row.verification_id)
    return _is_open(row, verification, db.session.get_one(Case, verification.case_id), today)


def _is_open(row: RightOfReply, verification: Verification, case: Case, today: date) -> bool:
    ongoing = verification.progress == Progress.OPEN and case.state in VERIFIABLE
    own = verification.agency_id == case.lead_agency_id
    stage = ReplyStage(row.stage)
    return may_still_reply(stage, reply_by=row.reply_by, today=today, ongoing=ongoing and own)


def _reply_view(row: RightOfReply, vault: Vault) -> ReplyView:
    own = (
        row.reason_text_id,
        row.extract_text_id,
        row.happened_text_id,
        row.rule_text_id,
        row.done_text_id,
    )
    texts = vault.read_texts(own)
    reason, extract, happened, rule, done = (texts.get(each or "", "") for each in own)
    return ReplyView(
        number=row.number,
        stage=row.stage,
        version=row.version,
        reason=reason,
        extract=extract,
        writer_name=_name(row.written_by_id),
        written_by_id=row.written_by_id,
        released_at=row.released_at,
        reply_by=row.reply_by,
        answered_at=row.answered_at,
        happened=happened,
        rule=rule,
        done=done,
    )


def _name(account_id: int | None) -> str:
    account = db.session.get(Account, account_id) if account_id else None
    return account.name if account else ""
