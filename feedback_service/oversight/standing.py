"""What is asked about the date of one case: for its pages and for the table of acts."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import and_, select

from feedback_service.agencies.queries import agencies_by_ids
from feedback_service.cases.clocks import ANSWER_CODES
from feedback_service.cases.models import Case, CaseClock, CaseParticulars
from feedback_service.cases.workflow import Category, Kind, State
from feedback_service.foundation.clock import local_date
from feedback_service.foundation.database import db
from feedback_service.identity.service import Vault
from feedback_service.oversight.lateness import ApologyKind, Asked, Standing, decision_of, is_broken
from feedback_service.oversight.models import Apology, Extension, ProgressNote
from feedback_service.responses.conclusions import Conclusion, Progress
from feedback_service.responses.inquiries import current_verification

PROVEN = (Conclusion.FOUNDED, Conclusion.PARTLY_FOUNDED)


@dataclass(frozen=True, kw_only=True)
class NoteView:
    """What an author was told on a day; no text: that nobody told anything, so many weeks."""

    on: date
    text: str
    missed: int


@dataclass(frozen=True, kw_only=True)
class ExtensionView:
    """More time that was asked for."""

    until_on: date
    asked_on: date
    reason: str
    decision: Asked


@dataclass(frozen=True, kw_only=True)
class ApologyView:
    """A letter as it is read: who signs, for what, why, until when, and whether that was kept.

    `letter_id` is the numbered paper of it; None where it was signed before there were any.
    """

    kind: str
    agency_name: str
    signed_on: date
    reason: str
    new_on: date
    broken: bool
    letter_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class LatenessView:
    """All that was said about the date of a case, the oldest first."""

    notes: tuple[NoteView, ...] = ()
    extension: ExtensionView | None = None
    apologies: tuple[ApologyView, ...] = ()


def extension_row(case_id: int) -> Extension | None:
    """Return the one request for more time of a case."""
    return db.session.scalar(select(Extension).where(Extension.case_id == case_id))


def standing_of(case: Case, today: date) -> Standing:
    """Return what may be done about the date of a case."""
    found = db.session.execute(
        select(CaseClock.promised_due_on, CaseClock.overdue_on, Extension, Apology.id)
        .outerjoin(Extension, Extension.case_id == CaseClock.case_id)
        .outerjoin(Apology, Apology.clock_id == CaseClock.id)
        .where(
            CaseClock.case_id == case.id,
            CaseClock.ended_on.is_(None),
            CaseClock.code.in_(ANSWER_CODES),
        )
    ).first()
    due_on, overdue_on, extension, apology_id = found or (None, None, None, None)
    asks = case.state == State.NEEDS_INFORMATION and overdue_on is None
    apologised = {ApologyKind.ANSWER} if apology_id is not None else set()
    proven = delay_is_proven(case)
    if proven and _dossier_apology(case.id):
        apologised.add(ApologyKind.DOSSIER)
    return Standing(
        is_late=due_on is not None and due_on < today and not asks,
        before_due=due_on is not None and today < due_on,
        extension=decision_of(granted=extension.granted) if extension is not None else None,
        extension_by_id=extension.asked_by_id if extension is not None else None,
        apologised=frozenset(apologised),
        delay_proven=proven,
    )


def delay_is_proven(case: Case) -> bool:
    """Tell whether the case found that a dossier, which its author described, was late."""
    if case.kind != Kind.CONDUCT or case.category != Category.DELAY or case.sealed_at:
        return False
    stated = db.session.get(CaseParticulars, case.id)
    if stated is None or not (stated.dossier_text_id or stated.handed_in_on):
        return False
    found = current_verification(case)
    concluded = found is not None and found.progress == Progress.CONCLUDED
    return concluded and found is not None and found.conclusion in PROVEN


def lateness_of(case: Case, vault: Vault, *, today: date) -> LatenessView:
    """Return what was said about the date of a case, texts opened."""
    if case.sealed_at:
        return LatenessView()
    extension = extension_row(case.id)
    letters = db.session.execute(
        select(Apology, CaseClock.met_on, CaseClock.ended_on)
        .outerjoin(CaseClock, CaseClock.id == Apology.clock_id)
        .where(Apology.case_id == case.id)
        .order_by(Apology.id)
    ).all()
    notes = db.session.scalars(
        select(ProgressNote).where(ProgressNote.case_id == case.id).order_by(ProgressNote.id)
    ).all()
    ids = [each.reason_text_id for each, _met, _ended in letters] + [each.text_id for each in notes]
    texts = vault.read_texts([*ids, extension.reason_text_id if extension else None])
    return LatenessView(
        notes=tuple(
            NoteView(on=each.told_on, text=texts.get(each.text_id or "", ""), missed=each.missed)
            for each in notes
        ),
        extension=_extension(extension, texts) if extension else None,
        apologies=tuple(_letters(letters, texts, today)),
    )


def _extension(row: Extension, texts: dict[str, str]) -> ExtensionView:
    return ExtensionView(
        until_on=row.until_on,
        asked_on=local_date(row.asked_at),
        reason=texts.get(row.reason_text_id, ""),
        decision=decision_of(granted=row.granted),
    )


def _letters(rows: Any, texts: dict[str, str], today: date) -> list[ApologyView]:
    names = agencies_by_ids([each.agency_id for each, _met, _ended in rows]) if rows else {}
    return [
        ApologyView(
            kind=each.kind,
            agency_name=names[each.agency_id].name,
            signed_on=local_date(each.signed_at),
            reason=texts.get(each.reason_text_id, ""),
            new_on=each.new_on,
            letter_id=each.letter_id,
            # Of a dossier nobody tells the service when it was given out.
            broken=each.kind == ApologyKind.ANSWER and is_broken(each.new_on, met, ended, today),
        )
        for each, met, ended in rows
    ]


def _dossier_apology(case_id: int) -> bool:
    wanted = and_(Apology.case_id == case_id, Apology.kind == ApologyKind.DOSSIER)
    return db.session.scalar(select(Apology.id).where(wanted)) is not None
