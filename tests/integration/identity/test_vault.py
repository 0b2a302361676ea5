"""The vault: who an author is opens with the custodian's key, for two persons, within a day."""

from dataclasses import replace

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from feedback_service.foundation.crypto import CannotOpen
from feedback_service.foundation.database import db, transaction
from feedback_service.identity.errors import (
    ReasonMissing,
    RequestClosed,
    SamePerson,
    TextMissing,
)
from feedback_service.identity.models import Identity, SealedText, UnsealRequest
from feedback_service.identity.queries import open_requests
from feedback_service.identity.sealing import Person
from feedback_service.identity.service import (
    UNSEAL_WITHIN,
    Author,
    ask_to_unseal,
    may_be_mailed,
    open_contact,
    unseal,
)
from tests.support.installation import PASSPHRASE
from tests.support.lives import AUTHOR, DEPARTMENT, WORDS, Life


def custodian_key(life: Life) -> bytes:
    return life.vault.keys.custodian_private(PASSPHRASE)


def asked(life: Life, case_id: int) -> int:
    """Let the officer ask that the author's identity be opened."""
    with transaction():
        return ask_to_unseal(
            life.vault, case_id=case_id, account_id=life.officer, reason=WORDS, now=life.at
        ).id


def opened(life: Life, request_id: int, custodian: int, key: bytes | None = None) -> Person:
    with transaction():
        _, person = unseal(
            request_id=request_id,
            custodian_id=custodian,
            custodian_key=key or custodian_key(life),
            now=life.at,
        )
        return person


def test_an_identity_opens_for_a_second_person_with_the_custodians_key(life: Life) -> None:
    request_id = asked(life, life.against(DEPARTMENT).case_id)
    assert [request.id for request in open_requests(since=life.at - UNSEAL_WITHIN)] == [request_id]

    assert opened(life, request_id, life.reviewer) == AUTHOR
    row = db.session.get_one(UnsealRequest, request_id)
    assert (row.state, row.decided_by_id, row.decided_at) == ("opened", life.reviewer, life.at)
    assert open_requests(since=life.at - UNSEAL_WITHIN) == []


def test_no_other_key_opens_an_identity(life: Life) -> None:
    request_id, keys = asked(life, life.submit().case_id), life.vault.keys
    with pytest.raises(CannotOpen):
        keys.custodian_private("một câu sai")
    for wrong in (
        keys.delivery_private(),
        keys.content,
        keys.lookup,
        keys.tracking,
        keys.custodian_public,
    ):
        with pytest.raises(CannotOpen):
            opened(life, request_id, life.reviewer, wrong)

    assert db.session.get_one(UnsealRequest, request_id).state == "asked"


def test_who_asks_does_not_open(life: Life) -> None:
    request_id = asked(life, life.submit().case_id)
    with pytest.raises(SamePerson):
        opened(life, request_id, life.officer)
    with pytest.raises(IntegrityError, match="two_persons"), transaction():
        db.session.execute(update(UnsealRequest).values(decided_by_id=life.officer))


@pytest.mark.parametrize(("minutes", "in_time"), [(24 * 60, True), (24 * 60 + 1, False)])
def test_a_request_lives_a_day(life: Life, minutes: int, in_time: bool) -> None:
    request_id = asked(life, life.submit().case_id)
    life.later(minutes=minutes)

    assert bool(open_requests(since=life.at - UNSEAL_WITHIN)) is in_time
    if in_time:
        assert opened(life, request_id, life.reviewer) == AUTHOR
        return
    with pytest.raises(RequestClosed):
        opened(life, request_id, life.reviewer)


def test_a_request_opens_once(life: Life) -> None:
    request_id = asked(life, life.submit().case_id)
    opened(life, request_id, life.reviewer)

    with pytest.raises(RequestClosed):
        opened(life, request_id, life.reviewer)


@pytest.mark.parametrize("reason", ["", "  ", "cần gấp", " " * 40])
def test_a_request_states_its_reason(life: Life, reason: str) -> None:
    case_id = life.submit().case_id
    with pytest.raises(ReasonMissing), transaction():
        ask_to_unseal(
            life.vault, case_id=case_id, account_id=life.officer, reason=reason, now=life.at
        )


def test_a_request_that_is_not_there_opens_nothing(life: Life) -> None:
    with pytest.raises(TextMissing):
        opened(life, 999, life.reviewer)


def test_a_box_moved_to_another_case_does_not_open(life: Life) -> None:
    mine = life.submit(mail_opted_in=True).case_id
    other = life.submit(person=replace(AUTHOR, name="Trần Văn Ba"), mail_opted_in=True).case_id
    with transaction():
        stolen = db.session.get_one(Identity, other)
        row = db.session.get_one(Identity, mine)
        row.identity_box, row.contact_box = stolen.identity_box, stolen.contact_box
    request_id = asked(life, mine)

    with pytest.raises(CannotOpen):
        opened(life, request_id, life.reviewer)
    with pytest.raises(CannotOpen):
        open_contact(mine, life.vault.keys.delivery_private())


@pytest.mark.parametrize("column", ["body", "purpose", "case_id"])
def test_a_text_moved_in_the_database_does_not_open(life: Life, column: str) -> None:
    mine, other = life.submit().case_id, life.submit().case_id
    title = life.case(mine).title_text_id
    foreign = life.case(other).title_text_id
    values = {
        "body": select(SealedText.body).where(SealedText.id == foreign).scalar_subquery(),
        "purpose": "story",
        "case_id": other,
    }
    with transaction():
        moved = update(SealedText).where(SealedText.id == title).values({column: values[column]})
        db.session.execute(moved)

    with pytest.raises(CannotOpen):
        life.vault.read_text(title or "")


def test_an_address_opens_with_the_delivery_key_alone_and_only_where_asked(life: Life) -> None:
    told, untold = life.submit(mail_opted_in=True).case_id, life.submit().case_id
    key = life.vault.keys.delivery_private()

    assert open_contact(told, key) == AUTHOR.email
    assert may_be_mailed(told)
    assert open_contact(untold, key) is None
    assert not may_be_mailed(untold)
    with pytest.raises(CannotOpen):
        open_contact(told, custodian_key(life))


def test_the_web_holds_no_key_that_opens_an_identity(life: Life) -> None:
    life.submit(mail_opted_in=True)
    life.reach_answered(share_with_office=True)

    assert life.vault.keys.held() == {
        "content.key",
        "tracking.key",
        "lookup.key",
        "delivery.pub",
        "custodian.pub",
    }


def test_an_author_sees_hints_of_their_own_entry(life: Life) -> None:
    case_id = life.submit().case_id

    assert life.vault.author_hints(case_id) == {
        "name": "N… T… M…",
        "phone": "…123",
        "email": "m…@v…",
    }
    assert life.vault.author_hints(999) == {}


def test_an_identity_is_sealed_once(life: Life) -> None:
    case_id = life.submit().case_id
    with pytest.raises(IntegrityError), transaction():
        life.vault.keep(life.vault.seal_case(case_id, author=Author(person=AUTHOR), now=life.at))


def test_a_text_that_is_missing_is_said_to_be(life: Life) -> None:
    text_id = life.case(life.submit().case_id).title_text_id

    assert life.vault.read_texts([None, "", None]) == {}
    for wanted in (["không có"], [text_id, "không có"]):
        with pytest.raises(TextMissing):
            life.vault.read_texts(wanted)


def test_a_text_comes_back_whatever_it_holds(life: Life) -> None:
    case_id = life.submit().case_id
    for text in ("", "đ" * 10_000, "👍\u0301 中文\nhai dòng"):
        with transaction():
            text_id = life.vault.seal_text(case_id=case_id, purpose="probe", text=text)
        assert life.vault.read_text(text_id) == text


def test_boxes_tell_little_by_their_length(life: Life) -> None:
    for name in ("An", "Nguyễn Thị Minh Khai " * 4):
        life.submit(person=replace(AUTHOR, name=name))
    lengths = {len(box) for box in db.session.scalars(select(Identity.identity_box))}

    assert len(lengths) == 1
