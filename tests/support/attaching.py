"""Attachments of cases, taken in as people send them, and published as people publish them."""

import io
from collections.abc import Sequence
from datetime import datetime

from flask import current_app
from PIL import Image

from feedback_service.cases.queries import case_by_id
from feedback_service.evidence.checking import check_file
from feedback_service.evidence.flattening import FlatFile, flatten_file
from feedback_service.evidence.kinds import AddedBy, CleanFile, FileKind
from feedback_service.evidence.models import EvidenceFile
from feedback_service.evidence.queries import file_of_case, next_number
from feedback_service.evidence.service import read_file, store_file
from feedback_service.foundation.database import transaction
from feedback_service.foundation.storage import Storage
from feedback_service.identity.service import Vault
from feedback_service.publication.commands import PrepareFile
from feedback_service.publication.drafts import publishable_answer
from feedback_service.publication.file_publishing import prepare_file
from feedback_service.publication.hidden_areas import HiddenArea
from feedback_service.publication.models import PublishedFile


def a_picture() -> bytes:
    """Return a small picture."""
    out = io.BytesIO()
    Image.new("RGB", (60, 40), "steelblue").save(out, "PNG")
    return out.getvalue()


def storage() -> Storage:
    """Return the storage of the application in context."""
    found: Storage = current_app.extensions["feedback.storage"]
    return found


def attach(
    vault: Vault, case_id: int, content: bytes, now: datetime, *, name: str = "giấy tờ.pdf",
    with_answer: bool = True,
) -> int:  # fmt: skip
    """Check a file and add it, by the office with its answer or by the author; its number."""
    clean = check_file(content, declared_name=name)
    with transaction():
        return keep_attached(vault, case_id, clean, now, with_answer=with_answer)


def keep_attached(
    vault: Vault, case_id: int, clean: CleanFile, now: datetime, *, with_answer: bool = True
) -> int:
    """Add a file that was checked; the caller holds the transaction."""
    answer = publishable_answer(case_by_id(case_id), vault).answer_id if with_answer else None
    file: EvidenceFile = store_file(
        case_id=case_id,
        content_key=vault.content_key(case_id),
        clean=clean,
        storage=storage(),
        number=next_number(case_id),
        added_by=AddedBy.OFFICE if with_answer else AddedBy.AUTHOR,
        now=now,
        answer_id=answer,
    )
    return file.number


def prepare_attached(
    vault: Vault, case_id: int, number: int, *, account_id: int, now: datetime,
    areas: Sequence[HiddenArea] = (), seen: str = "",
) -> PublishedFile:  # fmt: skip
    """Flatten an attachment and prepare it, as the page does."""
    source = file_of_case(case_id, number)
    key = vault.content_key(case_id)
    content = read_file(source, content_key=key, storage=storage())
    flat = flatten_file(content, FileKind(source.media_type), [each.area for each in areas])
    command = PrepareFile(number=number, areas=tuple(areas), seen=seen)
    with transaction():
        return keep_prepared(vault, case_id, command, flat, account_id=account_id, now=now)


def keep_prepared(
    vault: Vault, case_id: int, command: PrepareFile, flat: FlatFile, *, account_id: int,
    now: datetime,
) -> PublishedFile:  # fmt: skip
    """Prepare a file that was flattened; the caller holds the transaction."""
    return prepare_file(
        vault,
        case_by_id(case_id),
        command,
        flat,
        storage=storage(),
        account_id=account_id,
        now=now,
    )
