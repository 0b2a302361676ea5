"""A case becomes public by two persons, and can be taken out by one."""

from collections.abc import Callable
from datetime import datetime

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from feedback_service.cases.history import events_of
from feedback_service.cases.queries import case_by_id
from feedback_service.foundation.database import db, transaction
from feedback_service.identity.service import Vault
from feedback_service.publication import desk, queries
from feedback_service.publication.choices import choices
from feedback_service.publication.commands import Prepare, Withdraw, WithdrawnReason
from feedback_service.publication.drafts import open_draft
from feedback_service.publication.errors import (
    AlreadyPublished,
    NotPublished,
    PassageOutside,
    PublicationChanged,
    PublicationNotFound,
    ReasonTellsTooMuch,
    SamePersonConfirms,
    SummaryOnly,
    TitleTellsTooMuch,
    WarningsLeft,
)
from feedback_service.publication.models import Publication
from feedback_service.publication.queries import ArchiveFilter
from feedback_service.publication.redaction import Passage, occurrences
from feedback_service.publication.service import (
    confirm,
    prepare,
    rebuild_index,
    return_to_preparer,
    withdraw,
)
from tests.support.publishing import People, answered_case, publish_case

TITLE = "Đèn đường trước cổng trường hỏng đã lâu"


@pytest.fixture
def mark(people: People, vault: Vault, now: datetime) -> Callable[..., int]:
    """Mark passages and keep them; the version comes back."""

    def marked(case_id: int, *hidden: str, version: int = 0, title: str = TITLE) -> int:
        with transaction():
            case = case_by_id(case_id)
            parts = open_draft(case, vault).parts
            passages = [each for words in hidden for each in occurrences(parts, words, "name")]
            command = Prepare(title=title, passages=tuple(passages), version=version)
            publication = prepare(vault, case, command, account_id=people.publisher, now=now)
            # The version counts from what the database has taken.
            db.session.flush()
            return publication.version

    return marked


def _confirm(
    vault: Vault, case_id: int, version: int, by: int, now: datetime, *, seen: bool = True
) -> None:
    with transaction():
        confirm(
            vault,
            case_by_id(case_id),
            version=version,
            acknowledged=seen,
            account_id=by,
            now=now,
        )


def test_what_is_marked_is_hidden_and_the_rest_is_public(
    case_id: int, people: People, vault: Vault, now: datetime, mark: Callable[..., int]
) -> None:
    version = mark(case_id, "Phạm Thị Minh Họa", "0912 000 777")
    _confirm(vault, case_id, version, people.second, now)

    public = queries.get_published(case_by_id(case_id).reference)
    assert isinstance(public, queries.PublishedCase)
    assert public.title == TITLE
    assert public.question.startswith("Đèn đường trước cổng trường đã hỏng hai tháng nay")
    assert "[đã ẩn: tên người]" in public.question
    assert "Phạm" not in public.question
    assert "0912" not in public.question
    assert public.finding.startswith("Chúng tôi đã kiểm tra")
    assert public.promises.startswith("Kiểm tra đèn mỗi quý một lần (trước ngày ")


def test_nothing_public_is_stored_before_a_second_person_confirms(
    case_id: int, mark: Callable[..., int]
) -> None:
    mark(case_id, "0912 000 777")
    row = db.session.scalars(select(Publication)).one()

    assert [row.title, row.question, row.finding, row.promises] == [None] * 4
    with pytest.raises(PublicationNotFound):
        queries.get_published(row.reference)
    assert queries.search(ArchiveFilter(text="đèn đường")).rows == []


def test_who_marked_cannot_confirm(
    case_id: int, people: People, vault: Vault, now: datetime, mark: Callable[..., int]
) -> None:
    version = mark(case_id)
    with pytest.raises(SamePersonConfirms):
        _confirm(vault, case_id, version, people.publisher, now)


def test_a_suggestion_nobody_hid_must_be_looked_at(
    case_id: int, people: People, vault: Vault, now: datetime, mark: Callable[..., int]
) -> None:
    version = mark(case_id, "Phạm Thị Minh Họa")
    with pytest.raises(WarningsLeft) as refused:
        _confirm(vault, case_id, version, people.second, now, seen=False)
    assert refused.value.facts == {"count": 1}

    _confirm(vault, case_id, version, people.second, now, seen=True)
    last = events_of(case_id)[-1]
    assert (last.name, last.facts) == ("published", {"warnings_left": 1})


def test_the_second_person_confirms_what_they_saw(
    case_id: int, people: People, vault: Vault, now: datetime, mark: Callable[..., int]
) -> None:
    seen = mark(case_id, "Phạm Thị Minh Họa", "0912 000 777")
    newer = mark(case_id, version=seen)
    assert newer != seen
    with pytest.raises(PublicationChanged):
        _confirm(vault, case_id, seen, people.second, now)


def test_marking_on_an_old_page_is_refused(case_id: int, mark: Callable[..., int]) -> None:
    mark(case_id)
    with pytest.raises(PublicationChanged):
        mark(case_id)


def test_a_marked_case_can_be_given_back_and_marked_again(
    case_id: int, people: People, vault: Vault, now: datetime, mark: Callable[..., int]
) -> None:
    version = mark(case_id)
    with transaction():
        return_to_preparer(
            vault,
            case_by_id(case_id),
            version=version,
            text="Còn tên người trong câu thứ hai.",
            account_id=people.second,
            now=now,
        )
    draft = open_draft(case_by_id(case_id), vault)
    assert draft.return_reason == "Còn tên người trong câu thứ hai."
    assert draft.publication is not None
    mark(case_id, "Phạm Thị Minh Họa", version=draft.publication.version)
    assert open_draft(case_by_id(case_id), vault).return_reason == ""


def test_without_consent_the_words_of_the_author_are_not_published(
    people: People, vault: Vault, now: datetime, mark: Callable[..., int]
) -> None:
    silent = answered_case(vault, people, now, consent=False)
    with pytest.raises(SummaryOnly):
        mark(silent)
    tray = desk.list_tray(people.actor(people.publisher), vault, desk.Tray.TO_MARK)
    assert [line.case_id for line in tray.rows] == []


def test_a_passage_outside_the_text_is_refused(
    case_id: int, people: People, vault: Vault, now: datetime
) -> None:
    beyond = Passage(part="question", start=0, end=100_000, reason="name")
    with pytest.raises(PassageOutside), transaction():
        prepare(
            vault,
            case_by_id(case_id),
            Prepare(title=TITLE, passages=(beyond,)),
            account_id=people.publisher,
            now=now,
        )


def test_a_phone_number_in_the_public_title_is_refused(
    case_id: int, mark: Callable[..., int]
) -> None:
    with pytest.raises(TitleTellsTooMuch) as refused:
        mark(case_id, title="Đèn hỏng, xin gọi 0912 000 777")
    assert refused.value.facts == {"found": "số điện thoại"}


def test_the_author_is_found_by_the_letters_of_their_sealed_name(
    people: People, vault: Vault, now: datetime
) -> None:
    story = "Hàng xóm gọi tôi là Pham Thi Minh Hoa, ai cũng biết chuyện đèn đường hỏng này."
    case_id = answered_case(vault, people, now, story=story)
    draft = open_draft(case_by_id(case_id), vault)
    found = [story[each.start : each.end] for each in draft.suggestions if each.part == "question"]
    assert found == ["Pham Thi Minh Hoa"]


def test_the_database_itself_refuses_to_name_a_unit_in_a_conduct_case(
    case_id: int, people: People, vault: Vault, now: datetime
) -> None:
    publish_case(vault, people, case_id, now)
    with pytest.raises(IntegrityError), transaction():
        db.session.execute(text("UPDATE publications SET kind = 'conduct'"))


def test_what_is_taken_out_leaves_nothing_but_a_tombstone(
    case_id: int, people: People, vault: Vault, now: datetime
) -> None:
    reference = publish_case(vault, people, case_id, now)
    assert [case.reference for case in queries.search(ArchiveFilter(text="den duong")).rows] == [
        reference
    ]
    _withdraw(vault, case_id, people, now)

    left = queries.get_published(reference)
    assert isinstance(left, queries.Tombstone)
    assert left.text == "Người gửi đề nghị không công khai nữa."
    row = db.session.scalars(select(Publication)).one()
    assert [row.title, row.question, row.finding, row.measures] == [None] * 4
    assert db.session.execute(text("SELECT count(*) FROM publications_fts")).scalar() == 0
    assert queries.search(ArchiveFilter(text="den duong")).rows == []
    assert list(queries.export(ArchiveFilter())) == []
    assert choices().fields == []


def test_what_was_taken_out_stays_out(
    case_id: int,
    people: People,
    vault: Vault,
    now: datetime,
    mark: Callable[..., int],
) -> None:
    publish_case(vault, people, case_id, now)
    _withdraw(vault, case_id, people, now)
    row = db.session.scalars(select(Publication)).one()
    with pytest.raises(AlreadyPublished):
        mark(case_id, version=row.version)
    with pytest.raises(NotPublished):
        _withdraw(vault, case_id, people, now)


def test_the_public_reason_of_a_withdrawal_names_nobody(
    case_id: int, people: People, vault: Vault, now: datetime
) -> None:
    publish_case(vault, people, case_id, now)
    with pytest.raises(ReasonTellsTooMuch):
        _withdraw(vault, case_id, people, now, said="Gỡ theo yêu cầu từ số 0912 000 777.")


def test_events_of_publication_hold_no_text(
    case_id: int, people: People, vault: Vault, now: datetime
) -> None:
    publish_case(vault, people, case_id, now)
    _withdraw(vault, case_id, people, now)
    told = [(event.name, event.reason_code, event.facts) for event in events_of(case_id)[-3:]]
    assert told == [
        ("publication_prepared", None, {"passages": 2}),
        ("published", None, {"warnings_left": 0}),
        ("publication_withdrawn", "consent", {}),
    ]


def test_the_archive_version_changes_with_every_publication_and_withdrawal(
    case_id: int, people: People, vault: Vault, now: datetime
) -> None:
    versions = [queries.archive_version()]
    publish_case(vault, people, case_id, now)
    versions.append(queries.archive_version())
    _withdraw(vault, case_id, people, now)
    versions.append(queries.archive_version())
    assert len(set(versions)) == 3


def test_the_index_can_be_filled_anew(
    case_id: int, people: People, vault: Vault, now: datetime
) -> None:
    reference = publish_case(vault, people, case_id, now)
    with transaction():
        db.session.execute(text("DELETE FROM publications_fts"))
        assert rebuild_index() == 1
    found = queries.search(ArchiveFilter(text="bóng đèn bị cháy")).rows
    assert [case.reference for case in found] == [reference]


def _withdraw(
    vault: Vault,
    case_id: int,
    people: People,
    now: datetime,
    said: str = "Người gửi đề nghị không công khai nữa.",
) -> None:
    command = Withdraw(reason=WithdrawnReason.CONSENT, text=said)
    with transaction():
        withdraw(vault, case_by_id(case_id), command, account_id=people.publisher, now=now)
