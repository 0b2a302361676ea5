"""A change of rules or of remit tried on past cases, before it holds: counts alone come out.

Cases about conduct and sealed ones are left out: neither rule nor remit reaches them, and nobody
may learn of one by trying.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from typing import Any

from sqlalchemy import select

from feedback_service.cases.clocks import scope_for
from feedback_service.cases.models import Case
from feedback_service.cases.preparation import facts_of
from feedback_service.cases.visibility import countable_cases
from feedback_service.cases.workflow import Kind
from feedback_service.deadlines.queries import find_term
from feedback_service.deadlines.terms import TermCode, TermUnit
from feedback_service.foundation.database import db
from feedback_service.identity.service import Vault
from feedback_service.routing.matching import Decision
from feedback_service.routing.service import Decider

USUAL_CASES, MOST_CASES, BATCH = 1000, 5000, 200
# A change that moves more than this takes effect only when a second administrator confirms it:
# so many cases, or such a share of those rehearsed once there are a few.
MOST_MOVED, MOST_SHARE, FEW = 50, 0.10, 5
# Stands for the focal point's queue: a person decides.
PERSON = ""
_STEP = 5


@dataclass(kw_only=True)
class Rehearsal:
    """What a change does to past cases: who gets how many before and after, and which way.

    Agencies by code, `PERSON` for the queue of the focal point.
    """

    cases: int = 0
    before: Counter[str] = field(default_factory=Counter)
    after: Counter[str] = field(default_factory=Counter)
    moves: Counter[tuple[str, str]] = field(default_factory=Counter)
    # Cases that leave for an agency outside this installation, and such that no longer do.
    sent_out: int = 0
    kept_in: int = 0
    # Cases whom another term holds for where they would go.
    deadlines_shifted: int = 0
    # None while conduct is beyond rules and remit; counted, so that the claim is measured.
    bars_changed: int = 0
    names: dict[str, str] = field(default_factory=dict)

    @property
    def moved(self) -> int:
        """How many cases go elsewhere."""
        return self.moves.total()

    @property
    def needs_second(self) -> bool:
        """Whether so much moves that a second administrator must confirm."""
        share = self.moved / self.cases if self.cases else 0.0
        return self.moved > MOST_MOVED or (self.moved >= FEW and share > MOST_SHARE)

    def note(self, before: Decision, after: Decision, *, shifts: bool = False) -> None:
        """Count one case; `shifts` where its dates would be others."""
        self.cases += 1
        was, becomes = self._receiver(before), self._receiver(after)
        self.before[was] += 1
        self.after[becomes] += 1
        if was != becomes:
            self.moves[was, becomes] += 1
        self.sent_out += after.forwards_out and not before.forwards_out
        self.kept_in += before.forwards_out and not after.forwards_out
        self.bars_changed += before.held != after.held
        self.deadlines_shifted += shifts

    def note_first_difference(
        self, case: Case, decided: Iterable[tuple[date, Decision, Decision]]
    ) -> None:
        """Count a case by the first day that makes a difference, else by the first day."""
        first: tuple[date, Decision, Decision] | None = None
        for day, before, after in decided:
            first = first or (day, before, after)
            if self._receiver(before) != self._receiver(after):
                first = day, before, after
                break
        if first is not None:
            day, before, after = first
            shifts = _spans(case, before, day) != _spans(case, after, day)
            self.note(before, after, shifts=shifts)

    def as_json(self) -> dict[str, Any]:
        """Return the counts for machines and for keeping."""
        codes = sorted(set(self.before) | set(self.after))
        return {
            "cases": self.cases,
            "moved": self.moved,
            "needs_second": self.needs_second,
            "agencies": [
                self._named(code) | {"before": self.before[code], "after": self.after[code]}
                for code in codes
            ],
            "moves": [
                {"from": self._named(was), "to": self._named(becomes), "cases": number}
                for (was, becomes), number in sorted(
                    self.moves.items(), key=lambda item: (-item[1], item[0])
                )
            ],
            "sent_out": self.sent_out,
            "kept_in": self.kept_in,
            "deadlines_shifted": self.deadlines_shifted,
            "bars_changed": self.bars_changed,
        }

    def _receiver(self, decision: Decision) -> str:
        if decision.needs_person or decision.lead is None or decision.lead.code is None:
            return PERSON
        self.names[decision.lead.code] = decision.lead.name
        return decision.lead.code

    def _named(self, code: str) -> dict[str, str]:
        return {"code": code, "name": self.names.get(code, "")}


def rehearse(
    vault: Vault,
    before: Decider,
    after: Decider,
    *,
    today: date,
    turning_days: Iterable[date] = (),
    cases: int = USUAL_CASES,
) -> Rehearsal:
    """Decide past cases anew before and after a change, the latest first; writes nothing.

    Both decide by the directory and procedures of today, so that only the change makes a
    difference. A change that begins later is tried on that day too: dated ahead it would else move
    nothing, and need no second person.
    """
    days = [today, *sorted({day for day in turning_days if day > today})]
    rehearsal = Rehearsal()
    for case, document in _past_cases(vault, min(cases, MOST_CASES)):
        facts = facts_of(case, document)
        decided = ((day, before(facts, day), after(facts, day)) for day in days)
        rehearsal.note_first_difference(case, decided)
    return rehearsal


def _spans(case: Case, decision: Decision, on: date) -> list[tuple[int, TermUnit]]:
    """Return how long a case would have, received on a day and decided so."""
    concerned = decision.concerned.agency_id if decision.concerned else None
    scope = scope_for(case.kind, case.category, concerned)
    about_document = case.kind == Kind.REGULATION and case.document_text_id is not None
    answer = TermCode.ANSWER_LEGAL_DOCUMENT if about_document else TermCode.ANSWER
    terms = [find_term(code, on, scope) for code in (TermCode.FORWARD, answer)]
    return [(term.days, term.unit) for term in terms]


def coarse(number: int) -> str:
    """Return a count as pages show it: by fives, so that trying rules finds no single case."""
    if not number:
        return "0"
    low = number - number % _STEP
    return f"{max(low, 1)}–{low + _STEP - 1}"


def _past_cases(vault: Vault, most: int) -> Iterator[tuple[Case, str]]:
    query = (
        select(Case.id)
        .where(countable_cases())
        .order_by(Case.received_at.desc(), Case.id.desc())
        .limit(most)
    )
    ids = iter(db.session.scalars(query).all())
    while batch := list(islice(ids, BATCH)):
        found = db.session.scalars(select(Case).where(Case.id.in_(batch)).order_by(Case.id)).all()
        texts = vault.read_texts(case.document_text_id for case in found)
        for case in found:
            yield case, texts.get(case.document_text_id or "", "")
