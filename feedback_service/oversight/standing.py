"""What is asked about the date of one case: for its pages and for the table of acts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

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


@dataclass(frozen=True, kw_only=True)
class DateRows:
    """What is kept about the date of a case; each letter with the clock it is about."""

    extension: Extension | None
    letters: Sequence[tuple[Apology, CaseClock | None]]


def extension_row(case_id: int) -> Extension | None:
    """Return the one request for more time of a case."""
    return db.session.scalar(select(Extension).where(Extension.case_id == case_id))


def date_rows(case_id: int) -> DateRows:
    """Read what was asked and signed about the date of a case."""
    letters = db.session.execute(
        select(Apology, CaseClock)
        .outerjoin(CaseClock, CaseClock.id == Apology.clock_id)
        .where(Apology.case_id == case_id)
        .order_by(Apology.id)
    )
    return DateRows(extension=extension_row(case_id), letters=[(row[0], row[1]) for row in letters])


def standing_of(case: Case, today: date) -> Standing:
    """Return what may be done about the date of a case."""
    found = db.session.execute(
        select(CaseClock, Extension, Apology.id)
        .outerjoin(Extension, Extension.case_id == CaseClock.case_id)
        .outerjoin(Apology, Apology.clock_id == CaseClock.id)
        .where(
            CaseClock.case_id == case.id,
            CaseClock.ended_on.is_(None),
            CaseClock.code.in_(ANSWER_CODES),
        )
    ).first()
    clock, extension, apology_id = found or (None, None, None)
    return _standing(case, clock, extension, apologised=apology_id is not None, today=today)


def standing_by(
    case: Case, today: date, *, clocks: Sequence[CaseClock], rows: DateRows
) -> Standing:
    """Return the same by what a page has read of the case anyway."""
    clock = next((c for c in clocks if c.ended_on is None and c.code in ANSWER_CODES), None)
    if clock is None:
        return _standing(case, None, None, apologised=False, today=today)
    apologised = any(letter.clock_id == clock.id for letter, _clock in rows.letters)
    return _standing(case, clock, rows.extension, apologised=apologised, today=today)


def _standing(
    case: Case,
    clock: CaseClock | None,
    extension: Extension | None,
    *,
    apologised: bool,
    today: date,
) -> Standing:
    due_on, overdue_on = (clock.promised_due_on, clock.overdue_on) if clock else (None, None)
    asks = case.state == State.NEEDS_INFORMATION and overdue_on is None
    letters = {ApologyKind.ANSWER} if apologised else set()
    proven = delay_is_proven(case)
    if proven and _dossier_apology(case.id):
        letters.add(ApologyKind.DOSSIER)
    return Standing(
        is_late=due_on is not None and due_on < today and not asks,
        before_due=due_on is not None and today < due_on,
        extension=decision_of(granted=extension.granted) if extension is not None else None,
        extension_by_id=extension.asked_by_id if extension is not None else None,
        apologised=frozenset(letters),
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


def lateness_of(
    case: Case, vault: Vault, *, today: date, rows: DateRows | None = None
) -> LatenessView:
    """Return what was said about the date of a case, texts opened."""
    if case.sealed_at:
        return LatenessView()
    rows = rows or date_rows(case.id)
    notes = db.session.scalars(
        select(ProgressNote).where(ProgressNote.case_id == case.id).order_by(ProgressNote.id)
    ).all()
    ids = [letter.reason_text_id for letter, _clock in rows.letters]
    ids += [each.text_id for each in notes if each.text_id]
    if rows.extension is not None:
        ids.append(rows.extension.reason_text_id)
    texts = vault.read_texts(ids)
    return LatenessView(
        notes=tuple(
            NoteView(on=each.told_on, text=texts.get(each.text_id or "", ""), missed=each.missed)
            for each in notes
        ),
        extension=_extension(rows.extension, texts) if rows.extension else None,
        apologies=tuple(_letters(rows.letters, texts, today)),
    )


def _extension(row: Extension, texts: dict[str, str]) -> ExtensionView:
    return ExtensionView(
        until_on=row.until_on,
        asked_on=local_date(row.asked_at),
        reason=texts.get(row.reason_text_id, ""),
        decision=decision_of(granted=row.granted),
    )


def _letters(
    rows: Sequence[tuple[Apology, CaseClock | None]], texts: dict[str, str], today: date
) -> list[ApologyView]:
    names = agencies_by_ids([each.agency_id for each, _clock in rows]) if rows else {}
    return [
        ApologyView(
            kind=each.kind,
            agency_name=names[each.agency_id].name,
            signed_on=local_date(each.signed_at),
            reason=texts.get(each.reason_text_id, ""),
            new_on=each.new_on,
            letter_id=each.letter_id,
            # Of a dossier nobody tells the service when it was given out.
            broken=each.kind == ApologyKind.ANSWER
            and is_broken(
                each.new_on,
                clock.met_on if clock else None,
                clock.ended_on if clock else None,
                today,
            ),
        )
        for each, clock in rows
    ]


def _dossier_apology(case_id: int) -> bool:
    wanted = and_(Apology.case_id == case_id, Apology.kind == ApologyKind.DOSSIER)
    return db.session.scalar(select(Apology.id).where(wanted)) is not None
