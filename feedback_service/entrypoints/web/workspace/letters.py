"""The letters of a case, for the agency that leads it and the one that issued them."""

from typing import Any

from flask import Response, url_for

from feedback_service.accounts.permissions import Actor, Permission
from feedback_service.agencies.queries import focal_point
from feedback_service.cases.queries import visible_case
from feedback_service.entrypoints.web.letter_files import send_letter
from feedback_service.entrypoints.web.security import current_actor, require
from feedback_service.entrypoints.web.workspace.access import note_views
from feedback_service.entrypoints.web.workspace.blueprint import blueprint
from feedback_service.entrypoints.web.workspace.perform import vault
from feedback_service.foundation.errors import NotAllowed
from feedback_service.letters.queries import LetterLine, letter_of, letters_of


@blueprint.get("/cases/<reference>/letters/<int:letter_id>")
@require(Permission.SEE_CASES)
def case_letter(reference: str, letter_id: int) -> Response:
    """Send one letter; a case that is sealed has none for anybody here."""
    actor = current_actor()
    case = visible_case(actor, reference)
    letter = letter_of(case.id, letter_id)
    if letter.id not in {line.letter_id for line in letters_for(actor, case)}:
        raise NotAllowed
    note_views(actor, [case.id], "letter")
    back = url_for("workspace.case_page", reference=case.reference)
    return send_letter(vault(), case.id, letter_id, back_href=back)


def letters_for(actor: Actor, case: Any) -> list[LetterLine]:
    """Return the letters an actor who sees a case may read: not those who only cooperate."""
    if case.sealed_at is not None:
        return []
    desk = focal_point()
    whole = actor.agency_id in {case.lead_agency_id, desk.id if desk else None}
    return [line for line in letters_of(case.id) if whole or line.agency_id == actor.agency_id]
