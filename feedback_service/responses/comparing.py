"""Comparing each answer that was handed in with the earlier ones of its agency.

Only an answer whose words are new is compared with later, and of each bucket only the newest are
looked at: an agency that pastes one text five thousand times costs no more than one that does not.
Answers about conduct are compared among themselves, under a key of their own.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, delete, func, or_, select, union_all

from feedback_service.agencies.models import Agency
from feedback_service.cases.alike import are_alike
from feedback_service.cases.likeness import bands, likeness
from feedback_service.cases.models import Case
from feedback_service.cases.relations import Likeness
from feedback_service.cases.workflow import Kind
from feedback_service.foundation.clock import local_date
from feedback_service.foundation.crypto import keyed_digest
from feedback_service.foundation.database import db
from feedback_service.identity.service import Vault
from feedback_service.responses.answer_templates import every_wording, shipped_templates
from feedback_service.responses.commands import TemplateText
from feedback_service.responses.likeness import (
    COMPARED,
    NOTABLE,
    Match,
    is_copy,
    own_runs,
    passages,
    template_runs,
)
from feedback_service.responses.models import Answer, AnswerBand, AnswerLikeness, AnswerMatch
from feedback_service.responses.stages import HANDED_IN

BATCH = 50
MOST_IN_BAND = 50
MOST_CANDIDATES = 10
MOST_KEPT = 3
_Texts = dict[str, str]


@dataclass(frozen=True)
class _Near:
    """An earlier answer that is like the one that is compared."""

    answer: Answer
    match: Match
    common: frozenset[str]


def compare_answers(vault: Vault, *, now: datetime) -> int:  # noqa: ARG001  by state, not by time
    """Compare answers that were handed in and not compared yet; return how many."""
    waiting = db.session.execute(_waiting().limit(BATCH)).all()
    if not waiting:
        # No page shows what turned, so it need not be looked for before each batch.
        return _forget_turned()
    of_templates: dict[int, frozenset[str]] = {}
    for answer, case in waiting:
        if answer.agency_id not in of_templates:
            of_templates[answer.agency_id] = _runs_of_templates(answer.agency_id)
        _compare(vault, answer, case, of_templates[answer.agency_id])
    return len(waiting)


def forget_comparison(answer: Answer) -> None:
    """Drop what is known of an answer that is written again; who was like it is compared anew."""
    if answer.id is not None:
        _drop([answer.id])


def note_sent(answer: Answer, *, now: datetime) -> None:
    """From now on an answer counts in the index of its agency."""
    row = db.session.get(AnswerLikeness, answer.id)
    if row is not None:
        row.sent_on = local_date(now)


def _waiting() -> Select[Answer, Case]:
    """Select what is to be compared, as it was handed in: the later answer is the copy."""
    # Whether two questions are alike must be known before their answers are judged.
    question_known = or_(Case.kind == Kind.CONDUCT, Likeness.case_id.is_not(None))
    return (
        select(Answer, Case)
        .join(Case, Case.id == Answer.case_id)
        .outerjoin(Likeness, Likeness.case_id == Case.id)
        .outerjoin(AnswerLikeness, AnswerLikeness.answer_id == Answer.id)
        .where(
            Answer.stage.in_(HANDED_IN),
            Answer.finding_text_id.is_not(None),
            AnswerLikeness.answer_id.is_(None),
            Case.sealed_at.is_(None),
            question_known,
        )
        .order_by(Answer.approved_at, Answer.id)
    )


def _compare(vault: Vault, answer: Answer, case: Case, of_templates: frozenset[str]) -> None:
    assert answer.finding_text_id is not None  # noqa: S101 — what waits has one
    texts = _texts_of(vault, answer)
    runs = own_runs(texts, of_templates)
    parts = set(bands(_key_of(vault, answer, case), runs)) if runs else set()
    near = _nearest(vault, answer, case, runs, parts, of_templates)
    first = near[0].answer.id if near and near[0].match.is_near_copy else None
    db.session.add(
        AnswerLikeness(
            answer_id=answer.id,
            case_id=case.id,
            agency_id=answer.agency_id,
            text_id=answer.finding_text_id,
            is_conduct=case.kind == Kind.CONDUCT,
            first_id=first or (answer.id if runs else None),
            is_copy=is_copy(each.match for each in near),
            sent_on=local_date(answer.sent_at) if answer.sent_at else None,
        )
    )
    # The next one of this turn may say the same.
    db.session.flush()
    db.session.add_all(_row(answer, texts, each) for each in near)
    if runs and first is None:
        db.session.add_all([AnswerBand(band=part, answer_id=answer.id) for part in sorted(parts)])
    db.session.flush()


def _nearest(
    vault: Vault,
    answer: Answer,
    case: Case,
    runs: frozenset[str],
    parts: Collection[bytes],
    of_templates: frozenset[str],
) -> list[_Near]:
    """Return the likest of the earlier answers, at most so many as are kept."""
    found = []
    for other, question in _candidates(answer, parts):
        theirs = own_runs(_texts_of(vault, other), of_templates)
        how = likeness(runs, theirs)
        if how >= NOTABLE:
            found.append((how, other, question, runs & theirs))
    found.sort(key=lambda each: (-each[0], each[1].id))
    return [
        _Near(other, Match(likeness=how, same_question=are_alike(case, question)), common)
        for how, other, question, common in found[:MOST_KEPT]
    ]


def _candidates(answer: Answer, parts: Collection[bytes]) -> list[tuple[Answer, Case]]:
    """Return the earlier answers with the most bands in common, of other cases."""
    if not parts:
        return []
    newest = [
        select(AnswerBand.answer_id)
        .where(AnswerBand.band == part)
        .order_by(AnswerBand.answer_id.desc())
        .limit(MOST_IN_BAND)
        .subquery()
        for part in sorted(parts)
    ]
    found = union_all(*(select(each.c.answer_id) for each in newest)).subquery()
    near = (
        select(found.c.answer_id, func.count().label("shared"))
        .group_by(found.c.answer_id)
        .subquery()
    )
    rows = db.session.execute(
        select(Answer, Case)
        .join(near, near.c.answer_id == Answer.id)
        .join(Case, Case.id == Answer.case_id)
        .where(
            Answer.case_id != answer.case_id,
            Answer.stage.in_(HANDED_IN),
            Answer.approved_at <= answer.approved_at,
            Case.sealed_at.is_(None),
        )
        .order_by(near.c.shared.desc(), Answer.id)
        .limit(MOST_CANDIDATES)
    )
    return [(row[0], row[1]) for row in rows]


def _row(answer: Answer, texts: _Texts, near: _Near) -> AnswerMatch:
    return AnswerMatch(
        answer_id=answer.id,
        other_id=near.answer.id,
        likeness=near.match.likeness,
        same_question=near.match.same_question,
        passages=[[each.part, each.start, each.end] for each in passages(texts, near.common)],
    )


def _key_of(vault: Vault, answer: Answer, case: Case) -> bytes:
    """Return the key of an agency's bands: no two agencies, and no conduct, share one."""
    about = "conduct" if case.kind == Kind.CONDUCT else "other"
    return keyed_digest(vault.keys.lookup, "answer-likeness", f"{answer.agency_id}:{about}")


def _runs_of_templates(agency_id: int) -> frozenset[str]:
    """Return the runs of all templates that an answer of an agency may rest on."""
    name = db.session.scalar(select(Agency.name).where(Agency.id == agency_id)) or ""
    # What holds a figure is no word: a day and a number leave nothing between their neighbours.
    known = {"mã hồ sơ": "PAKN.0", "ngày nhận": "0", "cơ quan": name}
    wordings = [*every_wording(agency_id), *(each.text for each in shipped_templates())]
    return frozenset().union(*(template_runs(_parts(each), known) for each in wordings))


def _parts(text: TemplateText) -> _Texts:
    return {part: getattr(text, part) for part in COMPARED}


def _texts_of(vault: Vault, answer: Answer) -> _Texts:
    ids = {part: getattr(answer, f"{part}_text_id") for part in COMPARED}
    # A text that was destroyed is like none.
    texts = vault.read_texts_left(ids.values())
    return {part: texts[text_id] for part, text_id in ids.items() if text_id in texts}


def _forget_turned() -> int:
    """Drop what was compared as of any case and turned to conduct, or was sealed."""
    turned = (
        select(AnswerLikeness.answer_id)
        .join(Case, Case.id == AnswerLikeness.case_id)
        .where(
            or_(
                Case.sealed_at.is_not(None),
                (Case.kind == Kind.CONDUCT) & AnswerLikeness.is_conduct.is_(False),
            )
        )
        .order_by(AnswerLikeness.answer_id)
        .limit(BATCH)
    )
    gone = list(db.session.scalars(turned))
    _drop(gone)
    return len(gone)


def _drop(gone: list[int]) -> None:
    if not gone:
        return
    like_them = select(AnswerMatch.answer_id).where(AnswerMatch.other_id.in_(gone))
    rows = AnswerLikeness.answer_id
    anew = set(db.session.scalars(select(rows).where(rows.in_(gone) | rows.in_(like_them))))
    for table in (AnswerBand, AnswerMatch, AnswerLikeness):
        db.session.execute(delete(table).where(table.answer_id.in_(anew)))
