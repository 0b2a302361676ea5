"""Telling lives again, in bulk: many cases a transaction, many rows a statement."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from math import ceil

from feedback_service.cases.preparation import Digests, digests_of
from feedback_service.foundation.clock import local_date
from feedback_service.foundation.crypto import crockford, keyed_digest
from feedback_service.identity.service import Vault
from feedback_service.samples.batches import Batch
from feedback_service.samples.copying import Life, Plan, Twin
from feedback_service.samples.queries import known_digests, known_references

YEARS = timedelta(days=730)
# An open case has rarely waited longer than this since its last act, and a few any time.
WAITS = timedelta(days=20)
FORGOTTEN = 0.002


@dataclass
class Repetition:
    """Lives, communes and a seed: the same seed gives the same cases, and none twice.

    `twins` are, for each commune of a life, the communes in which it can be told.
    """

    vault: Vault
    lives: Sequence[Life]
    twins: Mapping[str, Sequence[Twin]]
    seed: int
    now: datetime
    _weights: dict[int, list[float]] = field(default_factory=dict)

    def write(self, numbers: Sequence[int]) -> int:
        """Write the copies of these numbers that are missing; the caller holds the transaction."""
        digests = {number: self._digests(number) for number in numbers}
        known = known_digests([each.idempotency for each in digests.values()])
        missing = [n for n in numbers if digests[n].idempotency not in known]
        if not missing:
            return 0
        plans = {number: self._plan(number) for number in missing}
        references = self._references(plans)
        batch = Batch(self.vault, list(plans.values()), now=self.now)
        for number, plan in plans.items():
            batch.add(plan, references[number], digests[number], author=f"{self.seed}-{number}")
        batch.insert()
        return len(missing)

    def form_key(self, number: int) -> str:
        """Return the idempotency key of a copy: unguessable without this installation's keys."""
        return _code(self.vault, f"{self.seed}:{number}", 32)

    def _digests(self, number: int) -> Digests:
        key = self.form_key(number)
        return digests_of(self.vault.keys, key, key)

    def _plan(self, number: int) -> Plan:
        """Choose a life and a day for it: ended ones of any age, open ones mostly young."""
        # Not for secrets: the same seed must give the same case.
        dice = random.Random(f"{self.seed}:{number}")  # noqa: S311
        age = YEARS * dice.random() ** 1.2
        life = dice.choices(self.lives, self._weights_at(age.days))[0]
        weeks = (self.now - age - life.received_at) / timedelta(weeks=1)
        # Whole weeks keep the days of work; nothing may happen after now.
        latest = (self.now - life.last_at) / timedelta(weeks=1) - 0.01
        later = timedelta(weeks=ceil(min(weeks, latest) - 1))
        jitter = timedelta(seconds=dice.randrange(1, 1500))
        if local_date(life.received_at + jitter) != local_date(life.received_at):
            jitter = timedelta(0)
        twins = self.twins.get(life.commune or "", ())
        twin = dice.choice(twins) if twins else None
        return Plan(life=life, later=later, jitter=jitter, twin=twin)

    def _weights_at(self, days: int) -> list[float]:
        if days not in self._weights:
            age = timedelta(days=days)
            self._weights[days] = [_weight(life, age) for life in self.lives]
        return self._weights[days]

    def _references(self, plans: Mapping[int, Plan]) -> dict[int, str]:
        made: dict[int, str] = {}
        for attempt in range(9):
            left = [number for number in plans if number not in made]
            fresh = {number: self._reference(number, plans[number], attempt) for number in left}
            taken = known_references(list(fresh.values())).union(made.values())
            for number, reference in fresh.items():
                if reference not in taken:
                    made[number] = reference
                    taken.add(reference)
        return made

    def _reference(self, number: int, plan: Plan, attempt: int) -> str:
        year = local_date(plan.life.received_at + plan.later).year
        return f"PAKN.{year}.{_code(self.vault, f'{self.seed}:{number}:{attempt}', 8)}"


def _weight(life: Life, age: timedelta) -> float:
    if life.span > age:
        # Too long a life for so young a case; kept possible, so that there is always a choice.
        return 1e-9
    return 1.0 if life.ended or age - life.span < WAITS else FORGOTTEN


def _code(vault: Vault, name: str, length: int) -> str:
    return crockford(keyed_digest(vault.keys.tracking, "copies", name), length)
