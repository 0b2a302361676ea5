"""Files that go with an answer: added to its draft, or taken out; its author gets them with it."""

from typing import cast

from flask import current_app, flash, redirect, request, url_for
from flask_babel import gettext as _

from feedback_service.accounts.permissions import Permission
from feedback_service.cases.queries import visible_case
from feedback_service.entrypoints.web.errors import sentence
from feedback_service.entrypoints.web.security import current_actor, require
from feedback_service.entrypoints.web.workspace.acts import Act, may_do
from feedback_service.entrypoints.web.workspace.answers import show_answer
from feedback_service.entrypoints.web.workspace.blueprint import blueprint
from feedback_service.entrypoints.web.workspace.perform import (
    Answer,
    situation_of,
    status_of,
    vault,
)
from feedback_service.entrypoints.web.workspace.publication_view import account_id
from feedback_service.evidence.checking import check_file
from feedback_service.foundation import clock
from feedback_service.foundation.database import transaction
from feedback_service.foundation.errors import DomainError, NotAllowed, NotFound
from feedback_service.foundation.storage import Storage
from feedback_service.responses.answer_files import add_answer_file, remove_answer_file


@blueprint.post("/cases/<reference>/answer/files")
@require(Permission.HANDLE)
def add_file_to_answer(reference: str) -> Answer:
    """Check a file and keep it with the draft."""
    upload = request.files.get("answer_file")
    visible_case(current_actor(), reference)
    if upload is None or not upload.filename:
        return _refused(reference, _("Hãy chọn một tệp ảnh hoặc PDF."), 422)
    try:
        clean = check_file(upload.read(), declared_name=upload.filename)
        with transaction():
            case = visible_case(current_actor(), reference, lock=True)
            if not may_do(current_actor(), Act.SAVE_ANSWER, situation_of(case)):
                raise NotAllowed
            storage = cast("Storage", current_app.extensions["feedback.storage"])
            add_answer_file(vault(), storage, case, clean, account_id=account_id(), now=clock.now())
    except NotFound:
        raise
    except DomainError as error:
        return _refused(reference, sentence(error), status_of(error))
    flash(_("Đã kèm tệp vào dự thảo."), "success")
    return redirect(url_for(".answer_form", reference=reference), 303)


@blueprint.post("/cases/<reference>/answer/files/<int:number>/remove")
@require(Permission.HANDLE)
def remove_file_of_answer(reference: str, number: int) -> Answer:
    """Take a file out of the draft."""
    try:
        with transaction():
            case = visible_case(current_actor(), reference, lock=True)
            if not may_do(current_actor(), Act.SAVE_ANSWER, situation_of(case)):
                raise NotAllowed
            remove_answer_file(case, number, account_id=account_id(), now=clock.now())
    except NotFound:
        raise
    except DomainError as error:
        return _refused(reference, sentence(error), status_of(error))
    flash(_("Đã bỏ tệp khỏi dự thảo."), "success")
    return redirect(url_for(".answer_form", reference=reference), 303)


def _refused(reference: str, said: str, status: int) -> Answer:
    return show_answer(
        reference, act=Act.SAVE_ANSWER, errors={"answer_file": [said]}, status=status
    )
