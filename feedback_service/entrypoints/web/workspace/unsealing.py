"""The custodian's list: who asks to open which identity, and why. Nothing is opened here."""

from datetime import timedelta
from typing import Any

from flask import render_template

from feedback_service.accounts.permissions import Actor, Permission
from feedback_service.accounts.queries import name_of
from feedback_service.cases.queries import known_references
from feedback_service.entrypoints.web.security import current_actor, require
from feedback_service.entrypoints.web.workspace.access import note_views
from feedback_service.entrypoints.web.workspace.blueprint import blueprint
from feedback_service.entrypoints.web.workspace.perform import vault
from feedback_service.foundation import clock
from feedback_service.identity.queries import open_requests
from feedback_service.identity.service import UNSEAL_WITHIN


@blueprint.get("/unsealing")
@require(Permission.UNSEAL)
def unsealing_list() -> str:
    """Show the requests that may still be decided, with the command that opens one."""
    actor = current_actor()
    requests, references = known_requests(actor)
    reasons = vault().read_texts(each.reason_id for each in requests)
    rows: list[dict[str, Any]] = [
        {
            "id": each.id,
            "reference": references[each.case_id],
            "asked_by": name_of(each.asked_by_id),
            "asked_at": each.asked_at,
            "until": each.asked_at + UNSEAL_WITHIN,
            "reason": reasons[each.reason_id],
            "is_own": each.asked_by_id == actor.account_id,
        }
        for each in requests
    ]
    note_views(actor, [each.case_id for each in requests], "unsealing")
    return render_template(
        "workspace/unsealing.html", rows=rows, hours=UNSEAL_WITHIN // timedelta(hours=1)
    )


def known_requests(actor: Actor) -> tuple[list[Any], dict[int, str]]:
    """Return what waits for the custodian, and its references: nothing of a case they are barred
    from, whose author they could otherwise learn.
    """
    waiting = open_requests(since=clock.now() - UNSEAL_WITHIN)
    references = known_references(actor, [each.case_id for each in waiting])
    return [each for each in waiting if each.case_id in references], references
