"""What can be proved of conditions: that no case meets them, that all do, that one hides another.

By trying what a case may state about each subject they name, giving up a branch as soon as it is
decided. Kind and category are tried together, because a category belongs to its kind.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from feedback_service.routing.errors import (
    AlwaysMatches,
    ConditionTooLong,
    DatesEmpty,
    NeverMatches,
)
from feedback_service.routing.rule_language import CHANNELS, DEEPEST, LONGEST
from feedback_service.routing.rules import (
    All,
    Condition,
    Is,
    Known,
    Not,
    Rule,
    Subject,
    key_of,
    tests_of,
    truth,
)

# Branches tried before a condition counts as too tangled to be proved anything of.
MOST_TRIED = 20_000
# The categories of each kind that rules reach (cases about conduct are beyond them).
KIND_CATEGORIES: Mapping[str, tuple[str, ...]] = {
    "regulation": ("unreasonable", "contradictory", "unlawful", "unclear", "not_posted", "other"),
    "initiative": ("simplify", "digital", "other"),
    "praise": ("praise",),
}
_ANOTHER = frozenset({"\0another"})
_NOTHING: frozenset[str] = frozenset()
NOWHERE: Mapping[str, str] = {}


def check_rules(rules: Sequence[Rule], places: Mapping[str, str] = NOWHERE) -> None:
    """Refuse dates, contradictions and catch-alls that no order of rules can hold.

    `places` gives the province of each commune. Raises DatesEmpty, NeverMatches, AlwaysMatches,
    ConditionTooLong.
    """
    for rule in rules:
        check_rule(rule, places)
    check_order(rules, places)


def check_order(rules: Sequence[Rule], places: Mapping[str, str] = NOWHERE) -> None:
    """Refuse a rule for every case that is not the last; raises AlwaysMatches."""
    for rule in rules[:-1]:
        if rule.condition is not None and is_everything(rule.condition, places):
            raise AlwaysMatches(number=rule.number)


def check_rule(rule: Rule, places: Mapping[str, str] = NOWHERE) -> None:
    """Refuse a rule that can never decide anything."""
    if rule.valid_to is not None and rule.valid_to < rule.valid_from:
        raise DatesEmpty
    if rule.condition is not None and not is_possible(rule.condition, places):
        raise NeverMatches


def is_possible(condition: Condition, places: Mapping[str, str] = NOWHERE) -> bool:
    """Tell whether any case can meet a condition; raises ConditionTooLong when that is too hard."""
    return _Search(condition, places).found({})


def is_everything(condition: Condition, places: Mapping[str, str] = NOWHERE) -> bool:
    """Tell whether every case meets a condition."""
    return not is_possible(Not(condition), places)


def shadowed(
    rules: Sequence[Rule], today: date, places: Mapping[str, str] = NOWHERE
) -> dict[int, int]:
    """Return the rules that never decide because an earlier one does: their numbers, and whose."""
    found: dict[int, int] = {}
    for place, rule in enumerate(rules):
        for earlier in rules[:place]:
            if _outlasts(earlier, rule, today) and _hides(earlier, rule, places):
                found[rule.number] = earlier.number
                break
    return found


def _outlasts(earlier: Rule, rule: Rule, today: date) -> bool:
    if earlier.valid_from > max(rule.valid_from, today):
        return False
    if earlier.valid_to is None:
        return True
    return rule.valid_to is not None and rule.valid_to <= earlier.valid_to


def _hides(earlier: Rule, rule: Rule, places: Mapping[str, str]) -> bool:
    if earlier.condition is None or rule.condition is None:
        return False
    try:
        return not is_possible(All((rule.condition, Not(earlier.condition))), places)
    except ConditionTooLong:
        # Told only where it is proved.
        return False


class _Search:
    """Looks for a case that meets a condition."""

    def __init__(self, condition: Condition, places: Mapping[str, str]) -> None:
        self.condition, self.places, self.tried = condition, places, 0
        self.values: dict[Subject, list[str]] = {}
        for test in tests_of(condition):
            named = self.values.setdefault(test.subject, [])
            if isinstance(test, Is):
                named += [key_of(test.subject, value) for value in test.values]

    def found(self, known: Known) -> bool:
        self.tried += 1
        if self.tried > MOST_TRIED:
            raise ConditionTooLong(longest=LONGEST, deepest=DEEPEST)
        held = truth(self.condition, known)
        if held is not None:
            return held
        return any(self.found({**known, **stated}) for stated in self._statements(known))

    def _statements(self, known: Known) -> Iterator[dict[Subject, frozenset[str]]]:
        """Yield all that a case may state about the next subject."""
        subject = next(each for each in self.values if each not in known)
        if subject in {Subject.KIND, Subject.CATEGORY}:
            for kind, categories in KIND_CATEGORIES.items():
                for category in categories:
                    yield {
                        Subject.KIND: frozenset({kind}),
                        Subject.CATEGORY: frozenset({category}),
                    }
            return
        if subject is Subject.CHANNEL:
            for channel in CHANNELS:
                yield {subject: frozenset({channel})}
            return
        for value in dict.fromkeys(self.values[subject]):
            province = self.places.get(value) if subject is Subject.PLACE else None
            yield {subject: frozenset({value, province} if province else {value})}
        yield {subject: _ANOTHER}
        yield {subject: _NOTHING}
