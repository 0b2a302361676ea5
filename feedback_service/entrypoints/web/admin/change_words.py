"""What pages say of a change of rules or remit: who made it, how far it is, its coarse counts."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext as _

from feedback_service.accounts.queries import get_account
from feedback_service.cases.rehearsal import coarse
from feedback_service.routing.commands import SetState


def coarse_result(result: Mapping[str, Any]) -> dict[str, Any]:
    """Return the counts of a rehearsal as pages show them; nothing where there was none."""
    if not result:
        return {}
    return {
        "cases": result["cases"],
        "moved": coarse(result["moved"]),
        "moves": [
            [_name(move["from"]), _name(move["to"]), coarse(move["cases"])]
            for move in sorted(result["moves"], key=lambda move: (-move["cases"] // 5, str(move)))
        ],
        "agencies": [
            [_name(each), coarse(each["before"]), coarse(each["after"])]
            for each in result["agencies"]
            if each["before"] != each["after"]
        ],
        "sent_out": coarse(result["sent_out"]),
        "kept_in": coarse(result["kept_in"]),
        "deadlines": result["deadlines_shifted"] and coarse(result["deadlines_shifted"]),
        "bars": result["bars_changed"],
    }


def maker_of(account_id: int | None) -> str:
    """Return who made or confirmed a change."""
    return get_account(account_id).name if account_id else _("dòng lệnh")


def stage_of(change: Any, account_id: int | None) -> dict[str, Any]:
    """Return how far a change is, and what this person may do about it."""
    own = change.made_by_id == account_id
    draft = change.state == SetState.DRAFT
    return {
        "maker": maker_of(change.made_by_id),
        "confirmer": maker_of(change.confirmed_by_id) if change.confirmed_at else "",
        "is_open": draft or change.state == SetState.PROPOSED,
        "may_confirm": own if draft else not own,
    }


def version_lines(changes: Sequence[Any]) -> list[dict[str, Any]]:
    """Return a line a version: its number, who made and confirmed it, when."""
    names: dict[int | None, str] = {}
    for change in changes:
        for each in (change.made_by_id, change.confirmed_by_id):
            if each not in names:
                names[each] = maker_of(each)
    return [
        {
            "version": change.id,
            "holds": change.state == SetState.IN_FORCE,
            "made_at": change.made_at,
            "maker": names[change.made_by_id],
            "confirmed_at": change.confirmed_at,
            "confirmer": names[change.confirmed_by_id],
            "moved": coarse(change.rehearsal["moved"]) if change.rehearsal else "–",
        }
        for change in changes
    ]


def _name(agency: Mapping[str, str]) -> str:
    return agency["name"] or _("Cơ quan đầu mối xem và chọn")
