"""Letters that come with an act on a case. They name no person and tell nothing of the story.

A paper is copied, left lying and read by others: what was written stays in the service, where the
bars hold. Nobody is named as the author; the accused of a conduct case are neither unit nor person.
"""

from datetime import date, datetime

from sqlalchemy import exists, select

from feedback_service.accounts.queries import actor_of
from feedback_service.agencies.queries import agency_by_id, focal_point
from feedback_service.cases.assignment import barred_units
from feedback_service.cases.clocks import ANSWER_CODES, clocks_of
from feedback_service.cases.history import AUTHOR, record
from feedback_service.cases.models import Case
from feedback_service.cases.workflow import Kind
from feedback_service.deadlines.terms import TermCode
from feedback_service.foundation.database import db
from feedback_service.identity.service import Vault
from feedback_service.letters.content import TO_THE_AUTHOR, LetterBody, Part, Signature
from feedback_service.letters.errors import LetterOnce
from feedback_service.letters.kinds import LetterKind
from feedback_service.letters.masking import names_in, without_names
from feedback_service.letters.models import Letter
from feedback_service.letters.service import issue_letter

TRACKING_PAGE = "trang tra cứu của hệ thống"
_KINDS = {
    "regulation": "quy định, thủ tục hành chính",
    "conduct": "hành vi của cơ quan, cán bộ",
    "initiative": "sáng kiến, kiến nghị",
    "praise": "khen ngợi",
}


def write_receipt(vault: Vault, case: Case, *, now: datetime) -> Letter | None:
    """Give the author a paper that the case was received; once a case, when they ask for it.

    Nobody issues it while the focal point itself is barred.
    """
    if has_receipt(case.id):
        raise LetterOnce
    desk = unbarred_desk(case)
    if desk is None:
        return None
    due = due_dates(case.id)
    body = LetterBody(
        kind=LetterKind.RECEIPT,
        reference=case.reference,
        gaps=common_gaps(case) | {"hạn chuyển": due["forward"], "hạn trả lời": due["answer"]},
        facts=(
            *facts_of(case),
            ("Chậm nhất được chuyển", due["forward"] or "báo sau"),
            ("Chậm nhất được trả lời", due["answer"] or "báo sau"),
        ),
        signature=Signature(title="Bộ phận tiếp nhận"),
        is_sample=case.is_sample,
    )
    letter = issue_letter(vault, body, case_id=case.id, agency_id=desk, account_id=None, now=now)
    record(case, "receipt_letter", doer=AUTHOR, now=now, facts={"letter": letter.id})
    return letter


def write_forwarding(
    vault: Vault, case: Case, *, agency_id: int, account_id: int, now: datetime
) -> Letter | None:
    """Put a slip beside a forward; none where the desk itself is barred from the case."""
    desk = unbarred_desk(case)
    if desk is None or desk == agency_id:
        return None
    lead, due = agency_by_id(agency_id).name, due_dates(case.id)["answer"]
    body = LetterBody(
        kind=LetterKind.FORWARDING,
        reference=case.reference,
        gaps=common_gaps(case) | {"cơ quan nhận": lead, "hạn trả lời": due},
        addressee=lead,
        facts=(
            *facts_of(case),
            ("Chậm nhất trả lời người gửi", due or "báo sau"),
        ),
        copies=(f"{TO_THE_AUTHOR} (để biết)",),
        is_sample=case.is_sample,
    )
    return issue_letter(
        vault, body, case_id=case.id, agency_id=desk, account_id=account_id, now=now
    )


def write_forwarding_out(
    vault: Vault, case: Case, *, agency_id: int, reason: str, account_id: int, now: datetime
) -> Letter | None:
    """Write to an agency that does not answer here; nothing where the desk is barred."""
    desk = unbarred_desk(case)
    if desk is None:
        return None
    agency = agency_by_id(agency_id).name
    body = LetterBody(
        kind=LetterKind.FORWARDING_OUT,
        reference=case.reference,
        gaps=common_gaps(case) | {"cơ quan nhận": agency},
        addressee=agency,
        facts=facts_of(case),
        parts=(Part(title="Lý do chuyển", text=without_names(reason, accused_names(vault, case))),),
        copies=(f"{TO_THE_AUTHOR} (để biết)",),
        is_sample=case.is_sample,
    )
    return issue_letter(
        vault, body, case_id=case.id, agency_id=desk, account_id=account_id, now=now
    )


def write_question(
    vault: Vault, case: Case, *, question: str, account_id: int, now: datetime
) -> Letter | None:
    """Put a letter beside a question to the author, of the agency whose person asks."""
    actor = actor_of(account_id)
    if actor.agency_id is None:
        return None
    names = accused_names(vault, case)
    body = LetterBody(
        kind=LetterKind.QUESTION,
        reference=case.reference,
        gaps=common_gaps(case) | {"hạn bổ sung": due_dates(case.id)["reply"]},
        parts=(Part(title="", text=without_names(question, names)),),
        is_sample=case.is_sample,
    )
    return issue_letter(
        vault, body, case_id=case.id, agency_id=actor.agency_id, account_id=account_id, now=now
    )


def accused_names(vault: Vault, case: Case) -> list[tuple[str, ...]]:
    """Return the names that no letter of a case may bear."""
    if case.kind != Kind.CONDUCT or not case.accused_text_id:
        return []
    return names_in(vault.read_text(case.accused_text_id))


def facts_of(case: Case) -> tuple[tuple[str, str], ...]:
    """Return what a letter between offices tells of a case: nothing of its story."""
    return (
        ("Mã hồ sơ", case.reference),
        ("Loại phản ánh, kiến nghị", _KINDS[case.kind]),
        ("Ngày tiếp nhận", written(case.received_on)),
    )


def common_gaps(case: Case) -> dict[str, str]:
    """Return what every letter of a case may mention."""
    return {"ngày nhận": written(case.received_on), "trang tra cứu": TRACKING_PAGE}


def due_dates(case_id: int) -> dict[str, str]:
    """Return the dates promised now, as letters write them; empty where none is known."""
    codes = {
        "forward": (TermCode.FORWARD,),
        "answer": ANSWER_CODES,
        "reply": (TermCode.AUTHOR_REPLY,),
    }
    clocks = clocks_of(case_id)
    found = {}
    for name, wanted in codes.items():
        newest = next((each for each in reversed(clocks) if each.code in wanted), None)
        found[name] = written(newest.promised_due_on) if newest else ""
    return found


def written(day: date | None) -> str:
    """Return a date as pages write it."""
    return f"{day:%d/%m/%Y}" if day else ""


def has_receipt(case_id: int) -> bool:
    """Tell whether the author has asked for the receipt."""
    asked = exists().where(Letter.case_id == case_id, Letter.kind == LetterKind.RECEIPT)
    return bool(db.session.scalar(select(asked)))


def unbarred_desk(case: Case) -> int | None:
    """Return the focal point, unless it is barred from a case: then it issues nothing."""
    desk = focal_point()
    return None if desk is None or desk.id in barred_units(case.id) else desk.id
