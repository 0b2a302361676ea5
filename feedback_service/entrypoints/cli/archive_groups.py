"""The archive as people took it away: its groups read out of an exported file."""

import json
import re
from pathlib import Path
from typing import Any

from feedback_service.entrypoints.cli import Refusal
from feedback_service.entrypoints.cli.rows import read_rows
from feedback_service.publication.small_groups import Kindred, Told

_COLUMNS = ("kind", "category", "agency_code", "accused_level", "area_code", "province_code",
            "received_month")  # fmt: skip
_PERIOD = re.compile(r"\d{4}(-(\d{2}|Q[1-4]))?")


def read_export(file: Path) -> list[dict[str, Any]]:
    """Return the rows of an export, CSV or JSON; Refusal for what is none."""
    if file.suffix != ".json":
        return [dict(row) for _line, row in read_rows(file, _COLUMNS)]
    try:
        cases = json.loads(file.read_text(encoding="utf-8"))["cases"]
    except (UnicodeDecodeError, ValueError, KeyError, TypeError) as error:
        raise Refusal(f"{file.name}: không phải tệp JSON tải từ kho công khai.") from error
    missing = [name for name in _COLUMNS if any(name not in case for case in cases)]
    if missing:
        raise Refusal(f"{file.name}: có hồ sơ thiếu “{missing[0]}”.")
    return list(cases)


def group_of(row: dict[str, Any], file: Path) -> tuple[Kindred, Told]:
    """Return the group of a row: what it shares with others, and what is told of place and time."""
    kind, category, agency, level, area, province, period = (row[name] or "" for name in _COLUMNS)
    if not _PERIOD.fullmatch(period):
        raise Refusal(f"{file.name}: “{period}” không phải tháng, quý hay năm.")
    return (kind, category, agency or level), Told(period=period, area=area, province=province)


def place_of(told: Told) -> tuple[str, str]:
    """Return what is told of place and time, the finer place before the wider."""
    return told.area or told.province, told.period


def group_facts(group_kin: Kindred, told: Told, size: int) -> dict[str, Any]:
    """Return a group as plain values."""
    kind, category, agency = group_kin
    return {
        "kind": kind,
        "category": category,
        "agency": agency,
        "area": told.area or None,
        "province": told.province or None,
        "period": told.period,
        "cases": size,
    }
