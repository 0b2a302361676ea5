"""Reads for routing: the directory in memory, from the database or as shipped."""

from sqlalchemy import select

from feedback_service.agencies import queries as agencies
from feedback_service.agencies.directory import AgencyRecord
from feedback_service.agencies.kinds import AgencyLevel
from feedback_service.agencies.models import Agency
from feedback_service.foundation.database import db
from feedback_service.foundation.reference import remembered
from feedback_service.routing.bars import barred_agency_ids
from feedback_service.routing.directory import Directory, Node

_ALL_NODES = select(*(getattr(Agency, name) for name in Node._fields)).order_by(
    Agency.sort_key, Agency.id
)


@remembered
def load_directory() -> Directory:
    """Return the directory of this installation as routing sees it."""
    nodes = map(Node._make, db.session.execute(_ALL_NODES))
    return Directory(nodes, agencies.installation().province_code)


def barred_agencies(accused_agency_id: int) -> frozenset[int]:
    """Return the ids of the agencies that must not see a case about the conduct of one."""
    return barred_agency_ids(accused_agency_id, agencies.tree(), agencies.successors())


def shipped_directory(province_code: str | None) -> Directory:
    """Return the directory that the package carries; without a province the national bodies."""
    data = agencies.shipped_data()
    # Any province will do to plan from: what is not national is left out below.
    planned = agencies.planned_agencies(province_code or data.areas[0].province_code)
    if province_code is None:
        planned = tuple(each for each in planned if each.level == AgencyLevel.CENTRAL)
    ids = {record.code: number for number, record in enumerate(planned, start=1)}
    return Directory([_node(record, ids) for record in planned], province_code)


def shipped_province_of(area_code: str | None) -> str | None:
    """Return the province of a commune by the shipped list."""
    areas = agencies.shipped_data().areas
    return next((area.province_code for area in areas if area.code == area_code), None)


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
        valid_to=record.valid_to,
    )
