"""What is asked of answers."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import exists, select
from sqlalchemy.orm import aliased

from feedback_service.accounts.models import Account
from feedback_service.agencies.models import Agency
from feedback_service.cases.models import CaseEvent
from feedback_service.cases.workflow import Step
from feedback_service.foundation.database import db
from feedback_service.identity.service import Vault
from feedback_service.responses.models import Answer, PromiseRow
from feedback_service.responses.promises import (
    Said,
    Standing,
    author_may_say,
    may_say_kept,
    may_withdraw,
)
from feedback_service.responses.stages import Stage


@dataclass(frozen=True, kw_only=True)
class PromiseView:
    """A promise in words, and what was said of it."""

    id: int
    text: str
    said: Said
    # How it was kept, or why it was withdrawn, in the agency's words.
    words: str = ""

    @property
    def due_on(self) -> date:
        """By when it is to be kept."""
        return self.said.due_on

    def standing(self, today: date) -> Standing:
        """How it stands."""
        return self.said.standing(today)

    def may(self, act: str, today: date) -> bool:
        """Tell whether it may be said kept ("keep"), withdrawn, or told of by the author."""
        if act == "keep":
            return may_say_kept(self.said)
        if act == "withdraw":
            return may_withdraw(self.said, today)
        return author_may_say(self.said, today)


@dataclass(frozen=True, kw_only=True)
class AnswerView:
    """An answer with its texts opened."""

    answer_id: int
    case_id: int
    round: int
    stage: str
    version: int
    outcome: str
    finding: str
    basis: str
    measures: str
    next_steps: str
    return_reason: str
    rule_tests: dict[str, str]
    promises: tuple[PromiseView, ...]
    agency_id: int
    agency_name: str
    drafter_name: str
    approved_by_id: int | None
    signatory_name: str
    signatory_title: str
    approved_at: datetime | None
    sent_at: datetime | None


def latest_answer(case_id: int) -> Answer | None:
    """Return the newest round of answering, whatever its stage."""
    return db.session.scalar(
        select(Answer).where(Answer.case_id == case_id).order_by(Answer.round.desc()).limit(1)
    )


def rounds_of(case_id: int) -> Sequence[Answer]:
    """Return every round of answering of a case, the first first."""
    query = select(Answer).where(Answer.case_id == case_id).order_by(Answer.round)
    return db.session.scalars(query).all()


def current_answer(case_id: int, vault: Vault) -> AnswerView | None:
    """Return the newest round with its texts."""
    answer = latest_answer(case_id)
    return view_of(answer, vault) if answer else None


def working_answer(case_id: int, agency_id: int | None, vault: Vault) -> AnswerView | None:
    """Return the round that an agency works on, or the last one sent.

    What another agency had drafted before it gave the case back is not shown.
    """
    return working_round(rounds_of(case_id), agency_id, vault)


def working_round(
    rounds: Sequence[Answer], agency_id: int | None, vault: Vault
) -> AnswerView | None:
    """Return the same of rounds that were read before."""
    sent = [answer for answer in rounds if answer.stage == Stage.SENT]
    if rounds and rounds[-1].stage != Stage.SENT and rounds[-1].agency_id == agency_id:
        return view_of(rounds[-1], vault)
    return view_of(sent[-1], vault) if sent else None


def sent_answer(case_id: int, vault: Vault) -> AnswerView | None:
    """Return the newest answer that was sent."""
    answers = sent_answers(case_id, vault)
    return answers[-1] if answers else None


def sent_answers(case_id: int, vault: Vault) -> list[AnswerView]:
    """Return all sent answers of a case, oldest first: a reopened case has two."""
    found = db.session.scalars(
        select(Answer)
        .where(Answer.case_id == case_id, Answer.stage == Stage.SENT)
        .order_by(Answer.round)
    )
    return [view_of(answer, vault) for answer in found]


def cases_in_stage(stage: Stage, agency_id: int | None = None) -> list[int]:
    """Return the numbers of the cases whose answer stands in a stage."""
    query = select(Answer.case_id).where(Answer.stage == stage).order_by(Answer.case_id)
    if agency_id is not None:
        query = query.where(Answer.agency_id == agency_id)
    return list(db.session.scalars(query))


def returned_by_review(agency_id: int) -> list[int]:
    """Return the cases of an agency whose answer the focal point gave back, not its own head."""
    later = aliased(CaseEvent)
    newer = exists().where(
        later.case_id == CaseEvent.case_id,
        later.number > CaseEvent.number,
        later.name == "answer_returned_by_head",
    )
    by_review = exists().where(
        CaseEvent.case_id == Answer.case_id, CaseEvent.name == Step.RETURN_ANSWER, ~newer
    )
    query = select(Answer.case_id).where(
        Answer.stage == Stage.RETURNED, Answer.agency_id == agency_id, by_review
    )
    return list(db.session.scalars(query.order_by(Answer.case_id)))


def has_promised(case_id: int) -> bool:
    """Tell whether a sent answer of a case holds promises."""
    made = exists().where(
        PromiseRow.answer_id == Answer.id, Answer.case_id == case_id, Answer.stage == Stage.SENT
    )
    return bool(db.session.scalar(select(made)))


def view_of(answer: Answer, vault: Vault) -> AnswerView:
    """Return a round of answering with its texts opened."""
    promises = db.session.scalars(
        select(PromiseRow).where(PromiseRow.answer_id == answer.id).order_by(PromiseRow.id)
    ).all()
    own = [
        answer.finding_text_id,
        answer.basis_text_id,
        answer.measures_text_id,
        answer.next_steps_text_id,
        answer.return_text_id,
    ]
    said = [each for p in promises for each in (p.text_id, _words_id(p))]
    texts = vault.read_texts([*own, *said])
    finding, basis, measures, next_steps, returned = (texts.get(i or "", "") for i in own)
    agency = db.session.get_one(Agency, answer.agency_id)
    return AnswerView(
        answer_id=answer.id,
        case_id=answer.case_id,
        round=answer.round,
        stage=answer.stage,
        version=answer.version,
        outcome=answer.outcome,
        finding=finding,
        basis=basis,
        measures=measures,
        next_steps=next_steps,
        return_reason=returned,
        rule_tests=answer.rule_tests,
        promises=_promise_views(promises, texts),
        agency_id=answer.agency_id,
        agency_name=agency.name,
        drafter_name=_name(answer.drafted_by_id),
        approved_by_id=answer.approved_by_id,
        signatory_name=_name(answer.approved_by_id),
        signatory_title=agency.head_title,
        approved_at=answer.approved_at,
        sent_at=answer.sent_at,
    )


def _promise_views(rows: Iterable[PromiseRow], texts: dict[str, str]) -> tuple[PromiseView, ...]:
    return tuple(
        PromiseView(
            id=row.id,
            text=texts[row.text_id],
            said=row.said,
            words=texts.get(_words_id(row) or "", ""),
        )
        for row in rows
    )


def _words_id(row: PromiseRow) -> str | None:
    return row.kept_text_id or row.withdrawn_text_id


def _name(account_id: int | None) -> str:
    account = db.session.get(Account, account_id) if account_id else None
    return account.name if account else ""
