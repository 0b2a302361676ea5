"""Files become public flattened, by two persons, with their case; and go with it."""

import hashlib
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache

import pytest
from sqlalchemy import select, update

from feedback_service.agencies.queries import commune_agency, list_areas
from feedback_service.cases.history import events_of
from feedback_service.cases.models import Case
from feedback_service.cases.queries import case_by_id
from feedback_service.evidence.areas import Box
from feedback_service.evidence.models import EvidenceFile
from feedback_service.foundation.clock import local_date
from feedback_service.foundation.crypto import CannotOpen
from feedback_service.foundation.database import db, transaction
from feedback_service.foundation.storage import FileMissing
from feedback_service.identity.service import Vault
from feedback_service.publication.commands import HoldBack, Withdraw
from feedback_service.publication.dumping import removals
from feedback_service.publication.embargoing import hold_back, publish_due
from feedback_service.publication.errors import (
    AlreadyPublished,
    FileIsPublic,
    FileNotForPublic,
    FileNotPrepared,
    FilesChanged,
    NotPublished,
    PublishedFileUnknown,
    SamePersonConfirms,
    SummaryOnly,
)
from feedback_service.publication.file_publishing import (
    confirm_more_files,
    drop_file,
    erase_ended,
    withdraw_file,
)
from feedback_service.publication.hidden_areas import HiddenArea
from feedback_service.publication.models import Publication, PublishedFile
from feedback_service.publication.public_files import (
    files_in_use,
    mark_of,
    public_file,
    public_files,
    read_prepared,
    read_public,
    stored_published,
)
from feedback_service.publication.service import confirm, return_to_preparer, withdraw
from tests.support.attaching import attach, prepare_attached, storage
from tests.support.installation import PROVINCE
from tests.support.made_documents import MadeDocument
from tests.support.publishing import ANSWER, People, answered_case, prepare_case, publish_case

AREA = HiddenArea(page=1, box=Box(left=0.1, top=0.2, right=0.5, bottom=0.3), reason="name")
Prepare = Callable[..., PublishedFile]


@cache
def paper() -> bytes:
    made = MadeDocument()
    made.text("Biên bản làm việc", (30, 60))
    return made.save()


@pytest.fixture
def number(vault: Vault, case_id: int, now: datetime) -> int:
    """An attachment of the answer."""
    return attach(vault, case_id, paper(), now)


@pytest.fixture
def prepared(vault: Vault, case_id: int, number: int, people: People, now: datetime) -> Prepare:
    """Prepare the attachment, by the publisher where nobody else is named."""

    def prepare(account_id: int = people.publisher, seen: str = "") -> PublishedFile:
        return prepare_attached(
            vault, case_id, number, account_id=account_id, now=now, areas=[AREA], seen=seen
        )

    return prepare


def take_out(vault: Vault, case_id: int, people: People, now: datetime) -> None:
    with transaction():
        command = Withdraw(reason="consent", text="Người gửi đề nghị gỡ xuống.")
        withdraw(vault, case_by_id(case_id), command, account_id=people.second, now=now)


def test_a_prepared_file_is_sealed_until_a_second_person_confirms_the_case(
    vault: Vault, case_id: int, prepared: Prepare, people: People, now: datetime
) -> None:
    file = prepared()
    with pytest.raises(PublishedFileUnknown):
        read_public(file, storage())
    shown = read_prepared(vault, file, storage())
    reference = publish_case(vault, people, case_id, now)
    public = public_file(reference, 1)
    assert read_public(public, storage()) == shown
    assert public.sha256 == hashlib.sha256(shown).hexdigest()
    (listed,) = public_files(publication_of(case_id).id)
    told = (listed.kind, listed.pages, listed.hidden, listed.reasons)
    assert told == ("tài liệu PDF", 1, 1, ("tên người",))


def test_what_lies_in_the_storage_opens_with_no_other_key_and_under_no_other_hash(
    vault: Vault, case_id: int, prepared: Prepare, people: People, now: datetime
) -> None:
    prepared()
    reference = publish_case(vault, people, case_id, now)
    file = public_file(reference, 1)
    assert b"%PDF" not in storage().get(file.storage_name)
    with transaction():
        db.session.execute(update(PublishedFile).values(sha256="0" * 64))
    with pytest.raises(CannotOpen):
        read_public(public_file(reference, 1), storage())


def test_withdrawing_the_case_makes_its_files_unreadable_at_once_and_erases_them_after(
    vault: Vault, case_id: int, prepared: Prepare, people: People, now: datetime
) -> None:
    prepared()
    reference = publish_case(vault, people, case_id, now)
    kept = public_file(reference, 1)
    take_out(vault, case_id, people, now)
    with pytest.raises(PublishedFileUnknown):
        public_file(reference, 1)
    # Nothing opens it any more, though the object is still there.
    assert (kept.open_key, kept.key_box) == (None, None)
    assert storage().get(kept.storage_name)
    # A backup must not miss it, whether it has been erased or not.
    assert [(file.name, file.withdrawn) for file in stored_published(db.session.connection())] == [
        (kept.storage_name, True)
    ]
    with transaction():
        assert erase_ended(storage(), now=now) == 1
    with pytest.raises(FileMissing):
        storage().get(kept.storage_name)
    with transaction():
        assert erase_ended(storage(), now=now) == 0


def test_one_file_is_taken_out_and_the_case_stays(
    vault: Vault, case_id: int, prepared: Prepare, people: People, now: datetime
) -> None:
    prepared()
    reference = publish_case(vault, people, case_id, now)
    mark = removals()
    with transaction():
        withdraw_file(case_by_id(case_id), 1, account_id=people.second, now=now)
    with pytest.raises(PublishedFileUnknown):
        public_file(reference, 1)
    # A copy of the site that was being made meanwhile is thrown away.
    assert removals() != mark
    assert publication_of(case_id).state == "published"
    with transaction(), pytest.raises(FileNotPrepared):
        withdraw_file(case_by_id(case_id), 1, account_id=people.second, now=now)


def test_whoever_prepared_a_file_does_not_confirm_it(
    vault: Vault, case_id: int, prepared: Prepare, people: People, now: datetime
) -> None:
    prepared(account_id=people.second)
    with pytest.raises(SamePersonConfirms):
        publish_case(vault, people, case_id, now)


def test_only_the_very_files_that_were_shown_are_confirmed(
    vault: Vault, case_id: int, prepared: Prepare, people: People, now: datetime
) -> None:
    first = prepared()
    shown = mark_of(files_in_use(case_id))
    version = prepare_case(vault, people, case_id, now)
    prepare_attached(
        vault, case_id, 1, account_id=people.publisher, now=now, seen=first.sha256
    )  # fmt: skip
    for seen in (shown, ""):
        with transaction(), pytest.raises(FilesChanged):
            confirm(
                vault, case_by_id(case_id), version=version, acknowledged=True,
                account_id=people.second, now=now, files=seen,
            )  # fmt: skip


def test_preparing_anew_replaces_what_was_prepared_and_erases_it(
    case_id: int, prepared: Prepare, now: datetime
) -> None:
    first = prepared()
    with pytest.raises(FilesChanged):
        prepared(seen="")
    second = prepared(seen=first.sha256)
    assert files_in_use(case_id) == [second]
    assert (second.number, first.state) == (1, "dropped")
    with transaction():
        erase_ended(storage(), now=now)
    with pytest.raises(FileMissing):
        storage().get(first.storage_name)
    assert storage().get(second.storage_name)


def test_a_file_left_out_does_not_become_public(
    vault: Vault, case_id: int, prepared: Prepare, people: People, now: datetime
) -> None:
    prepared()
    with transaction():
        drop_file(case_by_id(case_id), 1, account_id=people.publisher, now=now)
    publish_case(vault, people, case_id, now)
    assert public_files(publication_of(case_id).id) == []
    with transaction(), pytest.raises(FileNotPrepared):
        drop_file(case_by_id(case_id), 1, account_id=people.publisher, now=now)


def test_a_public_case_gets_another_file_by_two_persons(
    vault: Vault, case_id: int, prepared: Prepare, people: People, now: datetime
) -> None:
    reference = publish_case(vault, people, case_id, now)
    file = prepared()
    with pytest.raises(PublishedFileUnknown):
        public_file(reference, 1)

    def confirm_it(account_id: int, seen: str = mark_of([file])) -> int:
        with transaction():
            return confirm_more_files(
                vault, case_by_id(case_id), seen=seen, account_id=account_id, now=now
            )

    with pytest.raises(SamePersonConfirms):
        confirm_it(people.publisher)
    with pytest.raises(FilesChanged):
        confirm_it(people.second, "")
    assert confirm_it(people.second) == 1
    assert read_public(public_file(reference, 1), storage()).startswith(b"%PDF")
    with pytest.raises(FileNotPrepared):
        confirm_it(people.second)


def test_what_is_public_is_taken_out_before_it_is_prepared_anew(
    vault: Vault, case_id: int, prepared: Prepare, people: People, now: datetime
) -> None:
    first = prepared()
    reference = publish_case(vault, people, case_id, now)
    with pytest.raises(FileIsPublic):
        prepared(seen=first.sha256)
    assert public_file(reference, 1)
    with transaction():
        withdraw_file(case_by_id(case_id), 1, account_id=people.second, now=now)
    # Its number is not given again: who cites the first must not find the second.
    assert prepared().number == 2


def test_files_are_added_to_no_case_that_is_not_public(
    vault: Vault, case_id: int, prepared: Prepare, people: People, now: datetime
) -> None:
    file = prepared()
    with transaction(), pytest.raises(NotPublished):
        confirm_more_files(
            vault, case_by_id(case_id), seen=mark_of([file]), account_id=people.second, now=now
        )


def test_a_case_taken_out_gets_no_file(
    vault: Vault, case_id: int, prepared: Prepare, people: People, now: datetime
) -> None:
    publish_case(vault, people, case_id, now)
    take_out(vault, case_id, people, now)
    with pytest.raises(AlreadyPublished):
        prepared()


def test_until_its_day_a_confirmed_file_is_read_by_nobody(
    vault: Vault, case_id: int, prepared: Prepare, people: People, now: datetime
) -> None:
    prepared()
    version = prepare_case(vault, people, case_id, now)
    day = local_date(now) + timedelta(days=3)
    with transaction():
        command = HoldBack(not_before=day, reason="Chờ xong đợt thanh tra.", version=version)
        held = hold_back(
            vault, case_by_id(case_id), command, account_id=people.publisher, now=now
        )  # fmt: skip
        db.session.flush()
        version = held.version
    with transaction():
        confirm(
            vault, case_by_id(case_id), version=version, acknowledged=True,
            account_id=people.second, now=now, files=mark_of(files_in_use(case_id)),
        )  # fmt: skip
    reference = publication_of(case_id).reference
    with pytest.raises(PublishedFileUnknown):
        public_file(reference, 1)
    with transaction():
        publish_due(vault, now=now + timedelta(days=3))
    assert read_public(public_file(reference, 1), storage()).startswith(b"%PDF")


def test_a_case_given_back_is_confirmed_anew_with_its_files(
    vault: Vault, case_id: int, prepared: Prepare, people: People, now: datetime
) -> None:
    file = prepared()
    version = prepare_case(vault, people, case_id, now)
    with transaction():
        return_to_preparer(
            vault, case_by_id(case_id), version=version, text="Ảnh còn thấy biển số xe.",
            account_id=people.second, now=now,
        )  # fmt: skip
    assert (file.state, file.confirmed_by_id) == ("prepared", None)
    reference = publish_case(vault, people, case_id, now)
    assert public_file(reference, 1).confirmed_by_id == people.second


def test_a_file_of_an_earlier_answer_is_refused_and_left_out_when_marked_anew(
    vault: Vault, case_id: int, number: int, prepared: Prepare, people: People, now: datetime
) -> None:
    file = prepared()
    version = prepare_case(vault, people, case_id, now)
    with transaction():
        db.session.execute(update(EvidenceFile).values(answer_id=None))
    with transaction(), pytest.raises(FileNotForPublic, match=f"Tệp {number}"):
        confirm(
            vault, case_by_id(case_id), version=version, acknowledged=True,
            account_id=people.second, now=now, files=mark_of([file]),
        )  # fmt: skip
    publish_case(vault, people, case_id, now)
    assert (file.state, public_files(publication_of(case_id).id)) == ("dropped", [])


def test_the_author_s_own_file_is_offered_by_their_consent(
    vault: Vault, case_id: int, people: People, now: datetime
) -> None:
    number = attach(vault, case_id, paper(), now, with_answer=False)
    prepare_attached(vault, case_id, number, account_id=people.publisher, now=now)
    assert public_file(publish_case(vault, people, case_id, now), 1).file_id


def test_who_agreed_before_files_were_spoken_of_keeps_theirs(
    vault: Vault, case_id: int, people: People, now: datetime
) -> None:
    number = attach(vault, case_id, paper(), now, with_answer=False)
    with transaction():
        db.session.execute(update(Case).values(consent_version="2026-11.2"))
    db.session.expire_all()
    with pytest.raises(FileNotForPublic):
        prepare_attached(vault, case_id, number, account_id=people.publisher, now=now)
    ours = attach(vault, case_id, paper(), now)
    assert prepare_attached(vault, case_id, ours, account_id=people.publisher, now=now)


def test_no_file_goes_with_a_summary(vault: Vault, people: People, now: datetime) -> None:
    unit = commune_agency(list_areas(PROVINCE)[3].code)
    assert unit is not None
    conduct = answered_case(
        vault, people, now, kind="conduct", category="many_trips", accused_agency_id=unit.id,
        answer=replace(ANSWER, outcome="founded"),
    )  # fmt: skip
    for case_id in (answered_case(vault, people, now, consent=False), conduct):
        number = attach(vault, case_id, paper(), now)
        with pytest.raises(SummaryOnly):
            prepare_attached(vault, case_id, number, account_id=people.publisher, now=now)


def test_whoever_takes_their_consent_back_takes_the_files_along(
    vault: Vault, case_id: int, prepared: Prepare, people: People, now: datetime
) -> None:
    file = prepared()
    with transaction():
        db.session.execute(update(Case).values(consent_publish=False))
    db.session.expire_all()
    publish_case(vault, people, case_id, now)
    assert file.state == "dropped"
    assert public_files(publication_of(case_id).id) == []


def test_the_history_tells_acts_and_no_words(
    case_id: int, prepared: Prepare, people: People, now: datetime
) -> None:
    prepared()
    with transaction():
        drop_file(case_by_id(case_id), 1, account_id=people.publisher, now=now)
    told = [(event.name, event.facts) for event in events_of(case_id)][-2:]
    assert told == [
        ("published_file_prepared", {"number": 1, "areas": 1}),
        ("published_file_dropped", {"number": 1}),
    ]


def publication_of(case_id: int) -> Publication:
    found = db.session.scalar(select(Publication).where(Publication.case_id == case_id))
    assert found is not None
    return found
