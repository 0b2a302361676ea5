"""What agencies and places are called, for lists that show many of them."""

from collections.abc import Mapping
from typing import NamedTuple

from sqlalchemy import select

from feedback_service.agencies.models import Agency, AreaUnit, Installation
from feedback_service.foundation.database import db, if_tables_exist
from feedback_service.foundation.reference import remembered


class Served(NamedTuple):
    """The province this installation serves, and the telephone it answers."""

    province_name: str
    hotline: str


def served() -> Served | None:
    """Return whom this installation serves; None before `feedback init`."""
    return if_tables_exist(_read_served)


@remembered
def _read_served() -> Served | None:
    row = db.session.execute(select(Installation.province_name, Installation.hotline)).first()
    return None if row is None else Served(*row)


@remembered
def agency_names() -> Mapping[int, tuple[str, str]]:
    """Return code and name of each agency, by its number."""
    rows = db.session.execute(select(Agency.id, Agency.code, Agency.name))
    return {row[0]: (row[1], row[2]) for row in rows}


@remembered
def area_names() -> Mapping[str, str]:
    """Return the name of each commune of today, by its code."""
    rows = db.session.execute(select(AreaUnit.code, AreaUnit.name))
    return {row[0]: row[1] for row in rows}


@remembered
def province_names() -> Mapping[str, str]:
    """Return the name of each province, by its code."""
    provinces = select(AreaUnit.province_code, AreaUnit.province_name).distinct()
    return {row[0]: row[1] for row in db.session.execute(provinces)}
