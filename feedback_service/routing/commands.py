"""A routing rule as an administrator writes it, and the edits of an ordered list of them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from feedback_service.routing.errors import RuleMissing


class SetState(StrEnum):
    """How far a set of rules has come."""

    DRAFT = "draft"
    PROPOSED = "proposed"
    IN_FORCE = "in_force"
    REPLACED = "replaced"
    DROPPED = "dropped"


class TrainingState(StrEnum):
    """What became of a training of the text model."""

    RUNNING = "running"
    IN_FORCE = "in_force"
    REPLACED = "replaced"
    # Worse than the model before it on what both had not seen.
    REFUSED = "refused"
    # Too few decided cases to learn from.
    SCARCE = "scarce"
    # Ended from outside before it was done.
    STOPPED = "stopped"


@dataclass(frozen=True, kw_only=True)
class WrittenRule:
    """One rule in words and codes; a new one has no number yet."""

    condition: str
    agency_code: str
    basis: str
    valid_from: date
    valid_to: date | None = None
    number: int | None = None


Written = Sequence[WrittenRule]


def with_added(rules: Written, rule: WrittenRule, *, before: int | None) -> list[WrittenRule]:
    """Return the rules with a new one before another, or at the end; raises RuleMissing."""
    place = len(rules) if before is None else place_of(rules, before)
    return [*rules[:place], replace(rule, number=None), *rules[place:]]


def with_changed(rules: Written, number: int, rule: WrittenRule) -> list[WrittenRule]:
    """Return the rules with one written anew in its place; raises RuleMissing."""
    place = place_of(rules, number)
    return [*rules[:place], replace(rule, number=number), *rules[place + 1 :]]


def with_moved(rules: Written, number: int, *, up: bool) -> list[WrittenRule]:
    """Return the rules with one a place further up or down; the first and the last stay."""
    place = place_of(rules, number)
    other = place - 1 if up else place + 1
    moved = list(rules)
    if 0 <= other < len(moved):
        moved[place], moved[other] = moved[other], moved[place]
    return moved


def with_ended(rules: Written, number: int, *, today: date) -> list[WrittenRule]:
    """Return the rules with one that held for the last time yesterday, or that never held."""
    place = place_of(rules, number)
    yesterday = today - timedelta(days=1)
    if rules[place].valid_from > yesterday:
        return [*rules[:place], *rules[place + 1 :]]
    return with_changed(rules, number, replace(rules[place], valid_to=yesterday))


def with_target(rule: WrittenRule, agency_code: str) -> WrittenRule:
    """Return a rule with another agency."""
    return replace(rule, agency_code=agency_code)


def place_of(rules: Written, number: int) -> int:
    """Return the place of a rule in the order; raises RuleMissing."""
    for place, rule in enumerate(rules):
        if rule.number == number:
            return place
    raise RuleMissing(number=number)


class TreeAct(StrEnum):
    """What a change does to an agency."""

    MOVE = "move"
    END = "end"
    RENAME = "rename"


@dataclass(frozen=True, kw_only=True)
class TreeEdit:
    """One agency under another parent, ended, or called otherwise, from a day on."""

    act: TreeAct
    agency_code: str
    on: date
    # The new parent, or the successor of one that ends.
    other_code: str | None = None
    name: str = ""
