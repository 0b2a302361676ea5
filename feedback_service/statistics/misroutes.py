"""Cases that were sent to the wrong agency: by agency, by pair, and those that wandered most.

From history alone. Complaints about conduct are left out: they go by the accused unit, not by who
is competent, and their ways are nobody's business.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from operator import attrgetter

from sqlalchemy import ColumnElement, and_, func, or_, select, true

from feedback_service.accounts.permissions import Actor, Permission, can
from feedback_service.agencies.queries import agencies_by_ids
from feedback_service.cases.models import Case, CaseEvent
from feedback_service.cases.visibility import unbarred_cases, visible_cases
from feedback_service.cases.workflow import Kind, State, Step
from feedback_service.catalogue.queries import find_procedure
from feedback_service.foundation.clock import local_date, local_noon
from feedback_service.foundation.database import db
from feedback_service.statistics.figures import LEAST_CASES
from feedback_service.statistics.journeys import (
    ENDS,
    STEPS,
    Hop,
    Stop,
    Wrong,
    is_ping_pong,
    stops_of,
)
from feedback_service.statistics.queries import Period

HALF_A_DAY = timedelta(hours=12)
MOST_PAIRS = 20
MOST_WANDERERS = 20


@dataclass(frozen=True, kw_only=True)
class AgencyMisroutes:
    """How often an agency was the wrong one."""

    code: str
    name: str
    sent: int
    returned: int
    moved: int
    recalled: int
    lost_days: int

    @property
    def wrong(self) -> int:
        """How often it was not competent, slips of the hand left out."""
        return self.returned + self.moved


@dataclass(frozen=True, kw_only=True)
class Pair:
    """From the wrong agency to the one after it, for cases about the same thing."""

    wrong: str
    following: str
    # A procedure's title, else a field; empty where the cases name neither.
    about: str
    count: int


@dataclass(frozen=True, kw_only=True)
class Wanderer:
    """A case that went wrong twice or more."""

    case_id: int
    reference: str
    names: tuple[str, ...]
    lost_days: int


@dataclass(frozen=True, kw_only=True)
class Misroutes:
    """What went wrong in a period."""

    agencies: list[AgencyMisroutes]
    pairs: list[Pair]
    wanderers: list[Wanderer]
    # How many wrong forwards are too few to be told agency by agency; 0 where all is told.
    untold: int = 0


@dataclass(frozen=True, kw_only=True)
class _Way:
    case_id: int
    reference: str
    procedure: str | None
    field: str | None
    stops: list[Stop]


def misroutes(actor: Actor | None, period: Period, *, today: date) -> Misroutes:
    """Return what went wrong in a period among the cases an actor may see.

    Who sees no cases is given figures of all cases they may know of, none of them small; None is
    whoever runs the machine, and is given all figures and no case.
    """
    sees = actor is not None and can(actor, Permission.SEE_CASES)
    which = _which(actor, sees=sees)
    ways = list(_ways(which, period))
    sent = _sent(which, period)
    found = _counted(ways, sent, period, today)
    if sees:
        return found
    if actor is None:
        return Misroutes(agencies=found.agencies, pairs=found.pairs, wanderers=[])
    told = [line for line in found.agencies if line.wrong >= LEAST_CASES]
    pairs = [pair for pair in found.pairs if pair.count >= LEAST_CASES]
    untold = sum(line.wrong for line in found.agencies) - sum(line.wrong for line in told)
    return Misroutes(agencies=told, pairs=pairs, wanderers=[], untold=untold)


def _which(actor: Actor | None, *, sees: bool) -> ColumnElement[bool]:
    if actor is None:
        known: ColumnElement[bool] = true()
    else:
        known = visible_cases(actor) if sees else unbarred_cases(actor)
    return and_(known, Case.kind != Kind.CONDUCT, Case.sealed_at.is_(None))


def _bounds(period: Period) -> tuple[datetime, datetime]:
    return local_noon(period.first_on) - HALF_A_DAY, local_noon(period.last_on) + HALF_A_DAY


def _sent(which: ColumnElement[bool], period: Period) -> dict[int, int]:
    first, end = _bounds(period)
    query = (
        select(CaseEvent.agency_id, func.count())
        .join(Case, Case.id == CaseEvent.case_id)
        .where(
            which,
            CaseEvent.agency_id.is_not(None),
            CaseEvent.name == Step.ASSIGN,
            CaseEvent.at >= first,
            CaseEvent.at < end,
        )
        .group_by(CaseEvent.agency_id)
    )
    return {agency_id: number for agency_id, number in db.session.execute(query) if agency_id}


def _ways(which: ColumnElement[bool], period: Period) -> Iterable[_Way]:
    """Yield the ways of the cases that left an agency since the period began."""
    first, _end = _bounds(period)
    left = select(CaseEvent.case_id).where(
        CaseEvent.agency_id.is_not(None),
        CaseEvent.at >= first,
        # All by name and day, as the index stands.
        CaseEvent.name.in_([Step.ASSIGN, Step.RETURN, Step.RECALL]),
        or_(CaseEvent.name != Step.ASSIGN, CaseEvent.from_state != State.RECEIVED),
    )
    query = (
        select(
            CaseEvent.case_id,
            CaseEvent.name,
            CaseEvent.agency_id,
            CaseEvent.at,
            Case.reference,
            Case.procedure_code,
            Case.field,
        )
        .join(Case, Case.id == CaseEvent.case_id)
        .where(which, CaseEvent.case_id.in_(left), CaseEvent.name.in_([*STEPS, *ENDS]))
        .order_by(CaseEvent.case_id, CaseEvent.number)
    )
    for case_id, rows in groupby(db.session.execute(query), key=attrgetter("case_id")):
        acts = list(rows)
        hops = [Hop(name=a.name, agency_id=a.agency_id, on=local_date(a.at)) for a in acts]
        yield _Way(
            case_id=case_id,
            reference=acts[0].reference,
            procedure=acts[0].procedure_code,
            field=acts[0].field,
            stops=stops_of(hops),
        )


def _counted(ways: Sequence[_Way], sent: dict[int, int], period: Period, today: date) -> Misroutes:
    wrong: Counter[tuple[int, Wrong]] = Counter()
    lost: Counter[int] = Counter()
    pairs: Counter[tuple[int, int, str | None, str | None]] = Counter()
    for way in ways:
        for stop in way.stops:
            if stop.wrong is None or not period.first_on <= stop.given_on <= period.last_on:
                continue
            wrong[stop.agency_id, stop.wrong] += 1
            lost[stop.agency_id] += stop.lost_days(today)
            if stop.wrong is not Wrong.RECALLED and stop.next_agency_id is not None:
                about = (way.procedure, None if way.procedure else way.field)
                pairs[stop.agency_id, stop.next_agency_id, *about] += 1
    ids = {each for way in ways for stop in way.stops for each in (stop.agency_id,)}
    agencies = agencies_by_ids(sorted(ids))
    names = {number: agency.name for number, agency in agencies.items()}
    lines = [
        AgencyMisroutes(
            code=agencies[number].code,
            name=names[number],
            sent=sent.get(number, 0),
            returned=wrong[number, Wrong.RETURNED],
            moved=wrong[number, Wrong.MOVED],
            recalled=wrong[number, Wrong.RECALLED],
            lost_days=lost[number],
        )
        for number in {number for number, _ in wrong}
    ]
    return Misroutes(
        agencies=sorted(lines, key=lambda line: (-line.wrong, -line.lost_days, line.name)),
        pairs=_pairs(pairs, names),
        wanderers=_wanderers(ways, names, period, today),
    )


def _pairs(
    counted: Counter[tuple[int, int, str | None, str | None]], names: dict[int, str]
) -> list[Pair]:
    pairs = [
        Pair(
            wrong=names[wrong], following=names[following], about=procedure or field or "", count=n
        )
        for (wrong, following, procedure, field), n in counted.items()
    ]
    pairs.sort(key=lambda pair: (-pair.count, pair.wrong, pair.following, pair.about))
    return [
        Pair(wrong=p.wrong, following=p.following, about=_title(p.about), count=p.count)
        for p in pairs[:MOST_PAIRS]
    ]


def _title(about: str) -> str:
    """Return the title of a procedure whose code it is, or the field as it is written."""
    procedure = find_procedure(about) if about[:1].isdigit() else None
    return procedure.title if procedure else about


def _wanderers(
    ways: Sequence[_Way], names: dict[int, str], period: Period, today: date
) -> list[Wanderer]:
    wandered = [
        Wanderer(
            case_id=way.case_id,
            reference=way.reference,
            names=tuple(names[stop.agency_id] for stop in way.stops),
            lost_days=sum(stop.lost_days(today) for stop in way.stops),
        )
        for way in ways
        if is_ping_pong(way.stops)
        and any(period.first_on <= stop.given_on <= period.last_on for stop in way.stops)
    ]
    wandered.sort(key=lambda each: (-len(each.names), -each.lost_days, each.case_id))
    return wandered[:MOST_WANDERERS]
