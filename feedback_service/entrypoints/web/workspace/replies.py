"""The right of reply: what a unit that is complained about may read and answer.

These pages know an extract by its number and lead to no case: no reference, no author, no day
finer than the month, no file, no message.
"""

from collections.abc import Mapping
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from marshmallow import ValidationError

from feedback_service.accounts.permissions import Permission
from feedback_service.entrypoints.submission import messages_of
from feedback_service.entrypoints.web.errors import sentence
from feedback_service.entrypoints.web.security import current_actor, require
from feedback_service.entrypoints.web.workspace.access import note_views
from feedback_service.entrypoints.web.workspace.blueprint import blueprint
from feedback_service.entrypoints.web.workspace.perform import Answer, status_of, vault
from feedback_service.entrypoints.web.workspace.verification_forms import AccusedReplyForm
from feedback_service.foundation import clock
from feedback_service.foundation.database import transaction
from feedback_service.foundation.errors import DomainError, NotAllowed, NotFound
from feedback_service.responses.commands import AccusedReply
from feedback_service.responses.inquiries import (
    ExtractView,
    case_id_of,
    extracts_for,
    find_extract,
    view_extract,
)
from feedback_service.responses.replies import answer_extract


@blueprint.get("/replies")
@require(Permission.REPLY_TO_EXTRACT)
def reply_list() -> str:
    """List the extracts that were sent to the actor's unit, without what they say."""
    actor = current_actor()
    rows = extracts_for(actor.agency_id, today=clock.today()) if actor.agency_id else []
    return render_template("workspace/reply_list.html", rows=rows)


@blueprint.get("/replies/<number>")
@require(Permission.REPLY_TO_EXTRACT)
def reply_page(number: str) -> Answer:
    """Show one extract."""
    return show_reply(number)


@blueprint.post("/replies/<number>")
@require(Permission.REPLY_TO_EXTRACT)
def send_reply(number: str) -> Answer:
    """Take the reply down, once."""
    actor, typed = current_actor(), request.form.to_dict()
    try:
        reply = AccusedReply(**AccusedReplyForm().load(typed))
        with transaction():
            if actor.account_id is None:
                raise NotAllowed
            answer_extract(vault(), number, reply, account_id=actor.account_id, now=clock.now())
    except ValidationError as error:
        return show_reply(number, values=typed, errors=messages_of(error), status=422)
    except NotFound:
        raise
    except DomainError as error:
        errors = {error.field or "": [sentence(error)]}
        return show_reply(number, values=typed, errors=errors, status=status_of(error))
    flash(_("Đã gửi giải trình."), "success")
    return redirect(url_for("workspace.reply_page", number=number), 303)


def show_reply(
    number: str,
    *,
    values: Mapping[str, str] | None = None,
    errors: Mapping[str, list[str]] | None = None,
    status: int = 200,
) -> Answer:
    """Render an extract; ExtractGone for everybody but the head of the unit it was sent to."""
    view = _read(number)
    page = render_template(
        "workspace/reply.html",
        extract=view,
        values=dict(values or {}),
        errors=dict(errors or {}),
        # What was typed for an extract that is closed meanwhile is not lost.
        kept=[] if view.is_open else _kept(values or {}),
    )
    return page, status


def _read(number: str) -> ExtractView:
    actor = current_actor()
    row = find_extract(actor.agency_id, number)
    note_views(actor, [case_id_of(row)], "extract")
    assert row.released_at is not None  # noqa: S101 — what was not released is not found
    month = f"{clock.local_time(row.released_at):%m/%Y}"
    return view_extract(row, vault(), today=clock.today(), month=month)


def _kept(typed: Mapping[str, Any]) -> list[str]:
    return [text for name in ("happened", "rule", "done") if (text := typed.get(name, "").strip())]
