"""The administrator's ordered rules as values: conditions on the facts of a case, first match wins.

A condition is a small tree. `truth` evaluates it over all facts, or over those decided so far, so
that the same function routes cases and proves contradictions (rule_checks).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import lru_cache

from feedback_service.catalogue.procedures import field_key


class Subject(StrEnum):
    """What a condition may ask about."""

    KIND = "kind"
    CATEGORY = "category"
    FIELD = "field"
    PROCEDURE = "procedure"
    DOCUMENT = "document"
    PLACE = "place"
    NAMED = "named"
    CHANNEL = "channel"


@dataclass(frozen=True)
class Is:
    """The subject is one of some values."""

    subject: Subject
    values: tuple[str, ...]


@dataclass(frozen=True)
class Has:
    """The case says something about the subject."""

    subject: Subject


@dataclass(frozen=True)
class Everything:
    """Every case."""


@dataclass(frozen=True)
class Not:
    """The part does not hold."""

    part: "Condition"


@dataclass(frozen=True)
class All:
    """Every part holds."""

    parts: tuple["Condition", ...]


@dataclass(frozen=True)
class AnyOf:
    """One part at least holds."""

    parts: tuple["Condition", ...]


Condition = Is | Has | Everything | Not | All | AnyOf
# What is known of a case: the values by which each subject is met, none where nothing is stated.
# A subject that is not in it is undecided yet.
Known = Mapping[Subject, frozenset[str]]


@dataclass(frozen=True, kw_only=True)
class Rule:
    """One rule; `number` is its own for good, its place in the order is its place in the set.

    `condition` is None where a stored text cannot be read any more.
    """

    number: int
    condition: Condition | None
    agency_code: str
    basis: str
    valid_from: date
    valid_to: date | None = None

    def valid_on(self, day: date) -> bool:
        """Tell whether the rule holds on a day; `valid_to` is its last day."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


@dataclass(frozen=True)
class RuleSet:
    """The rules in their order, under the version that decisions name; 0 is no rules."""

    version: int = 0
    rules: tuple[Rule, ...] = field(default=())

    def on(self, day: date) -> "RuleSet":
        """Return the rules that hold on a day."""
        return RuleSet(self.version, tuple(rule for rule in self.rules if rule.valid_on(day)))

    def first_match(self, known: Known) -> Rule | None:
        """Return the first rule whose condition a case meets."""
        for rule in self.rules:
            if rule.condition is not None and truth(rule.condition, known):
                return rule
        return None

    @property
    def unreadable(self) -> tuple[int, ...]:
        """The numbers of rules whose condition cannot be read."""
        return tuple(rule.number for rule in self.rules if rule.condition is None)


NO_RULES = RuleSet()


def truth(condition: Condition, known: Known) -> bool | None:
    """Tell whether a condition holds; None while what is known does not decide it."""
    match condition:
        case Everything():
            return True
        case Is(subject, values):
            met = known.get(subject)
            return None if met is None else any(key_of(subject, each) in met for each in values)
        case Has(subject):
            met = known.get(subject)
            return None if met is None else bool(met)
        case Not(part):
            held = truth(part, known)
            return None if held is None else not held
        case All(parts):
            return _decided(parts, known, by=False)
        case AnyOf(parts):
            return _decided(parts, known, by=True)


def _decided(parts: tuple[Condition, ...], known: Known, *, by: bool) -> bool | None:
    """Return what one part decides alone, else what all together say."""
    undecided = False
    for each in parts:
        held = truth(each, known)
        if held is by:
            return by
        undecided = undecided or held is None
    return None if undecided else not by


@lru_cache(maxsize=4096)
def key_of(subject: Subject, value: str) -> str:
    """Return the form under which spellings of a value meet."""
    return field_key(value) if subject is Subject.FIELD else value


def tests_of(condition: Condition) -> Iterator[Is | Has]:
    """Yield the tests that a condition is made of."""
    match condition:
        case Is() | Has():
            yield condition
        case Not(part):
            yield from tests_of(part)
        case All(parts) | AnyOf(parts):
            for each in parts:
                yield from tests_of(each)
        case Everything():
            return
