"""Routing rules written and put in force, past the pages."""

from datetime import date
from typing import Any

from feedback_service.foundation.database import transaction
from feedback_service.routing import queries, rule_changes
from feedback_service.routing.commands import WrittenRule
from tests.conftest import NOW

TODAY = date(2026, 11, 23)


def written(condition: str, agency: str, **changes: Any) -> WrittenRule:
    """Return a rule that holds this year."""
    facts: dict[str, Any] = {"basis": "Quyết định 12/QĐ-UBND", "valid_from": date(2026, 1, 1)}
    return WrittenRule(condition=condition, agency_code=agency, **(facts | changes))


def put_in_force(*rules: WrittenRule) -> int:
    """Let these be the rules, as the command line would, and return their version."""
    plan = rule_changes.plan_change(rules, based_on=queries.load_rules().version, today=TODAY)
    with transaction():
        made = rule_changes.save_draft(
            plan, rehearsal={}, needs_second=False, account_id=None, now=NOW
        )
        rule_changes.confirm_change(made.id, account_id=None, now=NOW)
        return made.id
