"""Letters that lateness makes: the apology to the author, the reminder to the agency."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select

from feedback_service.accounts.queries import name_of
from feedback_service.agencies.queries import agency_by_id
from feedback_service.cases.lettering import (
    accused_names,
    common_gaps,
    facts_of,
    unbarred_desk,
    written,
)
from feedback_service.cases.models import Case, CaseClock
from feedback_service.foundation.clock import local_date
from feedback_service.foundation.database import db
from feedback_service.identity.service import Vault
from feedback_service.letters.content import LetterBody, Part, Signature
from feedback_service.letters.kinds import LetterKind
from feedback_service.letters.masking import without_names
from feedback_service.letters.models import Letter
from feedback_service.letters.service import issue_letter
from feedback_service.oversight.models import RemindedCase, Reminder


@dataclass(frozen=True, kw_only=True)
class Said:
    """What the head says in an apology: why it is late, and the new day."""

    reason: str
    new_on: date
    account_id: int


def write_apology(
    vault: Vault,
    case: Case,
    clock: CaseClock | None,
    said: Said,
    *,
    now: datetime,
) -> Letter:
    """Issue the apology of the lead agency; without a late clock it is for a dossier."""
    agency, account_id = agency_by_id(case.lead_agency_id or 0), said.account_id
    gaps = common_gaps(case) | {"ngày hẹn mới": written(said.new_on)}
    body = LetterBody(
        kind=LetterKind.APOLOGY if clock else LetterKind.DOSSIER_APOLOGY,
        reference=case.reference,
        gaps=gaps | (_lateness(clock, local_date(now)) if clock else {}),
        parts=(_masked(vault, case, "Lý do", said.reason),),
        signature=Signature(title=agency.head_title or agency.name, name=name_of(account_id)),
        is_sample=case.is_sample,
    )
    return issue_letter(
        vault, body, case_id=case.id, agency_id=agency.id, account_id=account_id, now=now
    )


def write_reminder(
    vault: Vault,
    case: Case,
    clock: CaseClock,
    reminder: Reminder,
    *,
    words: str,
    account_id: int,
    now: datetime,
) -> Letter | None:
    """Issue the letter of a reminder about one case; none where the desk is barred from it.

    One a case, though a reminder is about many: each case is sealed, and barred, by itself.
    """
    desk = unbarred_desk(case)
    if desk is None:
        return None
    agency = agency_by_id(reminder.agency_id).name
    gaps = common_gaps(case) | _lateness(clock, local_date(now))
    before = select(func.count()).where(RemindedCase.case_id == case.id)
    times = (db.session.scalar(before) or 0) + 1
    body = LetterBody(
        kind=LetterKind.REMINDER,
        reference=case.reference,
        gaps=gaps | {"cơ quan nhận": agency, "lần đôn đốc": str(times)},
        addressee=agency,
        facts=(
            *facts_of(case),
            ("Chậm nhất trả lời người gửi", written(clock.promised_due_on)),
            ("Số trong sổ đôn đốc", f"{reminder.number}/{reminder.year}"),
            ("Trả lời đôn đốc này trước hết ngày", written(reminder.due_on)),
        ),
        parts=(_masked(vault, case, "", words),),
        is_sample=case.is_sample,
    )
    return issue_letter(
        vault, body, case_id=case.id, agency_id=desk, account_id=account_id, now=now
    )


def _lateness(clock: CaseClock, today: date) -> dict[str, str]:
    due_on = clock.promised_due_on
    days = (today - due_on).days if due_on else 0
    return {"hạn trả lời": written(due_on), "số ngày trễ": str(days)}


def _masked(vault: Vault, case: Case, title: str, text: str) -> Part:
    return Part(title=title, text=without_names(text, accused_names(vault, case)))
