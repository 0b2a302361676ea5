"""Changes of the tree put through, past the pages."""

from feedback_service.foundation.database import transaction
from feedback_service.routing import tree_changes
from feedback_service.routing.commands import TreeEdit
from tests.conftest import NOW


def put_tree_in_force(wanted: TreeEdit) -> int:
    """Let a change be confirmed, as one person can, and return its number."""
    plan = tree_changes.plan_change(wanted, based_on=tree_changes.tree_version())
    with transaction():
        made = tree_changes.save_draft(
            plan,
            basis="Quyết định 12/QĐ-UBND",
            rehearsal={},
            needs_second=False,
            account_id=None,
            now=NOW,
        )
        tree_changes.confirm_change(made.id, account_id=None, now=NOW)
        return made.id
