"""The step of pictures and papers: each file is checked and cleaned before it is kept."""

from flask import redirect, request
from flask_babel import gettext as _
from werkzeug.datastructures import FileStorage

from feedback_service.cases.drafts import add_draft_file, drop_draft_file, load_draft, save_draft
from feedback_service.entrypoints.web.errors import sentence
from feedback_service.entrypoints.web.submit.form import (
    Content,
    blueprint,
    held_draft,
    held_key,
    storage,
)
from feedback_service.entrypoints.web.submit.pages import (
    EVIDENCE,
    Page,
    address,
    is_returning,
    lost,
    show,
    visit,
)
from feedback_service.entrypoints.web.submit.steps import STEPS, Step, after, before, shown
from feedback_service.evidence.checking import check_file
from feedback_service.evidence.errors import CheckingBusy, FileRefused
from feedback_service.evidence.kinds import CleanFile, check_together
from feedback_service.foundation import clock
from feedback_service.foundation.database import transaction
from feedback_service.foundation.text import shorten

LONGEST_NAME = 60


@blueprint.route("/evidence", methods=["GET", "POST"])
def evidence() -> Page:
    """Show the files of the draft, or take more of them."""
    return visit(STEPS[EVIDENCE], _take)


@blueprint.post("/evidence/remove")
def remove_evidence() -> Page:
    """Take one file out of the draft."""
    key, name, now = held_key(), request.form.get("file", ""), clock.now()
    if key is None:
        return lost(STEPS[EVIDENCE])
    with transaction():
        content = load_draft(key, now=now, lock=True)
        if content is None:
            return lost(STEPS[EVIDENCE])
        kept = [file for file in content["files"] if file["name"] != name]
        if len(kept) < len(content["files"]):
            save_draft(key, content | {"files": kept}, now=now)
            drop_draft_file(key, storage(), name)
    return redirect(address(EVIDENCE, returning=is_returning()), 303)


def _take(step: Step, content: Content) -> Page:
    given = [file for file in request.files.getlist("files") if file.filename]
    sizes = [file["size"] for file in content["files"]]
    messages: list[str] = []
    for file in given:
        shown_name = _shown_name(file)
        try:
            clean = check_file(file.read(), declared_name=file.filename or "")
            check_together([*sizes, len(clean.content)])
        except (FileRefused, CheckingBusy) as refusal:
            messages.append(f"{shown_name}: {sentence(refusal)}")
            continue
        if not _keep(clean, shown_name):
            return lost(step)
        sizes.append(len(clean.content))
    if messages:
        return show(step, held_draft() or content, errors={"files": messages})
    return redirect(_address_after(step, content), 303)


def _keep(clean: CleanFile, shown_name: str) -> bool:
    key, now = held_key(), clock.now()
    if key is None:
        return False
    with transaction():
        content = load_draft(key, now=now, lock=True)
        if content is None:
            return False
        name = add_draft_file(key, storage(), clean.content)
        row = {
            "name": name,
            "kind": clean.kind.value,
            "size": len(clean.content),
            "shown": shown_name,
        }
        save_draft(key, content | {"files": [*content["files"], row]}, now=now)
    return True


def _address_after(step: Step, content: Content) -> str:
    action = request.form.get("action", "")
    if action == "add":
        return address(step.name, returning=is_returning())
    if action == "back":
        return address(before(step, content["answers"]))
    return address("check" if is_returning() else after(step, content["answers"]))


def _shown_name(file: FileStorage) -> str:
    name = shown({"name": file.filename or ""})["name"]
    return shorten(name, LONGEST_NAME) or _("Tệp không tên")
