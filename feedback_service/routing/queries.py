"""Reads for routing: the directory, from the database or as shipped; rules and their changes."""

from functools import cache

from sqlalchemy import func, select

from feedback_service.agencies import queries as agencies
from feedback_service.agencies.directory import AgencyRecord
from feedback_service.agencies.kinds import AgencyLevel
from feedback_service.agencies.models import Agency
from feedback_service.catalogue.queries import shipped_procedures
from feedback_service.foundation.database import db
from feedback_service.foundation.reference import remembered
from feedback_service.routing.bars import barred_agency_ids
from feedback_service.routing.commands import SetState, WrittenRule
from feedback_service.routing.confirming import change_in, get_change, held_versions
from feedback_service.routing.directory import Directory, Node
from feedback_service.routing.errors import ConditionRefused
from feedback_service.routing.models import AgencyChange, RemitChange, RoutingRule, RoutingRuleSet
from feedback_service.routing.reading import Ground, lay_ground
from feedback_service.routing.rule_language import parse_condition
from feedback_service.routing.rules import NO_RULES, Condition, Rule, RuleSet

_ALL_NODES = select(*(getattr(Agency, name) for name in Node._fields)).order_by(
    Agency.sort_key, Agency.id
)

_HELD = AgencyChange.state.in_([SetState.IN_FORCE, SetState.REPLACED])


@remembered
def load_directory() -> Directory:
    """Return the directory of this installation as routing sees it."""
    nodes = map(Node._make, db.session.execute(_ALL_NODES))
    return Directory(nodes, agencies.installation().province_code)


@remembered
def load_rules() -> RuleSet:
    """Return the administrator's rules in force, whatever the day, in their order."""
    current = current_set()
    return NO_RULES if current is None else rules_of(current.id)


def rules_of(version: int) -> RuleSet:
    """Return the rules of a set."""
    return RuleSet(version, tuple(map(_rule, rule_rows(version))))


def current_set() -> RoutingRuleSet | None:
    """Return the set of rules in force, or None before the first."""
    return change_in(RoutingRuleSet, SetState.IN_FORCE)


def waiting_set() -> RoutingRuleSet | None:
    """Return the change that waits for a second administrator."""
    return change_in(RoutingRuleSet, SetState.PROPOSED)


def get_set(version: int) -> RoutingRuleSet:
    """Return a set of rules, or raise ChangeMissing."""
    return get_change(RoutingRuleSet, version)


def held_sets() -> list[RoutingRuleSet]:
    """Return every set of rules that holds or ever held, the latest first."""
    return held_versions(RoutingRuleSet)


def get_remit_change(version: int) -> RemitChange:
    """Return a change of the remit, or raise ChangeMissing."""
    return get_change(RemitChange, version)


def waiting_remit_change() -> RemitChange | None:
    """Return the change of the remit that waits for a second administrator."""
    return change_in(RemitChange, SetState.PROPOSED)


def held_remit_changes() -> list[RemitChange]:
    """Return every change of the remit that took effect, the latest first."""
    return held_versions(RemitChange)


def get_agency_change(version: int) -> AgencyChange:
    """Return a change of the tree, or raise ChangeMissing."""
    return get_change(AgencyChange, version)


def waiting_agency_change() -> AgencyChange | None:
    """Return the change of the tree that waits for a second administrator."""
    return change_in(AgencyChange, SetState.PROPOSED)


def changes_of_agency(agency_id: int) -> list[AgencyChange]:
    """Return every change of an agency that was confirmed, the latest first."""
    query = select(AgencyChange).where(AgencyChange.agency_id == agency_id, _HELD)
    return list(db.session.scalars(query.order_by(AgencyChange.from_on.desc(), AgencyChange.id)))


def pending_agency_changes() -> list[AgencyChange]:
    """Return the confirmed changes that wait for their day, in its order."""
    query = select(AgencyChange).where(AgencyChange.applied_at.is_(None), _HELD)
    return list(db.session.scalars(query.order_by(AgencyChange.from_on, AgencyChange.id)))


def rule_rows(version: int) -> list[RoutingRule]:
    """Return the rows of a set, in the order in which they are asked."""
    query = select(RoutingRule).where(RoutingRule.set_id == version)
    return list(db.session.scalars(query.order_by(RoutingRule.position)))


def written_rules(version: int) -> list[WrittenRule]:
    """Return the rules of a set as they were written; none for version 0."""
    return [
        WrittenRule(**{name: getattr(row, name) for name in WrittenRule.__dataclass_fields__})
        for row in rule_rows(version)
    ]


def highest_number() -> int:
    """Return the highest number that any rule ever bore."""
    return db.session.scalar(select(func.max(RoutingRule.number))) or 0


def barred_agencies(accused_agency_id: int) -> frozenset[int]:
    """Return the ids of the agencies that must not see a case about the conduct of one."""
    return barred_agency_ids(accused_agency_id, agencies.tree(), agencies.successors())


@cache
def shipped_directory(province_code: str | None) -> Directory:
    """Return the directory that the package carries; without a province the national bodies."""
    data = agencies.shipped_data()
    # Any province will do to plan from: what is not national is left out below.
    planned = agencies.planned_agencies(province_code or data.areas[0].province_code)
    if province_code is None:
        planned = tuple(each for each in planned if each.level == AgencyLevel.CENTRAL)
    ids = {record.code: number for number, record in enumerate(planned, start=1)}
    return Directory([_node(record, ids) for record in planned], province_code)


@cache
def shipped_ground(province: str | None = None) -> Ground:
    """Return what a text is read on, from the data that the package carries."""
    return lay_ground(
        areas=agencies.shipped_data().areas,
        former=agencies.shipped_former_units(),
        procedures=shipped_procedures(),
        province=province,
    )


def shipped_province_of(area_code: str | None) -> str | None:
    """Return the province of a commune by the shipped list."""
    areas = agencies.shipped_data().areas
    return next((area.province_code for area in areas if area.code == area_code), None)


def _rule(row: RoutingRule) -> Rule:
    return Rule(
        number=row.number,
        condition=_read(row.condition),
        agency_code=row.agency_code,
        basis=row.basis,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
    )


def _read(condition: str) -> Condition | None:
    """Read a stored condition; None, which is reported, where the language has moved on."""
    try:
        return parse_condition(condition)
    except ConditionRefused:
        return None


def _node(record: AgencyRecord, ids: dict[str, int]) -> Node:
    return Node(
        id=ids[record.code],
        code=record.code,
        name=record.name,
        kind=record.kind,
        level=record.level,
        province_code=record.province_code,
        area_code=record.area_code,
        parent_id=ids.get(record.parent_code or ""),
        successor_id=None,
        answers_here=record.answers_here,
        is_focal_point=record.is_focal_point,
        is_inspectorate=record.is_inspectorate,
        valid_from=record.valid_from,
        valid_to=record.valid_to,
    )
