"""Answers that promise something, and what an agency records of it afterwards."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from feedback_service.foundation.clock import local_date
from feedback_service.responses import following
from feedback_service.responses.commands import NewDocument, Promise
from feedback_service.responses.outcomes import DocumentKind, Ending
from tests.support.lives import PROVINCE, WHOLE_ANSWER, WORDS, Life

NUMBER = "15/2026/QĐ-UBND"


DAYS = 10
PROMISE = "Gắn lại biển chỉ đường ở đầu phố"


def reach_promise(life: Life, *, case_id: int | None = None, **changes: Any) -> int:
    """Return a case, new or in progress, whose answer promised something within ten days."""
    case_id = case_id or life.reach_in_progress(**changes)
    due_on = local_date(life.at) + timedelta(days=DAYS)
    promises = (Promise(text=PROMISE, due_on=due_on),)
    life.draft(case_id, replace(WHOLE_ANSWER, promises=promises))
    life.put_before_head(case_id)
    life.approve(case_id)
    life.send(case_id)
    return case_id


def promised(life: Life, outcome: str = "amend_own", **changes: Any) -> int:
    """Return a case whose answer was sent with an outcome."""
    case_id = life.reach_in_progress(**changes)
    answer_again(life, case_id, outcome, version=0)
    return case_id


def answer_again(life: Life, case_id: int, outcome: str, *, version: int) -> None:
    """Write, sign and send an answer with an outcome."""
    life.draft(case_id, replace(WHOLE_ANSWER, outcome=outcome), version)
    life.put_before_head(case_id)
    life.approve(case_id)
    life.send(case_id)


def record_document(
    life: Life,
    case_id: int,
    kind: DocumentKind = DocumentKind.ISSUED,
    *,
    number: str = NUMBER,
    dated_on: date | None = None,
    account_id: int | None = None,
    **issuer: Any,
) -> None:
    """Let the officer of the lead record a document of the province, unless told."""
    new = NewDocument(
        kind=kind,
        number=number,
        dated_on=dated_on or local_date(life.at),
        **(issuer or {"agency_id": life.agency(PROVINCE)}),
    )
    account_id = account_id or life.officer
    life.do(following.record_document, case_id, new, account_id=account_id, now=life.at)


def end_follow_up(
    life: Life,
    case_id: int,
    ending: Ending = Ending.DONE,
    *,
    reason: str = WORDS,
    account_id: int | None = None,
) -> None:
    """Let the officer of the lead end the follow-up."""
    account_id = account_id or life.officer
    life.do_sealed(
        following.end_follow_up,
        case_id,
        ending=ending,
        reason="" if ending is Ending.DONE else reason,
        account_id=account_id,
        now=life.at,
    )
