"""Held cases that bar the desk itself: an administrator sends them up by letter, unread."""

from collections.abc import Mapping
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from marshmallow import ValidationError
from werkzeug.wrappers import Response

from feedback_service.accounts.permissions import Permission
from feedback_service.agencies.kinds import AgencyLevel
from feedback_service.cases.outward import held_case, held_cases, send_above
from feedback_service.cases.queries import expect_version
from feedback_service.cases.triage import Letter
from feedback_service.entrypoints.agency_choice import agency_options, read_agency
from feedback_service.entrypoints.submission import messages_of
from feedback_service.entrypoints.web.admin.blueprint import blueprint
from feedback_service.entrypoints.web.errors import sentence
from feedback_service.entrypoints.web.security import current_actor, require
from feedback_service.entrypoints.web.workspace.access import note_views
from feedback_service.entrypoints.web.workspace.forms import LetterOutForm, join_dates
from feedback_service.entrypoints.web.workspace.perform import status_of, vault
from feedback_service.foundation import clock
from feedback_service.foundation.database import transaction
from feedback_service.foundation.errors import DomainError, NotAllowed, NotFound

FIELDS = {"agency": "out_agency", "text": "out_reason"}


@blueprint.get("/held")
@require(Permission.SEND_HELD_OUT)
def held_list() -> str:
    """List the cases that nobody here may handle, by what the alarm told of them."""
    found = held_cases()
    note_views(current_actor(), [line.case_id for line in found], "held")
    return render_template("admin/held/list.html", found=found, today=clock.today())


@blueprint.get("/held/<reference>")
@require(Permission.SEND_HELD_OUT)
def held_page(reference: str) -> tuple[str, int]:
    """Show the letter's form."""
    return _show(reference)


@blueprint.post("/held/<reference>")
@require(Permission.SEND_HELD_OUT)
def held_send(reference: str) -> Response | tuple[str, int]:
    """Send the case to the level above."""
    actor, typed = current_actor(), request.form.to_dict()
    try:
        held_case(reference)
        data = LetterOutForm(today=clock.today()).load(join_dates(typed, "out_on"))
        letter = Letter(
            agency_id=read_agency(data["out_agency"]),
            number=data["out_number"],
            on=data["out_on"],
            reason=data["out_reason"],
        )
        with transaction():
            case = held_case(reference, lock=True)
            if actor.account_id is None:
                raise NotAllowed
            expect_version(case, data["version"])
            send_above(vault(), case, letter, account_id=actor.account_id, now=clock.now())
    except ValidationError as error:
        return _show(reference, values=typed, errors=messages_of(error), status=422)
    except NotFound:
        raise
    except DomainError as error:
        errors = {FIELDS.get(error.field or "", ""): [sentence(error)]}
        return _show(reference, values=typed, errors=errors, status=status_of(error))
    flash(_("Đã ghi nhận công văn chuyển lên cấp trên và báo cho người gửi."), "success")
    return redirect(url_for("admin.held_list"), 303)


def _show(
    reference: str,
    *,
    values: Mapping[str, Any] | None = None,
    errors: Mapping[str, list[str]] | None = None,
    status: int = 200,
) -> tuple[str, int]:
    case = held_case(reference)
    note_views(current_actor(), [case.id], "held")
    page = render_template(
        "admin/held/case.html",
        reference=case.reference,
        version=case.version,
        received_on=case.received_on,
        values=dict(values or {}),
        errors=dict(errors or {}),
        agencies=agency_options(answers_here=False, level=AgencyLevel.CENTRAL),
    )
    return page, status
