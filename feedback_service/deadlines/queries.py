"""Reads of the calendar and the terms: from the database, or as shipped with the package."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from importlib.resources import files

from sqlalchemy import select

from feedback_service.deadlines.calendar import (
    Calendar,
    CalendarDay,
    DayKind,
    DayStatus,
    YearGap,
    calendar_of,
    year_gaps,
)
from feedback_service.deadlines.models import (
    AgencyDay,
    CalendarChange,
    CalendarDayRow,
    CalendarProposal,
    CalendarYear,
    TermRow,
)
from feedback_service.deadlines.terms import (
    EVERY_CASE,
    Scope,
    Term,
    TermCode,
    TermUnit,
    term_in_force,
)
from feedback_service.foundation.database import db, if_tables_exist
from feedback_service.foundation.reference import remembered


@dataclass(frozen=True)
class YearStatus:
    """What is known of a year as a whole."""

    year: int
    status: DayStatus
    note: str


@remembered
def load_calendar() -> Calendar:
    """Return the calendar of this installation; without years when it was never seeded."""
    return calendar_of(list_days(), (row.year for row in list_years()))


def calendar_of_agency(agency_code: str) -> Calendar:
    """Return the calendar with an agency's own days over it: for the dates it sets itself."""
    query = select(AgencyDay).where(AgencyDay.agency_code == agency_code)
    own = [row.to_day() for row in db.session.scalars(query.order_by(AgencyDay.date))]
    calendar = load_calendar()
    return calendar_of([*calendar.days.values(), *own], calendar.years) if own else calendar


def list_agency_days() -> list[tuple[str, CalendarDay]]:
    """Return the own days of all agencies, the newest first, with the code of whose they are."""
    query = select(AgencyDay).order_by(AgencyDay.date.desc(), AgencyDay.agency_code)
    return [(row.agency_code, row.to_day()) for row in db.session.scalars(query)]


@remembered
def load_terms(code: str | None = None) -> Sequence[Term]:
    """Return the terms, all or of one code, oldest row first."""
    query = select(TermRow).order_by(TermRow.code, TermRow.valid_from)
    if code is not None:
        query = query.where(TermRow.code == str(code))
    return tuple(row.to_term() for row in db.session.scalars(query))


def numbered_terms() -> list[tuple[int, Term]]:
    """Return every row of a term with its number, by what it is for and when it began."""
    query = select(TermRow).order_by(TermRow.code, TermRow.valid_from, TermRow.id)
    return [(row.id, row.to_term()) for row in db.session.scalars(query)]


def find_term(code: str, on: date, case: Scope = EVERY_CASE) -> Term:
    """Return the term in force on a date for a case, or raise TermMissing."""
    return term_in_force(load_terms(code), code, on, case)


def list_days(year: int | None = None) -> list[CalendarDay]:
    """Return the rows of the calendar, all or of one year, by date."""
    query = select(CalendarDayRow).order_by(CalendarDayRow.date)
    if year is not None:
        query = query.where(CalendarDayRow.date.between(date(year, 1, 1), date(year, 12, 31)))
    return [row.to_day() for row in db.session.scalars(query)]


def list_years() -> list[YearStatus]:
    """Return the years that can be reckoned with, in order."""
    rows = db.session.scalars(select(CalendarYear).order_by(CalendarYear.year))
    return [YearStatus(row.year, DayStatus(row.status), row.note) for row in rows]


@remembered
def calendar_gaps(today: date) -> list[YearGap]:
    """Return the years that administrators are reminded of, with what they lack."""
    return year_gaps(load_calendar(), today)


def list_proposals(year: int | None = None) -> list[CalendarDay]:
    """Return the days that are proposed and not yet decided on, by date."""
    query = select(CalendarProposal).order_by(CalendarProposal.date)
    if year is not None:
        query = query.where(CalendarProposal.date.between(date(year, 1, 1), date(year, 12, 31)))
    return [row.to_day() for row in db.session.scalars(query)]


def list_changes(year: int, *, most: int) -> list[CalendarChange]:
    """Return what was changed of a year last, the newest first."""
    of_year = CalendarChange.date.between(date(year, 1, 1), date(year, 12, 31))
    query = select(CalendarChange).where(of_year).order_by(CalendarChange.id.desc())
    return list(db.session.scalars(query.limit(most)))


def installed_calendar() -> Calendar | None:
    """Return the calendar of this installation, or None while it has no calendar tables or rows."""
    calendar = if_tables_exist(load_calendar)
    return calendar if calendar is not None and calendar.years else None


def shipped_calendar() -> Calendar:
    """Return the calendar that the package carries."""
    return calendar_of(shipped_days(), (row.year for row in shipped_years()))


def shipped_days() -> list[CalendarDay]:
    """Return the rows of the calendar that the package carries."""
    return [
        CalendarDay(
            date=date.fromisoformat(row["date"]),
            kind=DayKind(row["kind"]),
            status=DayStatus(row["status"]),
            source=row["source"],
            note=row["note"],
            announced_on=_date_or_none(row["announced_on"]),
        )
        for row in _shipped_rows("calendar.csv")
    ]


def shipped_years() -> list[YearStatus]:
    """Return the years that the package's calendar covers."""
    return [
        YearStatus(int(row["year"]), DayStatus(row["status"]), row["note"])
        for row in _shipped_rows("calendar_years.csv")
    ]


def shipped_terms() -> list[Term]:
    """Return the terms that the package carries."""
    return [
        Term(
            code=TermCode(row["code"]),
            days=int(row["days"]),
            unit=TermUnit(row["unit"]),
            valid_from=date.fromisoformat(row["valid_from"]),
            valid_to=_date_or_none(row["valid_to"]),
            source=row["source"],
            note=row["note"],
            article=row["article"],
            words=row["words"],
        )
        for row in _shipped_rows("terms.csv")
    ]


def _shipped_rows(name: str) -> list[dict[str, str]]:
    data = files("feedback_service.deadlines") / "data" / name
    return list(csv.DictReader(data.read_text(encoding="utf-8").splitlines()))


def _date_or_none(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
