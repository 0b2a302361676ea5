"""Writes to the calendar and the terms. Open cases are recomputed by whoever holds them."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select

from feedback_service.deadlines import queries
from feedback_service.deadlines.calendar import CalendarDay, DayStatus, missing_holidays
from feedback_service.deadlines.errors import (
    CalendarDayMissing,
    TermEndsForAll,
    TermInvalid,
    TermMissing,
)
from feedback_service.deadlines.models import AgencyDay, CalendarDayRow, CalendarYear, TermRow
from feedback_service.deadlines.terms import EVERY_CASE, Term
from feedback_service.foundation.database import db


@dataclass(frozen=True)
class SeedReport:
    """How many rows of reference data were new."""

    days: int
    years: int
    terms: int


def write_days(days: Iterable[CalendarDay], *, gone: Collection[date] = ()) -> list[int]:
    """Write days over what is there, take rows away, open the years that are complete by it."""
    written = list(days)
    for day in written:
        _write_day(day)
    for on in sorted(gone):
        row = db.session.get(CalendarDayRow, on)
        if row is not None:
            db.session.delete(row)
    db.session.flush()
    return _open_complete_years(sorted({day.date.year for day in written}))


def confirm_year(year: int, *, status: DayStatus = DayStatus.ANNOUNCED, note: str = "") -> None:
    """Open a year for reckoning, or change what is said of it, on a person's decision."""
    row = db.session.get(CalendarYear, year)
    if row is None:
        row = CalendarYear(year=year, status=status.value, note=note)
        db.session.add(row)
    row.status, row.note = status.value, note
    db.session.flush()


def write_agency_day(
    agency_code: str, day: date, *, is_worked: bool, source: str, note: str = ""
) -> None:
    """Give an agency a day off, or a worked day, of its own; the last word on a date wins."""
    row = db.session.get(AgencyDay, (agency_code, day))
    if row is None:
        row = AgencyDay(agency_code=agency_code, date=day)
        db.session.add(row)
    row.is_worked, row.source, row.note = is_worked, source, note
    db.session.flush()


def end_agency_day(agency_code: str, day: date) -> None:
    """Take an agency's own day back; CalendarDayMissing where there is none."""
    row = db.session.get(AgencyDay, (agency_code, day))
    if row is None:
        raise CalendarDayMissing(day=f"{day:%d/%m/%Y}")
    db.session.delete(row)
    db.session.flush()


def change_term(term: Term) -> None:
    """Put a term in force from its valid_from on, in place of the row of the same scope.

    Cases that began under another row keep that. Raises TermInvalid, TermEndsForAll.
    """
    if term.valid_to is not None and term.scope == EVERY_CASE:
        raise TermEndsForAll(code=str(term.code))
    rows = _rows_of_scope(term)
    if rows and rows[-1].valid_from >= term.valid_from:
        raise TermInvalid(code=str(term.code), after=f"{rows[-1].valid_from:%d/%m/%Y}")
    if rows and (rows[-1].valid_to is None or rows[-1].valid_to >= term.valid_from):
        rows[-1].valid_to = term.valid_from - timedelta(days=1)
    _add_terms([term])
    db.session.flush()


def end_term(term: Term, *, on: date) -> None:
    """Let a row that is for some cases end with a day; from then on the row for all holds.

    Raises TermEndsForAll for that one, TermMissing, or TermInvalid for a day before its first.
    """
    if term.scope == EVERY_CASE:
        raise TermEndsForAll(code=str(term.code))
    row = next((row for row in _rows_of_scope(term) if row.valid_from == term.valid_from), None)
    if row is None:
        raise TermMissing(code=str(term.code), on=f"{on:%d/%m/%Y}")
    if on < row.valid_from:
        raise TermInvalid(code=str(term.code), after=f"{row.valid_from:%d/%m/%Y}")
    row.valid_to = on
    db.session.flush()


def _rows_of_scope(term: Term) -> list[TermRow]:
    rows = db.session.scalars(
        select(TermRow).where(TermRow.code == str(term.code)).order_by(TermRow.valid_from)
    )
    return [row for row in rows if row.to_term().scope == term.scope]


def seed_reference() -> SeedReport:
    """Load the shipped calendar and terms, where nothing is known yet; safe to repeat.

    A year or a term that is there already belongs to the administrators and is left alone.
    """
    known_years = {row.year for row in queries.list_years()}
    known_days = {day.date for day in queries.list_days()}
    known_codes = {term.code for term in queries.load_terms()}
    years = [row for row in queries.shipped_years() if row.year not in known_years]
    new_years = {row.year for row in years}
    days = [day for day in queries.shipped_days() if day.date.year in new_years]
    days = [day for day in days if day.date not in known_days]
    terms = [term for term in queries.shipped_terms() if term.code not in known_codes]
    for row in years:
        confirm_year(row.year, status=row.status, note=row.note)
    for day in days:
        _write_day(day)
    _add_terms(terms)
    db.session.flush()
    return SeedReport(days=len(days), years=len(years), terms=len(terms))


def _open_complete_years(years: Iterable[int]) -> list[int]:
    """Open the unknown years that lack no paid holiday of the Labour Code, and return them.

    Until then their dates stay "to be announced" rather than wrong.
    """
    opened = []
    known = {row.year for row in queries.list_years()}
    for year in years:
        days = queries.list_days(year)
        if year in known or missing_holidays(year, days):
            continue
        announced = all(day.status is DayStatus.ANNOUNCED for day in days)
        confirm_year(year, status=DayStatus.ANNOUNCED if announced else DayStatus.PROVISIONAL)
        opened.append(year)
    return opened


def _write_day(day: CalendarDay) -> None:
    row = db.session.get(CalendarDayRow, day.date)
    if row is None:
        row = CalendarDayRow(date=day.date)
        db.session.add(row)
    row.take(day)


def _add_terms(terms: Iterable[Term]) -> None:
    db.session.add_all(
        TermRow(
            code=str(term.code),
            days=term.days,
            unit=term.unit.value,
            valid_from=term.valid_from,
            valid_to=term.valid_to,
            source=term.source,
            note=term.note,
            article=term.article,
            words=term.words,
            agency_code=term.scope.agency_code,
            category=term.scope.category,
            kind=term.scope.kind,
            province_code=term.scope.province_code,
        )
        for term in terms
    )
