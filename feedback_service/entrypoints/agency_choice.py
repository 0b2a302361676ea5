"""Naming an agency at a door: by its code, by its name, or by both as lists write it."""

import re
from typing import Any

from feedback_service.agencies.queries import all_agencies
from feedback_service.cases.errors import AgencyUnknown
from feedback_service.foundation.text import fold

_CODE_AT_END = re.compile(r"\(([^()]+)\)\s*$")


def agency_options(*, answers_here: bool | None = None, level: str | None = None) -> list[str]:
    """Return what the list beside a field offers: name and code of each agency in force."""
    return [
        _written(agency)
        for agency in all_agencies()
        if (answers_here is None or agency.answers_here == answers_here)
        and (level is None or agency.level == level)
    ]


def read_agency(typed: str) -> int:
    """Return the id of the agency somebody typed: by code, or by a name that fits only one."""
    agencies = all_agencies()
    code = code_of(typed).casefold()
    for agency in agencies:
        if agency.code.casefold() == code:
            return agency.id
    wanted = fold(typed)
    same = [agency for agency in agencies if fold(agency.name) == wanted]
    if len(same) != 1:
        raise AgencyUnknown
    return same[0].id


def code_of(typed: str) -> str:
    """Return the code at the end of what a list wrote, else what was typed."""
    found = _CODE_AT_END.search(typed)
    return (found[1] if found else typed).strip()


def _written(agency: Any) -> str:
    return f"{agency.name} ({agency.code})"
