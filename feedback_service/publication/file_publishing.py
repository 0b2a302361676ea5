"""Use cases of published files: flattened and prepared by one person, public with their case.

The caller holds the transaction, has locked the case, and has flattened the file before it
(evidence/flattening.py). The bytes are stored once, when they are prepared, under a key of their
own: to publish is to lay that key open, to take out is to destroy it in the same transaction. So
nobody reads a file that was taken out, even while the storage could not be reached to erase it.
"""

import hashlib
import secrets
from datetime import datetime

from sqlalchemy import func, select

from feedback_service.cases.history import record, staff
from feedback_service.cases.models import Case
from feedback_service.evidence.flattening import FlatFile
from feedback_service.evidence.models import EvidenceFile
from feedback_service.evidence.queries import file_of_case
from feedback_service.foundation import crypto
from feedback_service.foundation.database import db
from feedback_service.foundation.storage import Storage
from feedback_service.identity.service import Vault
from feedback_service.publication.commands import PrepareFile
from feedback_service.publication.drafts import must_be_summary, publishable_answer
from feedback_service.publication.errors import (
    AlreadyPublished,
    FileIsPublic,
    FileNotForPublic,
    FileNotPrepared,
    FilesChanged,
    NotPublished,
    SamePersonConfirms,
    SummaryOnly,
)
from feedback_service.publication.models import Publication, PublishedFile
from feedback_service.publication.public_files import (
    context_of,
    files_in_use,
    files_on_offer,
    key_context_of,
    mark_of,
    prepared_files,
    unsealed_key,
)

BATCH = 50
# A public case may get more files, confirmed by themselves.
_WRITABLE = (None, "prepared", "returned", "published")


def prepare_file(
    vault: Vault,
    case: Case,
    command: PrepareFile,
    flat: FlatFile,
    *,
    storage: Storage,
    account_id: int,
    now: datetime,
) -> PublishedFile:
    """Keep a flattened file for another person to confirm; it replaces what was prepared before."""
    demand_writable(case)
    source = offered(vault, case, command.number)
    before = _in_use(case.id, source.id)
    if before is not None and before.state == "public":
        raise FileIsPublic
    if (before.sha256 if before else "") != command.seen:
        raise FilesChanged
    number = before.number if before else _next_number(case.id)
    if before is not None:
        _end(before, "dropped", account_id=account_id, now=now)
        db.session.flush()
    file = _new_file(source, flat, number)
    file.areas = [area.to_list() for area in command.areas]
    file.prepared_by_id, file.prepared_at = account_id, now
    key = crypto.new_key()
    file.key_box = crypto.encrypt(vault.content_key(case.id), key, context=key_context_of(file))
    storage.put(file.storage_name, crypto.encrypt(key, flat.content, context=context_of(file)))
    db.session.add(file)
    db.session.flush()
    facts = {"number": source.number, "areas": len(command.areas)}
    record(case, "published_file_prepared", doer=staff(account_id), now=now, facts=facts)
    return file


def drop_file(case: Case, number: int, *, account_id: int, now: datetime) -> None:
    """Leave an attachment out of what is to become public."""
    demand_writable(case)
    source = file_of_case(case.id, number)
    file = _in_use(case.id, source.id)
    if file is None or file.state != "prepared":
        raise FileNotPrepared
    _end(file, "dropped", account_id=account_id, now=now)
    facts = {"number": source.number}
    record(case, "published_file_dropped", doer=staff(account_id), now=now, facts=facts)


def drop_not_offered(case: Case, answer_id: int, *, account_id: int, now: datetime) -> None:
    """Leave out what may not be public any more: all of it where a summary is published."""
    allowed = _allowed(case, answer_id)
    for file in prepared_files(case.id):
        if file.file_id not in allowed:
            _end(file, "dropped", account_id=account_id, now=now)


def confirm_files(case: Case, answer_id: int, *, seen: str, account_id: int) -> list[PublishedFile]:
    """Let a second person stand for exactly the files they were shown."""
    files = prepared_files(case.id)
    if mark_of(files) != seen:
        raise FilesChanged
    demand_offered(case, answer_id)
    for file in files:
        if file.prepared_by_id == account_id:
            raise SamePersonConfirms
        file.confirmed_by_id = account_id
    return files


def confirm_more_files(
    vault: Vault, case: Case, *, seen: str, account_id: int, now: datetime
) -> int:
    """Publish files that were prepared after their case was public; return how many."""
    publication = _publication_of(case)
    if publication is None or publication.state != "published":
        raise NotPublished
    if not prepared_files(case.id):
        raise FileNotPrepared
    confirm_files(case, publication.answer_id, seen=seen, account_id=account_id)
    count = publish_files(vault, case.id, now=now)
    facts = {"files": count}
    record(case, "published_files_added", doer=staff(account_id), now=now, facts=facts)
    return count


def demand_offered(case: Case, answer_id: int) -> None:
    """Refuse when a prepared file may not be public any more."""
    files = prepared_files(case.id)
    if not files:
        return
    allowed = _allowed(case, answer_id)
    for file in files:
        if file.file_id not in allowed:
            raise FileNotForPublic(number=_source_number(file))


def unconfirm_files(case_id: int) -> None:
    """Take a confirmation back: the files are to be looked at again."""
    for file in prepared_files(case_id):
        file.confirmed_by_id = None


def publish_files(vault: Vault, case_id: int, *, now: datetime) -> int:
    """Lay the keys of the confirmed files open, with their case; return how many there are."""
    files = prepared_files(case_id)
    for file in files:
        file.open_key, file.key_box = unsealed_key(vault, file), None
        file.state, file.published_at = "public", now
    db.session.flush()
    return len(files)


def withdraw_files(case_id: int, *, account_id: int, now: datetime) -> None:
    """Destroy the keys of all files of a case that is taken out."""
    for file in files_in_use(case_id):
        _end(file, "withdrawn", account_id=account_id, now=now)
    db.session.flush()


def withdraw_file(case: Case, number: int, *, account_id: int, now: datetime) -> None:
    """Take one public file out at once, by its public number; the case stays."""
    file = next((each for each in files_in_use(case.id) if each.number == number), None)
    if file is None or file.state != "public":
        raise FileNotPrepared
    _end(file, "withdrawn", account_id=account_id, now=now)
    facts = {"number": file.number}
    record(case, "published_file_withdrawn", doer=staff(account_id), now=now, facts=facts)


def erase_ended(storage: Storage, *, now: datetime) -> int:
    """Erase what ended files held; return how many. To be called after their end was committed."""
    ended = db.session.scalars(
        select(PublishedFile)
        .where(PublishedFile.ended_at.is_not(None), PublishedFile.erased_at.is_(None))
        .order_by(PublishedFile.ended_at, PublishedFile.id)
        .limit(BATCH)
    ).all()
    for file in ended:
        storage.delete(file.storage_name)
        file.erased_at = now
    db.session.flush()
    return len(ended)


def offered(vault: Vault, case: Case, number: int) -> EvidenceFile:
    """Return an attachment that may be public, or raise what stands against it."""
    answer = publishable_answer(case, vault)
    if must_be_summary(case):
        raise SummaryOnly
    source = file_of_case(case.id, number)
    if source.id not in _allowed(case, answer_of_files(case, answer.answer_id)):
        raise FileNotForPublic(number=number)
    return source


def answer_of_files(case: Case, sent_id: int) -> int:
    """Return the answer whose files may be public: the one that is, else the one sent last."""
    publication = _publication_of(case)
    is_public = publication is not None and publication.state == "published"
    return publication.answer_id if publication and is_public else sent_id


def prepared_of(case: Case, number: int) -> PublishedFile | None:
    """Return what is prepared or public of an attachment, by the attachment's number."""
    return _in_use(case.id, file_of_case(case.id, number).id)


def demand_writable(case: Case) -> None:
    """Refuse once a second person has confirmed."""
    publication = _publication_of(case)
    if (publication.state if publication else None) not in _WRITABLE:
        raise AlreadyPublished


def _publication_of(case: Case) -> Publication | None:
    return db.session.scalar(select(Publication).where(Publication.case_id == case.id))


def _new_file(source: EvidenceFile, flat: FlatFile, number: int) -> PublishedFile:
    return PublishedFile(
        case_id=source.case_id,
        file_id=source.id,
        number=number,
        state="prepared",
        media_type=flat.kind.value,
        pages=flat.pages,
        size_bytes=len(flat.content),
        sha256=hashlib.sha256(flat.content).hexdigest(),
        storage_name=f"published/{secrets.token_hex(24)}",
    )


def _in_use(case_id: int, file_id: str) -> PublishedFile | None:
    return next((each for each in files_in_use(case_id) if each.file_id == file_id), None)


def _next_number(case_id: int) -> int:
    last = db.session.scalar(
        select(func.max(PublishedFile.number)).where(PublishedFile.case_id == case_id)
    )
    return (last or 0) + 1


def _allowed(case: Case, answer_id: int) -> set[str]:
    """Return the attachments of a case that may be public."""
    if must_be_summary(case):
        return set()
    return {file.id for file in files_on_offer(case, answer_id)}


def _source_number(file: PublishedFile) -> int:
    source = db.session.get(EvidenceFile, file.file_id)
    return source.number if source else file.number


def _end(file: PublishedFile, state: str, *, account_id: int, now: datetime) -> None:
    file.state, file.ended_at, file.ended_by_id = state, now, account_id
    file.key_box = file.open_key = None
