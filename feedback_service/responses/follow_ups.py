"""What is asked of follow-ups."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select, tuple_

from feedback_service.accounts.permissions import Actor, Permission, can
from feedback_service.agencies.models import Agency
from feedback_service.cases.models import Case
from feedback_service.cases.visibility import visible_cases
from feedback_service.cases.workflow import State
from feedback_service.foundation.clock import local_date
from feedback_service.foundation.database import db
from feedback_service.foundation.paging import Page, read_cursor, write_cursor
from feedback_service.identity.service import Vault
from feedback_service.responses.models import Answer, FollowUp, FollowUpDocument
from feedback_service.responses.outcomes import is_late
from feedback_service.responses.stages import Outcome

PAGE_ROWS = 50
# While a reopened case is worked on, its earlier promise waits for the next answer.
FOLLOWABLE = (State.ANSWERED, State.CLOSED)


@dataclass(frozen=True, kw_only=True)
class DocumentView:
    """A document: its number, and who issued or received it (an agency's name, or a body)."""

    kind: str
    number: str
    dated_on: date
    agency_name: str | None
    body: str | None


@dataclass(frozen=True, kw_only=True)
class FollowUpView:
    """What became of one answer; `reason` is for those who handle the case."""

    answer_id: int
    round: int
    outcome: str
    opened_on: date
    remind_on: date | None
    ending: str | None
    ended_on: date | None
    reason: str
    documents: tuple[DocumentView, ...]


@dataclass(frozen=True, kw_only=True)
class FollowUpLine:
    """An open follow-up in a list."""

    case_id: int
    reference: str
    title: str
    is_sample: bool
    outcome: str
    agency_name: str
    opened_on: date
    news_on: date
    is_late: bool


def open_row(case_id: int) -> FollowUp | None:
    """Return what is still followed of a case."""
    return db.session.scalar(
        select(FollowUp).where(FollowUp.case_id == case_id, FollowUp.ending.is_(None))
    )


def follow_ups_of(case_id: int, *, vault: Vault | None = None) -> list[FollowUpView]:
    """Return the follow-ups of a case, oldest first; reasons only with a vault."""
    rows = db.session.execute(
        select(FollowUp, Answer.round)
        .join(Answer, Answer.id == FollowUp.answer_id)
        .where(FollowUp.case_id == case_id)
        .order_by(Answer.round)
    ).all()
    return _views([(row[0], row[1]) for row in rows], vault)


def follow_up_of_answer(answer_id: int) -> FollowUpView | None:
    """Return the follow-up of one answer, without its reason."""
    row = db.session.execute(
        select(FollowUp, Answer.round)
        .join(Answer, Answer.id == FollowUp.answer_id)
        .where(FollowUp.answer_id == answer_id)
    ).first()
    return _views([(row[0], row[1])], None)[0] if row else None


def documents_of(answer_ids: Sequence[int]) -> dict[int, list[DocumentView]]:
    """Return the documents of some answers, each answer's in the order they were recorded."""
    found: dict[int, list[DocumentView]] = defaultdict(list)
    if not answer_ids:
        return found
    rows = db.session.execute(
        select(FollowUpDocument, Agency.name)
        .outerjoin(Agency, Agency.id == FollowUpDocument.agency_id)
        .where(FollowUpDocument.answer_id.in_(answer_ids))
        .order_by(FollowUpDocument.id)
    )
    for document, agency_name in rows:
        found[document.answer_id].append(
            DocumentView(
                kind=document.kind,
                number=document.number or "",
                dated_on=document.dated_on,
                agency_name=agency_name,
                body=document.body,
            )
        )
    return found


def list_follow_ups(
    actor: Actor, vault: Vault, *, today: date, cursor: str | None = None, limit: int = PAGE_ROWS
) -> Page[FollowUpLine]:
    """Return what is still followed, oldest first: all for who reviews, else one's agency's own."""
    query = (
        select(FollowUp, Case, Agency.name)
        .join(Case, Case.id == FollowUp.case_id)
        .join(Agency, Agency.id == Case.lead_agency_id)
        .where(
            visible_cases(actor),
            FollowUp.ending.is_(None),
            Case.state.in_(FOLLOWABLE),
            Case.sealed_at.is_(None),
        )
        .order_by(FollowUp.opened_on, FollowUp.answer_id)
        .limit(limit + 1)
    )
    if not can(actor, Permission.REVIEW_ANSWER):
        query = query.where(Case.lead_agency_id == actor.agency_id)
    after = read_cursor(cursor, (str, int))
    since = _day(str(after[0])) if after else None
    if after is not None and since is not None:
        query = query.where(tuple_(FollowUp.opened_on, FollowUp.answer_id) > (since, after[1]))
    rows = db.session.execute(query).all()
    titles = vault.read_texts(row[1].title_text_id for row in rows[:limit])
    lines = [_line(row, case, name, titles, today) for row, case, name in rows[:limit]]
    last = rows[limit - 1][0] if len(rows) > limit else None
    following = write_cursor(last.opened_on.isoformat(), last.answer_id) if last else None
    return Page(rows=lines, next_cursor=following)


def _line(
    row: FollowUp, case: Case, agency_name: str, titles: dict[str, str], today: date
) -> FollowUpLine:
    return FollowUpLine(
        case_id=case.id,
        reference=case.reference,
        title=titles.get(case.title_text_id or "", ""),
        is_sample=case.is_sample,
        outcome=row.outcome,
        agency_name=agency_name,
        opened_on=row.opened_on,
        news_on=row.news_on,
        is_late=is_late(Outcome(row.outcome), row.news_on, today),
    )


def _views(rows: list[tuple[FollowUp, int]], vault: Vault | None) -> list[FollowUpView]:
    documents = documents_of([row.answer_id for row, _round in rows])
    reasons = vault.read_texts(row.reason_text_id for row, _round in rows) if vault else {}
    return [
        FollowUpView(
            answer_id=row.answer_id,
            round=number,
            outcome=row.outcome,
            opened_on=row.opened_on,
            remind_on=row.remind_on,
            ending=row.ending,
            ended_on=local_date(row.ended_at) if row.ended_at else None,
            reason=reasons.get(row.reason_text_id or "", ""),
            documents=tuple(documents[row.answer_id]),
        )
        for row, number in rows
    ]


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
