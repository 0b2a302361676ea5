"""Drafts between the steps of the form: readable only with a key that the browser's cookie holds.

The row is found by a digest of that key and opened with another one derived from it, so that the
database alone yields neither text nor owner. Files of a draft lie encrypted in the storage.
"""

import json
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, delete, select

from feedback_service.cases.models import Draft
from feedback_service.foundation.crypto import CannotOpen, decrypt, encrypt, keyed_digest
from feedback_service.foundation.database import db
from feedback_service.foundation.statements import read_value, write
from feedback_service.foundation.storage import FileMissing, Storage

LIVES = timedelta(hours=2)
_CONTEXT = "drafts|body"
# Made once: every step of every form asks for them.
_BODY = select(Draft.body).where(
    Draft.digest == bindparam("digest"), Draft.expires_at > bindparam("now")
)
_DELETE = delete(Draft).where(Draft.digest == bindparam("digest"))


@dataclass(frozen=True)
class DraftKey:
    """256 random bits of a browser's cookie."""

    raw: bytes

    @property
    def digest(self) -> bytes:
        """Finds the row."""
        return keyed_digest(self.raw, "draft-row", b"")

    @property
    def secret(self) -> bytes:
        """Opens the row and its files."""
        return keyed_digest(self.raw, "draft-key", b"")


def save_draft(key: DraftKey, content: dict[str, Any], *, now: datetime) -> None:
    """Keep what was typed, for two hours from now."""
    raw = json.dumps(content, ensure_ascii=False).encode()
    body = encrypt(key.secret, raw, context=_CONTEXT)
    row = _row(key, lock=True)
    if row is None:
        row = Draft(digest=key.digest, file_names=[])
        db.session.add(row)
    row.body, row.expires_at = body, now + LIVES


def load_draft(key: DraftKey, *, now: datetime, lock: bool = False) -> dict[str, Any] | None:
    """Return what was typed, or None when there is none or it has run out.

    With `lock` nobody else changes or deletes it before the caller's transaction ends.
    """
    if lock:
        _row(key, lock=True)
    body = read_value(_BODY, {"digest": key.digest, "now": now})
    if body is None:
        return None
    try:
        content: dict[str, Any] = json.loads(decrypt(key.secret, body, context=_CONTEXT))
    except CannotOpen:
        return None
    return content


def drop_draft_without_files(key: DraftKey) -> None:
    """Forget a draft within the transaction that used it up: either both happen or neither."""
    write(_DELETE, {"digest": key.digest})


def delete_draft(key: DraftKey, storage: Storage) -> None:
    """Forget a draft and its files: it was sent, or the author left."""
    row = _row(key, lock=True)
    if row is not None:
        _delete(row, storage)


def add_draft_file(key: DraftKey, storage: Storage, content: bytes) -> str:
    """Keep a checked file with the draft; returns the name by which it is read again."""
    row = db.session.get_one(Draft, key.digest)
    name = f"drafts/{uuid.uuid4()}"
    storage.put(name, encrypt(key.secret, content, context=name))
    row.file_names = [*row.file_names, name]
    return name


def read_draft_file(key: DraftKey, storage: Storage, name: str) -> bytes:
    """Return a file of the draft, or raise FileMissing."""
    try:
        return decrypt(key.secret, storage.get(name), context=name)
    except CannotOpen as error:
        raise FileMissing from error


def drop_draft_file(key: DraftKey, storage: Storage, name: str) -> None:
    """Remove one file from the draft."""
    row = db.session.get_one(Draft, key.digest)
    if name in row.file_names:
        row.file_names = [kept for kept in row.file_names if kept != name]
        storage.delete(name)


def sweep_drafts(storage: Storage, *, now: datetime, limit: int = 100) -> int:
    """Delete drafts that ran out; return how many."""
    stale = db.session.scalars(
        select(Draft).where(Draft.expires_at <= now).order_by(Draft.expires_at).limit(limit)
    ).all()
    for row in stale:
        _delete(row, storage)
    return len(stale)


def _row(key: DraftKey, *, lock: bool) -> Draft | None:
    return db.session.get(Draft, key.digest, with_for_update=lock or None)


def _delete(row: Draft, storage: Storage) -> None:
    for name in row.file_names:
        storage.delete(name)
    db.session.delete(row)
