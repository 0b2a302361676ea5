"""What an author does after sending: reply, add, withdraw, appeal, rate, reopen."""

from datetime import date, datetime

from sqlalchemy import select

from feedback_service.cases.assignment import end_assignments
from feedback_service.cases.clocks import (
    answer_code,
    end_clocks,
    meet_clock,
    refresh_clocks,
    scope_of,
    start_clock,
)
from feedback_service.cases.errors import (
    CaseNotFound,
    NoLongerOpen,
    OnlyOnce,
    ReasonMissing,
    TooLate,
)
from feedback_service.cases.history import AUTHOR, record, take_step
from feedback_service.cases.models import Appeal, Case, CaseClock, CaseMessage, Rating
from feedback_service.cases.parts import parts_of
from feedback_service.cases.preparation import tracking_digest
from feedback_service.cases.tracking import clean_reference, clean_tracking_key
from feedback_service.cases.triage import declined_by, last_decline
from feedback_service.cases.workflow import (
    OPEN_STATES,
    STATE_NAMES,
    RatingLevel,
    State,
    Step,
)
from feedback_service.deadlines.queries import find_term, load_calendar
from feedback_service.deadlines.terms import Term, TermCode, compute
from feedback_service.evidence.kinds import AddedBy, CleanFile, check_together
from feedback_service.evidence.models import EvidenceFile
from feedback_service.evidence.queries import files_of_case, next_number
from feedback_service.evidence.service import store_file
from feedback_service.foundation.clock import local_date
from feedback_service.foundation.crypto import same
from feedback_service.foundation.database import db
from feedback_service.foundation.errors import Invalid
from feedback_service.foundation.storage import Storage
from feedback_service.identity.keys import KeyRing
from feedback_service.identity.service import Vault

SHORTEST_REASON = 10


class CannotRateYet(Invalid):
    """Only an answer can be rated."""

    template = "Hồ sơ chưa có câu trả lời nên chưa thể đánh giá."
    field = "level"


def open_by_key(keys: KeyRing, *, reference: str, tracking_key: str, lock: bool = False) -> Case:
    """Return the case of an author, or raise CaseNotFound: wrong key and no case answer alike."""
    clean_ref, clean_key = clean_reference(reference), clean_tracking_key(tracking_key)
    # The hash is computed whatever was typed, so that a miss costs what a hit costs.
    digest = tracking_digest(keys, clean_key or "0" * 28)
    query = select(Case).where(Case.tracking_digest == digest)
    case = db.session.scalar(query.with_for_update() if lock else query)
    if case is None or clean_key is None or clean_ref is None:
        raise CaseNotFound
    if same(case.reference.encode(), clean_ref.encode()):
        return case
    # One key opens the whole and what was split from it.
    part = next((each for each in parts_of(case.id) if each.reference == clean_ref), None)
    if part is None:
        raise CaseNotFound
    if lock:
        db.session.refresh(part, with_for_update=True)
    return part


def reply(vault: Vault, case: Case, *, text: str, now: datetime) -> None:
    """Answer the office's question; the case goes on from where it stood."""
    _demand(text)
    text_id = vault.seal_text(case_id=case.id, purpose="reply", text=text)
    take_step(case, Step.REPLY, doer=AUTHOR, now=now, text_id=text_id)
    db.session.add(CaseMessage(case_id=case.id, kind="reply", text_id=text_id, at=now))
    meet_clock(case, TermCode.AUTHOR_REPLY, on=local_date(now))
    refresh_clocks(case, today=local_date(now))


def add_information(vault: Vault, case: Case, *, text: str, now: datetime) -> None:
    """Let the author add something unasked while the case is open."""
    _demand(text)
    if case.state not in OPEN_STATES:
        raise NoLongerOpen(state=STATE_NAMES[State(case.state)])
    text_id = vault.seal_text(case_id=case.id, purpose="addition", text=text)
    record(case, "information_added", doer=AUTHOR, now=now, text_id=text_id)
    db.session.add(CaseMessage(case_id=case.id, kind="addition", text_id=text_id, at=now))


def add_file(
    vault: Vault, storage: Storage, case: Case, clean: CleanFile, *, now: datetime
) -> EvidenceFile:
    """Let the author add a checked file while the case is open."""
    if case.state not in OPEN_STATES:
        raise NoLongerOpen(state=STATE_NAMES[State(case.state)])
    file = keep_file(vault, storage, case, clean, by=AddedBy.AUTHOR, now=now)
    record(case, "evidence_added", doer=AUTHOR, now=now, facts={"number": file.number})
    return file


def keep_file(
    vault: Vault, storage: Storage, case: Case, clean: CleanFile, *, by: AddedBy, now: datetime
) -> EvidenceFile:
    """Store a checked file with a case, within the room that a case has."""
    kept = [file.size_bytes for file in files_of_case(case.id) if file.added_by == by]
    check_together([*kept, len(clean.content)])
    return store_file(
        case_id=case.id,
        content_key=vault.content_key(case.id),
        clean=clean,
        storage=storage,
        number=next_number(case.id),
        added_by=by,
        now=now,
    )


def withdraw(vault: Vault, case: Case, *, text: str, now: datetime) -> None:
    """Take the case back; a reason is welcome, not required."""
    text_id = vault.seal_text(case_id=case.id, purpose="withdrawal", text=text) if text else None
    take_step(case, Step.WITHDRAW, doer=AUTHOR, now=now, text_id=text_id)
    end_assignments(case, now=now)
    end_clocks(case, on=local_date(now))


def appeal(vault: Vault, case: Case, *, text: str, now: datetime) -> None:
    """Ask once, within the term, that a decline be looked at again by another person."""
    _demand(text)
    if case.state != State.DECLINED or _appealed(case.id):
        raise OnlyOnce
    _in_time(case, TermCode.DECLINE_APPEAL, since=local_date(last_decline(case.id).at), now=now)
    text_id = vault.seal_text(case_id=case.id, purpose="appeal", text=text)
    record(case, "appealed", doer=AUTHOR, now=now, text_id=text_id)
    db.session.add(
        Appeal(
            case_id=case.id,
            asked_at=now,
            text_id=text_id,
            declined_by_id=declined_by(case.id),
        )
    )
    start_clock(case, TermCode.APPEAL_DECISION, on=local_date(now))


def rate(vault: Vault, case: Case, *, level: RatingLevel, text: str, now: datetime) -> Rating:
    """Rate the answer; a second rating replaces the first while the case is answered."""
    # A case that ended in an earlier one was not answered itself.
    if case.state not in {State.ANSWERED, State.CLOSED} or case.answered_at is None:
        raise CannotRateYet
    rating = db.session.get(Rating, case.id)
    if rating is not None and case.state == State.CLOSED:
        raise OnlyOnce
    text_id = vault.seal_text(case_id=case.id, purpose="rating", text=text) if text else None
    if rating is None:
        rating = Rating(case_id=case.id)
        db.session.add(rating)
    rating.level, rating.text_id, rating.at = level, text_id, now
    record(case, "rated", doer=AUTHOR, now=now, reason_code=level, text_id=text_id)
    return rating


def reopen(vault: Vault, case: Case, *, text: str, now: datetime) -> CaseClock:
    """Bring an answered case back once, within the term; a new answer term begins today."""
    _demand(text)
    if case.reopened_at is not None:
        raise OnlyOnce
    if case.answered_at is not None:
        _in_time(case, TermCode.REOPEN, since=local_date(case.answered_at), now=now)
    text_id = vault.seal_text(case_id=case.id, purpose="reopening", text=text)
    take_step(case, Step.REOPEN, doer=AUTHOR, now=now, text_id=text_id)
    case.reopened_at = now
    case.officer_id = None
    return start_clock(case, answer_code(case), on=local_date(now))


def may_still(case: Case, code: TermCode, *, since: date, today: date) -> bool:
    """Tell whether a term of a case that began on a date has not run out."""
    until = _last_day(find_term(code, since, scope_of(case)), since)
    return until is None or today <= until


def _in_time(case: Case, code: TermCode, *, since: date, now: datetime) -> None:
    term = find_term(code, since, scope_of(case))
    until = _last_day(term, since)
    if until is not None and local_date(now) > until:
        raise TooLate(days=term.days, until=f"{until:%d/%m/%Y}")


def _last_day(term: Term, since: date) -> date | None:
    # None over a year without a calendar: nobody loses a right for want of one.
    return compute(since, term, load_calendar()).computed_due_on


def _appealed(case_id: int) -> bool:
    return db.session.scalar(select(Appeal.id).where(Appeal.case_id == case_id)) is not None


def _demand(text: str) -> None:
    if len(text.strip()) < SHORTEST_REASON:
        raise ReasonMissing(least=SHORTEST_REASON)
