"""Counts over all received cases. Nothing here names a person, and small groups are merged."""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, select, true
from sqlalchemy.orm import InstrumentedAttribute, aliased

from feedback_service.agencies.models import Agency
from feedback_service.cases.clocks import ANSWER_CODES
from feedback_service.cases.merges import merged
from feedback_service.cases.models import Case, CaseClock, Rating
from feedback_service.cases.workflow import OPEN_STATES, Channel, Kind, RatingLevel, State
from feedback_service.deadlines.terms import TermCode
from feedback_service.foundation.database import db
from feedback_service.responses.conclusions import Conclusion, Measure, Progress
from feedback_service.responses.models import Verification
from feedback_service.statistics.figures import Share, Tally, suppress, tally


@dataclass(frozen=True, kw_only=True)
class Period:
    """Local dates, both inclusive."""

    first_on: date
    last_on: date


@dataclass(frozen=True, kw_only=True)
class Figures:
    """The plain counts of a period, as of a date."""

    received: int
    by_kind: dict[str, int]
    open: int
    open_late: int
    answered: int
    declined: int
    redirected: int
    forwarded_out: int
    withdrawn: int
    on_time: Share
    official_on_time: Share
    satisfied: Share
    official_satisfied: Share
    offline: Share
    paused: Share


@dataclass(frozen=True, kw_only=True)
class AgencyFigures:
    """What one agency was given and how it answered; conduct cases never count here."""

    code: str
    name: str
    received: int
    answered: int
    open_late: int
    on_time: Share


@dataclass(frozen=True, kw_only=True)
class MonthCount:
    """Cases received and answered in a month (yyyy-mm)."""

    month: str
    received: int
    answered: int


def figures(period: Period, *, today: date) -> Figures:
    """Return the counts of cases received in a period.

    on_time: of the answer terms that fell due in the period up to today, those met in time.
    official_on_time: Decision 766/QD-TTg, on time / all within competence.
    satisfied: of those who rated, satisfied or acceptable. official_satisfied: Decision 766, where
    silence counts as satisfied and a late case does not. offline: keyed in by staff, whatever way
    it came, of all. paused: of all, those whose clock stood still because the author was asked.
    """
    states, channels = _counts(Case.state, period), _counts(Case.channel, period)
    kinds, received = _counts(Case.kind, period), sum(states.values())
    competent = received - sum(
        states[state] for state in (State.DECLINED, State.REDIRECTED, State.FORWARDED_OUT)
    )
    late, met_in_time = _late_and_met(period, today)
    rated, content = _ratings(period)
    unhappy = _unhappy_or_late(period, today)
    return Figures(
        received=received,
        by_kind={kind: kinds[kind] for kind in Kind},
        open=sum(states[state] for state in OPEN_STATES),
        open_late=late,
        answered=states[State.ANSWERED] + states[State.CLOSED],
        declined=states[State.DECLINED],
        redirected=states[State.REDIRECTED],
        forwarded_out=states[State.FORWARDED_OUT],
        withdrawn=states[State.WITHDRAWN],
        on_time=_due_in(period, today),
        official_on_time=Share(met_in_time, competent),
        satisfied=Share(content, rated),
        official_satisfied=Share(max(0, competent - unhappy), competent),
        offline=Share(received - channels[Channel.WEB], received),
        paused=Share(_paused(period), received),
    )


def _paused(period: Period) -> int:
    asked = exists().where(CaseClock.case_id == Case.id, CaseClock.code == TermCode.AUTHOR_REPLY)
    return db.session.scalar(select(func.count(Case.id)).where(_received(period), asked)) or 0


def months(*, today: date, number: int = 6) -> list[MonthCount]:
    """Return the last months, oldest first."""
    listed = []
    year, month = today.year, today.month
    for _ in range(number):
        period = month_period(f"{year:04d}-{month:02d}")
        received = db.session.scalar(select(func.count(Case.id)).where(_received(period)))
        answered = db.session.scalar(
            select(func.count(func.distinct(CaseClock.case_id))).where(
                CaseClock.code.in_(ANSWER_CODES),
                CaseClock.met_on.between(period.first_on, period.last_on),
            )
        )
        listed.append(
            MonthCount(
                month=f"{year:04d}-{month:02d}", received=received or 0, answered=answered or 0
            )
        )
        year, month = (year, month - 1) if month > 1 else (year - 1, 12)
    return listed[::-1]


def month_period(month: str) -> Period:
    """Return the period of a month written yyyy-mm; ValueError when it is none."""
    first = date.fromisoformat(f"{month}-01")
    following = date(first.year + first.month // 12, first.month % 12 + 1, 1)
    return Period(first_on=first, last_on=date.fromordinal(following.toordinal() - 1))


def by_field(period: Period) -> tuple[dict[str, int], int]:
    """Return received cases by field, and how many stand in fields too small to name."""
    query = (
        select(Case.field, func.count())
        .where(_received(period), Case.field.is_not(None), Case.kind != Kind.CONDUCT)
        .group_by(Case.field)
    )
    counts = {str(name): number for name, number in db.session.execute(query) if name}
    shown, others = suppress(counts)
    ordered = sorted(shown.items(), key=lambda item: (-item[1], item[0]))
    return dict(ordered), others


def by_agency(period: Period, *, today: date) -> list[AgencyFigures]:
    """Return agencies that were given enough cases, by name; conduct cases left out."""
    return _of_agencies(period, today, true())


def of_agency(agency_id: int, period: Period, *, today: date) -> AgencyFigures | None:
    """Return the figures of one agency, or None while it has too few cases."""
    found = _of_agencies(period, today, Case.lead_agency_id == agency_id)
    return found[0] if found else None


@dataclass(frozen=True, kw_only=True)
class OpenTally:
    """Cases that are open now, and those of them past the date that was promised."""

    open: int
    late: int


def cases_by_state() -> dict[str, int]:
    """Return how many cases stand where, every state named."""
    counted = select(Case.state, func.count()).group_by(Case.state)
    found = dict(iter(db.session.execute(counted)))
    return {state.value: found.get(state.value, 0) for state in State}


def open_cases_by_kind(*, today: date) -> dict[str, OpenTally]:
    """Return what is open and what is late, for every kind; for operators, not for the public."""
    late = exists().where(CaseClock.case_id == Case.id, _running_late(today))
    counted = (
        select(Case.kind, func.count(), func.sum(case((late, 1), else_=0)))
        .where(Case.state.in_(OPEN_STATES))
        .group_by(Case.kind)
    )
    found = {kind: (number, late_ones) for kind, number, late_ones in db.session.execute(counted)}
    return {
        kind.value: OpenTally(open=found.get(kind, (0, 0))[0], late=int(found.get(kind, (0, 0))[1]))
        for kind in Kind
    }


@dataclass(frozen=True, kw_only=True)
class Verified:
    """What came of complaints about conduct, in the whole province: never of a unit or person."""

    conclusions: Tally
    measures: Tally


def verified(period: Period) -> Verified:
    """Return conclusions and measures of the conduct cases received in a period.

    Of each case the newest concluded verification counts.
    """
    later = aliased(Verification)
    newer = exists().where(
        later.case_id == Verification.case_id,
        later.progress == Progress.CONCLUDED,
        later.round > Verification.round,
    )
    query = (
        select(Verification.conclusion, Verification.measure, func.count())
        .join(Case, Case.id == Verification.case_id)
        .where(
            _received(period),
            Case.kind == Kind.CONDUCT,
            Verification.progress == Progress.CONCLUDED,
            ~newer,
        )
        .group_by(Verification.conclusion, Verification.measure)
    )
    conclusions: Counter[str] = Counter()
    measures: Counter[str] = Counter()
    for conclusion, measure, number in db.session.execute(query):
        conclusions[str(conclusion)] += number
        measures[str(measure)] += number
    return Verified(
        conclusions=tally({code: conclusions[code] for code in Conclusion}),
        measures=tally({code: measures[code] for code in Measure}),
    )


def _of_agencies(period: Period, today: date, which: ColumnElement[bool]) -> list[AgencyFigures]:
    """Ask each question once for all agencies: there are more of them than a page may ask."""
    mine = and_(_received(period), Case.kind != Kind.CONDUCT, which)
    rows = db.session.execute(
        select(Agency.id, Agency.code, Agency.name, func.count(Case.id))
        .join(Case, Case.lead_agency_id == Agency.id)
        .where(mine)
        .group_by(Agency.id, Agency.code, Agency.name, Agency.sort_key)
        .order_by(Agency.sort_key)
    ).all()
    given = select(Case.lead_agency_id, func.count(Case.id)).where(mine)
    done = given.where(Case.state.in_([State.ANSWERED, State.CLOSED]))
    late = given.join(CaseClock, CaseClock.case_id == Case.id).where(_running_late(today))
    answered, open_late = _by_lead(done), _by_lead(late)
    due = _due_query(period, today).where(Case.kind != Kind.CONDUCT, which)
    due = due.add_columns(Case.lead_agency_id).group_by(Case.lead_agency_id)
    on_time = {lead: Share(int(hits), number) for number, hits, lead in db.session.execute(due)}
    return [
        AgencyFigures(
            code=code,
            name=name,
            received=number,
            answered=answered.get(agency_id, 0),
            open_late=open_late.get(agency_id, 0),
            on_time=on_time.get(agency_id, Share(0, 0)),
        )
        for agency_id, code, name, number in rows
        if Share(0, number).is_shown
    ]


def _by_lead(counted: Any) -> dict[int, int]:
    return dict(iter(db.session.execute(counted.group_by(Case.lead_agency_id))))


def _received(period: Period) -> ColumnElement[bool]:
    return and_(Case.received_on.between(period.first_on, period.last_on), ~merged())


def _first_answer() -> ColumnElement[bool]:
    """Tell the clock of a case's first answer: a reopened case keeps the punctuality of that one.

    A clock that ended unmet (declined, then taken in on appeal) gives way to the next one.
    """
    earlier = aliased(CaseClock)
    met_before = exists().where(
        earlier.case_id == CaseClock.case_id,
        earlier.code.in_(ANSWER_CODES),
        earlier.met_on.is_not(None),
        earlier.id < CaseClock.id,
    )
    return and_(CaseClock.code.in_(ANSWER_CODES), ~met_before)


def _running_late(today: date) -> ColumnElement[bool]:
    return and_(
        CaseClock.code.in_(ANSWER_CODES),
        CaseClock.ended_on.is_(None),
        CaseClock.promised_due_on < today,
    )


def _counts(column: InstrumentedAttribute[str], period: Period) -> Counter[str]:
    query = select(column, func.count()).where(_received(period)).group_by(column)
    counts: Counter[str] = Counter()
    for name, number in db.session.execute(query):
        counts[name] = number
    return counts


def _due_in(period: Period, today: date) -> Share:
    """Of first answer terms that fell due in the period, before today or met: those met in time."""
    number, hits = db.session.execute(_due_query(period, today)).one()
    return Share(int(hits), int(number))


def _due_query(period: Period, today: date) -> Select[Any]:
    decided = and_(
        _first_answer(),
        CaseClock.promised_due_on.between(period.first_on, period.last_on),
        (CaseClock.met_on.is_not(None)) | (CaseClock.ended_on.is_(None)),
        (CaseClock.promised_due_on < today) | (CaseClock.met_on.is_not(None)),
    )
    in_time = case((CaseClock.met_on <= CaseClock.promised_due_on, 1), else_=0)
    return (
        select(func.count(CaseClock.id), func.coalesce(func.sum(in_time), 0))
        .join(Case, Case.id == CaseClock.case_id)
        .where(decided)
    )


def _late_and_met(period: Period, today: date) -> tuple[int, int]:
    late = db.session.scalar(
        select(func.count(func.distinct(CaseClock.case_id)))
        .join(Case, Case.id == CaseClock.case_id)
        .where(_received(period), _running_late(today))
    )
    met = db.session.scalar(
        select(func.count(func.distinct(CaseClock.case_id)))
        .join(Case, Case.id == CaseClock.case_id)
        .where(
            _received(period),
            _first_answer(),
            CaseClock.met_on <= CaseClock.promised_due_on,
        )
    )
    return late or 0, met or 0


def _ratings(period: Period) -> tuple[int, int]:
    content = case((Rating.level != RatingLevel.DISSATISFIED, 1), else_=0)
    number, hits = db.session.execute(
        select(func.count(Rating.case_id), func.coalesce(func.sum(content), 0))
        .join(Case, Case.id == Rating.case_id)
        .where(_received(period))
    ).one()
    return int(number), int(hits)


def _unhappy_or_late(period: Period, today: date) -> int:
    unhappy = select(Rating.case_id).where(Rating.level == RatingLevel.DISSATISFIED)
    late = select(CaseClock.case_id).where(
        _first_answer(),
        (CaseClock.met_on > CaseClock.promised_due_on)
        | (CaseClock.ended_on.is_(None) & (CaseClock.promised_due_on < today)),
    )
    return (
        db.session.scalar(
            select(func.count(Case.id)).where(
                _received(period), Case.id.in_(unhappy) | Case.id.in_(late)
            )
        )
        or 0
    )
