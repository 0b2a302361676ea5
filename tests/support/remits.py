"""Rows of remit written and put in force, past the pages."""

from datetime import date
from typing import Any

from feedback_service.catalogue.procedures import RemitRecord
from feedback_service.catalogue.queries import load_remits
from feedback_service.catalogue.remits import RemitRow
from feedback_service.foundation.database import transaction
from feedback_service.routing import remit_changes
from tests.conftest import NOW

TODAY = date(2026, 11, 23)


def remit(field: str, kind: str, **facts: Any) -> RemitRecord:
    """Return a row that holds for the province since last year."""
    usual: dict[str, Any] = {
        "level": "province",
        "area_code": None,
        "agency_code": "",
        "legal_basis": "Quyết định 12/QĐ-UBND",
        "valid_from": date(2025, 7, 1),
    }
    return RemitRecord(field=field, agency_kind=kind, **(usual | facts))


def standing(field: str, level: str | None = "province") -> RemitRow:
    """Return the first row of a field and level."""
    rows = load_remits().rows
    return next(r for r in rows if (r.record.field, r.record.level) == (field, level))


def put_remit_in_force(*edits: RemitRow) -> int:
    """Let these rows hold, as the command line would, and return the version."""
    plan = remit_changes.plan_change(edits, based_on=load_remits().version)
    with transaction():
        made = remit_changes.save_draft(
            plan, basis="Thử", rehearsal={}, needs_second=False, account_id=None, now=NOW
        )
        remit_changes.confirm_change(made.id, account_id=None, now=NOW)
        return made.id
