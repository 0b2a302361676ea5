"""How right routing was: what it suggested on arrival against who led a case in the end.

Complaints about conduct are left out: they go by the accused unit, never by what is read here.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from itertools import groupby
from operator import attrgetter
from typing import Any

from sqlalchemy import ColumnElement, and_, func, select

from feedback_service.accounts.permissions import Actor, Permission, can
from feedback_service.agencies.queries import agencies_by_ids
from feedback_service.cases.models import Case, CaseEvent, RoutingDecision
from feedback_service.cases.visibility import countable_cases, unbarred_cases, visible_cases
from feedback_service.cases.workflow import Step
from feedback_service.foundation.database import db
from feedback_service.routing.matching import CONFIDENCE_THRESHOLD
from feedback_service.statistics.figures import LEAST_CASES, Share

DAYS = 90
# The newest ones of the period: a page is as quick over a hundred thousand cases.
MOST_CASES = 5000
MOST_PAIRS = 20
BINS = 10
_BY_TEXT = "/text-"
_STEPS = (Step.ASSIGN, Step.RETURN, Step.RECALL, Step.FORWARD_OUT)


class Fate(StrEnum):
    """What became of a case that routing decided about."""

    RIGHT = "right"
    CORRECTED = "corrected"
    GIVEN_BACK = "given_back"
    # Nobody leads it yet.
    WAITING = "waiting"


@dataclass(frozen=True, kw_only=True)
class Suggested:
    """One case: when it came, what was suggested, how surely, and what became of it."""

    received_on: date
    agency_id: int | None
    confidence: float
    by_text: bool
    fate: Fate
    led_by_id: int | None

    @property
    def is_sure(self) -> bool:
        """Whether routing decided, and left nothing for a person to choose."""
        return self.agency_id is not None and self.confidence >= CONFIDENCE_THRESHOLD


@dataclass(kw_only=True)
class Line:
    """Counts of one group of cases."""

    cases: int = 0
    decided: int = 0
    fates: Counter[Fate] = field(default_factory=Counter)

    @property
    def settled(self) -> int:
        """How many of the decided ones somebody leads or led."""
        return self.decided - self.fates[Fate.WAITING]

    @property
    def decided_share(self) -> Share:
        """The share that needed no person to choose."""
        return Share(self.decided, self.cases)

    @property
    def undecided_share(self) -> Share:
        """The share that a person had to choose for."""
        return Share(self.cases - self.decided, self.cases)

    def share(self, fate: Fate) -> Share:
        """Return the share of a fate among the settled ones."""
        return Share(self.fates[fate], self.settled)

    def note(self, each: Suggested) -> None:
        """Count one case."""
        self.cases += 1
        if each.is_sure:
            self.decided += 1
            self.fates[each.fate] += 1


@dataclass(frozen=True, kw_only=True)
class Rightness:
    """How right routing was among the newest cases of a period."""

    since: date
    whole: Line
    by_text: Line
    agencies: list[tuple[str, Line]]
    # Suggested, led in the end, how often.
    pairs: list[tuple[str, str, int]]
    # For each tenth of certainty: how many, what was said on average, and the share that was right.
    bins: list[tuple[int, float, Share]]
    weeks: list[tuple[date, Line]]
    is_cut: bool


def rightness(actor: Actor, *, today: date) -> Rightness:
    """Return how right routing was among cases that an actor may know of."""
    since = today - timedelta(days=DAYS)
    found = list(_suggested(_which(actor), since))
    whole, by_text = Line(), Line()
    agencies: dict[int, Line] = {}
    weeks: dict[date, Line] = {}
    for each in found:
        whole.note(each)
        if each.by_text:
            by_text.note(each)
        weeks.setdefault(_monday(each.received_on), Line()).note(each)
        if each.is_sure and each.agency_id is not None:
            agencies.setdefault(each.agency_id, Line()).note(each)
    names = _names(found)
    lines = [(names[number], line) for number, line in agencies.items()]
    return Rightness(
        since=since,
        whole=whole,
        by_text=by_text,
        agencies=sorted(
            (each for each in lines if each[1].settled >= LEAST_CASES),
            key=lambda each: (-each[1].settled, each[0]),
        ),
        pairs=_pairs(found, names),
        bins=_bins(found),
        weeks=sorted(weeks.items()),
        is_cut=len(found) == MOST_CASES,
    )


def fate_of(agency_id: int | None, acts: Sequence[tuple[str, int]]) -> tuple[Fate, int | None]:
    """Return what became of a suggestion, and who led in the end, by acts in their order.

    What the desk took back at once was a slip of the hand and never happened.
    """
    held: list[tuple[str, int]] = []
    for name, agency in acts:
        if name == Step.RECALL and held and held[-1][0] == Step.ASSIGN:
            held.pop()
        else:
            held.append((name, agency))
    given_back = (Step.RETURN, agency_id) in held
    if not held or held[-1][0] == Step.RETURN:
        return (Fate.GIVEN_BACK if given_back else Fate.WAITING), None
    led_by = held[-1][1]
    if led_by == agency_id:
        return Fate.RIGHT, led_by
    return (Fate.GIVEN_BACK if given_back else Fate.CORRECTED), led_by


def _which(actor: Actor) -> ColumnElement[bool]:
    sees = can(actor, Permission.SEE_CASES)
    return and_(visible_cases(actor) if sees else unbarred_cases(actor), countable_cases())


def _suggested(which: ColumnElement[bool], since: date) -> Iterator[Suggested]:
    newest = (
        select(Case.id, Case.received_on)
        .where(which, Case.received_on >= since)
        .order_by(Case.received_on.desc(), Case.id.desc())
        .limit(MOST_CASES)
        .subquery()
    )
    first = (
        select(func.min(RoutingDecision.id).label("id"))
        .join(newest, newest.c.id == RoutingDecision.case_id)
        .where(RoutingDecision.account_id.is_(None))
        .group_by(RoutingDecision.case_id)
        .subquery()
    )
    query = (
        select(
            newest.c.id,
            newest.c.received_on,
            RoutingDecision.lead_agency_id,
            RoutingDecision.confidence,
            RoutingDecision.rule_version,
        )
        .join(RoutingDecision, RoutingDecision.case_id == newest.c.id)
        .join(first, first.c.id == RoutingDecision.id)
        .order_by(newest.c.id)
    )
    acts = _acts(newest)
    for row in db.session.execute(query):
        fate, led_by = fate_of(row.lead_agency_id, acts.get(row.id, []))
        yield Suggested(
            received_on=row.received_on,
            agency_id=row.lead_agency_id,
            confidence=row.confidence,
            by_text=_BY_TEXT in row.rule_version,
            fate=fate,
            led_by_id=led_by,
        )


def _acts(newest: Any) -> dict[int, list[tuple[str, int]]]:
    """Return for each case who was given it, gave it back, or lost it again, in order."""
    query = (
        select(CaseEvent.case_id, CaseEvent.name, CaseEvent.agency_id)
        .join(newest, newest.c.id == CaseEvent.case_id)
        .where(CaseEvent.name.in_(_STEPS))
        .order_by(CaseEvent.case_id, CaseEvent.number)
    )
    rows = groupby(db.session.execute(query), key=attrgetter("case_id"))
    return {number: [(row.name, row.agency_id or 0) for row in each] for number, each in rows}


def _names(found: Iterable[Suggested]) -> dict[int, str]:
    ids = {number for each in found for number in (each.agency_id, each.led_by_id) if number}
    return {number: agency.name for number, agency in agencies_by_ids(sorted(ids)).items()}


def _pairs(found: Iterable[Suggested], names: dict[int, str]) -> list[tuple[str, str, int]]:
    """Return who was suggested where another led, the most frequent first; never a few cases."""
    counted = Counter(
        (each.agency_id, each.led_by_id)
        for each in found
        if each.is_sure and each.led_by_id and each.led_by_id != each.agency_id
    )
    told = [
        (names[wrong], names[led], count)
        for (wrong, led), count in counted.items()
        if wrong and led and count >= LEAST_CASES
    ]
    return sorted(told, key=lambda each: (-each[2], each[0], each[1]))[:MOST_PAIRS]


def _bins(found: Iterable[Suggested]) -> list[tuple[int, float, Share]]:
    counts, said, right = [0] * BINS, [0.0] * BINS, [0] * BINS
    for each in found:
        if each.agency_id is None or each.fate is Fate.WAITING:
            continue
        at = min(int(each.confidence * BINS + 1e-9), BINS - 1)
        counts[at] += 1
        said[at] += each.confidence
        right[at] += each.fate is Fate.RIGHT
    return [
        (count, total / count if count else 0.0, Share(hits, count))
        for count, total, hits in zip(counts, said, right, strict=True)
    ]


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())
