"""What is owed to the author of a late case, and that none of it makes it less late."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from feedback_service.accounts.permissions import Role
from feedback_service.cases.clocks import answer_clock
from feedback_service.cases.errors import LeadActs
from feedback_service.cases.history import events_of
from feedback_service.cases.models import CaseEvent
from feedback_service.cases.particulars import Particulars
from feedback_service.cases.periodic import mark_overdue
from feedback_service.foundation.clock import local_date
from feedback_service.foundation.database import db, transaction
from feedback_service.foundation.errors import DomainError
from feedback_service.identity.models import SealedText
from feedback_service.letters.kinds import LetterKind
from feedback_service.letters.queries import letters_of
from feedback_service.oversight import answering_late
from feedback_service.oversight.errors import (
    ApologyDay,
    ApologySigned,
    DelayNotProven,
    ExtensionDay,
    ExtensionDecided,
    ExtensionTooLate,
    ExtensionUsed,
    NotLate,
    ProgressMissing,
    ReasonMissing,
    TwoPersons,
)
from feedback_service.oversight.lateness import ApologyKind, Asked
from feedback_service.oversight.standing import LatenessView, lateness_of
from feedback_service.responses.conclusions import Conclusion, Measure
from tests.support.inquiry import Inquiry
from tests.support.lives import OTHER_DEPARTMENT, WORDS, Life

Sleep = Callable[[int], None]
NOTE = "Đã kiểm tra thực địa, đang chờ bản vẽ của đơn vị đo đạc."


def due_of(life: Life, case_id: int) -> date:
    clock = answer_clock(life.case(case_id))
    assert clock is not None
    assert clock.promised_due_on is not None
    return clock.promised_due_on


def late(life: Life, sleep: Sleep, *, by: int = 1) -> int:
    """Return a case of the department that has been late for some days, and noted as such."""
    case_id = life.reach_in_progress(mail_opted_in=True)
    sleep((due_of(life, case_id) - local_date(life.at)).days + by)
    with transaction():
        mark_overdue(now=life.at)
    return case_id


def said(life: Life, case_id: int) -> LatenessView:
    return lateness_of(life.case(case_id), life.vault, today=local_date(life.at))


def silence(life: Life) -> int:
    with transaction():
        return answering_late.tell_of_silence(now=life.at)


def tell(life: Life, case_id: int, words: str = NOTE, account_id: int | None = None) -> None:
    life.do_sealed(
        answering_late.tell_progress,
        case_id,
        words=words,
        account_id=account_id or life.officer,
        now=life.at,
    )


def extend(life: Life, case_id: int, until_on: date, reason: str = WORDS) -> None:
    life.do_sealed(
        answering_late.ask_extension,
        case_id,
        until_on=until_on,
        reason=reason,
        account_id=life.officer,
        now=life.at,
    )


def decide(life: Life, case_id: int, account_id: int, *, granted: bool = True) -> None:
    life.do(
        answering_late.decide_extension,
        case_id,
        granted=granted,
        account_id=account_id,
        now=life.at,
    )


def apologise(
    life: Life,
    case_id: int,
    days: int = 5,
    *,
    kind: ApologyKind = ApologyKind.ANSWER,
    account_id: int | None = None,
) -> None:
    life.do_sealed(
        answering_late.sign_apology,
        case_id,
        kind,
        reason=WORDS,
        new_on=local_date(life.at) + timedelta(days=days),
        account_id=account_id or life.head,
        now=life.at,
    )


def test_a_note_reaches_the_author_sealed_and_stops_nothing(life: Life, sleep: Sleep) -> None:
    case_id = late(life, sleep)
    due = due_of(life, case_id)

    tell(life, case_id)

    (note,) = said(life, case_id).notes
    assert (note.text, note.missed) == (NOTE, 0)
    assert due_of(life, case_id) == due
    assert all(NOTE.encode() not in row for row in db.session.scalars(select(SealedText.body)))
    assert all(NOTE not in str(event.facts) for event in events_of(case_id))
    assert "progress_told" in life.messages(case_id)


def test_a_week_without_a_note_is_told_by_the_service_and_counted(life: Life, sleep: Sleep) -> None:
    case_id = late(life, sleep)
    sleep(6)
    assert silence(life) == 0
    sleep(1)

    assert silence(life) == 1
    assert silence(life) == 0

    (note,) = said(life, case_id).notes
    assert (note.text, note.missed) == ("", 1)
    assert life.messages(case_id).count("progress_told") == 1


def test_a_note_within_the_week_gives_a_week(life: Life, sleep: Sleep) -> None:
    case_id = late(life, sleep)
    sleep(5)
    tell(life, case_id)
    sleep(7)
    assert silence(life) == 0
    sleep(1)
    assert silence(life) == 1


def test_weeks_slept_through_are_counted_each_and_told_once(life: Life, sleep: Sleep) -> None:
    case_id = late(life, sleep)
    sleep(7 * 12)

    assert silence(life) == 1

    (note,) = said(life, case_id).notes
    assert note.missed == 12
    sleep(7)
    assert silence(life) == 1


def test_a_question_asked_once_it_is_late_is_no_way_out(life: Life, sleep: Sleep) -> None:
    case_id = late(life, sleep)
    life.ask(case_id, life.officer)
    sleep(9)

    assert silence(life) == 1
    apologise(life, case_id)


def test_nothing_is_owed_while_a_question_stops_the_clock_in_time_or_once_answered(
    life: Life, sleep: Sleep
) -> None:
    answered = late(life, sleep)
    asked = life.reach_in_progress()
    life.ask(asked, life.officer)
    life.draft(answered)
    life.put_before_head(answered)
    life.approve(answered)
    life.send(answered)
    sleep(9)

    assert silence(life) == 0
    with pytest.raises(NotLate):
        tell(life, answered, account_id=life.officer)


def test_progress_is_the_lead_s_to_tell_of_a_late_case_and_says_something(
    life: Life, sleep: Sleep
) -> None:
    case_id = life.reach_in_progress()
    with pytest.raises(NotLate):
        tell(life, case_id)
    stranger = life.account(OTHER_DEPARTMENT, Role.OFFICER)
    sleep(40)
    with pytest.raises(LeadActs):
        tell(life, case_id, account_id=stranger)
    with pytest.raises(ProgressMissing):
        tell(life, case_id, "Đang làm.")
    assert said(life, case_id).notes == ()


def test_more_time_is_asked_once_and_granted_by_another_person(life: Life, sleep: Sleep) -> None:
    case_id = life.reach_in_progress(mail_opted_in=True)
    due = due_of(life, case_id)
    until = due + timedelta(days=20)
    extend(life, case_id, until)
    with pytest.raises(TwoPersons):
        decide(life, case_id, life.officer)

    decide(life, case_id, life.head)

    found = said(life, case_id).extension
    assert found is not None
    assert (found.until_on, found.reason, found.decision) == (until, WORDS, Asked.GRANTED)
    assert due_of(life, case_id) == due
    assert "time_extended" in life.messages(case_id)
    with pytest.raises(ExtensionUsed):
        extend(life, case_id, until)
    with pytest.raises(ExtensionDecided):
        decide(life, case_id, life.head, granted=False)
    sleep((due - local_date(life.at)).days + 1)
    with transaction():
        assert mark_overdue(now=life.at) == 1


def test_refused_time_is_not_told_and_not_asked_again(life: Life) -> None:
    case_id = life.reach_in_progress()
    extend(life, case_id, due_of(life, case_id) + timedelta(days=3))
    decide(life, case_id, life.head, granted=False)

    assert "time_extended" not in life.messages(case_id)
    with pytest.raises(ExtensionUsed):
        extend(life, case_id, due_of(life, case_id) + timedelta(days=3))


def test_more_time_is_refused_beyond_sixty_days_without_reason_and_from_the_date_on(
    life: Life, sleep: Sleep
) -> None:
    case_id = life.reach_in_progress()
    due, received = due_of(life, case_id), life.case(case_id).received_on
    for day in (due, received + timedelta(days=61)):
        with pytest.raises(ExtensionDay):
            extend(life, case_id, day)
    with pytest.raises(ReasonMissing):
        extend(life, case_id, due + timedelta(days=1), "Bận.")
    other = life.reach_in_progress()
    extend(life, other, received + timedelta(days=60))
    sleep((due - local_date(life.at)).days)
    with pytest.raises(ExtensionTooLate):
        extend(life, case_id, due + timedelta(days=1))
    with pytest.raises(ExtensionTooLate):
        decide(life, other, life.head)
    decide(life, other, life.head, granted=False)


def test_an_apology_names_a_day_that_hides_nothing_and_is_broken_when_it_passes(
    life: Life, sleep: Sleep
) -> None:
    case_id = late(life, sleep)
    due = due_of(life, case_id)

    apologise(life, case_id)

    (letter,) = said(life, case_id).apologies
    assert (letter.reason, letter.broken) == (WORDS, False)
    assert due_of(life, case_id) == due
    with pytest.raises(ApologySigned):
        apologise(life, case_id)
    sleep(5)
    assert not said(life, case_id).apologies[0].broken
    sleep(1)
    assert said(life, case_id).apologies[0].broken


def test_a_kept_day_stays_kept(life: Life, sleep: Sleep) -> None:
    case_id = late(life, sleep)
    apologise(life, case_id)
    sleep(2)
    life.draft(case_id)
    life.put_before_head(case_id)
    life.approve(case_id)
    life.send(case_id)
    sleep(30)

    assert not said(life, case_id).apologies[0].broken


@pytest.mark.parametrize("days", [0, -1, 31])
def test_a_new_day_is_to_come_and_near(days: int, life: Life, sleep: Sleep) -> None:
    case_id = late(life, sleep)
    with pytest.raises(ApologyDay):
        apologise(life, case_id, days)


def test_nobody_apologises_for_what_is_not_late_or_not_proven(life: Life) -> None:
    case_id = life.reach_in_progress()
    with pytest.raises(NotLate):
        apologise(life, case_id)
    with pytest.raises(DelayNotProven):
        apologise(life, case_id, kind=ApologyKind.DOSSIER)


@pytest.mark.parametrize(
    ("conclusion", "stated", "proven"),
    [("founded", True, True), ("unfounded", True, False), ("founded", False, False)],
)
def test_a_letter_about_a_dossier_needs_a_conclusion_and_particulars(
    conclusion: str, stated: bool, proven: bool, life: Life
) -> None:
    particulars = Particulars(handed_in_on=date(2026, 9, 1)) if stated else Particulars()
    inquiry = Inquiry(life)
    case_id = inquiry.opened(inquiry.file(particulars=particulars))
    inquiry.write(case_id)
    inquiry.report(case_id)
    measure = Measure.NONE if conclusion == "unfounded" else Measure.REMINDER
    inquiry.conclude(case_id, Conclusion(conclusion), measure)
    head = inquiry.head

    if not proven:
        with pytest.raises(DelayNotProven):
            apologise(life, case_id, kind=ApologyKind.DOSSIER, account_id=head)
        return
    apologise(life, case_id, kind=ApologyKind.DOSSIER, account_id=head)
    (letter,) = said(life, case_id).apologies
    assert letter.kind == "dossier"
    paper = next(line for line in letters_of(case_id) if line.letter_id == letter.letter_id)
    assert paper.kind is LetterKind.DOSSIER_APOLOGY
    with pytest.raises(ApologySigned):
        apologise(life, case_id, kind=ApologyKind.DOSSIER, account_id=head)


def test_what_is_said_of_dates_stands_in_history_without_a_word(life: Life, sleep: Sleep) -> None:
    case_id = late(life, sleep)
    tell(life, case_id)
    apologise(life, case_id)

    facts = db.session.scalars(select(CaseEvent.facts).where(CaseEvent.case_id == case_id)).all()
    assert all(WORDS not in str(each) and NOTE not in str(each) for each in facts)
    assert issubclass(NotLate, DomainError)
