"""Files of a case: encrypted in the storage, read back by their own case alone."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy.exc import IntegrityError

from feedback_service.evidence.errors import FileUnknown
from feedback_service.evidence.kinds import AddedBy, CleanFile, FileKind
from feedback_service.evidence.models import EvidenceFile
from feedback_service.evidence.queries import (
    file_of_case,
    files_of_case,
    next_number,
    unknown_storage_names,
)
from feedback_service.evidence.service import erase_content, read_file, store_file, withdraw_file
from feedback_service.foundation.config import Settings
from feedback_service.foundation.crypto import CannotOpen, new_key
from feedback_service.foundation.database import transaction
from feedback_service.foundation.storage import FileMissing, Storage
from tests.support.rows import add_case

PHOTO = CleanFile(content=b"CANARY " * 1000, kind=FileKind.JPEG, pixels=12)


@dataclass
class Shelf:
    """One case and where its files go."""

    case_id: int
    key: bytes
    storage: Storage
    folder: Path
    now: datetime

    def add(self, clean: CleanFile = PHOTO, answer_id: int | None = None) -> EvidenceFile:
        """Store one more file."""
        with transaction():
            return store_file(
                case_id=self.case_id,
                content_key=self.key,
                clean=clean,
                storage=self.storage,
                number=next_number(self.case_id),
                added_by=AddedBy.OFFICE if answer_id else AddedBy.AUTHOR,
                now=self.now,
                answer_id=answer_id,
            )

    def stored(self) -> list[Path]:
        """Return every object in the storage."""
        return [path for path in self.folder.rglob("*") if path.is_file()]


@pytest.fixture
def shelf(context: Flask, settings: Settings, now: datetime) -> Shelf:
    """A case without files."""
    return Shelf(
        case_id=add_case(now=now),
        key=new_key(),
        storage=context.extensions["feedback.storage"],
        folder=Path(settings.storage_url.removeprefix("file://")),
        now=now,
    )


def test_a_file_comes_back_as_it_was_stored(shelf: Shelf) -> None:
    file = shelf.add()
    assert read_file(file, content_key=shelf.key, storage=shelf.storage) == PHOTO.content
    assert (file.label, file.download_name) == ("Tệp 1", "tep-1.jpg")
    assert (file.size_bytes, file.media_type) == (7000, "image/jpeg")


def test_the_storage_holds_neither_the_content_nor_a_telling_name(shelf: Shelf) -> None:
    shelf.add()
    (path,) = shelf.stored()
    assert b"CANARY" not in path.read_bytes()
    assert "jpg" not in path.name
    assert str(shelf.case_id) != path.parent.name


def test_a_file_opens_with_no_other_key(shelf: Shelf) -> None:
    file = shelf.add()
    with pytest.raises(CannotOpen):
        read_file(file, content_key=new_key(), storage=shelf.storage)


def test_files_that_were_swapped_in_the_storage_do_not_open(shelf: Shelf) -> None:
    first, second = shelf.add(), shelf.add()
    one, other = shelf.storage.get(first.storage_name), shelf.storage.get(second.storage_name)
    shelf.storage.put(first.storage_name, other)
    shelf.storage.put(second.storage_name, one)
    for file in (first, second):
        with pytest.raises(CannotOpen):
            read_file(file, content_key=shelf.key, storage=shelf.storage)


def test_a_file_the_storage_lost_is_named_missing(shelf: Shelf) -> None:
    file = shelf.add()
    shelf.storage.delete(file.storage_name)
    with pytest.raises(FileMissing):
        read_file(file, content_key=shelf.key, storage=shelf.storage)


def test_equal_files_of_two_cases_cannot_be_told_equal(shelf: Shelf, now: datetime) -> None:
    first = shelf.add()
    shelf.case_id, shelf.key = add_case(now=now, reference="PAKN.2026.OTHER001"), new_key()
    second = shelf.add()
    assert first.digest != second.digest


def test_files_are_listed_in_order_and_found_by_number(shelf: Shelf) -> None:
    first, second, third = shelf.add(), shelf.add(), shelf.add(answer_id=5)
    assert files_of_case(shelf.case_id) == [first, second, third]
    assert files_of_case(shelf.case_id, answer_id=5) == [third]
    assert file_of_case(shelf.case_id, 2) is second
    with pytest.raises(FileUnknown):
        file_of_case(shelf.case_id, 4)
    with pytest.raises(FileUnknown):
        file_of_case(shelf.case_id + 1, 1)


def test_a_withdrawn_file_is_gone_for_readers_and_keeps_its_number(
    shelf: Shelf, now: datetime
) -> None:
    first, second = shelf.add(), shelf.add()
    with transaction():
        withdraw_file(file_of_case(shelf.case_id, 1), now=now)
    erase_content(first, storage=shelf.storage)
    assert files_of_case(shelf.case_id) == [second]
    assert next_number(shelf.case_id) == 3
    assert len(shelf.stored()) == 1
    with pytest.raises(FileUnknown):
        file_of_case(shelf.case_id, 1)
    with pytest.raises(FileUnknown):
        read_file(first, content_key=shelf.key, storage=shelf.storage)


def test_a_file_that_was_not_withdrawn_is_not_erased(shelf: Shelf) -> None:
    file = shelf.add()
    erase_content(file, storage=shelf.storage)
    assert len(shelf.stored()) == 1


def fail_after_storing(shelf: Shelf, number: int) -> None:
    with transaction():
        store_file(
            case_id=shelf.case_id,
            content_key=shelf.key,
            clean=PHOTO,
            storage=shelf.storage,
            number=number,
            added_by=AddedBy.AUTHOR,
            now=shelf.now,
        )
        raise RuntimeError


def test_a_failed_transaction_leaves_an_object_that_can_be_found(shelf: Shelf) -> None:
    kept = shelf.add()
    with pytest.raises(RuntimeError):
        fail_after_storing(shelf, 2)
    names = [str(path.relative_to(shelf.folder)) for path in shelf.stored()]
    assert len(names) == 2
    assert set(names) - set(unknown_storage_names(names)) == {kept.storage_name}


def test_two_files_of_a_case_never_bear_one_number(shelf: Shelf) -> None:
    shelf.add()
    with pytest.raises(IntegrityError):
        fail_after_storing(shelf, 1)
