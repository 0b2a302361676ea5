"""What the lists of cases share: time left in words, search by reference, the look recorded."""

from dataclasses import dataclass, replace
from datetime import date

from feedback_service.accounts.permissions import Actor
from feedback_service.cases.filters import CaseFilter
from feedback_service.cases.queries import CaseLine, list_cases
from feedback_service.cases.tracking import clean_reference
from feedback_service.cases.workflow import OPEN_STATES, State
from feedback_service.deadlines.calendar import Calendar
from feedback_service.deadlines.queries import load_calendar
from feedback_service.entrypoints.web.workspace.access import note_views
from feedback_service.entrypoints.web.workspace.perform import vault
from feedback_service.entrypoints.web.workspace.time_left import TimeLeft, time_left
from feedback_service.foundation import clock
from feedback_service.foundation.crypto import clean_crockford
from feedback_service.foundation.paging import Page

LONGEST_PART = 8
# A number beside a list tells how much waits; beyond 99 it says so, and counting ends.
MOST_COUNTED = 100


@dataclass(frozen=True)
class Row:
    """A case in a list, with the time left until what it waits for."""

    line: CaseLine
    left: TimeLeft


def narrowed(wanted: CaseFilter, typed: str) -> CaseFilter:
    """Return a filter that also looks for a typed reference, or for a part of one."""
    if not typed.strip():
        return wanted
    whole = clean_reference(typed)
    if whole:
        return replace(wanted, reference=whole)
    part = clean_crockford(typed.rpartition("#")[2])[:LONGEST_PART]
    # Nothing that could be in a reference finds nothing, rather than everything.
    return replace(wanted, reference_part=part or "-")


def rows_of(
    actor: Actor, wanted: CaseFilter, *, cursor: str | None, page: str, limit: int
) -> Page[Row]:
    """Return a page of cases for an actor; the look at each is recorded before it is shown."""
    found = list_cases(actor, vault(), wanted, cursor=cursor, limit=limit)
    note_views(actor, [line.case_id for line in found.rows], page)
    calendar, today = load_calendar(), clock.today()
    rows = [row_of(line, today=today, calendar=calendar) for line in found.rows]
    return Page(rows=rows, next_cursor=found.next_cursor)


def row_of(line: CaseLine, *, today: date, calendar: Calendar) -> Row:
    """Return a case in a list, with the time that is left on a day."""
    runs = line.state in OPEN_STATES or line.due_on is not None
    left = time_left(
        line.due_on,
        today=today,
        calendar=calendar,
        runs=runs,
        paused=line.state == State.NEEDS_INFORMATION,
    )
    return Row(line, left)
