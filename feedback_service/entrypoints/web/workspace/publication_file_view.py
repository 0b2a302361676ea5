"""What the pages of publication show of files: which there are, what is prepared, what is left."""

import logging
from typing import TYPE_CHECKING, Any, cast

from flask import current_app

from feedback_service.accounts.queries import name_of
from feedback_service.entrypoints.web.workspace.perform import vault
from feedback_service.entrypoints.web.workspace.publication_view import account_id
from feedback_service.evidence.flattening import read_flat_words
from feedback_service.evidence.kinds import AddedBy, FileKind, megabytes
from feedback_service.foundation import clock
from feedback_service.foundation.database import transaction
from feedback_service.foundation.storage import Storage
from feedback_service.publication.drafts import (
    known_values,
    must_be_summary,
    publishable_answer,
)
from feedback_service.publication.errors import NotAnsweredYet
from feedback_service.publication.file_publishing import answer_of_files, erase_ended
from feedback_service.publication.hidden_areas import seen_in
from feedback_service.publication.public_files import (
    files_in_use,
    files_on_offer,
    mark_of,
    prepared_files,
    read_prepared,
)
from feedback_service.publication.redaction import REASON_LABELS, Reason

if TYPE_CHECKING:
    from feedback_service.cases.models import Case
    from feedback_service.publication.models import PublishedFile

_log = logging.getLogger(__name__)


def storage() -> Storage:
    """Return where files lie."""
    return cast("Storage", current_app.extensions["feedback.storage"])


def file_lines(case: "Case") -> list[dict[str, Any]]:
    """Return the attachments that may be public, each with what is prepared of it."""
    if must_be_summary(case):
        return []
    answer_id = answer_of_files(case, publishable_answer(case, vault()).answer_id)
    prepared = {file.file_id: file for file in files_in_use(case.id)}
    return [
        {
            "number": file.number,
            "label": file.label,
            "kind": FileKind(file.media_type).label,
            "size": megabytes(file.size_bytes),
            "by_author": file.added_by == AddedBy.AUTHOR,
            "prepared": prepared.get(file.id),
        }
        for file in files_on_offer(case, answer_id)
    ]


def told_by(file: "PublishedFile | None") -> list[str]:
    """Return by page what of a prepared file can be searched and read aloud."""
    if file is None:
        return []
    content = read_prepared(vault(), file, storage())
    words = read_flat_words(content, FileKind(file.media_type))
    return [" ".join(page) for page in words]


def checked_files(case: "Case") -> dict[str, Any]:
    """Return what the second person looks at: each prepared file, and the mark of them all."""
    prepared = prepared_files(case.id)
    try:
        lines = [line for line in file_lines(case) if line["prepared"] in prepared]
    except NotAnsweredYet:
        # Reopened after it was public: it can still be taken out, with all its files.
        lines = []
    return {
        "files": [_checked(case, line) for line in lines],
        "files_mark": mark_of(prepared),
        "own_files": any(file.prepared_by_id == account_id() for file in prepared),
    }


def _checked(case: "Case", line: dict[str, Any]) -> dict[str, Any]:
    file = line["prepared"]
    told = told_by(file)
    left = [
        f"“{words}” – {REASON_LABELS[Reason(reason)]}"
        for words, reason in seen_in(told, known_values(case, vault()))
    ]
    own = {"size": megabytes(file.size_bytes), "kind": FileKind(file.media_type).label}
    return line | own | {
        "file": file,
        "told": told,
        "left": left,
        "prepared_by": name_of(file.prepared_by_id),
    }  # fmt: skip


def erase_at_once() -> None:
    """Erase what ended files held; where the storage is away, the worker does it later."""
    try:
        with transaction():
            erase_ended(storage(), now=clock.now())
    except Exception:
        # Nobody can read them any more: their keys went with the act that ended them.
        _log.exception("ended files could not be erased yet; the worker tries again")
