"""Letters: numbered without a gap, sealed, printed by the worker, and naming nobody accused."""

import hashlib
from datetime import UTC, datetime

import pytest
from flask import Flask

from feedback_service.cases import authoring, lettering
from feedback_service.cases.models import Case
from feedback_service.foundation.crypto import CannotOpen
from feedback_service.foundation.database import db, transaction
from feedback_service.foundation.storage import Storage
from feedback_service.identity.models import SealedText
from feedback_service.letters.content import LetterBody, LetterContent
from feedback_service.letters.errors import LetterOnce
from feedback_service.letters.kinds import LetterKind, LetterState
from feedback_service.letters.models import Letter
from feedback_service.letters.queries import letters_of, waiting_letters
from feedback_service.letters.service import (
    MOST_ATTEMPTS,
    is_intact,
    issue_letter,
    keep_printed,
    note_failure,
    read_letter,
    read_printed,
)
from tests.support.lives import DEPARTMENT, DESK, WORDS, Life

PDF = b"%PDF-1.7 a letter"


@pytest.fixture
def storage(context: Flask) -> Storage:
    store: Storage = context.extensions["feedback.storage"]
    return store


def receipt_of(life: Life, case_id: int) -> Letter:
    """Let an author ask for the receipt."""
    letter = life.do_sealed(lettering.write_receipt, case_id, now=life.at)
    assert letter is not None
    return letter


def write_and_fail(case: Case, life: Life) -> None:
    """Number a receipt in a use case that breaks afterwards."""
    letter = lettering.write_receipt(life.vault, case, now=life.at)
    assert letter is not None
    letter.number // 0


def store_and_die(life: Life, letter_id: int, storage: Storage) -> None:
    """Store what was printed in a transaction that never ends well."""
    with transaction():
        keep_printed(life.vault, letter_id, b"half a life", storage=storage, now=life.at)
        letter_id // 0


def said(life: Life, case_id: int, kind: LetterKind) -> LetterContent:
    """Return what the newest letter of a kind says."""
    newest = next(line for line in letters_of(case_id) if line.kind is kind)
    return read_letter(life.vault, db.session.get_one(Letter, newest.letter_id))


def test_every_act_towards_the_author_leaves_its_letter(life: Life) -> None:
    case_id = life.submit().case_id
    receipt_of(life, case_id)
    life.ask(case_id)
    life.do_sealed(authoring.reply, case_id, text=WORDS, now=life.at)
    life.forward(case_id)
    life.take(case_id)
    life.draft(case_id)
    life.put_before_head(case_id)
    life.approve(case_id)
    life.send(case_id)

    kinds = [line.kind for line in reversed(letters_of(case_id))]
    assert kinds == [
        LetterKind.RECEIPT,
        LetterKind.QUESTION,
        LetterKind.FORWARDING,
        LetterKind.ANSWER,
    ]
    answer = said(life, case_id, LetterKind.ANSWER)
    assert "niêm yết" in "\n".join(part.text for part in answer.parts)
    assert answer.head.number == "01/SXD"
    assert answer.signature.name


def test_numbers_of_an_agency_follow_each_other_and_begin_anew_each_year(life: Life) -> None:
    first = receipt_of(life, life.submit().case_id)
    second = receipt_of(life, life.submit().case_id)
    life.at = datetime(2026, 12, 31, 17, 0, tzinfo=UTC)
    # Midnight has passed in Ha Noi.
    third = receipt_of(life, life.submit().case_id)

    assert [first.number, second.number, third.number] == [1, 2, 1]
    assert third.year == 2027
    assert second.written_number == "02/GTN-VPUBND"


def test_an_act_that_fails_gives_its_number_back(life: Life) -> None:
    case_id, other = life.submit().case_id, life.submit().case_id
    with pytest.raises(ZeroDivisionError):
        life.do(write_and_fail, case_id, life)

    assert receipt_of(life, other).number == 1
    assert letters_of(case_id) == []


def test_a_receipt_is_written_once_and_says_when_an_answer_is_due(life: Life) -> None:
    case_id = life.submit().case_id
    receipt_of(life, case_id)
    with pytest.raises(LetterOnce):
        receipt_of(life, case_id)

    content = said(life, case_id, LetterKind.RECEIPT)
    assert "14/12/2026" in content.closing
    assert content.reference == life.case(case_id).reference
    assert "{" not in content.closing


def test_a_letter_is_sealed_like_every_text_of_its_case(life: Life) -> None:
    letter = receipt_of(life, life.submit().case_id)
    row = db.session.get_one(SealedText, letter.content_text_id)

    assert letter.written_number.encode() not in row.body


def test_no_letter_tells_the_story_or_who_sent_it(life: Life) -> None:
    case_id = life.reach_answered()
    receipt_of(life, case_id)
    case = life.case(case_id)
    secret = [*life.vault.read_texts([case.title_text_id, case.story_text_id]).values()]
    secret += ["Nguyễn Thị Mai", "0912"]

    for line in letters_of(case_id):
        content = said(life, case_id, line.kind).to_json()
        assert not [word for word in secret if word in content]


def test_a_letter_of_a_conduct_case_names_nobody_accused(life: Life) -> None:
    receipt = life.against(DEPARTMENT, accused_persons="ông Trần Văn Bình, cán bộ một cửa")
    question = f"Ngày TRẦN VĂN BÌNH trả hồ sơ là ngày nào? {WORDS}"
    life.ask(receipt.case_id, question=question)

    content = said(life, receipt.case_id, LetterKind.QUESTION)
    assert "[người bị phản ánh]" in content.parts[0].text
    assert "BÌNH" not in content.to_json()
    assert "Sở Xây dựng" not in content.to_json()


def test_a_desk_that_is_barred_issues_nothing(life: Life) -> None:
    receipt = life.against(DESK)

    assert life.do_sealed(lettering.write_receipt, receipt.case_id, now=life.at) is None

    assert letters_of(receipt.case_id) == []


def test_a_printed_letter_is_kept_sealed_with_the_digest_of_the_plain_file(
    life: Life, storage: Storage
) -> None:
    letter = receipt_of(life, life.submit().case_id)
    with transaction():
        assert keep_printed(life.vault, letter.id, PDF, storage=storage, now=life.at)

    assert letter.sha256 == hashlib.sha256(PDF).hexdigest()
    assert PDF not in storage.get(letter.storage_name)
    assert read_printed(life.vault, letter, storage=storage) == PDF


def test_a_file_that_was_changed_in_the_storage_is_not_given_out(
    life: Life, storage: Storage
) -> None:
    letter = receipt_of(life, life.submit().case_id)
    with transaction():
        keep_printed(life.vault, letter.id, PDF, storage=storage, now=life.at)
    storage.put(letter.storage_name, storage.get(letter.storage_name)[:-1] + b"x")

    with pytest.raises(CannotOpen):
        read_printed(life.vault, letter, storage=storage)
    assert not is_intact(life.vault, letter, storage=storage)


def test_the_slower_of_two_workers_writes_nothing_over(life: Life, storage: Storage) -> None:
    letter = receipt_of(life, life.submit().case_id)
    with transaction():
        keep_printed(life.vault, letter.id, PDF, storage=storage, now=life.at)
    with transaction():
        assert not keep_printed(life.vault, letter.id, b"other", storage=storage, now=life.at)

    assert read_printed(life.vault, letter, storage=storage) == PDF


def test_a_worker_killed_before_the_mark_leaves_a_letter_that_is_printed_again(
    life: Life, storage: Storage
) -> None:
    letter = receipt_of(life, life.submit().case_id)
    with pytest.raises(ZeroDivisionError):
        store_and_die(life, letter.id, storage)

    assert waiting_letters(most=5) == [letter.id]
    with transaction():
        assert keep_printed(life.vault, letter.id, PDF, storage=storage, now=life.at)
    assert read_printed(life.vault, letter, storage=storage) == PDF


def test_a_letter_on_which_the_press_breaks_steps_back_and_is_given_up(life: Life) -> None:
    bad, good = (receipt_of(life, life.submit().case_id).id for _ in range(2))
    with transaction():
        note_failure(bad)
    assert waiting_letters(most=5) == [good, bad]

    for _ in range(MOST_ATTEMPTS):
        with transaction():
            note_failure(bad)
    assert waiting_letters(most=5) == [good]
    assert db.session.get_one(Letter, bad).state == LetterState.PAGE_ONLY


@pytest.mark.parametrize("kind", list(LetterKind))
def test_letters_of_other_acts_are_issued_from_plain_values(life: Life, kind: LetterKind) -> None:
    receipt = life.submit()
    gaps = {
        "ngày nhận": "23/11/2026",
        "hạn trả lời": "14/12/2026",
        "số ngày trễ": "3",
        "ngày hẹn mới": "20/12/2026",
        "hạn chuyển": "30/11/2026",
        "hạn bổ sung": "07/12/2026",
        "cơ quan nhận": "Sở Xây dựng",
        "lần đôn đốc": "2",
        "trang tra cứu": "trang tra cứu",
    }
    body = LetterBody(kind=kind, reference=receipt.reference, gaps=gaps)
    with transaction():
        letter = issue_letter(
            life.vault,
            body,
            case_id=receipt.case_id,
            agency_id=life.agency(DESK),
            account_id=life.intake,
            now=life.at,
        )

    content = read_letter(life.vault, letter)
    assert "{" not in content.opening + content.closing
    assert receipt.reference in content.opening
