"""Keying in what came by paper, post, phone or a visit, under the day it really reached the office.

The receipt, with the secret key, is shown from a cookie that only the service can read: the key
is stored nowhere, and leaves the screen when the officer says that it was handed over.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import cast

from flask import current_app, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from feedback_service.accounts.permissions import Permission
from feedback_service.agencies.queries import find_installation, list_areas
from feedback_service.cases.authoring import keep_file
from feedback_service.cases.commands import Receipt
from feedback_service.cases.intake import find_by_idempotency, receipt_of, submit_case
from feedback_service.cases.queries import case_by_id
from feedback_service.cases.tracking import grouped, new_idempotency_key
from feedback_service.cases.workflow import CATEGORIES, Channel, Kind, SubmitterType
from feedback_service.entrypoints.agency_choice import agency_options
from feedback_service.entrypoints.submission import command_of, read_submission
from feedback_service.entrypoints.web.case_labels import label_of, options_of
from feedback_service.entrypoints.web.errors import sentence
from feedback_service.entrypoints.web.sealed_cookie import SealedCookie
from feedback_service.entrypoints.web.security import current_actor, require
from feedback_service.entrypoints.web.workspace.blueprint import blueprint
from feedback_service.entrypoints.web.workspace.forms import join_dates
from feedback_service.entrypoints.web.workspace.perform import (
    Answer,
    status_of,
    vault,
)
from feedback_service.evidence.checking import check_file
from feedback_service.evidence.kinds import (
    MOST_BYTES,
    MOST_FILES,
    AddedBy,
    CleanFile,
    check_together,
    megabytes,
)
from feedback_service.evidence.queries import files_of_case
from feedback_service.foundation import clock
from feedback_service.foundation.database import transaction
from feedback_service.foundation.errors import DomainError
from feedback_service.foundation.storage import Storage

RECEIPT = SealedCookie(name="keyed_in", path="/workspace/key-in", lives=timedelta(minutes=30))
FIELDS = {
    "accused_agency": "agency",
    "agency": "agency",
    "proposal": "proposal",
    "category": "category",
    "files": "files",
}


@blueprint.get("/key-in")
@require(Permission.KEY_IN_CASE)
def key_in_form() -> Answer:
    """Show the form, with a key of its own so that a double press makes one case."""
    return _form({"idempotency_key": new_idempotency_key(), "submitter_type": "person"}, {})


@blueprint.post("/key-in")
@require(Permission.KEY_IN_CASE)
def key_in_case() -> Answer:
    """Take the case in under its original day and channel."""
    typed, now = request.form.to_dict(), clock.now()
    form = join_dates(typed, "received_on")
    if form.get("channel") == Channel.WEB:
        # What came by the web has been filed by its author: here the channel has to be another.
        form["channel"] = ""
    data, errors = read_submission(form, today=clock.today())
    if errors:
        return _form(typed, errors, 422)
    try:
        command = command_of(data, account_id=current_actor().account_id)
        # Decoding takes seconds: it is done before the transaction.
        files = _checked_files()
        with transaction():
            receipt = submit_case(vault(), command, now=now)
            _keep_files(receipt.case_id, files, now=now)
    except DomainError as error:
        said = {FIELDS.get(error.field or "", ""): [sentence(error)]}
        return _form(typed, said, status_of(error))
    response = redirect(url_for("workspace.key_in_receipt"), 303)
    RECEIPT.write(response, {"key": command.idempotency_key}, now=now)
    return response


@blueprint.get("/key-in/receipt")
@require(Permission.KEY_IN_CASE)
def key_in_receipt() -> Answer:
    """Show the receipt to print or read out, until it was handed over."""
    receipt = _receipt()
    if receipt is None:
        return redirect(url_for("workspace.key_in_form"), 303)
    return render_template(
        "workspace/receipt.html", receipt=receipt, tracking_key=grouped(receipt.tracking_key)
    )


@blueprint.post("/key-in/receipt")
@require(Permission.KEY_IN_CASE)
def key_in_handed_over() -> Response:
    """Forget the key: the author has it now."""
    response = redirect(url_for("workspace.key_in_form"), 303)
    RECEIPT.delete(response)
    return response


def _checked_files() -> list[CleanFile]:
    uploads = [each for each in request.files.getlist("files") if each.filename]
    contents = [(each.read(), each.filename or "") for each in uploads]
    check_together([len(content) for content, _name in contents])
    return [check_file(content, declared_name=name) for content, name in contents]


def _keep_files(case_id: int, files: list[CleanFile], *, now: datetime) -> None:
    if files_of_case(case_id):
        # The form came twice: the case it made has its files.
        return
    storage = cast("Storage", current_app.extensions["feedback.storage"])
    case = case_by_id(case_id)
    for clean in files:
        keep_file(vault(), storage, case, clean, by=AddedBy.AUTHOR, now=now)


def _receipt() -> Receipt | None:
    held = RECEIPT.read(now=clock.now())
    case = find_by_idempotency(vault().keys, held["key"]) if held else None
    if held is None or case is None:
        return None
    return receipt_of(vault().keys, case, held["key"])


def _form(
    values: Mapping[str, str], errors: Mapping[str, list[str]], status: int = 200
) -> tuple[str, int]:
    served = find_installation()
    areas = list_areas(served.province_code) if served else []
    categories = [
        {"group": label_of(kind, "kind"), "options": options_of("category", codes)}
        for kind, codes in CATEGORIES.items()
    ]
    page = render_template(
        "workspace/key_in.html",
        values=values,
        errors=errors,
        channels=options_of("channel", [each for each in Channel if each is not Channel.WEB]),
        kinds=options_of("kind", Kind),
        categories=categories,
        submitters=options_of("submitter_type", SubmitterType),
        areas=[{"value": area.code, "text": area.name} for area in areas],
        agencies=agency_options(),
        most_files=MOST_FILES,
        most_size=megabytes(MOST_BYTES),
    )
    return page, status
