"""Use cases of attachments. The caller holds the transaction and has checked the file before it.

Decoding and encrypting happen before the transaction, the row within. A file whose transaction
fails stays in the storage without a row: encrypted under a key that was never stored, it can be
opened by nobody, and `unknown_storage_names` finds it.
"""

import secrets
import uuid
from datetime import datetime

from feedback_service.evidence.errors import FileUnknown
from feedback_service.evidence.kinds import AddedBy, CleanFile
from feedback_service.evidence.models import EvidenceFile
from feedback_service.foundation import crypto
from feedback_service.foundation.database import db
from feedback_service.foundation.storage import FileMissing, Storage

_DIGEST = "evidence_files|digest"


def store_file(
    *,
    case_id: int,
    content_key: bytes,
    clean: CleanFile,
    storage: Storage,
    number: int,
    added_by: AddedBy,
    now: datetime,
    answer_id: int | None = None,
) -> EvidenceFile:
    """Encrypt a clean file under its case's key, store it, and add its row."""
    file = EvidenceFile(
        id=str(uuid.uuid4()),
        case_id=case_id,
        number=number,
        media_type=clean.media_type,
        size_bytes=len(clean.content),
        digest=crypto.keyed_digest(content_key, _DIGEST, clean.content),
        storage_name=f"cases/{secrets.token_hex(24)}",
        added_at=now,
        added_by=added_by.value,
        answer_id=answer_id,
    )
    context = _context(file.id, case_id)
    storage.put(file.storage_name, crypto.encrypt(content_key, clean.content, context=context))
    db.session.add(file)
    # Events that name this file by its id may be flushed in any order after this.
    db.session.flush()
    return file


def read_file(file: EvidenceFile, *, content_key: bytes, storage: Storage) -> bytes:
    """Return the content; raises FileUnknown, FileMissing, or CannotOpen when it was changed."""
    if file.withdrawn_at is not None:
        raise FileUnknown
    sealed = storage.get(file.storage_name)
    return crypto.decrypt(content_key, sealed, context=_context(file.id, file.case_id))


def is_intact(file: EvidenceFile, *, content_key: bytes, storage: Storage) -> bool:
    """Tell whether a file can be opened and is, byte for byte, what was taken in."""
    try:
        content = read_file(file, content_key=content_key, storage=storage)
    except (FileMissing, crypto.CannotOpen):
        return False
    return crypto.same(crypto.keyed_digest(content_key, _DIGEST, content), file.digest)


def withdraw_file(file: EvidenceFile, *, now: datetime) -> None:
    """Take a file out of its case; its row and number stay."""
    if file.withdrawn_at is None:
        file.withdrawn_at = now
        db.session.flush()


def erase_content(file: EvidenceFile, *, storage: Storage) -> None:
    """Remove what a withdrawn file holds. To be called after the withdrawal was committed."""
    if file.withdrawn_at is not None:
        storage.delete(file.storage_name)


def _context(file_id: str, case_id: int) -> str:
    return f"evidence_files|content|{file_id}|{case_id}"
