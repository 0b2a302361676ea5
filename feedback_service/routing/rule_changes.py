"""Changing the administrator's rules: planned and checked, kept as a draft, confirmed, in force.

Every change is a whole set made from the one in force. A large one waits for a second person.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from feedback_service.agencies.queries import province_of_area, served_province
from feedback_service.catalogue.procedures import ProcedureStatus, field_key
from feedback_service.catalogue.queries import list_fields, procedure_record
from feedback_service.foundation.clock import local_date
from feedback_service.foundation.database import db
from feedback_service.foundation.errors import DomainError
from feedback_service.routing import confirming, queries
from feedback_service.routing.commands import SetState, Written, WrittenRule
from feedback_service.routing.errors import (
    ConditionUnreadable,
    FieldNotInCatalogue,
    NamedAgencyUnknown,
    PlaceNotServed,
    ProcedureNotInForce,
    RulesMoved,
    TargetElsewhere,
    TargetUnknown,
    TooManyRules,
)
from feedback_service.routing.models import RoutingRule, RoutingRuleSet
from feedback_service.routing.rule_checks import check_order, check_rule, shadowed
from feedback_service.routing.rule_language import parse_condition, print_condition
from feedback_service.routing.rules import Condition, Is, Rule, RuleSet, Subject, tests_of

MOST_RULES = 100


@dataclass(frozen=True, kw_only=True)
class Plan:
    """A set of rules that may stand, and the one in force that it was made from."""

    before: RuleSet
    after: RuleSet

    @property
    def changes_nothing(self) -> bool:
        """Whether the rules stay as they are."""
        return self.before.rules == self.after.rules

    def turning_days(self) -> Iterator[date]:
        """Yield the days on which rules that differ begin, or hold no more."""
        for rule in set(self.before.rules) ^ set(self.after.rules):
            yield rule.valid_from
            if rule.valid_to is not None and rule.valid_to < date.max:
                yield rule.valid_to + timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class Trouble:
    """A rule in force that cannot do its work any more, and why."""

    number: int
    error: DomainError


def plan_change(written: Written, *, based_on: int, today: date) -> Plan:
    """Read and check a whole list of rules; new ones get their numbers.

    A rule that stays as it is, or has ended, is not refused for what has happened to its agency or
    to the catalogue since: else two broken rules could never be mended one by one. Raises
    RulesMoved, TooManyRules, ConditionRefused, DatesEmpty, TargetUnknown, TargetElsewhere.
    """
    before = queries.load_rules()
    if before.version != based_on:
        raise RulesMoved
    if len(written) > MOST_RULES:
        raise TooManyRules(most=MOST_RULES)
    last = queries.highest_number()
    known = {rule.number: rule for rule in before.rules}
    rules: list[Rule] = []
    for place, each in enumerate(written, start=1):
        number = each.number if each.number in known else None
        if number is None or number in {rule.number for rule in rules}:
            last += 1
            number = last
        try:
            rules.append(_checked(each, number, known.get(number), today))
        except DomainError as error:
            # Which one, for whoever wrote many at once.
            error.facts["place"] = place
            raise
    standing = [rule for rule in rules if _stands(rule, today)]
    check_order(standing, places_of(standing))
    return Plan(before=before, after=RuleSet(based_on, tuple(rules)))


def save_draft(
    plan: Plan,
    *,
    rehearsal: dict[str, Any],
    needs_second: bool,
    account_id: int | None,
    now: datetime,
) -> RoutingRuleSet:
    """Keep a planned set as a draft of its maker, in place of the maker's earlier drafts."""
    confirming.drop_drafts(RoutingRuleSet, account_id)
    made = RoutingRuleSet(
        state=SetState.DRAFT,
        based_on_id=plan.before.version or None,
        made_at=now,
        made_by_id=account_id,
        needs_second=needs_second,
        rehearsal=rehearsal,
    )
    db.session.add(made)
    db.session.flush()
    db.session.add_all(
        RoutingRule(
            set_id=made.id,
            position=position,
            number=rule.number,
            condition=print_condition(rule.condition) if rule.condition else _stored(rule.number),
            agency_code=rule.agency_code,
            basis=rule.basis,
            valid_from=rule.valid_from,
            valid_to=rule.valid_to,
        )
        for position, rule in enumerate(plan.after.rules, start=1)
    )
    db.session.flush()
    return made


def confirm_change(version: int, *, account_id: int | None, now: datetime) -> SetState:
    """Take a draft as far as one person can: in force, or proposed to a second one.

    Raises ChangeMissing, ChangeDone, ChangeWaits, RulesMoved, SecondPersonNeeded, and what
    `check_facts` raises for what has ceased since it was planned.
    """
    change = confirming.open_change(RoutingRuleSet, version, account_id)
    _demand_fresh(change, local_date(now))
    return confirming.take_further(RoutingRuleSet, change, account_id=account_id, now=now)


def drop_change(version: int, *, account_id: int) -> None:
    """Give up a draft of one's own, or what waits for a second person.

    Raises ChangeMissing or ChangeDone.
    """
    confirming.drop_change(RoutingRuleSet, version, account_id=account_id)


def troubles(rules: RuleSet) -> list[Trouble]:
    """Return what keeps rules from doing their work, in their order."""
    found = []
    for rule in rules.rules:
        try:
            check_facts(rule)
        except DomainError as error:
            found.append(Trouble(number=rule.number, error=error))
    return found


def hidden_rules(rules: RuleSet, today: date) -> dict[int, int]:
    """Return the rules that an earlier one wholly hides: their numbers, and whose."""
    standing = [rule for rule in rules.rules if _stands(rule, today)]
    return shadowed(standing, today, places_of(standing))


def newly_broken(today: date) -> list[int]:
    """Return the numbers of rules that broke and were not told of yet, and note them as told.

    A rule that works again is forgotten, so that its next trouble is told anew.
    """
    current = queries.current_set()
    if current is None:
        return []
    broken = {trouble.number for trouble in troubles(queries.load_rules().on(today))}
    told = []
    for row in queries.rule_rows(current.id):
        if row.number in broken and row.reported_on is None:
            row.reported_on = today
            told.append(row.number)
        elif row.number not in broken and row.reported_on is not None:
            row.reported_on = None
    db.session.flush()
    return told


def check_facts(rule: Rule) -> None:
    """Refuse a rule over what the catalogue or the directory does not have, or not any more."""
    if rule.condition is None:
        raise ConditionUnreadable
    for test in tests_of(rule.condition):
        if isinstance(test, Is) and test.subject in _CHECKS:
            for value in test.values:
                _CHECKS[test.subject](value)
    directory = queries.load_directory()
    if directory.receiver(rule.agency_code) is not None:
        return
    target = directory.by_code(rule.agency_code)
    if target is not None and not target.answers_here:
        raise TargetElsewhere(name=target.name)
    raise TargetUnknown(code=rule.agency_code)


def places_of(rules: Sequence[Rule]) -> dict[str, str]:
    """Return the province of every commune that rules name."""
    codes = {
        value
        for rule in rules
        for test in tests_of(rule.condition or _NONE)
        if isinstance(test, Is) and test.subject is Subject.PLACE
        for value in test.values
    }
    found = {code: province_of_area(code) for code in codes}
    return {code: province for code, province in found.items() if province}


def _stands(rule: Rule, today: date) -> bool:
    """Tell whether a rule holds or will hold; dates in the wrong order are for the checks."""
    return rule.valid_to is None or rule.valid_to >= today or rule.valid_to < rule.valid_from


_NONE: Condition = Is(Subject.PLACE, ())


def _checked(written: WrittenRule, number: int, known: Rule | None, today: date) -> Rule:
    rule = _read(written, number, known)
    if rule != known and _stands(rule, today):
        check_rule(rule, places_of([rule]))
        check_facts(rule)
    return rule


def _read(written: WrittenRule, number: int, known: Rule | None) -> Rule:
    unreadable = known is not None and known.condition is None
    kept = unreadable and written.condition == _stored(number)
    return Rule(
        number=number,
        condition=None if kept else parse_condition(written.condition),
        agency_code=written.agency_code,
        basis=written.basis,
        valid_from=written.valid_from,
        valid_to=written.valid_to,
    )


def _stored(number: int) -> str:
    """Return the text of a rule in force, as for one that cannot be read any more."""
    current = queries.current_set()
    rows = queries.rule_rows(current.id) if current else []
    return next((row.condition for row in rows if row.number == number), "")


def _demand_fresh(change: RoutingRuleSet, today: date) -> None:
    """Refuse a change that other rules, another change or the directory has overtaken."""
    current = queries.current_set()
    if change.based_on_id != (current.id if current else None):
        raise RulesMoved
    confirming.demand_turn(RoutingRuleSet, change)
    before = queries.load_rules().rules
    for rule in queries.rules_of(change.id).rules:
        if rule not in before and _stands(rule, today):
            check_facts(rule)


def _check_field(name: str) -> None:
    if field_key(name) not in {field_key(known) for known, _ in list_fields()}:
        raise FieldNotInCatalogue(name=name)


def _check_procedure(code: str) -> None:
    found = procedure_record(code)
    if found is None or found.status != ProcedureStatus.IN_FORCE:
        raise ProcedureNotInForce(code=code)


def _check_place(code: str) -> None:
    served = served_province()
    if served is None or served not in {code, province_of_area(code)}:
        raise PlaceNotServed(code=code)


def _check_named(code: str) -> None:
    directory = queries.load_directory()
    now = directory.current(code)
    if now is None or now.code != code:
        raise NamedAgencyUnknown(code=code)


_CHECKS = {
    Subject.FIELD: _check_field,
    Subject.PROCEDURE: _check_procedure,
    Subject.PLACE: _check_place,
    Subject.NAMED: _check_named,
}
