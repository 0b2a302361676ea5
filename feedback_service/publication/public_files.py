"""Reads over published files: what readers may fetch, and what is prepared for them."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, inspect, select

from feedback_service.cases.models import Case
from feedback_service.evidence.kinds import AddedBy, FileKind, megabytes
from feedback_service.evidence.models import EvidenceFile
from feedback_service.evidence.queries import StoredFile, files_of_case
from feedback_service.foundation import crypto
from feedback_service.foundation.database import db
from feedback_service.foundation.storage import Storage
from feedback_service.identity.service import Vault
from feedback_service.publication.errors import PublishedFileUnknown
from feedback_service.publication.models import Publication, PublishedFile
from feedback_service.publication.redaction import REASON_LABELS, Reason

# Who agreed under these words agreed to texts: their own files stay where they are.
_SILENT_ON_FILES = frozenset({"2026-11", "2026-11.2"})


@dataclass(frozen=True, kw_only=True)
class PublicFile:
    """A file as the page of a published case lists it."""

    number: int
    kind: str
    pages: int
    size: str
    sha256: str
    # How many places are painted over, and why, in words.
    hidden: int
    reasons: tuple[str, ...]
    # Taken out alone, while its case stayed; there is nothing left to send.
    withdrawn_at: datetime | None


def files_on_offer(case: Case, answer_id: int) -> list[EvidenceFile]:
    """Return the attachments that may be public: the answer's own, and the author's by consent."""
    if not case.consent_publish:
        return []
    own = case.consent_version not in _SILENT_ON_FILES
    return [
        file
        for file in files_of_case(case.id)
        if (own and file.added_by == AddedBy.AUTHOR) or file.answer_id == answer_id
    ]


def files_in_use(case_id: int) -> list[PublishedFile]:
    """Return what is prepared or public of a case, in the order of its numbers."""
    return list(
        db.session.scalars(
            select(PublishedFile)
            .where(PublishedFile.case_id == case_id, PublishedFile.ended_at.is_(None))
            .order_by(PublishedFile.number)
        )
    )


def prepared_files(case_id: int) -> list[PublishedFile]:
    """Return what is prepared of a case and not public yet."""
    return [file for file in files_in_use(case_id) if file.state == "prepared"]


def mark_of(files: Iterable[PublishedFile]) -> str:
    """Return a word that changes with every byte of some files; empty for none."""
    told = "".join(f"{file.number}:{file.sha256}\n" for file in files)
    return hashlib.sha256(told.encode()).hexdigest() if told else ""


def public_files(publication_id: int) -> list[PublicFile]:
    """Return the files of a published case, also those that were taken out of it."""
    rows = db.session.scalars(
        select(PublishedFile)
        .join(Publication, Publication.case_id == PublishedFile.case_id)
        .where(
            Publication.id == publication_id,
            Publication.state == "published",
            PublishedFile.state.in_(("public", "withdrawn")),
        )
        .order_by(PublishedFile.number)
    )
    return [
        PublicFile(
            number=row.number,
            kind=FileKind(row.media_type).label,
            pages=row.pages,
            size=megabytes(row.size_bytes),
            sha256=row.sha256,
            hidden=len(row.areas),
            withdrawn_at=row.ended_at,
            reasons=tuple(dict.fromkeys(REASON_LABELS[Reason(area[5])] for area in row.areas)),
        )
        for row in rows
    ]


def public_file(reference: str, number: int) -> PublishedFile:
    """Return one file of a published case, or raise PublishedFileUnknown."""
    row = db.session.scalar(
        select(PublishedFile)
        .join(Publication, Publication.case_id == PublishedFile.case_id)
        .where(*_IS_PUBLIC, Publication.reference == reference, PublishedFile.number == number)
    )
    if row is None:
        raise PublishedFileUnknown
    return row


def read_public(file: PublishedFile, storage: Storage) -> bytes:
    """Return what a public file holds; its key lies open."""
    if file.open_key is None:
        raise PublishedFileUnknown
    return crypto.decrypt(file.open_key, storage.get(file.storage_name), context=context_of(file))


def read_prepared(vault: Vault, file: PublishedFile, storage: Storage) -> bytes:
    """Return what a prepared or public file holds, for those who publish it."""
    if file.key_box is None:
        return read_public(file, storage)
    key = unsealed_key(vault, file)
    return crypto.decrypt(key, storage.get(file.storage_name), context=context_of(file))


def unsealed_key(vault: Vault, file: PublishedFile) -> bytes:
    """Return the key of a prepared file."""
    if file.key_box is None:
        raise PublishedFileUnknown
    return crypto.decrypt(
        vault.content_key(file.case_id), file.key_box, context=key_context_of(file)
    )


def context_of(file: PublishedFile) -> str:
    """Return what the content of a file is bound to: its place, its case and its hash."""
    return f"published_files|content|{file.storage_name}|{file.case_id}|{file.sha256}"


def key_context_of(file: PublishedFile) -> str:
    """Return what the sealed key of a file is bound to."""
    return f"published_files|key|{file.storage_name}|{file.case_id}"


def stored_published(connection: Connection) -> Sequence[StoredFile]:
    """Return where the content of every file lies that was not erased."""
    if not inspect(connection).has_table(PublishedFile.__tablename__):
        # A backup may be made before the database is upgraded.
        return []
    rows = connection.execute(
        select(PublishedFile.storage_name, PublishedFile.size_bytes, PublishedFile.ended_at)
        .where(PublishedFile.erased_at.is_(None))
        .order_by(PublishedFile.storage_name)
    )
    return [
        StoredFile(name=name, size_bytes=size, withdrawn=ended is not None)
        for name, size, ended in rows
    ]


# A file is never public without its case.
_IS_PUBLIC = (PublishedFile.state == "public", Publication.state == "published")
