"""Proposals, and every change of a day by a person: planned as an edit, seen, then applied."""

from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import delete

from feedback_service.deadlines import queries, service
from feedback_service.deadlines.calendar import CalendarDay, DayStatus
from feedback_service.deadlines.edits import Edit, torn_by
from feedback_service.deadlines.errors import (
    CalendarDayMissing,
    CalendarMoved,
    DayAlreadyAnnounced,
    NothingProposed,
    SwapAlone,
)
from feedback_service.deadlines.models import CalendarChange, CalendarDayRow, CalendarProposal
from feedback_service.foundation.database import db


class Origin(StrEnum):
    """Where proposals come from."""

    CSV = "csv"
    ICAL = "ical"
    LIBRARY = "library"


@dataclass(frozen=True)
class Proposed:
    """How many days wait for a person now, and how many the calendar knew already."""

    waiting: int
    known: int


def propose(
    days: Sequence[CalendarDay], *, origin: Origin, account_id: int | None, now: datetime
) -> Proposed:
    """Lay days before a person; what the calendar says already is no proposal."""
    known = {day.date: day for day in queries.list_days()}
    fresh = [day for day in days if not _says_the_same(known.get(day.date), day)]
    for day in fresh:
        row = db.session.get(CalendarProposal, day.date) or CalendarProposal(date=day.date)
        row.kind, row.source, row.note = day.kind.value, day.source, day.note
        row.announced_on, row.origin = day.announced_on, origin.value
        row.proposed_at, row.account_id = now, account_id
        db.session.add(row)
    db.session.flush()
    return Proposed(waiting=len(fresh), known=len(days) - len(fresh))


def drop_proposals(dates: Collection[date]) -> int:
    """Take proposals away that nobody will confirm; return how many."""
    if not dates:
        raise NothingProposed
    query = delete(CalendarProposal).where(CalendarProposal.date.in_(dates))
    gone = db.session.scalars(query.returning(CalendarProposal.date)).all()
    return len(gone)


def confirming(dates: Collection[date], *, source: str, announced_on: date) -> Edit:
    """Return the edit that announces days: proposed ones, and rows that were provisional."""
    if not dates:
        raise NothingProposed
    waiting = {day.date: day for day in queries.list_days() if not _is_announced(day)}
    waiting |= {day.date: day for day in queries.list_proposals()}
    if missing := sorted(set(dates) - waiting.keys()):
        raise CalendarDayMissing(day=f"{missing[0]:%d/%m/%Y}")
    days = [
        replace(waiting[d], status=DayStatus.ANNOUNCED, source=source, announced_on=announced_on)
        for d in sorted(set(dates))
    ]
    return Edit(days=tuple(days))


def withdrawing(day: date, *, source: str = "") -> Edit:
    """Return the edit that takes a row away; an announced one only on the word of a document."""
    row = db.session.get(CalendarDayRow, day)
    if row is None:
        raise CalendarDayMissing(day=f"{day:%d/%m/%Y}")
    if row.status == DayStatus.ANNOUNCED and not source:
        raise DayAlreadyAnnounced(day=f"{day:%d/%m/%Y}")
    return Edit(gone=frozenset({day}))


def demand_whole(edit: Edit, *, alone: bool) -> None:
    """Refuse an edit that leaves half a swap, unless the document has none; SwapAlone."""
    if torn := [] if alone else torn_by(queries.load_calendar(), edit):
        raise SwapAlone(days=", ".join(f"{day.date:%d/%m/%Y}" for day in torn))


def apply_edit(
    edit: Edit,
    *,
    account_id: int | None,
    now: datetime,
    alone: bool = False,
    seen: str | None = None,
    source: str = "",
) -> None:
    """Let an edit hold, and note what it changed; `seen` is the version it was looked at under.

    Raises SwapAlone, and CalendarMoved where the calendar is another by now.
    """
    before = queries.load_calendar()
    if seen is not None and seen != before.version:
        raise CalendarMoved
    demand_whole(edit, alone=alone)
    for day in edit.dates:
        written = next((each for each in edit.days if each.date == day), None)
        _note(day, before.days.get(day), written, account_id, now, source)
    service.write_days(edit.days, gone=edit.gone)
    for year in sorted(edit.opened):
        service.confirm_year(year, note=source)
    db.session.execute(delete(CalendarProposal).where(CalendarProposal.date.in_(edit.dates)))
    db.session.flush()


def _note(
    on: date,
    before: CalendarDay | None,
    after: CalendarDay | None,
    account_id: int | None,
    now: datetime,
    source: str,
) -> None:
    change = CalendarChange(date=on, at=now, account_id=account_id, source=source)
    change.before, change.after = _as_json(before), _as_json(after)
    db.session.add(change)


def _as_json(day: CalendarDay | None) -> dict[str, Any] | None:
    if day is None:
        return None
    return {key: value and str(value) for key, value in asdict(day).items()}


def _is_announced(day: CalendarDay) -> bool:
    return day.status is DayStatus.ANNOUNCED


def _says_the_same(known: CalendarDay | None, day: CalendarDay) -> bool:
    """Whether a row makes the same of its day, in whatever words: no need to be told twice."""
    return known is not None and known.is_worked == day.is_worked
