"""Apologies and reminders as numbered letters, and the letter by which a case leaves."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select

from feedback_service.accounts.queries import actor_of, name_of
from feedback_service.cases.assignment import bar_units
from feedback_service.cases.models import CaseBar
from feedback_service.cases.queries import case_by_id
from feedback_service.foundation.clock import local_date
from feedback_service.foundation.database import db, transaction
from feedback_service.letters.content import LetterContent
from feedback_service.letters.kinds import LetterKind
from feedback_service.letters.models import Letter
from feedback_service.letters.queries import letters_for_author, letters_of
from feedback_service.letters.service import read_letter
from feedback_service.oversight.answering_late import sign_apology
from feedback_service.oversight.errors import ApologySigned, ReminderMissing
from feedback_service.oversight.lateness import ApologyKind
from feedback_service.oversight.models import Apology, RemindedCase, Reminder
from feedback_service.oversight.reminders import reminder_sheet, reminders_of
from feedback_service.oversight.reminding import send_reminder
from feedback_service.oversight.standing import lateness_of
from tests.support.lives import DEPARTMENT, DESK, OTHER_DEPARTMENT, WORDS, Life

Sleep = Callable[[int], None]
REASON = "Phải chờ ý kiến của hai sở về ranh giới thửa đất."


@pytest.fixture
def late(life: Life, sleep: Sleep) -> int:
    """A case of the department whose answer was due on 14 December, nine days ago."""
    case_id = life.reach_in_progress()
    sleep(30)
    return case_id


def apologise(life: Life, case_id: int) -> None:
    life.do_sealed(
        sign_apology,
        case_id,
        ApologyKind.ANSWER,
        reason=REASON,
        new_on=local_date(life.at) + timedelta(days=10),
        account_id=life.head,
        now=life.at,
    )


def remind(life: Life, *case_ids: int, to: int | None = None, words: str = WORDS) -> Reminder:
    with transaction():
        return send_reminder(
            life.vault,
            to or life.agency(DEPARTMENT),
            [case_by_id(each, lock=True) for each in case_ids],
            words=words,
            due_on=local_date(life.at) + timedelta(days=5),
            account_id=life.intake,
            now=life.at,
        )


def said(life: Life, case_id: int, kind: LetterKind) -> LetterContent:
    """Return what the newest letter of a kind says."""
    newest = next(line for line in letters_of(case_id) if line.kind is kind)
    return read_letter(life.vault, db.session.get_one(Letter, newest.letter_id))


def test_an_apology_is_a_numbered_letter_signed_by_the_head(life: Life, late: int) -> None:
    apologise(life, late)

    letter = said(life, late, LetterKind.APOLOGY)
    assert letter.head.number == "01/SXD"
    assert letter.signature.name == name_of(life.head)
    assert "14/12/2026" in letter.opening
    assert "quá hạn 9 ngày" in letter.opening
    assert [part.text for part in letter.parts] == [REASON]
    assert "02/01/2027" in letter.closing
    paper = letters_for_author(late)[0]
    view = lateness_of(life.case(late), life.vault, today=local_date(life.at))
    assert view.apologies[0].letter_id == paper.letter_id


def test_an_apology_that_is_refused_uses_no_number(life: Life, late: int) -> None:
    apologise(life, late)
    with pytest.raises(ApologySigned):
        apologise(life, late)

    other = life.reach_in_progress()
    life.later(days=30)
    apologise(life, other)
    # Another year, and still the first of its agency in it.
    assert said(life, other, LetterKind.APOLOGY).head.number == "01/SXD"
    assert len([each for each in letters_of(late) if each.kind is LetterKind.APOLOGY]) == 1


def test_a_reminder_leaves_a_letter_in_each_of_its_cases_and_counts_them(
    life: Life, late: int, sleep: Sleep
) -> None:
    other = life.reach_in_progress()
    remind(life, late)
    sleep(30)
    reminder = remind(life, late, other)

    again = said(life, late, LetterKind.REMINDER)
    assert "lần đôn đốc thứ 2" in again.opening
    assert "lần đôn đốc thứ 1" in said(life, other, LetterKind.REMINDER).opening
    assert again.addressee == "Sở Xây dựng"
    assert again.parts[0].text == WORDS
    assert (f"{reminder.number}/{reminder.year}") in dict(again.facts).values()
    seen = {each.letter_id for each in letters_of(late)}
    assert {each.letter_id for each in reminders_of(late, life.vault)} < seen


def test_an_author_is_not_given_what_offices_urge_each_other_to_do(life: Life, late: int) -> None:
    remind(life, late)

    assert LetterKind.REMINDER in {each.kind for each in letters_of(late)}
    assert LetterKind.REMINDER not in {each.kind for each in letters_for_author(late)}


def test_a_desk_that_is_barred_reminds_without_a_letter(life: Life, late: int) -> None:
    with transaction():
        bar_units(case_by_id(late, lock=True), {life.agency(DESK)})
    remind(life, late)

    assert db.session.scalars(select(RemindedCase.letter_id)).all() == [None]


def test_the_sheet_of_a_reminder_shows_only_cases_the_reader_may_see(life: Life, late: int) -> None:
    reminder = remind(life, late)
    address = {"year": reminder.year, "number": reminder.number}
    sheet = reminder_sheet(actor_of(life.intake), **address)
    assert [line.letter_number for line in sheet.lines] == ["02/VPUBND"]
    assert not sheet.lines[0].is_answered

    with transaction() as session:
        session.add(CaseBar(case_id=late, agency_id=life.agency(DESK)))
    for wanted in (address, {"year": 2026, "number": 99}, {"year": 2**70, "number": 1}):
        with pytest.raises(ReminderMissing):
            reminder_sheet(actor_of(life.intake), **wanted)


def test_letters_of_a_conduct_case_name_nobody_accused(life: Life, sleep: Sleep) -> None:
    persons = "ông Trần Văn Bình, cán bộ một cửa"
    case_id = life.against(OTHER_DEPARTMENT, accused_persons=persons).case_id
    sleep(30)
    lead = life.case(case_id).lead_agency_id
    assert lead is not None
    remind(life, case_id, to=lead, words=f"Việc của ông TRẦN VĂN BÌNH. {WORDS}")

    letter = said(life, case_id, LetterKind.REMINDER)
    assert "[người bị phản ánh]" in letter.parts[0].text
    assert "BÌNH" not in letter.to_json()
    assert "Sở Y tế" not in letter.to_json()


def test_a_case_leaves_under_the_number_of_its_letter(life: Life) -> None:
    case_id = life.submit().case_id
    life.forward_out(case_id)

    letter = said(life, case_id, LetterKind.FORWARDING_OUT)
    assert letter.addressee == "Bộ Y tế"
    assert letter.subject.startswith("Chuyển")
    assert dict(letter.facts)["Mã hồ sơ"] == life.case(case_id).reference
    assert "chuyển trả trên hệ thống" not in letter.closing
    assert letters_for_author(case_id)[0].number == letter.head.number == "01/VPUBND"


def test_an_apology_signed_before_there_were_letters_is_read_without_one(
    life: Life, late: int
) -> None:
    apologise(life, late)
    with transaction() as session:
        session.scalars(select(Apology)).one().letter_id = None

    view = lateness_of(life.case(late), life.vault, today=local_date(life.at))
    assert view.apologies[0].letter_id is None
