"""The directory as routing sees it: agencies by code, kind and place, in memory."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from feedback_service.agencies.directory import FIRST_DAY
from feedback_service.agencies.kinds import AgencyKind, AgencyLevel
from feedback_service.routing.bars import Unit, Verdict, Walk, walk_upward

# Who answers for a kind of department that a province does not have.
FALLBACKS: Mapping[str, str] = {
    AgencyKind.SO_DAN_TOC_TON_GIAO: AgencyKind.SO_NOI_VU,
    AgencyKind.SO_NGOAI_VU: AgencyKind.VAN_PHONG_UBND,
    AgencyKind.SO_DU_LICH: AgencyKind.SO_VAN_HOA_THE_THAO_DU_LICH,
    AgencyKind.SO_QUY_HOACH_KIEN_TRUC: AgencyKind.SO_XAY_DUNG,
}


@dataclass(frozen=True, kw_only=True)
class Target:
    """An agency that a case may concern or go to; `code` is None while the place is unknown."""

    kind: str
    code: str | None
    name: str
    agency_id: int | None = None
    answers_here: bool = True

    def as_json(self) -> dict[str, str | None]:
        """Return the published shape of a target."""
        return {"kind": self.kind, "code": self.code, "name": self.name}


class Node(NamedTuple):
    """An agency with what routing needs to know of it; a tuple, since each decision reads all."""

    id: int
    code: str
    name: str
    kind: str
    level: str
    province_code: str | None
    area_code: str | None
    parent_id: int | None
    successor_id: int | None
    answers_here: bool
    is_focal_point: bool
    is_inspectorate: bool
    valid_to: date | None
    valid_from: date = FIRST_DAY

    @property
    def closed(self) -> bool:
        """Whether the agency has an end."""
        return self.valid_to is not None


Heads = Mapping[int, Sequence[frozenset[int]]]
NO_HEADS: Heads = {}


class Directory:
    """Finds agencies; made once for a decision or for many."""

    def __init__(self, nodes: Iterable[Node], province_code: str | None) -> None:
        self.province_code = province_code
        self._nodes = {node.id: node for node in nodes}
        self._ids = {node.code: node.id for node in self._nodes.values()}
        alive = [node for node in self._nodes.values() if not node.closed]
        self._communes = {n.area_code: n for n in alive if n.kind == AgencyKind.UBND_XA}
        self._departments = {n.kind: n for n in reversed(alive) if self._is_department(n)}
        self._national = {n.name: n for n in alive if n.level == AgencyLevel.CENTRAL}
        self._focal = next((n for n in alive if n.is_focal_point), None)
        self._inspectorate = next((n for n in alive if n.is_inspectorate), None)

    def by_code(self, code: str | None) -> Target | None:
        """Return the agency of a code; `.x` stands for x of the served province."""
        if not code:
            return None
        if code.startswith("."):
            code = f"{self.province_code}{code}"
        agency_id = self._ids.get(code)
        return None if agency_id is None else _target(self._nodes[agency_id])

    def changed(self, node: Node) -> "Directory":
        """Return the same directory with one agency as a change would leave it."""
        nodes = (node if each.id == node.id else each for each in self._nodes.values())
        return Directory(nodes, self.province_code)

    def tree(self) -> tuple[dict[int, int | None], dict[int, int]]:
        """Return the parent of every agency, and who took over from whom."""
        nodes = self._nodes.values()
        successors = {n.id: n.successor_id for n in nodes if n.successor_id is not None}
        return {node.id: node.parent_id for node in nodes}, successors

    def node(self, agency_id: int | None) -> Node | None:
        """Return all that is known of an agency."""
        return self._nodes.get(agency_id or 0)

    def current(self, code: str | None) -> Target | None:
        """Return the agency of a code, or whoever took it over when it was closed."""
        found = self.by_code(code)
        node = self._nodes.get(found.agency_id or 0) if found else None
        steps = 0
        while node is not None and node.closed and steps < len(self._nodes):
            node = self._nodes.get(node.successor_id or 0)
            steps += 1
        return None if node is None or node.closed else _target(node)

    def receiver(self, code: str | None) -> Target | None:
        """Return the agency of a code if it still exists and works in this installation."""
        found, now = self.by_code(code), self.current(code)
        if found is None or now is None or found.agency_id != now.agency_id:
            return None
        return found if found.answers_here else None

    def commune(self, area_code: str | None) -> Target:
        """Return the committee of a commune; without a place, what it would be."""
        node = self._communes.get(area_code) if area_code else None
        return _target(node) if node else unplaced(AgencyKind.UBND_XA)

    def department(self, kind: str) -> Target:
        """Return the provincial body of a kind, or the one that answers in its stead."""
        node = self._departments.get(kind)
        if node is None and self.province_code and kind in FALLBACKS:
            node = self._departments.get(FALLBACKS[kind])
        return _target(node) if node else unplaced(kind)

    def national(self, name: str) -> Target | None:
        """Return a national body by its published name."""
        node = self._national.get(name)
        if node is None and name:
            # "Ngân hàng Nhà nước", "Tòa án nhân dân" are published short.
            longer = [self._national[full] for full in self._national if full.startswith(name)]
            node = longer[0] if longer else None
        return _target(node) if node else None

    def national_of_kind(self, kind: str) -> Target | None:
        """Return the national body over the provincial ones of a kind."""
        node = next((each for each in self._national.values() if each.kind == kind), None)
        return _target(node) if node else None

    def focal_point(self) -> Target | None:
        """Return the receiving office."""
        return _target(self._focal) if self._focal else None

    def superior(self, code: str) -> Target | None:
        """Return the agency directly above one."""
        node = self._nodes.get(self._ids.get(code, 0))
        above = self._nodes.get(node.parent_id or 0) if node else None
        return _target(above) if above else None

    def walk_against(
        self, code: str, heads: Heads = NO_HEADS, also_barred: Collection[int] = ()
    ) -> list[tuple[Target, Verdict]]:
        """Return whom the walk upward from an accused agency comes to; the last may be taken.

        `heads` are those of today, each with all units they ever were in.
        """
        candidates = self._walk(code, heads, also_barred).candidates
        return [(_target(self._nodes[each.agency_id]), each.verdict) for each in candidates]

    def bars(self, code: str, target: Target) -> bool:
        """Tell whether an agency must not see a case about the conduct of another."""
        return target.agency_id in self._walk(code).barred

    def _walk(self, code: str, heads: Heads = NO_HEADS, also_barred: Collection[int] = ()) -> Walk:
        units = {node.id: _unit(node, heads) for node in self._nodes.values()}
        return walk_upward(self._ids[code], units, also_barred)

    def _is_department(self, node: Node) -> bool:
        served = node.province_code == self.province_code and self.province_code is not None
        return served and node.level == AgencyLevel.PROVINCE and node.kind != AgencyKind.OTHER


def _unit(node: Node, heads: Heads) -> Unit:
    return Unit(
        id=node.id,
        level=node.level,
        parent_id=node.parent_id,
        successor_id=node.successor_id,
        ended=node.closed,
        answers_here=node.answers_here,
        competent=node.level != AgencyLevel.COMMUNE,
        inspects=node.is_inspectorate and not node.closed,
        is_focal_point=node.is_focal_point and not node.closed,
        heads=tuple(heads.get(node.id, ())),
    )


def unplaced(kind: str) -> Target:
    """Return a target known by its kind alone."""
    return Target(kind=kind, code=None, name=AgencyKind(kind).label)


def _target(node: Node) -> Target:
    return Target(
        kind=node.kind,
        code=node.code,
        name=node.name,
        agency_id=node.id,
        answers_here=node.answers_here,
    )
