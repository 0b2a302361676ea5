"""What a change of the calendar would do to open cases: computed, shown, nothing written.

Counts are of cases the asker may know of; references only of cases they may see.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, func, or_, select, true

from feedback_service.accounts.permissions import SEES_UNPUBLISHED, Actor
from feedback_service.cases.clocks import pauses_of_each, pauses_within, stands_still
from feedback_service.cases.models import Case, CaseClock
from feedback_service.cases.visibility import unbarred_cases, visible_cases
from feedback_service.deadlines.calendar import Calendar
from feedback_service.deadlines.edits import Span, difference
from feedback_service.deadlines.queries import load_calendar
from feedback_service.deadlines.terms import Deadline, Pause, Term, TermUnit, compute
from feedback_service.foundation.database import db

MOST_NAMED = 10
_CHUNK, _MOST_CHUNKS = 500, 10


@dataclass(frozen=True)
class Move:
    """The clock of a case that moves farthest; days are working days of the new calendar."""

    case_id: int
    days: int
    was: date
    becomes: date


@dataclass(kw_only=True)
class CalendarEffects:
    """How many open cases get later dates, and by how much."""

    cases: int = 0
    # Working days moved, and how many cases move by so many.
    moves: Counter[int] = field(default_factory=Counter)
    # Cases whose date stood "to be announced" and is known now, and such that lose theirs.
    first_dates: int = 0
    # Cases that would end earlier now: they keep what was promised.
    kept: int = 0
    largest: list[tuple[str, Move]] = field(default_factory=list)

    @property
    def moved(self) -> int:
        """How many cases get a later date."""
        return self.moves.total()


class _Running(NamedTuple):
    """What is read of a clock: reckoning asks for no more."""

    case_id: int
    code: str
    days: int
    unit: str
    source: str
    started_on: date
    computed_due_on: date | None
    promised_due_on: date | None


def calendar_effects(after: Calendar, *, today: date, actor: Actor | None) -> CalendarEffects:
    """Compare the open cases under two calendars; without an actor, for the machine's operator."""
    known = true() if actor is None else unbarred_cases(actor)
    before = load_calendar()
    effects = CalendarEffects(cases=_open_cases(known))
    span = difference(before, after)
    if span is None:
        return effects
    moves: dict[int, Move] = {}
    first: set[int] = set()
    kept: set[int] = set()
    reckoner = _Reckoner(after, today)
    for clock, pauses in _touched(span, known):
        deadline = reckoner.reckon(clock, pauses)
        becomes, computed = deadline.promised_due_on, deadline.computed_due_on
        was = clock.promised_due_on
        if was is None:
            first.update({clock.case_id} if becomes else ())
        elif becomes is not None and becomes > was:
            days = after.count_working_days(was, becomes)
            farthest = moves.get(clock.case_id)
            if farthest is None or days > farthest.days:
                moves[clock.case_id] = Move(clock.case_id, days, was, becomes)
        elif computed and clock.computed_due_on and computed < clock.computed_due_on:
            kept.add(clock.case_id)
    effects.moves.update(move.days for move in moves.values())
    effects.first_dates, effects.kept = len(first), len(kept - moves.keys())
    ordered = sorted(moves.values(), key=lambda move: (-move.days, move.becomes, move.case_id))
    effects.largest = _named(ordered, actor)
    return effects


class _Reckoner:
    """Reckons clocks by a calendar, those that began alike once."""

    def __init__(self, calendar: Calendar, today: date) -> None:
        self._calendar, self._today = calendar, today
        self._known: dict[tuple[Any, ...], Deadline] = {}

    def reckon(self, clock: _Running, pauses: Sequence[Pause]) -> Deadline:
        mine = pauses_within(clock.code, clock.started_on, pauses)
        promised = clock.promised_due_on
        key = clock.days, clock.unit, clock.started_on, promised, *mine
        found = self._known.get(key)
        if found is None:
            term = Term(clock.code, clock.days, TermUnit(clock.unit))
            start = clock.started_on
            found = compute(start, term, self._calendar, mine, self._today, promised)
            self._known[key] = found
        return found


def _open_cases(known: ColumnElement[bool]) -> int:
    running = select(CaseClock.case_id).where(CaseClock.ended_on.is_(None))
    query = select(func.count()).select_from(Case).where(Case.id.in_(running), known)
    return db.session.scalar(query) or 0


def _touched(span: Span, known: ColumnElement[bool]) -> Iterator[tuple[_Running, Sequence[Pause]]]:
    """Yield the clocks whose way leads over the days that differ, with their pauses."""
    columns = [getattr(CaseClock, name) for name in _Running._fields]
    reaches = or_(
        CaseClock.computed_due_on >= span.first,
        CaseClock.computed_due_on.is_(None),
    )
    query = (
        select(*columns)
        .join(Case, Case.id == CaseClock.case_id)
        .where(CaseClock.ended_on.is_(None), CaseClock.started_on < span.last, reaches, known)
        .order_by(CaseClock.case_id, CaseClock.id)
    )
    clocks = [_Running(*row) for row in db.session.execute(query)]
    for first in range(0, len(clocks), _CHUNK):
        chunk = clocks[first : first + _CHUNK]
        pauses = pauses_of_each({clock.case_id for clock in chunk})
        for clock in chunk:
            mine = pauses.get(clock.case_id, ())
            if clock.promised_due_on is None or not stands_still(clock.code, mine):
                yield clock, mine


def _named(moves: Sequence[Move], actor: Actor | None) -> list[tuple[str, Move]]:
    """Return the largest moves by reference, of the cases that the actor may see."""
    if actor is not None and not actor.roles & SEES_UNPUBLISHED:
        return []
    seen = true() if actor is None else visible_cases(actor)
    named: list[tuple[str, Move]] = []
    for first in range(0, min(len(moves), _CHUNK * _MOST_CHUNKS), _CHUNK):
        chunk = {move.case_id: move for move in moves[first : first + _CHUNK]}
        query = select(Case.id, Case.reference).where(Case.id.in_(chunk), seen)
        references = {row.id: row.reference for row in db.session.execute(query)}
        named += [(references[i], move) for i, move in chunk.items() if i in references]
        if len(named) >= MOST_NAMED:
            break
    return named[:MOST_NAMED]
