"""Reads over attachments. Who may see a case is decided before these are asked."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sqlalchemy import Connection, func, select

from feedback_service.evidence.errors import FileUnknown
from feedback_service.evidence.models import EvidenceFile
from feedback_service.foundation.database import db


@dataclass(frozen=True, kw_only=True)
class StoredFile:
    """An object of the storage; that of a withdrawn file may be gone."""

    name: str
    size_bytes: int
    withdrawn: bool


def files_of_case(case_id: int, *, answer_id: int | None = None) -> list[EvidenceFile]:
    """Return the files of a case that were not withdrawn, or only those of one answer."""
    found = (
        select(EvidenceFile)
        .where(EvidenceFile.case_id == case_id, EvidenceFile.withdrawn_at.is_(None))
        .order_by(EvidenceFile.number)
    )
    if answer_id is not None:
        found = found.where(EvidenceFile.answer_id == answer_id)
    return list(db.session.scalars(found))


def file_of_case(case_id: int, number: int) -> EvidenceFile:
    """Return one file of one case, or raise FileUnknown; a withdrawn one is unknown too."""
    row = db.session.scalars(
        select(EvidenceFile).where(
            EvidenceFile.case_id == case_id,
            EvidenceFile.number == number,
            EvidenceFile.withdrawn_at.is_(None),
        )
    ).one_or_none()
    if row is None:
        raise FileUnknown
    return row


def next_number(case_id: int) -> int:
    """Return the number the next file of a case gets; numbers of withdrawn files stay taken."""
    last = db.session.scalar(
        select(func.max(EvidenceFile.number)).where(EvidenceFile.case_id == case_id)
    )
    return (last or 0) + 1


def stored_files(connection: Connection) -> list[StoredFile]:
    """Return where the content of every file lies, as the given connection sees it."""
    rows = connection.execute(
        select(
            EvidenceFile.storage_name, EvidenceFile.size_bytes, EvidenceFile.withdrawn_at
        ).order_by(EvidenceFile.storage_name)
    )
    return [
        StoredFile(name=name, size_bytes=size, withdrawn=withdrawn is not None)
        for name, size, withdrawn in rows
    ]


def every_file() -> Iterator[EvidenceFile]:
    """Yield every file that was not withdrawn, case by case."""
    return iter(
        db.session.scalars(
            select(EvidenceFile)
            .where(EvidenceFile.withdrawn_at.is_(None))
            .order_by(EvidenceFile.case_id, EvidenceFile.number)
        )
    )


def unknown_storage_names(names: Iterable[str]) -> list[str]:
    """Return those names in the storage that no row knows: left by a transaction that failed."""
    known = set(db.session.scalars(select(EvidenceFile.storage_name)))
    return sorted(set(names) - known)
